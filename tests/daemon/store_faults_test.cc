// The store on a disk that fails, fills up or loses its process.
#include "tests/daemon/faulty_disk.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

#include <csignal>
#include <random>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

using testing::HasSubstr;
using testing::IsEmpty;

namespace tocsin {
namespace {

// A mounted file system, taken away at the end of the scope.
struct Mounted {
    std::filesystem::path at;
    ~Mounted() { ::umount2(at.c_str(), MNT_DETACH); }
};

class StoreFaults : public StoreTest {
protected:
    StoreFaults() { settings_.vfs = disk_.name(); }

    // Opens the file as it is, on a disk in order, and expects it whole up to `seq` at least.
    void expect_kept(std::uint64_t seq) {
        disk_.heal();
        disk_.room = nullptr;
        const auto store = open();
        EXPECT_GE(store->head().seq, seq);
        EXPECT_EQ(replayed(*store, {}).size(), store->head().seq);
        const auto verified = History(path_).verify();
        EXPECT_TRUE(verified.sound) << verified.why;
    }

    FaultyDisk disk_;
};

// Wherever the write or the sync fails, once or for good: the answer is `unknown`, it stays
// `unknown`, and what had been answered `done` is still there.
TEST_F(StoreFaults, FailedWriteOrSyncIsNeverDone) {
    proves("P13");
    for (const auto call : {DiskCall::write, DiskCall::sync}) {
        for (const int times : {1, std::numeric_limits<int>::max()}) {
            int after = 0;
            for (;; ++after) {
                std::filesystem::remove_all(folder_);
                std::filesystem::create_directory(folder_);
                disk_.heal();
                auto store = start();
                std::uint64_t kept = 0;
                disk_.fail(call, after, times);
                for (int i = 0; i < 4; ++i) {
                    const auto failed_before = disk_.failed();
                    Row row = next(*store, "opened", {1}, std::string(6000, 'x'));
                    const auto seq = row.seq;
                    const auto answer = store->commit(of(std::move(row)));
                    EXPECT_EQ(answer, disk_.failed() ? Commit::unknown : Commit::done);
                    EXPECT_FALSE(failed_before && answer == Commit::done);
                    if (answer == Commit::done) kept = seq;
                }
                const bool failed = disk_.failed();
                EXPECT_NE(store->why_not().empty(), failed);
                store.reset();
                expect_kept(kept);
                if (!failed) break;
            }
            EXPECT_GT(after, 3);
        }
    }
}

// A checkpoint comes after a commit that is safe in the log; but the file is in doubt from then on.
TEST_F(StoreFaults, FailedCheckpointStopsTheStore) {
    proves("P13");
    settings_.checkpoint_pages = 1;
    auto store = start();
    disk_.fail(DiskCall::sync, 2);  // two for the commit; the next belongs to the checkpoint
    const auto first = store->commit(of(next(*store, "opened", {1})));
    const auto kept = first == Commit::done ? 1U : 0U;
    EXPECT_TRUE(disk_.failed());
    EXPECT_EQ(store->commit(of(next(*store, "opened", {1}))), Commit::unknown);
    EXPECT_THAT(store->why_not(), HasSubstr("checkpoint"));
    EXPECT_EQ(kept, 1U);
    store.reset();
    expect_kept(kept);
}

TEST_F(StoreFaults, CreationThatFailsAnywhereIsDoneAgainWhole) {
    proves("P22");
    int after = 0;
    for (;; ++after) {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directory(folder_);
        disk_.fail(DiskCall::write, after);
        bool opened = true;
        try {
            open();
        } catch (const StoreError&) {
            opened = false;
        }
        if (opened && !disk_.failed()) break;
        expect_kept(0);
    }
    EXPECT_GT(after, 5);
}

TEST_F(StoreFaults, FullDiskIsNeverDoneAndWorksAgainWhenSpaceReturns) {
    proves("P13");
    constexpr std::uint64_t ballast = 256 * 1024;
    settings_.ballast_bytes = ballast;
    const auto ballast_path = path_.string() + ".ballast";
    const std::uint64_t size = 1024 * 1024;
    auto store = start();
    disk_.room = [&] { return std::filesystem::exists(ballast_path) ? size - ballast : size; };

    std::uint64_t kept = 0;
    std::uint64_t kept_at_release = 0;
    Commit answer = Commit::done;
    while (answer == Commit::done) {
        ASSERT_LT(kept, 1000U);
        if (std::filesystem::exists(ballast_path)) kept_at_release = kept;
        answer = store->commit(of(next(*store, "opened", {1}, std::string(20'000, 'x'))));
        if (answer == Commit::done) ++kept;
    }
    EXPECT_EQ(answer, Commit::full);
    EXPECT_NE(store->why_not(), "");
    EXPECT_FALSE(std::filesystem::exists(ballast_path));
    EXPECT_GT(kept, kept_at_release + 2) << "the ballast gave no room";
    EXPECT_EQ(store->head().seq, kept);
    EXPECT_EQ(store->commit(of(next(*store, "opened", {1}, std::string(20'000, 'x')))),
              Commit::full);

    disk_.room = nullptr;
    EXPECT_TRUE(store->restore_ballast());
    EXPECT_EQ(store->commit(of(next(*store, "opened", {1}, std::string(20'000, 'x')))),
              Commit::done);
    store.reset();
    expect_kept(kept + 1);
}

// Nothing can be written at all, and still a start must take over: what is open goes on in memory.
TEST_F(StoreFaults, FullDiskIsTakenOverInMemoryAndForGoodWhenSpaceReturns) {
    proves("P13");
    auto store = start();
    ASSERT_EQ(store->commit(of(next(*store, "opened", {1}))), Commit::done);
    const std::uint64_t before = epoch_;
    store.reset();

    const auto start_without_room = [&] {
        disk_.room = nullptr;
        store = open();
        disk_.room = [] { return std::uint64_t{0}; };
        epoch_ = store->take_over("boot-2").epoch;
    };
    start_without_room();
    EXPECT_GT(epoch_, before + 1) << "an epoch that may be lost is not the next one's";
    EXPECT_EQ(store->commit(of(next(*store, "called", {1}))), Commit::full);
    store.reset();
    start_without_room();
    const std::uint64_t in_memory = epoch_;
    EXPECT_EQ(store->commit(of(next(*store, "called", {1}))), Commit::full);

    disk_.room = nullptr;
    EXPECT_EQ(store->commit(of(next(*store, "called", {1}))), Commit::done) << store->why_not();
    store.reset();
    store = start();
    EXPECT_EQ(epoch_, in_memory + 1);
    store.reset();
    expect_kept(2);
}

// The same on a real file system, which says ENOSPC in its own words.
TEST_F(StoreFaults, FullFileSystemIsNeverDone) {
    const auto mounted = folder_ / "small";
    std::filesystem::create_directory(mounted);
    if (::mount("tmpfs", mounted.c_str(), "tmpfs", 0, "size=2m") != 0) {
        GTEST_SKIP() << "a small file system can only be mounted by root";
    }
    const Mounted small{mounted};
    settings_.vfs.clear();
    settings_.ballast_bytes = 512 * 1024;
    path_ = mounted / "journal.db";
    auto store = start();
    std::uint64_t kept = 0;
    Commit answer = Commit::done;
    while (answer == Commit::done && kept < 1000) {
        answer = store->commit(of(next(*store, "opened", {1}, std::string(20'000, 'x'))));
        if (answer == Commit::done) ++kept;
    }
    EXPECT_EQ(answer, Commit::full) << store->why_not();
    EXPECT_FALSE(store->restore_ballast());
    EXPECT_EQ(::mount("tmpfs", mounted.c_str(), "tmpfs", MS_REMOUNT, "size=8m"), 0);
    EXPECT_EQ(store->commit(of(next(*store, "opened", {1}))), Commit::done);
    EXPECT_TRUE(store->restore_ballast());
    store.reset();
    EXPECT_EQ(open()->head().seq, kept + 1);
}

// A child commits and says so through a pipe, one byte an entry, until it is killed.
TEST_F(StoreFaults, NothingAcknowledgedIsLostByAKill) {
    proves("P1");
    settings_.vfs.clear();
    settings_.checkpoint_pages = 20;  // so that many a kill falls into a checkpoint
    std::mt19937 random(20260329);
    std::uniform_int_distribution<int> wait(1, 40);
    std::uint64_t acknowledged = 0;
    for (int loop = 0; loop < 20; ++loop) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const auto child = ::fork();
        if (child == 0) {
            auto store = start();
            for (;;) {
                const char said =
                    store->commit(of(next(*store, "opened", {1}, "{}"))) == Commit::done;
                if (::write(ends[1], &said, 1) != 1 || said == 0) ::_exit(1);
            }
        }
        ::close(ends[1]);
        std::string answers(1, '\0');
        ASSERT_EQ(::read(ends[0], answers.data(), 1), 1);  // it has begun
        ::usleep(static_cast<useconds_t>(wait(random)) * 1000);
        ::kill(child, SIGKILL);
        for (char byte = 0; ::read(ends[0], &byte, 1) == 1;) answers += byte;
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status));

        acknowledged += answers.size();
        const auto store = open();
        EXPECT_GE(store->head().seq, acknowledged);
        EXPECT_LE(store->head().seq, acknowledged + 1);  // committed, and killed before saying so
        acknowledged = store->head().seq;
        const auto verified = History(path_).verify(store->head());
        EXPECT_TRUE(verified.sound) << verified.why;
    }
}

}  // namespace
}  // namespace tocsin

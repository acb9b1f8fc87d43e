// A backup in the place of the journal: what the next start finds, and what a crash between leaves.
#include "daemon/restore.h"

#include "daemon/codec.h"
#include "daemon/disk.h"
#include "daemon/word_finder.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <set>
#include <sys/resource.h>

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace tocsin {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const Instant night = std::chrono::sys_days(std::chrono::year(2026) / 11 / 27) + 3h + 15min;

class RestoreTest : public StoreTest {
protected:
    void add(Store& store, std::uint64_t incident) {
        RowBatch batch = of(next(store, "opened", {incident}, R"({"who":"somebody"})"));
        batch.meta["numbers"] = numbers(incident, incident * 3, incident * 5);
        ASSERT_EQ(store.commit(batch), Commit::done);
    }
    static std::string numbers(std::uint64_t incident, std::uint64_t call, std::uint64_t send) {
        return encode(NumbersDrawn{{incident}, {call}, {send}}).body;
    }
    // A journal of three entries, its backup, and two more entries.
    void live() {
        auto store = start();
        for (const std::uint64_t incident : {1, 2, 3}) add(*store, incident);
        backed_up_ = store->head();
        made_ = back_up(path_, folder_ / "made.db", night).file;
        for (const std::uint64_t incident : {4, 5}) add(*store, incident);
        store.reset();
    }
    std::string refusal(const fs::path& backup) const {
        try {
            restore(backup, folder_, night + 1h, false);
        } catch (const StoreError& error) {
            return error.what();
        }
        return "it was restored";
    }
    std::set<std::string> files() const {
        std::set<std::string> names;
        for (const auto& one : fs::directory_iterator(folder_))
            names.insert(one.path().filename().string());
        return names;
    }
    // The journal as a crash leaves it: what was added last is in its log alone.
    fs::path crashed(std::uint64_t incident) {
        const auto store = start();
        add(*store, incident);
        const fs::path copy = folder_ / "crashed.db";
        for (const char* part : {"", "-wal"})
            fs::copy_file(path_.string() + part, copy.string() + part);
        return copy;
    }

    fs::path made_;
    Head backed_up_;
};

TEST_F(RestoreTest, TheNextStartTakesNothingForWhatWasLost) {
    for (const char* rule : {"P21", "P5", "P12"}) proves(rule);
    live();
    const Restored restored = restore(made_, folder_, night + 1h, false);
    EXPECT_EQ(restored.database, path_);
    EXPECT_EQ(restored.head, backed_up_);
    EXPECT_EQ(restored.backed_up, night);
    EXPECT_TRUE(restored.read);
    EXPECT_EQ(restored.lost, 2U);
    EXPECT_EQ(lost_incidents(restored), "INC-4, INC-5");
    const FileProof aside = prove_file(restored.aside);
    EXPECT_TRUE(aside.verified.sound);
    EXPECT_EQ(aside.verified.head.seq, 5U);

    const std::uint64_t before = epoch_;
    const auto store = start();
    EXPECT_EQ(store->head(), backed_up_);
    EXPECT_GT(epoch_, before + 1'000'000) << "references carry it";
    EXPECT_EQ(store->meta("numbers"), numbers(5, 10'015, 10'025));
    EXPECT_THAT(store->meta(restored_key).value_or(""),
                HasSubstr("2 later entries are lost, about INC-4, INC-5."));
    EXPECT_FALSE(store->meta("backed-up-at")) << "it is a journal again";
    add(*store, 6);
    EXPECT_TRUE(History(path_).verify(backed_up_).sound);
}

TEST_F(RestoreTest, WithoutAJournalThatCanBeReadMoreNumbersAreLeftOut) {
    live();
    for (const char* part : {"", "-wal", "-shm"}) fs::remove(path_.string() + part);
    EXPECT_EQ(restore(made_, folder_, night, false).aside, "");
    EXPECT_EQ(start()->meta("numbers"), numbers(1'003, 10'009, 10'015));

    std::ofstream(path_) << "what a bad disk left of it, long enough to look like something";
    const Restored restored = restore(made_, folder_, night, false);
    EXPECT_FALSE(restored.read);
    EXPECT_EQ(fs::file_size(restored.aside), 62U) << "it is set aside all the same";
    EXPECT_EQ(start()->head(), backed_up_);
}

TEST_F(RestoreTest, AnotherJournalIsSetAsideAndSaidToBeAnother) {
    live();
    for (const char* part : {"", "-wal", "-shm"}) fs::remove(path_.string() + part);
    {
        auto store = start();
        for (const std::uint64_t incident : {7, 8, 9, 10}) add(*store, incident);
    }
    const Restored restored = restore(made_, folder_, night, false);
    EXPECT_FALSE(restored.read);
    EXPECT_EQ(restored.lost, 0U);
    EXPECT_EQ(prove_file(restored.aside).verified.head.seq, 4U);
    EXPECT_EQ(start()->meta("numbers"), numbers(1'010, 10'030, 10'050));
}

// The backup has the words yet. What shares an entry was not asked for; what is too old goes by
// itself.
TEST_F(RestoreTest, SaysWhatIsToBeErasedAgain) {
    proves("P21");
    auto store = start();
    for (const std::uint64_t incident : {1, 2, 3}) add(*store, incident);
    made_ = back_up(path_, folder_ / "made.db", night).file;
    const auto erase = [&](const Erased& event) {
        const Encoded encoded = encode(event);
        Row row = next(*store, encoded.kind, {event.of.front().value}, encoded.particulars);
        row.body = encoded.body;
        row.erases = event.entries;
        ASSERT_EQ(store->commit(of(row)), Commit::done);
    };
    erase({{{2}, {1}}, "", {2}, "kim.hazel", "request 17"});
    erase({{{1}}, "pat.ash", {1}, "kim.hazel", "request 18"});
    erase({{{3}}, "", {3}, by_retention, "retention 730 days"});
    store.reset();
    const Restored restored = restore(made_, folder_, night + 1h, false);
    EXPECT_THAT(restored.erased, ElementsAre("--person pat.ash", "INC-2"));
    EXPECT_THAT(start()->meta(restored_key).value_or(""),
                HasSubstr("To be erased again: --person pat.ash, INC-2."));
    std::ofstream(path_) << "what a bad disk left of it, long enough to look like something";
    EXPECT_THAT(restore(made_, folder_, night, false).erased, IsEmpty()) << "nobody knows";
}

TEST_F(RestoreTest, WhileADaemonRunsOrTheBackupIsBadNothingChanges) {
    live();
    {
        const auto store = start();
        EXPECT_THAT(refusal(made_), HasSubstr("another process has this database open"));
        EXPECT_THROW(restore(made_, folder_, night, false), JournalInUse);
    }
    EXPECT_THROW(restore(folder_ / "nothing.db", folder_, night, false), NoBackup);
    SQLite::Database(made_.string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE entry SET body = '{}' WHERE seq = 2");
    EXPECT_THAT(refusal(made_), HasSubstr("entry 2 does not say what its hash says"));
    EXPECT_THROW(restore(made_, folder_, night, false), DamagedBackup);
    EXPECT_EQ(start()->head().seq, 5U);
}

TEST_F(RestoreTest, ADryRunChangesNothing) {
    live();
    const std::set<std::string> before = files();
    const Restored told = restore(made_, folder_, night, true);
    EXPECT_EQ(told.lost, 2U);
    EXPECT_EQ(told.aside, path_) << "the present one, where it is";
    EXPECT_EQ(files(), before);
    EXPECT_EQ(start()->head().seq, 5U);
}

TEST_F(RestoreTest, ADryRunIsForTheTimeAtWhichTheDaemonRuns) {
    live();
    const auto store = start();
    add(*store, 6);
    const std::set<std::string> before = files();
    const Restored told = restore(made_, folder_, night, true);
    EXPECT_TRUE(told.read);
    EXPECT_EQ(lost_incidents(told), "INC-4, INC-5, INC-6");
    EXPECT_EQ(files(), before);
    add(*store, 7);
    EXPECT_EQ(store->head().seq, 7U);
}

// The names of files that SQLite reads as more than a path.
TEST_F(RestoreTest, ADryRunReadsAFolderOfAnyName) {
    live();
    const fs::path odd = folder_ / "50% of #1?mode=rw";
    fs::create_directory(odd);
    fs::copy_file(path_, odd / "journal.db");
    EXPECT_EQ(restore(made_, odd, night, true).lost, 2U);
}

// One that is mistyped would be restored into, while the daemon goes on with its own.
TEST_F(RestoreTest, AFolderThatIsNotThereIsNotMade) {
    live();
    const std::set<std::string> before = files();
    for (const bool trial : {true, false}) {
        EXPECT_THROW(restore(made_, folder_ / "dat", night, trial), NoDataFolder);
        EXPECT_THROW(restore(made_, made_, night, trial), NoDataFolder) << "a file is none";
    }
    EXPECT_EQ(files(), before);
}

// What undoes a restore behind a crash.
TEST_F(RestoreTest, AJournalThatACrashHasLeftIsRestoredWithItsLog) {
    proves("P21");
    live();
    const fs::path left = crashed(6);
    EXPECT_EQ(restore(left, folder_, night, true).head.seq, 6U);
    const Restored back = restore(made_, folder_, night, false);
    EXPECT_EQ(start()->head(), backed_up_);

    std::set<std::string> expected = files();
    const Restored undone = restore(left, folder_, night + 1h, false);
    EXPECT_EQ(undone.head.seq, 6U);
    expected.insert(undone.aside.filename().string());
    EXPECT_EQ(files(), expected) << "nothing is left beside them";
    EXPECT_EQ(start()->head(), undone.head);
    EXPECT_TRUE(History(path_).verify(undone.head).sound);
    EXPECT_NE(back.aside, undone.aside);
}

TEST_F(RestoreTest, ACopyThatIsNoBackupIsCalledOneAndHasTheTimeOfItsLastEntry) {
    live();
    const fs::path copy = folder_ / "copy.db";
    fs::copy_file(path_, copy);
    const Restored restored = restore(copy, folder_, night, false);
    EXPECT_FALSE(restored.backed_up);
    EXPECT_EQ(restored.last_entry, Instant(1'700'000'005s));
    EXPECT_THAT(start()->meta(restored_key).value_or(""),
                HasSubstr("restored from a copy of a journal, which tocsin backup did not make and "
                          "whose last entry is of 2023-11-14T22:13:25Z, with 5 entries."));
}

// The copy is cut off where the process may write no more: what was begun is removed.
TEST_F(RestoreTest, WhatFailsHalfWayLeavesNothing) {
    live();
    std::ofstream(path_.string() + ".lock");
    const std::set<std::string> before = files();
    auto* const was = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
    const rlimit little{16 * 1024, limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
    const std::string said = refusal(made_);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    std::signal(SIGXFSZ, was);
    EXPECT_THAT(said, HasSubstr("cannot be copied to '" + folder_.string() + "': disk I/O error"));
    EXPECT_EQ(files(), before);
    EXPECT_EQ(start()->head().seq, 5U);
}

// A crash behind the moment at which it counts: whoever opens the database goes on with it, and the
// log of the journal before is never read with the restored one.
TEST_F(RestoreTest, WhatACrashCutOffIsFinished) {
    proves("P21");
    live();
    const fs::path other = folder_ / "other";
    fs::create_directory(other);
    restore(made_, other, night, false);
    // A log that is not folded in: of the journal that is there now.
    auto store = start();
    add(*store, 6);
    fs::copy_file(path_.string() + "-wal", folder_ / "log");
    store.reset();
    fs::rename(folder_ / "log", path_.string() + "-wal");
    fs::rename(other / "journal.db", path_.string() + restored_suffix);
    store = start();
    EXPECT_EQ(store->head(), backed_up_);
    EXPECT_FALSE(fs::exists(path_.string() + restored_suffix));
    EXPECT_TRUE(History(path_).verify(backed_up_).sound);
}

// What was not yet complete counts for nothing.
TEST_F(RestoreTest, ACopyThatWasNotFinishedIsNothing) {
    live();
    fs::copy_file(made_, path_.string() + ".restoring");
    EXPECT_EQ(start()->head().seq, 5U);
    restore(made_, folder_, night, false);
    EXPECT_EQ(start()->head(), backed_up_);
}

}  // namespace
}  // namespace tocsin

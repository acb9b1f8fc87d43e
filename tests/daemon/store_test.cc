#include "daemon/disk.h"
#include "daemon/sqlite.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <linux/magic.h>
#include <sys/stat.h>

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace tocsin {
namespace {

const Horizon everything{};
const Horizon no_streams{.streams_since = Instant::max(), .kinds_always = {}};

std::string refusal(const std::function<void()>& open) {
    try {
        open();
    } catch (const StoreError& error) {
        return error.what();
    }
    return "it opened";
}

TEST_F(StoreTest, WhatWasCommittedIsThereAfterReopening) {
    auto store = start();
    const auto opened = next(*store, "opened", {42}, R"({"phone":"07700 900123"})");
    RowBatch batch = of(opened);
    batch.offered = {{1, 0, "first"}, {2, 0, "second"}, {3, 0, "third"}};
    batch.handed = {2};
    batch.settled = {3};
    batch.meta = {{"anchor", "7"}};
    ASSERT_EQ(store->commit(batch), Commit::done);
    const auto head = store->head();

    store.reset();
    store = open();
    EXPECT_THAT(replayed(*store, everything), ElementsAre(opened));
    EXPECT_THAT(store->outbox(),
                ElementsAre(OutboxRow{1, 0, "first"}, OutboxRow{2, epoch_, "second"}));
    EXPECT_EQ(store->head(), head);
    EXPECT_EQ(store->meta("anchor"), "7");
    EXPECT_EQ(store->meta("nothing"), std::nullopt);
}

TEST_F(StoreTest, EachTakeOverDrawsTheNextEpochAndNamesTheBootBefore) {
    auto store = open();
    EXPECT_EQ(store->take_over("boot-1").last_boot_id, "");
    store.reset();
    store = open();
    const auto second = store->take_over("boot-2");
    EXPECT_EQ(second.epoch, 2U);
    EXPECT_EQ(second.last_boot_id, "boot-1");
}

TEST_F(StoreTest, ReplayLeavesOutWhatIsOverAndStreamsBeyondTheHorizon) {
    auto store = start();
    ASSERT_EQ(store->commit(of(next(*store, "opened", {1}))), Commit::done);
    ASSERT_EQ(store->commit(of(next(*store, "opened", {2}))), Commit::done);
    ASSERT_EQ(store->commit(of(next(*store, "silenced", {}))), Commit::done);
    ASSERT_EQ(store->commit(of(next(*store, "rota", {}))), Commit::done);
    const auto since = next(*store, "beat", {}).at;
    ASSERT_EQ(store->commit(of(next(*store, "beat", {}))), Commit::done);
    ASSERT_EQ(store->commit(of(next(*store, "called", {2, 1, 2}))), Commit::done);
    RowBatch closed = of(next(*store, "closed", {1}));
    closed.over = {1};
    ASSERT_EQ(store->commit(closed), Commit::done);

    // Row 6 concerns both incidents, and one of them is not over.
    EXPECT_THAT(seqs(replayed(*store, everything)), ElementsAre(2, 3, 4, 5, 6));
    EXPECT_THAT(seqs(replayed(*store, no_streams)), ElementsAre(2, 6));
    EXPECT_THAT(seqs(replayed(*store, {.streams_since = since, .kinds_always = {}})),
                ElementsAre(2, 5, 6));
    EXPECT_THAT(seqs(replayed(*store, {.streams_since = since, .kinds_always = {"rota", "x"}})),
                ElementsAre(2, 4, 5, 6));
    EXPECT_THAT(replayed(*store, no_streams).back().about, ElementsAre(1, 2));
}

TEST_F(StoreTest, CommitOfAnEarlierHolderIsFenced) {
    settings_.sole = false;
    auto first = start();
    ASSERT_EQ(first->commit(of(next(*first, "opened", {1}))), Commit::done);
    const auto late = next(*first, "called", {1});
    auto second = start();

    EXPECT_EQ(first->commit(of(late)), Commit::fenced);
    EXPECT_THAT(first->why_not(), HasSubstr("epoch 2"));
    EXPECT_EQ(second->head().seq, 1U);
    EXPECT_EQ(second->commit(of(next(*second, "called", {1}))), Commit::done);
}

TEST_F(StoreTest, CommitBeforeTakingOverIsFenced) {
    auto store = open();
    EXPECT_EQ(store->commit(of(next(*store, "opened", {1}))), Commit::fenced);
}

TEST_F(StoreTest, SecondProcessIsKeptOut) {
    const auto store = start();
    EXPECT_THAT(refusal([&] { open(); }), HasSubstr("another process has this database open"));
}

// The journal's writer meets no other; if it does, something is wrong that no retry makes right.
TEST_F(StoreTest, SecondWriterAtWorkIsABugNotAnAnswer) {
    const auto store = start();
    SQLite::Database other(path_.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    const auto batch = of(next(*store, "opened", {1}));
    EXPECT_THROW(static_cast<void>(store->commit(batch)), std::logic_error);
    other.exec("ROLLBACK");
    EXPECT_EQ(store->commit(batch), Commit::done);
}

TEST_F(StoreTest, BatchThatContradictsTheJournalIsRefusedWhole) {
    auto store = start();
    RowBatch good = of(next(*store, "opened", {1}, "{}"));
    good.offered = {{7, 0, "text"}};
    ASSERT_EQ(store->commit(good), Commit::done);
    const auto head = store->head();

    std::vector<RowBatch> contradictions;
    const auto contradiction = [&]() -> RowBatch& {
        contradictions.push_back(of(next(*store, "called", {1})));
        contradictions.back().offered = {{8, 0, "new"}};
        return contradictions.back();
    };
    contradiction().rows[0].seq = 3;             // leaves a hole
    contradiction().rows[0].seq = 1;             // is taken
    contradiction().rows[0].epoch = epoch_ + 1;  // is not ours
    contradiction().offered = {{7, 0, "again"}};
    contradiction().handed = {9};
    contradiction().rows[0].erases = {2};  // itself
    auto& ends = contradiction();
    ends.rows.clear();
    ends.over = {1};
    for (const auto& batch : contradictions) {
        EXPECT_EQ(store->commit(batch), Commit::refused);
        EXPECT_NE(store->why_not(), "");
        EXPECT_EQ(store->head(), head);
        EXPECT_EQ(store->outbox().size(), 1U);
    }
    EXPECT_EQ(store->commit(of(next(*store, "called", {1}))), Commit::done);
    EXPECT_EQ(store->why_not(), "");
}

TEST_F(StoreTest, WhatWasErasedStaysWithTheEntryThatErasedIt) {
    proves("P17");
    auto store = start();
    ASSERT_EQ(store->commit(of(next(*store, "opened", {1}, R"({"who":"Pat Ash"})"))), Commit::done);
    ASSERT_EQ(store->commit(of(next(*store, "called", {1}))), Commit::done);
    const auto erase = [&](std::uint64_t entry) {
        Row row = next(*store, "erased", {1});
        row.erases = {entry};
        return store->commit(of(row));
    };
    EXPECT_EQ(erase(2), Commit::refused) << "it never had any";
    EXPECT_EQ(erase(1), Commit::done);
    EXPECT_EQ(erase(1), Commit::done) << "whoever asks twice stops no daemon";
    const History history(path_);
    EXPECT_TRUE(history.verify().sound) << history.verify().why;
    const std::vector<Row> rows = history.page(0, 10);
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_TRUE(rows[0].erased);
    EXPECT_FALSE(rows[1].erased) << "there was nothing to erase";
    EXPECT_THAT(rows[2].erases, ElementsAre(1));
    EXPECT_THAT(rows[3].erases, IsEmpty());
}

TEST_F(StoreTest, NeitherKindOpensTheOthersDatabase) {
    open(StoreKind::real);
    EXPECT_THAT(refusal([&] { open(StoreKind::exercise); }), HasSubstr("no exercise opens it"));
    path_ = folder_ / "exercise.db";
    open(StoreKind::exercise);
    EXPECT_THAT(refusal([&] { open(StoreKind::real); }), HasSubstr("never opened for real"));
    open(StoreKind::exercise);
}

TEST_F(StoreTest, OpensNoForeignNoNewerAndNoDamagedFile) {
    std::ofstream(path_) << "This was never a database, and it is long enough to look like one.";
    EXPECT_THAT(refusal([&] { open(); }), HasSubstr("not a database"));
    path_ = folder_ / "missing" / "journal.db";
    EXPECT_THAT(refusal([&] { open(); }), HasSubstr("its folder cannot be reached"));

    path_ = folder_ / "foreign.db";
    SQLite::Database(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE songs (name TEXT)");
    EXPECT_THAT(refusal([&] { open(); }), HasSubstr("not a database of Tocsin"));

    path_ = folder_ / "newer.db";
    open();
    const std::string newer = std::to_string(schema_version() + 1);
    SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = " + newer);
    EXPECT_THAT(refusal([&] { open(); }), HasSubstr("its schema is version " + newer));

    path_ = folder_ / "damaged.db";
    open();
    std::fstream damaged(path_, std::ios::in | std::ios::out | std::ios::binary);
    damaged.seekp(2 * 4096);
    damaged << std::string(4096, '\x55');
    damaged.close();
    EXPECT_NE(refusal([&] { open(); }), "it opened");
}

TEST_F(StoreTest, DamageThatIsFoundBesideTheReplayEndsIt) {
    auto store = start();
    ASSERT_EQ(store->commit(of(next(*store, "opened", {42}))), Commit::done);
    store.reset();
    settings_.checks_beside = true;
    EXPECT_THAT(seqs(replayed(*open(), everything)), ElementsAre(1));

    // A page that no replay reads.
    const int page = SQLite::Database(path_.string())
                         .execAndGet("SELECT rootpage FROM sqlite_schema WHERE name = 'meta'")
                         .getInt();
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((page - 1) * 4096);
    file << std::string(4096, '\x55');
    file.close();
    EXPECT_THAT(refusal([&] { replayed(*open(), everything); }), HasSubstr("is damaged"));
}

TEST_F(StoreTest, EverySettingIsMadeAndReadBack) {
    proves("P1");
    open();
    const auto writer = open_writer(path_, "");
    EXPECT_EQ(pragma(writer, "journal_mode"), "wal");
    EXPECT_EQ(pragma(writer, "synchronous"), "2");
    EXPECT_EQ(pragma(writer, "foreign_keys"), "1");
    EXPECT_EQ(pragma(writer, "trusted_schema"), "0");
    EXPECT_EQ(pragma(writer, "cell_size_check"), "1");
    EXPECT_EQ(pragma(writer, "mmap_size"), "0");
    EXPECT_EQ(pragma(writer, "journal_size_limit"), "67108864");
    EXPECT_EQ(pragma(writer, "secure_delete"), "1");
}

TEST_F(StoreTest, ReaderCanNeitherWriteNorCheckpoint) {
    const auto store = start();
    ASSERT_EQ(store->commit(of(next(*store, "opened", {1}))), Commit::done);
    const auto log = path_.string() + "-wal";
    const auto size = std::filesystem::file_size(log);
    ASSERT_GT(size, 0U);
    {
        auto reader = open_reader(path_, "");
        EXPECT_THROW(reader.exec("DELETE FROM meta"), SQLite::Exception);
        reader.tryExec("PRAGMA query_only = OFF");
        EXPECT_THROW(reader.exec("DELETE FROM meta"), SQLite::Exception);
        reader.tryExec("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    EXPECT_EQ(std::filesystem::file_size(log), size);
}

TEST_F(StoreTest, FileIsForItsOwnerOnly) {
    const auto store = start();
    struct stat status {};
    ASSERT_EQ(::stat(path_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(StoreTest, NetworkFileSystemsAreRefused) {
    EXPECT_TRUE(refused_file_system(NFS_SUPER_MAGIC));
    EXPECT_TRUE(refused_file_system(SMB_SUPER_MAGIC));
    EXPECT_TRUE(refused_file_system(0xFF534D42));
    EXPECT_FALSE(refused_file_system(EXT4_SUPER_MAGIC));
}

TEST_F(StoreTest, BallastIsSetAsideAndCountsOnce) {
    settings_.ballast_bytes = 64 * 1024;
    auto store = open();
    EXPECT_EQ(std::filesystem::file_size(path_.string() + ".ballast"), 64 * 1024U);
    EXPECT_TRUE(store->restore_ballast());
}

// No assertion on speed: a test must not fail because a disk is slow. It prints what to expect.
TEST_F(StoreTest, GroupCommitCarriesManyRowsForOneSync) {
    auto store = start();
    for (const std::uint64_t rows : {1, 16, 256}) {
        constexpr int commits = 50;
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < commits; ++i) {
            RowBatch batch;
            Row row = next(*store, "opened", {1}, R"({"phone":"07700 900123"})");
            for (std::uint64_t n = 0; n < rows; ++n, ++row.seq) batch.rows.push_back(row);
            ASSERT_EQ(store->commit(batch), Commit::done);
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        std::cout << rows << " rows a commit: " << int(commits / took.count()) << " commits/s, "
                  << int(double(rows) * commits / took.count()) << " rows/s\n";
    }
}

}  // namespace
}  // namespace tocsin

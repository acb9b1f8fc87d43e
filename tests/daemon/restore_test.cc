// A backup in the place of the journal: what the next start finds, and what a crash between leaves.
#include "daemon/restore.h"

#include "daemon/codec.h"
#include "daemon/disk.h"
#include "daemon/word_finder.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <fstream>

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
    }
    SQLite::Database(made_.string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE entry SET body = '{}' WHERE seq = 2");
    EXPECT_THAT(refusal(made_), HasSubstr("entry 2 does not say what its hash says"));
    EXPECT_EQ(start()->head().seq, 5U);
}

TEST_F(RestoreTest, ADryRunChangesNothing) {
    live();
    const Restored told = restore(made_, folder_, night, true);
    EXPECT_EQ(told.lost, 2U);
    EXPECT_EQ(told.aside, path_) << "the present one, where it is";
    EXPECT_EQ(start()->head().seq, 5U);
}

// A crash behind the moment at which it counts: whoever opens the database goes on with it, and the
// log of the journal before is never read with the restored one.
TEST_F(RestoreTest, WhatACrashCutOffIsFinished) {
    proves("P21");
    live();
    const fs::path other = folder_ / "other";
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

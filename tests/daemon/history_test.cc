#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <atomic>
#include <fstream>
#include <thread>

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace tocsin {
namespace {

// A journal with an entry of every shape, closed, and copies of it to be tampered with.
class HistoryTest : public StoreTest {
protected:
    HistoryTest() {
        auto store = start();
        add(*store, next(*store, "opened", {1}, R"({"phone":"07700 900123"})"));
        add(*store, next(*store, "silenced", {}));
        add(*store, next(*store, "called", {1, 2}, R"({"phone":"07700 900124"})"));
        Row erases = next(*store, "erased", {1});
        erases.erases = {1};
        add(*store, erases);
        RowBatch closed = of(next(*store, "closed", {1}));
        closed.over = {1};
        EXPECT_EQ(store->commit(closed), Commit::done);
        store.reset();
        store = start();
        add(*store, next(*store, "opened", {3}, R"({"phone":"07700 900125"})"));
        head_ = store->head();
    }

    static void add(Store& store, Row row) {
        EXPECT_EQ(store.commit(of(std::move(row))), Commit::done);
    }

    // What verify says of a copy to which `sql` was done by hand. A statement that changes nothing
    // proves nothing, so it fails the test.
    Verified after(const std::string& sql, const std::optional<Head>& expected = {}) const {
        const auto copy = folder_ / "copy.db";
        std::filesystem::copy_file(path_, copy, std::filesystem::copy_options::overwrite_existing);
        SQLite::Database raw(copy.string(), SQLite::OPEN_READWRITE);
        raw.exec("PRAGMA ignore_check_constraints = ON");
        raw.exec(sql);
        EXPECT_TRUE(sql.empty() || sqlite3_total_changes(raw.getHandle()) > 0) << sql;
        return History(copy).verify(expected);
    }
    void expect_found(const std::string& sql) const {
        const auto verified = after(sql);
        EXPECT_FALSE(verified.sound) << sql;
        EXPECT_FALSE(verified.sound || verified.why.empty()) << sql;
    }

    std::vector<std::vector<std::string>> select(const std::string& sql) const {
        SQLite::Database raw(path_.string(), SQLite::OPEN_READWRITE);
        SQLite::Statement statement(raw, sql);
        std::vector<std::vector<std::string>> rows;
        while (statement.executeStep()) {
            auto& row = rows.emplace_back();
            for (int i = 0; i < statement.getColumnCount(); ++i) {
                row.push_back(statement.getColumn(i).getString());
            }
        }
        return rows;
    }
    // A condition for each row of `table` that only this row meets.
    std::vector<std::string> rows_of(const std::string& table) const {
        std::vector<std::string> keys;
        const bool pair = table == "about";
        const std::string key = pair               ? "incident || ' AND seq = ' || seq"
                                : table == "ended" ? "incident"
                                : table == "head"  ? "only_row"
                                                   : "seq";
        const std::string column = pair || table == "ended" ? "incident"
                                   : table == "head"        ? "only_row"
                                                            : "seq";
        for (const auto& row : select("SELECT " + key + " FROM " + table)) {
            keys.push_back(column + " = " + row[0]);
        }
        return keys;
    }

    // How many columns that is.
    std::size_t every_value_counts() const {
        auto columns =
            std::vector<std::pair<std::string, std::string>>{{"head", "seq"}, {"head", "hash"}};
        for (const auto& table : tables_) {
            for (const auto& row : select("PRAGMA table_info(" + table + ")")) {
                columns.emplace_back(table, row[1]);
            }
        }
        for (const auto& [table, column] : columns) {
            // Far from the truth, and near to it: a flag turned over is still a flag.
            for (const auto& number : {column + " + 100", "1 - " + column}) {
                const auto other = "CASE typeof(" + column + ") WHEN 'integer' THEN " + number +
                                   " WHEN 'text' THEN " + column +
                                   " || ' ' WHEN 'null' THEN zeroblob(32)"
                                   " ELSE randomblob(length(" +
                                   column + ")) END";
                for (const auto& row : rows_of(table)) {
                    expect_found("UPDATE " + table + " SET " + column + " = " + other + " WHERE " +
                                 row);
                }
            }
        }
        return columns.size();
    }
    void every_row_counts() const {
        for (const auto& table : tables_) {
            EXPECT_THAT(rows_of(table), Not(IsEmpty())) << table;
            for (const auto& row : rows_of(table)) {
                expect_found("DELETE FROM " + table + " WHERE " + row);
            }
        }
        expect_found("DELETE FROM head");
    }

    // What the chain answers for. The outbox and meta say what is under way, not what happened;
    // of head, its epoch and boot are the fence, and may run ahead of the last entry.
    std::vector<std::string> tables_{"entry", "about", "ended", "particulars", "erased"};
    Head head_{};
};

// The same, of which entries have left: one of the house, an incident from its report to its end,
// and the first entry, whose particulars had been erased.
class LeftTest : public HistoryTest {
protected:
    LeftTest() {
        auto store = start();
        add(*store, next(*store, "opened", {4}, R"({"phone":"07700 900126"})"));
        Row ended = next(*store, "closed", {4}, R"({"words":"mended"})");
        RowBatch closed = of(ended);
        closed.over = {4};
        EXPECT_EQ(store->commit(closed), Commit::done);
        known_ = store->head();
        Row archives = next(*store, "archived", {});
        archives.archives = {{8, {}}, {2, {}}, {1, {}}, {7, {}}};
        add(*store, archives);
        add(*store, next(*store, "called", {3}));
        head_ = store->head();
        tables_.push_back("archived");
    }

    Head known_{};  // of an entry that has left
};

TEST_F(HistoryTest, UntouchedJournalIsSoundErasureIncluded) {
    const auto verified = after("", head_);
    EXPECT_TRUE(verified.sound) << verified.why;
    EXPECT_EQ(verified.head, head_);
    EXPECT_EQ(verified.first_bad, 0U);
}

TEST_F(HistoryTest, EveryValueOfEveryRowCounts) {
    proves("P17");
    EXPECT_EQ(every_value_counts(), 2U + 8U + 2U + 2U + 3U + 2U);
}

TEST_F(HistoryTest, EveryRowCounts) {
    proves("P17");
    every_row_counts();
}

TEST_F(HistoryTest, RowsPutInAreFound) {
    proves("P17");
    expect_found(
        "INSERT INTO entry SELECT 7, at, epoch, kind, stream, body, NULL, hash FROM entry"
        " WHERE seq = 2");
    expect_found(
        "INSERT INTO entry SELECT 0, at, epoch, kind, stream, body, NULL, hash FROM entry"
        " WHERE seq = 2");
    expect_found("INSERT INTO about VALUES (99, 6)");
    expect_found("INSERT INTO about VALUES (99, 7)");
    expect_found("INSERT INTO ended VALUES (99, 6)");
    expect_found("INSERT INTO ended VALUES (99, 7)");
    expect_found("INSERT INTO erased VALUES (3, 4)");
    expect_found("INSERT INTO erased VALUES (3, 7)");
    expect_found("INSERT INTO erased VALUES (7, 8)");
    expect_found("INSERT INTO particulars VALUES (1, zeroblob(16), 'again')");
    expect_found("INSERT INTO particulars VALUES (2, zeroblob(16), 'never had any')");
    expect_found("INSERT INTO particulars VALUES (7, zeroblob(16), 'of nobody')");
}

// What changes rows as they are written.
TEST_F(HistoryTest, TriggersAndViewsAreFound) {
    proves("P17");
    for (const std::string sql :
         {"CREATE TRIGGER sly AFTER INSERT ON outbox BEGIN DELETE FROM outbox; END",
          "CREATE VIEW sly AS SELECT * FROM entry"}) {
        const auto copy = folder_ / "copy.db";
        std::filesystem::copy_file(path_, copy, std::filesystem::copy_options::overwrite_existing);
        SQLite::Database(copy.string(), SQLite::OPEN_READWRITE).exec(sql);
        EXPECT_FALSE(History(copy).verify().sound) << sql;
    }
}

// A new table is covered by the chain, or named here and in the README with the reason.
TEST_F(HistoryTest, EachTableIsCoveredOrNamed) {
    std::vector<std::string> known = tables_;
    for (const char* named : {"head", "archived", "outbox", "meta"}) known.push_back(named);
    std::vector<std::string> there;
    for (const auto& row : select("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
        there.push_back(row[0]);
    }
    EXPECT_THAT(there, testing::UnorderedElementsAreArray(known));
}

TEST_F(HistoryTest, RowsThatChangedPlacesAreFound) {
    proves("P17");
    for (const std::string first : {"1", "2", "3", "4", "5"}) {
        const auto second = std::to_string(std::stoi(first) + 1);
        expect_found("UPDATE entry SET seq = 100 WHERE seq = " + first +
                     "; UPDATE entry SET seq = " + first + " WHERE seq = " + second +
                     "; UPDATE entry SET seq = " + second + " WHERE seq = 100");
    }
}

TEST_F(HistoryTest, FirstBadEntryIsNamed) {
    const auto edited = after("UPDATE entry SET body = '{}' WHERE seq = 3");
    EXPECT_EQ(edited.first_bad, 3U);
    EXPECT_EQ(edited.why, "entry 3 does not say what its hash says");
    EXPECT_EQ(edited.head.seq, 2U);
    EXPECT_EQ(after("DELETE FROM entry WHERE seq = 4").why, "entry 4 is not there");
    EXPECT_EQ(after("DELETE FROM particulars WHERE seq = 3").why,
              "entry 3 has lost its particulars, and no entry erases them");
}

// Whoever cuts the tail off can put the head right as well; only a head kept elsewhere shows it.
TEST_F(HistoryTest, PartOfTheJournalProvesItselfAndNoMore) {
    proves("P17");
    const auto part = [this](const std::string& sql, std::uint64_t first, std::uint64_t last) {
        after(sql);
        return History(folder_ / "copy.db").verify_part(first, last);
    };
    EXPECT_TRUE(part("", 1, head_.seq).sound);
    EXPECT_TRUE(part("", 3, 4).sound);
    const std::string edited = "UPDATE entry SET at = at + 1 WHERE seq = 3";
    EXPECT_EQ(part(edited, 2, 5).first_bad, 3u);
    EXPECT_EQ(part(edited, 3, 3).first_bad, 3u);
    EXPECT_TRUE(part(edited, 4, 5).sound) << "what lies before the part is believed";
    const Verified cut = part("", 5, head_.seq + 1);
    EXPECT_FALSE(cut.sound);
    EXPECT_EQ(cut.first_bad, head_.seq + 1);
}

TEST_F(HistoryTest, TailCutOffOrWrittenAnewIsFoundByAHeadKeptElsewhere) {
    proves("P17");
    const std::string cut =
        "DELETE FROM entry WHERE seq = 6; DELETE FROM about WHERE seq = 6;"
        "DELETE FROM particulars WHERE seq = 6;"
        "UPDATE head SET seq = 5, hash = (SELECT hash FROM entry WHERE seq = 5)";
    EXPECT_TRUE(after(cut).sound);
    EXPECT_EQ(after(cut, head_).first_bad, 6U);
    Head other = head_;
    other.hash[0] ^= 1;
    EXPECT_EQ(after("", other).why, "entry 6 is not the one that was known elsewhere");
}

TEST_F(HistoryTest, ErasedParticularsAreGoneFromTheFilesAndTheChainHolds) {
    const auto store = start();
    add(*store, next(*store, "opened", {4}, "the quick 07700 900999"));
    Row erases = next(*store, "erased", {4});
    erases.erases = {7};
    add(*store, erases);

    const History history(path_);
    EXPECT_TRUE(history.verify().sound) << history.verify().why;
    EXPECT_EQ(history.page(6, 1)[0].particulars, "");
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
        std::ifstream in(file.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        EXPECT_EQ(bytes.find("07700 900999"), std::string::npos) << file.path();
    }
}

TEST_F(LeftTest, WhatHasLeftIsNotThereAndTheChainHolds) {
    proves("P17");
    const History history(path_);
    const Verified proof = history.verify(head_);
    EXPECT_TRUE(proof.sound) << proof.why;
    EXPECT_EQ(proof.head, head_);
    EXPECT_EQ(proof.left, 4U);
    EXPECT_THAT(seqs(history.page(0, 100)), ElementsAre(3, 4, 5, 6, 9, 10));
    EXPECT_THAT(seqs(history.about(1, 0, 100)), ElementsAre(3, 4, 5));
    EXPECT_THAT(history.about(4, 0, 100), IsEmpty());
    EXPECT_THAT(seqs(history.archivings(0)), ElementsAre(9));
    EXPECT_THAT(history.archivings(9), IsEmpty());
    EXPECT_EQ(history.page(8, 1)[0].archives.size(), 4U);
    EXPECT_EQ(select("SELECT count(*) FROM about WHERE incident = 4")[0][0], "0");
    EXPECT_EQ(select("SELECT count(*) FROM ended WHERE incident = 4")[0][0], "0");
}

TEST_F(LeftTest, EveryValueOfEveryRowCounts) {
    proves("P17");
    EXPECT_EQ(every_value_counts(), 2U + 8U + 2U + 2U + 3U + 2U + 3U);
}

TEST_F(LeftTest, EveryRowCounts) {
    proves("P17");
    every_row_counts();
}

// An incident that is open would be taken for over, or the other way round.
TEST_F(LeftTest, RowsPutInWhereSomethingHasLeftAreFound) {
    proves("P17");
    expect_found("INSERT INTO ended VALUES (3, 8)");
    expect_found("INSERT INTO about VALUES (99, 7)");
    expect_found("INSERT INTO particulars VALUES (2, zeroblob(16), 'again')");
    expect_found("INSERT INTO archived VALUES (3, (SELECT hash FROM entry WHERE seq = 3), 9)");
    expect_found("INSERT INTO archived VALUES (11, zeroblob(32), 9)");
    expect_found("INSERT INTO archived VALUES (11, zeroblob(32), 12)");
    expect_found(
        "INSERT INTO entry SELECT 7, at, epoch, kind, stream, body, NULL, hash FROM entry"
        " WHERE seq = 6");
    // Whoever takes an entry away and keeps its hash has nothing that lets it go.
    expect_found(
        "INSERT INTO archived SELECT seq, hash, 9 FROM entry WHERE seq = 6;"
        "DELETE FROM about WHERE seq = 6; DELETE FROM particulars WHERE seq = 6;"
        "DELETE FROM entry WHERE seq = 6");
}

TEST_F(LeftTest, AHeadThatIsKnownElsewhereIsComparedThoughItsEntryHasLeft) {
    proves("P17");
    EXPECT_TRUE(after("", known_).sound);
    Head other = known_;
    other.hash[0] ^= 1;
    EXPECT_EQ(after("", other).why, "entry 8 is not the one that was known elsewhere");
}

TEST_F(LeftTest, APartProvesItselfOverWhatHasLeft) {
    const History history(path_, {.rows_max = 2});
    for (std::uint64_t first = 1; first <= head_.seq; ++first) {
        const Verified proof = history.verify_part(first, head_.seq);
        EXPECT_TRUE(proof.sound) << first << ": " << proof.why;
        EXPECT_EQ(proof.head, head_) << first;
    }
    EXPECT_TRUE(history.verify(head_).sound) << "page by page";
    EXPECT_TRUE(history.verify_part(3, 7).sound);
    EXPECT_EQ(history.verify_part(3, 7).head.seq, 7U);
}

// Whoever found them may have looked a while ago.
TEST_F(LeftTest, WhatAStartWouldMissStaysWithoutAWord) {
    proves("P17");
    const auto store = start();
    for (const std::uint64_t stays : {
             6,   // is about what is open
             5,   // ends an incident that others stay about
             7,   // has left
             99,  // is a later one
             9,   // says why others are not there
             4,   // says what was erased
         }) {
        Row archives = next(*store, "archived", {});
        archives.archives = {{stays, {}}};
        EXPECT_EQ(store->commit(of(archives)), Commit::done) << store->why_not();
        EXPECT_THAT(History(path_).page(store->head().seq - 1, 1)[0].archives, IsEmpty()) << stays;
        EXPECT_TRUE(History(path_).verify(head_).sound) << stays;
    }
    Row late = next(*store, "erased", {4});
    late.erases = {7};
    EXPECT_EQ(store->commit(of(late)), Commit::done) << "what has left has no words";
}

// What erased it would have to be there, for only its hash says so.
TEST_F(LeftTest, ParticularsThatAnEntryWhichHasLeftIsSaidToHaveErasedAreMissed) {
    proves("P17");
    expect_found("DELETE FROM particulars WHERE seq = 3; INSERT INTO erased VALUES (3, 8)");
    const auto part = [this](const std::string& sql) {
        after(sql);
        return History(folder_ / "copy.db").verify_part(4, head_.seq).sound;
    };
    EXPECT_FALSE(
        part("INSERT INTO archived SELECT seq, hash, 999 FROM entry WHERE seq = 5;"
             "DELETE FROM about WHERE seq = 5; DELETE FROM ended WHERE seq = 5;"
             "DELETE FROM entry WHERE seq = 5"));
}

// A backup may read for long, and no commit waits for it.
TEST_F(HistoryTest, WhatAReaderHeldUpIsForgottenBehindIt) {
    proves("P17");
    const auto store = start();
    add(*store, next(*store, "noted", {1}, R"({"who":"Xylocarp"})"));
    const auto log_has_it = [&] {
        std::ifstream in(path_.string() + "-wal", std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        return bytes.find("Xylocarp") != std::string::npos;
    };
    {
        const SQLite::Database reader(path_.string());
        SQLite::Statement rows(reader, "SELECT seq FROM entry");
        ASSERT_TRUE(rows.executeStep());
        Row erases = next(*store, "erased", {1});
        erases.erases = {7};
        add(*store, erases);
        EXPECT_TRUE(log_has_it());
        EXPECT_FALSE(store->empty_log()) << "somebody reads it";
    }
    EXPECT_TRUE(store->empty_log());
    EXPECT_FALSE(log_has_it());
    EXPECT_TRUE(History(path_).verify().sound);
}

// SQLite moves rows together when their neighbours go, and may leave copies in what is unused then:
// the file is written anew, without any such room.
TEST_F(HistoryTest, WhatIsLeftUnusedBesideTheErasedIsGone) {
    proves("P17");
    const auto store = start();
    Row erases;
    for (int n = 0; n < 60; ++n) {
        Row row =
            next(*store, "noted", {1}, R"({"who":"Xylocarp)" + std::string(900, 'x') + R"("})");
        erases.erases.push_back(row.seq);
        add(*store, row);
    }
    add(*store, next(*store, "noted", {1}));
    ASSERT_TRUE(store->empty_log());
    std::vector<std::uint64_t> noted = std::move(erases.erases);
    erases = next(*store, "erased", {1});
    erases.erases = std::move(noted);
    add(*store, erases);
    const auto before = std::filesystem::file_size(path_);
    ASSERT_TRUE(store->empty_log());
    EXPECT_LT(std::filesystem::file_size(path_), before - 40'000);
    EXPECT_TRUE(History(path_).verify().sound);
}

TEST_F(HistoryTest, PagesAreInOrderAndBounded) {
    const auto store = open();
    const History history(path_, {.query_longest = std::chrono::seconds(2), .rows_max = 4});
    EXPECT_THAT(seqs(history.page(0, 100)), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(seqs(history.page(4, 100)), ElementsAre(5, 6));
    EXPECT_THAT(seqs(history.page(6, 100)), IsEmpty());
    EXPECT_THAT(seqs(history.about(1, 0, 100)), ElementsAre(1, 3, 4, 5));
    EXPECT_THAT(seqs(history.about(1, 3, 1)), ElementsAre(4));
    EXPECT_THAT(history.page(2, 1)[0].about, ElementsAre(1, 2));
    EXPECT_THAT(history.page(3, 1)[0].erases, ElementsAre(1));
    EXPECT_EQ(history.page(2, 1)[0].particulars, R"({"phone":"07700 900124"})");
    EXPECT_TRUE(history.verify(head_).sound);
}

TEST_F(HistoryTest, SeesWhatIsCommittedBesideIt) {
    const auto store = start();
    const History history(path_);
    EXPECT_EQ(history.page(6, 10).size(), 0U);
    add(*store, next(*store, "opened", {4}));
    EXPECT_EQ(history.page(6, 10).size(), 1U);
    EXPECT_EQ(history.verify().head, store->head());
}

// Checkpoints come at every other commit here, and the reader never rests.
TEST_F(HistoryTest, ReadingNeverDisturbsACommit) {
    settings_.checkpoint_pages = 5;
    const auto store = start();
    std::atomic<bool> enough = false;
    std::thread reader([&] {
        const History history(path_);
        while (!enough) {
            const auto verified = history.verify();
            EXPECT_TRUE(verified.sound) << verified.why;
        }
    });
    for (int i = 0; i < 200; ++i) add(*store, next(*store, "called", {1}, "{}"));
    enough = true;
    reader.join();
    EXPECT_EQ(store->head().seq, 206U);
}

TEST_F(HistoryTest, LongQuestionIsCutOffAndTheNextOneIsAnswered) {
    const auto store = start();
    RowBatch many;
    Row row = next(*store, "called", {1});
    // Enough for SQLite itself to look at the time, which it does every thousand steps.
    for (int i = 0; i < 600; ++i, ++row.seq) many.rows.push_back(row);
    ASSERT_EQ(store->commit(many), Commit::done);

    const History hasty(path_, {.query_longest = std::chrono::milliseconds(0), .rows_max = 1000});
    EXPECT_THROW(hasty.page(0, 1000), QueryCut);
    EXPECT_THROW(hasty.verify(), QueryCut);
    EXPECT_EQ(History(path_).page(0, 1000).size(), 606U);
}

}  // namespace
}  // namespace tocsin

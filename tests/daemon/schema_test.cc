// Upgrades of the schema: journals of older programs are read, and a killed upgrade is none.
// tests/powercut/upgrade_test.cc cuts the power in one.
#include "core/state.h"
#include "daemon/history.h"
#include "daemon/sqlite.h"
#include "daemon/sqlite_journal.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"
#include "tests/support/source_dir.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using testing::ElementsAre;
using testing::HasSubstr;

namespace tocsin {
namespace {

namespace fs = std::filesystem;

// What this program brings, and behind it a step as a later one may bring.
const std::vector<Migration> steps = [] {
    std::vector<Migration> all = shipped_migrations();
    all.push_back({"CREATE TABLE shelf (seq INTEGER PRIMARY KEY, row TEXT NOT NULL) STRICT",
                   "INSERT INTO shelf SELECT seq, kind || body FROM entry",
                   "CREATE INDEX shelf_row ON shelf (row)",
                   "ALTER TABLE outbox ADD COLUMN tried INTEGER NOT NULL DEFAULT 0"});
    return all;
}();

class SchemaTest : public StoreTest {
protected:
    // The journal that a daemon of schema 1 left: an incident that is over, and one that is open.
    void old_journal() const {
        std::ifstream file(fs::path(source_dir()) / "tests/golden/store/schema-1.sql");
        std::stringstream text;
        text << file.rdbuf();
        ASSERT_GT(text.str().size(), 10'000U);
        SQLite::Database(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec(text.str());
    }
    void upgrade() const {
        auto database = open_writer(path_, "");
        prepare_schema(database, StoreKind::real, steps);
    }
    std::vector<std::string> schema() const {
        const SQLite::Database database(path_.string(), SQLite::OPEN_READONLY);
        SQLite::Statement each(database,
                               "SELECT name || ': ' || sql FROM sqlite_schema"
                               " WHERE sql IS NOT NULL ORDER BY name");
        std::vector<std::string> all;
        while (each.executeStep()) all.push_back(each.getColumn(0).getString());
        return all;
    }
    int version() const {
        const SQLite::Database database(path_.string(), SQLite::OPEN_READONLY);
        return std::stoi(pragma(database, "user_version"));
    }
    std::string refusal() const {
        try {
            upgrade();
        } catch (const StoreError& error) {
            return error.what();
        }
        return "it was opened";
    }
};

TEST_F(SchemaTest, AJournalOfTheFirstSchemaIsReadWhole) {
    proves("P22");
    old_journal();
    Store store(path_, StoreKind::real, settings_);
    const Verified proof = History(path_).verify();
    EXPECT_TRUE(proof.sound) << proof.why;
    EXPECT_EQ(proof.head.seq, 39U);
    State state;
    SqliteJournal(store, {}).replay([&](const Entry& entry) { state.apply(entry); });
    ASSERT_EQ(state.incidents().size(), 1U);
    EXPECT_EQ(state.incidents().begin()->second.alarm.summary, "Letters do not print");
    EXPECT_EQ(state.next_incident().value, 3U);
}

// The first schema stands in old files for ever: a change of it is a new step.
TEST_F(SchemaTest, TheFirstSchemaNeverChanges) {
    old_journal();
    const auto old = schema();
    path_ = folder_ / "fresh.db";
    std::ofstream(path_).close();
    auto database = open_writer(path_, "");
    prepare_schema(database, StoreKind::real, {});
    EXPECT_EQ(schema(), old);
}

TEST_F(SchemaTest, AnUpgradedJournalIsAsOneThatBeganSo) {
    proves("P22");
    old_journal();
    upgrade();
    EXPECT_EQ(version(), 3);
    const auto upgraded = schema();
    EXPECT_TRUE(History(path_).verify().sound);
    path_ = folder_ / "fresh.db";
    std::ofstream(path_).close();
    upgrade();
    EXPECT_EQ(version(), 3);
    EXPECT_EQ(schema(), upgraded);
    upgrade();
    EXPECT_EQ(version(), 3) << "there is nothing left to do";
}

TEST_F(SchemaTest, ANewerSchemaIsRefusedWithWhatToDo) {
    proves("P22");
    old_journal();
    SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 4");
    EXPECT_THAT(
        refusal(),
        testing::AllOf(HasSubstr("its schema is version 4"), HasSubstr("this program knows only 3"),
                       HasSubstr("Start the newer program"), HasSubstr("tocsin restore")));
    EXPECT_EQ(version(), 4);
}

// A process that dies at one step of SQLite's machine after another: each is between two
// statements, or within one.
TEST_F(SchemaTest, AKillAtEveryStepLeavesTheOldOneOrTheNewOne) {
    proves("P22");
    old_journal();
    const fs::path whole = path_;
    const auto schemas = [&] {
        std::vector<std::vector<std::string>> all{schema()};
        for (std::size_t count = 1; count <= steps.size(); ++count) {
            path_ = folder_ / ("after-" + std::to_string(count) + ".db");
            fs::copy_file(whole, path_);
            auto database = open_writer(path_, "");
            prepare_schema(database, StoreKind::real,
                           {steps.begin(), steps.begin() + static_cast<long>(count)});
            all.push_back(schema());
        }
        return all;
    }();
    path_ = folder_ / "killed.db";
    std::vector<int> seen(4);
    // Few enough for CI; every one in a campaign.
    const int stride = std::getenv("TOCSIN_CAMPAIGN") == nullptr ? 23 : 1;
    for (int step = 1;; step += stride) {
        for (const char* part : {"", "-wal", "-shm"}) fs::remove(path_.string() + part);
        fs::copy_file(whole, path_);
        const pid_t child = ::fork();
        if (child == 0) {
            auto database = open_writer(path_, "");
            int left = step;
            sqlite3_progress_handler(
                database.getHandle(), 1,
                [](void* count) {
                    if (--*static_cast<int*>(count) == 0) ::_exit(9);
                    return 0;
                },
                &left);
            prepare_schema(database, StoreKind::real, steps);
            ::_exit(0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        const bool done = WEXITSTATUS(status) == 0;
        {
            // What was in the log is folded in, as at every start.
            auto database = open_writer(path_, "");
            ASSERT_EQ(pragma(database, "integrity_check(1)"), "ok");
        }
        ASSERT_TRUE(version() >= 1 && version() <= 3);
        ASSERT_EQ(schema(), schemas[static_cast<std::size_t>(version() - 1)]) << "at step " << step;
        ASSERT_TRUE(History(path_).verify().sound) << "at step " << step;
        ++seen[static_cast<std::size_t>(version())];
        upgrade();
        ASSERT_EQ(version(), 3);
        if (done) break;
    }
    EXPECT_GT(seen[1], 3);
    EXPECT_GT(seen[2], 3);
    EXPECT_GE(seen[3], 1);
}

}  // namespace
}  // namespace tocsin

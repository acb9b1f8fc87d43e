// An upgrade of the schema, and the power cut within each of its operations: the schema is the old
// one or the new one, never between, and nothing of the journal is lost (P22).
#include "daemon/history.h"
#include "daemon/sqlite.h"
#include "tests/powercut/cuts.h"
#include "tests/support/proves.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <sstream>

namespace tocsin {
namespace {

// What this program brings, and behind it a step as a later one may bring: rows moved, a table made
// anew, an index.
const std::vector<Migration> steps = [] {
    std::vector<Migration> all = shipped_migrations();
    all.push_back(
        {"CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL, at INTEGER) STRICT",
         "INSERT INTO facts SELECT key, value, 0 FROM meta", "CREATE INDEX facts_at ON facts (at)",
         "ALTER TABLE outbox ADD COLUMN tried INTEGER NOT NULL DEFAULT 0"});
    return all;
}();

class Upgrades : public testing::Test {
protected:
    // A disk with the journal that a daemon of schema 1 left.
    Image old_journal() const {
        std::ifstream file(source_dir() / "tests/golden/store/schema-1.sql");
        std::stringstream text;
        text << file.rdbuf();
        Disk disk(place_.blank());
        SQLite::Database database = open_writer(place_.path(), disk.name());
        pragma(database, "foreign_keys = OFF");  // the tables are in the order of their names
        database.exec(text.str());
        return disk.content();
    }

    void upgrade(const Disk& disk) const {
        auto database = open_writer(place_.path(), disk.name());
        prepare_schema(database, StoreKind::real, steps);
    }

    static std::string tables(const SQLite::Database& database) {
        std::string all;
        SQLite::Statement each(database,
                               "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
                               " ORDER BY name");
        while (each.executeStep()) all += each.getColumn(0).getString() + "\n";
        return all;
    }

    struct Found {
        int version = 0;
        std::string schema{};
        Verified proof{};
    };
    // Without the proof, for which the tables must be there.
    Found glance(const Disk& disk) const {
        auto database = open_writer(place_.path(), disk.name());
        EXPECT_EQ(pragma(database, "integrity_check(1)"), "ok");
        return {std::stoi(pragma(database, "user_version")), tables(database), {}};
    }
    Found look(const Image& image) const {
        const Disk disk(image);
        Found found = glance(disk);
        found.proof = History(place_.path(), {.vfs = disk.name()}).verify();
        return found;
    }

    CutPlace place_;
};

TEST_F(Upgrades, ACutAnywhereLeavesTheOldSchemaOrTheNewOne) {
    proves("P22");
    const Image before = old_journal();
    std::vector<std::string> schemas{look(before).schema};
    for (std::size_t count = 1; count <= steps.size(); ++count) {
        Disk disk(before);
        auto database = open_writer(place_.path(), disk.name());
        prepare_schema(database, StoreKind::real, {steps.begin(), steps.begin() + long(count)});
        schemas.push_back(tables(database));
    }
    const Head head = look(before).proof.head;

    Disk disk(before);
    upgrade(disk);
    Platter platter(before);
    std::mt19937_64 chance(11);
    std::vector<int> versions(steps.size() + 2);
    int cuts = 0;
    for (const Operation& operation : disk.operations()) {
        platter.begin(operation);
        for (const Unsynced unsynced : every_unsynced) {
            if (unsynced != Unsynced::none && !platter.in_doubt()) break;
            const Image image = platter.after_cut(unsynced, chance);
            const Found found = look(image);
            ++cuts;
            ASSERT_TRUE(found.version >= 1 && found.version <= 3) << found.version;
            ++versions[static_cast<std::size_t>(found.version)];
            ASSERT_EQ(found.schema, schemas[static_cast<std::size_t>(found.version - 1)])
                << "between, after cut " << cuts << " (" << name_of(unsynced) << ")";
            ASSERT_TRUE(found.proof.sound) << found.proof.why;
            ASSERT_EQ(found.proof.head, head);
            // And the next start goes on to the end.
            Disk again(image);
            upgrade(again);
            ASSERT_EQ(look(again.content()).version, 3);
        }
        platter.finish(operation);
    }
    std::cout << cuts << " cuts within " << disk.operations().size()
              << " operations: " << versions[1] << " old, " << versions[2] << " half of the way, "
              << versions[3] << " new, 0 between\n";
    EXPECT_GT(versions[1], 0);
    EXPECT_GT(versions[2], 0);
    EXPECT_GT(versions[3], 0);
}

TEST_F(Upgrades, ACallOfTheDiskThatFailsLeavesTheOldSchemaOrTheNewOne) {
    proves("P22");
    const Image before = old_journal();
    const Head head = look(before).proof.head;
    int failures = 0;
    for (const DiskCall call :
         {DiskCall::write, DiskCall::sync, DiskCall::full, DiskCall::truncate}) {
        for (std::uint64_t after = 0;; ++after) {
            Disk disk(before);
            disk.fail(call, after, true);
            try {
                upgrade(disk);
            } catch (const SQLite::Exception&) {
            } catch (const StoreError&) {
            }
            if (!disk.failed()) break;
            ++failures;
            disk.heal();
            const Found found = look(disk.content());
            ASSERT_TRUE(found.version >= 1 && found.version <= 3) << found.version;
            ASSERT_TRUE(found.proof.sound) << found.proof.why;
            ASSERT_EQ(found.proof.head, head);
            Disk again(disk.content());
            upgrade(again);
            ASSERT_EQ(look(again.content()).version, 3);
        }
    }
    std::cout << failures << " failed calls: old or new each time\n";
    EXPECT_GT(failures, 20);
}

// The control: statements that are not one transaction are seen half-way.
TEST_F(Upgrades, StatementsOnTheirOwnAreSeenBetween) {
    const Image before = old_journal();
    const std::string old = look(before).schema;
    Disk disk(before);
    {
        auto database = open_writer(place_.path(), disk.name());
        for (const std::string& statement : steps.front()) database.exec(statement);
        pragma(database, "user_version = 2");
    }
    const std::string fresh = look(disk.content()).schema;
    Platter platter(before);
    std::mt19937_64 chance(11);
    int between = 0;
    for (const Operation& operation : disk.operations()) {
        platter.begin(operation);
        const Found found = glance(Disk(platter.after_cut(Unsynced::all, chance)));
        between += found.schema != (found.version == 1 ? old : fresh);
        platter.finish(operation);
    }
    EXPECT_GT(between, 0);
}

}  // namespace
}  // namespace tocsin

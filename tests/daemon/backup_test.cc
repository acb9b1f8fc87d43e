// Backups of a journal that goes on being written, and what a file proves of itself.
#include "daemon/backup.h"

#include "daemon/backup_desk.h"
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

class BackupTest : public StoreTest {
protected:
    BackupTest() { fs::create_directory(kept_); }

    // `count` entries of some 8 kB, so that a copy takes several steps.
    void fill(Store& store, int count) {
        for (int i = 0; i < count; ++i) {
            Row row = next(store, "opened", {std::uint64_t(i + 1)}, R"({"who":"somebody"})");
            row.body = R"({"text":")" + std::string(8000, 'x') + "\"}";
            ASSERT_EQ(store.commit(of(row)), Commit::done);
        }
    }

    std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (const auto& one : fs::directory_iterator(kept_)) {
            found.push_back(one.path().filename().string());
        }
        std::ranges::sort(found);
        return found;
    }
    std::string touch(const std::string& name) const {
        std::ofstream(kept_ / name) << "x";
        return name;
    }
    static std::string refusal(const std::function<void()>& call) {
        try {
            call();
        } catch (const StoreError& error) {
            return error.what();
        }
        return "it was done";
    }

    const fs::path kept_ = folder_ / "kept";
};

TEST_F(BackupTest, IsTheJournalOfOneMomentWhileItIsWritten) {
    proves("P21");
    const auto store = start();
    fill(*store, 400);
    const Head before = store->head();
    int looks = 0;
    const BackupMade made = back_up(path_, kept_, night, [&] {
        if (++looks <= 3) fill(*store, 1);
        return looks > 100;  // a copy that begins anew at each commit
    });
    EXPECT_GT(looks, 2);
    EXPECT_EQ(made.head, before);
    EXPECT_THAT(names(), ElementsAre(backup_name(night, before)));
    EXPECT_EQ(made.bytes, fs::file_size(made.file));
    EXPECT_EQ(fs::status(made.file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const FileProof proof = prove_file(made.file);
    EXPECT_TRUE(proof.verified.sound) << proof.verified.why;
    EXPECT_EQ(proof.verified.head, before);
    EXPECT_EQ(proof.backed_up, night);
    // It needs nothing beside it and leaves nothing, and the journal has gone on.
    EXPECT_THAT(names(), ElementsAre(backup_name(night, before)));
    EXPECT_EQ(store->head().seq, before.seq + 3);
    EXPECT_TRUE(History(path_).verify(before).sound);
    EXPECT_FALSE(prove_file(path_).backed_up) << "a journal is no backup";
}

TEST_F(BackupTest, OneThatIsGivenUpLeavesNothing) {
    const auto store = start();
    fill(*store, 400);
    int looks = 0;
    EXPECT_THAT(refusal([&] { back_up(path_, kept_, night, [&] { return ++looks > 2; }); }),
                HasSubstr("stops"));
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(BackupTest, NothingThatIsThereIsReplaced) {
    const auto store = start();
    touch("old.db");
    EXPECT_THAT(refusal([&] { back_up(path_, kept_ / "old.db", night); }),
                HasSubstr("is there already"));
    EXPECT_THAT(refusal([&] { back_up(path_, folder_ / "missing" / "new.db", night); }),
                HasSubstr("cannot be written"));
    // Twice in a second: the second has the name of the first.
    back_up(path_, kept_, night);
    EXPECT_THAT(refusal([&] { back_up(path_, kept_, night); }), HasSubstr("is there already"));
    EXPECT_EQ(fs::file_size(kept_ / "old.db"), 1U);
}

TEST_F(BackupTest, WhatIsCutOrEditedProvesNothing) {
    proves("P21");
    proves("P17");
    const auto store = start();
    fill(*store, 20);
    const fs::path whole = back_up(path_, kept_, night).file;
    const fs::path copy = kept_ / "copy.db";
    const auto sound = [&] {
        try {
            return prove_file(copy).verified.sound;
        } catch (const StoreError&) {
            return false;
        }
    };
    for (std::uintmax_t size = 0; size < fs::file_size(whole); size += 4096) {
        fs::copy_file(whole, copy, fs::copy_options::overwrite_existing);
        fs::resize_file(copy, size);
        EXPECT_FALSE(sound()) << size;
    }
    for (const std::string sql : {"UPDATE entry SET body = replace(body, 'xx', 'y') WHERE seq = 7",
                                  "DELETE FROM entry WHERE seq = 20; UPDATE head SET seq = 19",
                                  "DELETE FROM particulars WHERE seq = 3"}) {
        fs::copy_file(whole, copy, fs::copy_options::overwrite_existing);
        EXPECT_TRUE(sound());
        SQLite::Database(copy.string(), SQLite::OPEN_READWRITE).exec(sql);
        EXPECT_FALSE(sound()) << sql;
    }
}

TEST_F(BackupTest, NewestFirstAndOnlyThoseOfOurNames) {
    const std::string older = touch("tocsin-20261126T031500Z-41-aaaaaaaaaaaa.db");
    const std::string newer = touch("tocsin-20261127T031500Z-48-bbbbbbbbbbbb.db");
    const std::string oldest = touch("tocsin-20261031T235959Z-7-cccccccccccc.db");
    for (const char* other : {"tocsin-20261127T031500Z-48-bbbbbbbbbbbb.db.tocsin-part",
                              "tocsin-20261327T031500Z-1-a.db", "tocsin- 2026112T031500Z-1-a.db",
                              "journal.db", "tocsin-notes.db"}) {
        touch(other);
    }
    std::vector<std::string> found;
    for (const BackupFile& one : backups_in(kept_)) found.push_back(one.file.filename().string());
    EXPECT_THAT(found, ElementsAre(newer, older, oldest));
    EXPECT_EQ(backups_in(kept_).front().at, night);
    EXPECT_THAT(backups_in(folder_ / "missing"), IsEmpty());
    prune_backups(kept_, 2);
    EXPECT_FALSE(fs::exists(kept_ / oldest));
    EXPECT_TRUE(fs::exists(kept_ / older));
    EXPECT_EQ(names().size(), 7U) << "nothing of others is removed";
}

// ---------------------------------------------------------------- when

class BackupDeskTest : public BackupTest {
protected:
    std::unique_ptr<BackupDesk> desk() {
        return std::make_unique<BackupDesk>(
            path_, [this] { return now_; },
            [this](const std::string& why, std::optional<Instant> last) {
                if (!why.empty()) troubles_.push_back(why);
                last_ = last;
            });
    }

    Instant now_ = night;
    std::vector<std::string> troubles_;
    std::optional<Instant> last_;
};

TEST_F(BackupDeskTest, OneIsMadeWhenTheNewestIsOldEnough) {
    const auto store = start();
    fill(*store, 2);
    auto one = desk();
    one->look();
    EXPECT_THAT(names(), IsEmpty()) << "none is wanted";
    EXPECT_FALSE(one->health().age);
    one->use(BackupSettings{kept_, 24h, 2, ""});
    one->look();
    EXPECT_EQ(names().size(), 1U);
    now_ += 23h + 59min;
    one->look();
    EXPECT_EQ(names().size(), 1U);
    EXPECT_EQ(one->health().age, 23h + 59min);
    // Another process knows it by its name.
    one = desk();
    one->use(BackupSettings{kept_, 24h, 2, ""});
    one->look();
    EXPECT_EQ(names().size(), 1U);
    now_ += 1min;
    one->look();
    EXPECT_EQ(names().size(), 2U);
    now_ += 24h;
    one->look();
    EXPECT_EQ(names().size(), 2U) << "the oldest has gone";
    EXPECT_EQ(backups_in(kept_).front().at, now_);
    EXPECT_EQ(one->health().age, 0s);
    EXPECT_EQ(last_, now_) << "a heartbeat hears of it";
    EXPECT_THAT(troubles_, IsEmpty());
}

TEST_F(BackupDeskTest, ANameFromTheFutureIsNoReasonToWait) {
    const auto store = start();
    touch("tocsin-20361127T031500Z-48-bbbbbbbbbbbb.db");
    const auto one = desk();
    one->use(BackupSettings{kept_, 24h, 2, ""});
    one->look();
    EXPECT_EQ(names().size(), 2U);
}

TEST_F(BackupDeskTest, OneThatFailsIsToldAndTriedAgain) {
    const auto store = start();
    fs::remove(kept_);
    const auto one = desk();
    one->use(BackupSettings{kept_, 1h, 2, ""});
    one->look();
    one->look();
    EXPECT_EQ(troubles_.size(), 1U);
    EXPECT_FALSE(last_);
    EXPECT_THAT(one->health().trouble, HasSubstr("is no folder that is there"));
    now_ += BackupDesk::again;
    one->look();
    EXPECT_EQ(troubles_.size(), 2U);
    EXPECT_EQ(one->health().failures_total, 2U);
    EXPECT_EQ(one->health().age, BackupDesk::again) << "since one was wanted";
    fs::create_directory(kept_);
    now_ += BackupDesk::again;
    one->look();
    EXPECT_EQ(names().size(), 1U);
    EXPECT_EQ(one->health().trouble, "");
}

TEST_F(BackupDeskTest, WhoAsksHearsOfTheirOwn) {
    const auto store = start();
    const auto one = desk();
    EXPECT_EQ(one->ask(kept_ / "mine.db"), 1U);
    EXPECT_EQ(one->ask(kept_ / "yours.db"), 0U) << "one waits already";
    EXPECT_EQ(one->health().answered, 0U);
    one->look();
    EXPECT_EQ(one->health().answered, 1U);
    EXPECT_EQ(one->health().last->file, kept_ / "mine.db");
    EXPECT_EQ(one->ask(kept_ / "mine.db"), 2U);
    one->look();
    EXPECT_EQ(one->health().answered, 2U);
    EXPECT_THAT(one->health().trouble, HasSubstr("is there already"));
    EXPECT_THAT(troubles_, IsEmpty()) << "whoever asked hears it";
}

}  // namespace
}  // namespace tocsin

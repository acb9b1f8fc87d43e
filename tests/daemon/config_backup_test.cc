// Backups that the daemon makes itself, as the configuration asks for them.
#include "daemon/config_backup.h"

#include "tests/daemon/config_samples.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const std::string sheet = "on-call-sheet: { folder: on-call, days: 14 }";
const std::string beats =
    "heartbeats:\n  nightly-backup: { every: 24 h, grace: 1 h, severity: 3 }\n";

class ConfigBackup : public testing::Test {
protected:
    Loaded with(const std::string& block) {
        sample_.replace(sample_.main_file(), sheet, sheet + "\n" + beats + block);
        return sample_.load();
    }
    std::optional<BackupSettings> settings(const Loaded& loaded, bool exercise = false) const {
        return backup_settings(sample_.main_file(), loaded, exercise);
    }

    const ConfigurationSample sample_;
};

TEST_F(ConfigBackup, NoneIsMadeUnlessItIsAskedFor) {
    EXPECT_FALSE(settings(sample_.load()));
}

TEST_F(ConfigBackup, SaysWhereHowOftenHowManyAndWhoHears) {
    const std::string folder = sample_.folder().string();
    const Loaded plain = with("backup: { folder: \"" + folder + "\" }");
    ASSERT_TRUE(plain.configuration) << short_form(plain.problems);
    const BackupSettings standard = settings(plain).value();
    EXPECT_EQ(standard.folder, folder);
    EXPECT_EQ(standard.every, std::chrono::hours(24));
    EXPECT_EQ(standard.keep, 14U);
    EXPECT_EQ(standard.heartbeat, "");
    EXPECT_FALSE(settings(plain, true)) << "a drill pushes no real backup out";
}

TEST_F(ConfigBackup, EachPartIsRead) {
    const Loaded loaded =
        with("backup: { folder: kept, every: 6 h, keep: 3, heartbeat: nightly-backup }");
    ASSERT_TRUE(loaded.configuration) << short_form(loaded.problems);
    EXPECT_NE(short_form(loaded.problems).find("warning: there is no such folder of backups"),
              std::string::npos);
    const BackupSettings read = settings(loaded).value();
    EXPECT_EQ(read.folder, loaded.configuration->data / "kept");
    EXPECT_EQ(read.every, std::chrono::hours(6));
    EXPECT_EQ(read.keep, 3U);
    EXPECT_EQ(read.heartbeat, "nightly-backup");
}

TEST(ConfigBackupMistakes, AreRefused) {
    for (const char* wrong :
         {"backup: { every: 24 h }", "backup: { folder: kept, every: 1 min }",
          "backup: { folder: kept, keep: 0 }", "backup: { folder: kept, hartbeat: x }",
          "backup: { folder: kept, heartbeat: nobodys }", "backup: kept"}) {
        const ConfigurationSample sample;
        sample.replace(sample.main_file(), sheet, sheet + "\n" + wrong);
        EXPECT_FALSE(sample.load().configuration) << wrong;
    }
}

}  // namespace
}  // namespace tocsin

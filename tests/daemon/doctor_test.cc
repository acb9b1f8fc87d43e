// What the doctor makes of figures that no test machine has: disks, clocks, backups, certificates.
#include "channels/reach.h"
#include "daemon/doctor_backup.h"
#include "daemon/doctor_disk.h"
#include "daemon/doctor_doors.h"
#include "daemon/doctor_machine.h"
#include "daemon/doctor_retention.h"
#include "daemon/doctor_watch.h"
#include "rota/clock_words.h"
#include "tests/daemon/config_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <linux/magic.h>

namespace tocsin {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::HasSubstr;
using Grade = Finding::Grade;

const Instant now = *parse_rfc3339("2026-11-27T10:00:00Z");

// Whatever is not in order says what to do, and what is in order does not.
Grade grade_of(const Finding& found) {
    EXPECT_EQ(found.remedy.empty(), found.grade == Grade::ok) << found.says;
    EXPECT_FALSE(found.says.ends_with('.')) << found.says;
    return found.grade;
}

TEST(DoctorOfDisks, ASyncThatNoDiskCanDoIsWrong) {
    EXPECT_EQ(grade_of(judge_sync({.median_us = 1.5})), Grade::wrong);
    EXPECT_EQ(grade_of(judge_sync({.median_us = 11})), Grade::wrong);
    EXPECT_EQ(grade_of(judge_sync({.median_us = 25})), Grade::ok);
    EXPECT_EQ(grade_of(judge_sync({.median_us = 8000})), Grade::ok);
    EXPECT_EQ(grade_of(judge_sync({.median_us = 60'000})), Grade::warning);
    EXPECT_EQ(grade_of(judge_sync({.why = "Permission denied"})), Grade::warning);
    EXPECT_THAT(judge_sync({.median_us = 8040}).says, HasSubstr("8.0 ms"));
}

TEST(DoctorOfDisks, FileSystemsThatAreNotFit) {
    for (const long kind :
         std::vector<long>{TMPFS_MAGIC, RAMFS_MAGIC, NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, 0x65735546})
        EXPECT_EQ(grade_of(judge_file_system(kind)), Grade::wrong) << std::hex << kind;
    EXPECT_EQ(grade_of(judge_file_system(OVERLAYFS_SUPER_MAGIC)), Grade::warning);
    EXPECT_EQ(grade_of(judge_file_system(EXT4_SUPER_MAGIC)), Grade::ok);
}

TEST(DoctorOfDisks, Room) {
    constexpr std::uint64_t gibibyte = 1024ull * 1024 * 1024;
    EXPECT_EQ(grade_of(judge_room(gibibyte / 20, 100 * gibibyte)), Grade::wrong);
    EXPECT_EQ(grade_of(judge_room(gibibyte / 2, 100 * gibibyte)), Grade::warning);
    EXPECT_EQ(grade_of(judge_room(20 * gibibyte, 100 * gibibyte)), Grade::ok);
}

TEST(DoctorOfDisks, TheTrialLeavesNothing) {
    const ConfigurationSample sample;
    const auto folder = sample.main_file().parent_path();
    const auto files = [&] {
        return std::distance(std::filesystem::directory_iterator(folder), {});
    };
    const auto before = files();
    const SyncTimed timed = time_syncs(folder);
    EXPECT_EQ(timed.why, "");
    EXPECT_GT(timed.median_us, 0);
    EXPECT_EQ(files(), before);
    EXPECT_THAT(time_syncs("/nowhere").why, HasSubstr("No such file"));
}

TEST(DoctorOfMachines, Clocks) {
    EXPECT_EQ(grade_of(judge_clock({.set = true, .worst_seconds = 0.02})), Grade::ok);
    EXPECT_EQ(grade_of(judge_clock({.set = true, .worst_seconds = 8})), Grade::warning);
    EXPECT_EQ(grade_of(judge_clock({.set = false})), Grade::wrong);
    EXPECT_EQ(grade_of(judge_clock({.known = false})), Grade::warning);
}

TEST(DoctorOfMachines, DescriptorsAndZones) {
    EXPECT_EQ(grade_of(judge_descriptors(16384, 4000)), Grade::ok);
    EXPECT_EQ(grade_of(judge_descriptors(1024, 4000)), Grade::warning);
    const ConfigurationSample sample;
    const auto folder = sample.main_file().parent_path();
    const auto zones = [&](const char* version) {
        std::ofstream(folder / "tzdata.zi") << "# version " << version << "\n";
        return grade_of(look_at_zones("Europe/London", folder, now).at(0));
    };
    EXPECT_EQ(zones("2026b"), Grade::ok);
    EXPECT_EQ(zones("2024a"), Grade::ok);
    EXPECT_EQ(zones("2023d"), Grade::warning);
    EXPECT_EQ(grade_of(look_at_zones("Europe/Nowhere", folder, now).at(0)), Grade::wrong);
}

TEST(DoctorOfBackups, AgesAndNone) {
    EXPECT_EQ(grade_of(judge_backup({})), Grade::warning);
    const BackupFacts daily{.folder = "/srv/backup", .every = hours(24), .age = hours(25)};
    EXPECT_EQ(grade_of(judge_backup(daily)), Grade::ok);
    const auto aged = [&](std::optional<Duration> age) {
        BackupFacts facts = daily;
        facts.age = age;
        facts.last_error = "no space left";
        return judge_backup(facts);
    };
    EXPECT_EQ(grade_of(aged(hours(40))), Grade::warning);
    EXPECT_EQ(grade_of(aged(hours(80))), Grade::wrong);
    EXPECT_EQ(grade_of(aged({})), Grade::wrong);
    EXPECT_THAT(aged({}).says, HasSubstr("no space left"));
}

TEST(DoctorOfRetention, SaysHowLongAndWhetherTheNightWasLongEnough) {
    EXPECT_EQ(judge_retention({}, {}).says, "what people wrote is kept for ever");
    EXPECT_EQ(grade_of(judge_retention({}, {})), Grade::ok);
    EXPECT_THAT(judge_retention(hours(24 * 730), {}).says, HasSubstr("730 days"));
    RetentionHealth cut;
    cut.trouble = "the journal took no more";
    EXPECT_EQ(grade_of(judge_retention(hours(24 * 730), cut)), Grade::warning);
    EXPECT_THAT(judge_retention({}, cut).says, HasSubstr("the journal took no more"));
}

TEST(DoctorOfWatchers, HeartbeatsAndTheSheet) {
    using std::chrono::seconds;
    const auto beat = [](HeartbeatHealth health) {
        return grade_of(judge_heartbeat(health, seconds(60)));
    };
    EXPECT_EQ(beat({}), Grade::warning);
    EXPECT_EQ(beat({.configured = true, .arrived_total = 3, .age = seconds(59)}), Grade::ok);
    EXPECT_EQ(beat({.configured = true, .arrived_total = 3, .age = seconds(181)}), Grade::wrong);
    EXPECT_EQ(beat({.configured = true, .failures_total = 1}), Grade::wrong);
    EXPECT_EQ(beat({.configured = true, .withheld = true, .arrived_total = 3}), Grade::wrong);
    EXPECT_EQ(beat({.configured = true}), Grade::ok);
    SheetHealth sheet;
    sheet.age = seconds(29);
    EXPECT_EQ(grade_of(judge_sheet(sheet)), Grade::ok);
    sheet.age = seconds(121);
    EXPECT_EQ(grade_of(judge_sheet(sheet)), Grade::wrong);
    PublisherHealth page;
    page.failures = 1;
    EXPECT_EQ(grade_of(judge_pages({page}).at(0)), Grade::warning);
    page.age = seconds(301);
    EXPECT_EQ(grade_of(judge_pages({page}).at(0)), Grade::wrong);
    EXPECT_EQ(grade_of(judge_watcher(false)), Grade::warning);
    EXPECT_EQ(grade_of(judge_steps({})), Grade::ok);
    EXPECT_EQ(grade_of(judge_steps({seconds(3), seconds(-90)})), Grade::warning);
    EXPECT_THAT(judge_steps({seconds(3), std::chrono::milliseconds(-89'999)}).says,
                HasSubstr("2 times in the last day, by up to 1 min 30 s"));
    EXPECT_EQ(grade_of(judge_journal({}, 1)), Grade::warning);
    EXPECT_EQ(grade_of(judge_journal(Verified{.sound = true}, 1)), Grade::ok);
    EXPECT_EQ(grade_of(judge_journal(Verified{.first_bad = 7}, 1)), Grade::wrong);
}

TEST(DoctorOfDoors, CertificatesByTheirDays) {
    const auto judged = [](Duration left) {
        return judge_certificate("certificate", "the certificate x",
                                 std::chrono::floor<std::chrono::seconds>(now + left), now,
                                 "renew it");
    };
    EXPECT_EQ(grade_of(judged(days(-1))), Grade::wrong);
    EXPECT_EQ(grade_of(judged(days(2))), Grade::wrong);
    EXPECT_EQ(grade_of(judged(days(20))), Grade::warning);
    EXPECT_EQ(grade_of(judged(days(22))), Grade::ok);
    EXPECT_THAT(judged(days(20)).says, HasSubstr("in 20 days, on Thursday 17 December 2026"));
}

TEST(DoctorOfDoors, DatesOfCertificates) {
    EXPECT_EQ(read_certificate_date("Nov 27 10:00:00 2026 GMT"), now);
    EXPECT_EQ(read_certificate_date("no day"), std::nullopt);
}

// Nothing of a URL that may be a secret is shown, or asked for.
TEST(DoctorOfDoors, ADoorIsSchemeHostAndPort) {
    Configuration house;
    HttpProvider provider;
    provider.name = "hospital-sms";
    provider.url = "https://sms.example.org:8443/SECRET/send?key={secret.key}";
    house.channels = {provider, FileFolder{}};
    const std::vector<Door> doors = doors_of(house);
    ASSERT_EQ(doors.size(), 1u);
    EXPECT_EQ(doors[0].url, "https://sms.example.org:8443");
    const Findings found = judge_doors(doors, {{.why = "Could not resolve host"}}, now);
    EXPECT_EQ(grade_of(found.at(0)), Grade::wrong);
    EXPECT_THAT(found.at(0).says, testing::Not(HasSubstr("SECRET")));
}

TEST(DoctorOfDoors, ANameThatStandsForAPrivateAddressIsNotSpokenTo) {
    const std::vector<Door> doors = {{"sms", "http://127.0.0.1:9", false, false},
                                     {"sms", "http://127.0.0.1:9", false, true}};
    const std::vector<Reached> reached = reach(doors, std::chrono::seconds(2));
    EXPECT_THAT(reached.at(0).why, HasSubstr("private address"));
    EXPECT_THAT(reached.at(1).why, testing::Not(testing::AnyOf("", HasSubstr("private"))));
}

}  // namespace
}  // namespace tocsin

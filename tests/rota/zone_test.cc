// Both nights of the year on which the clocks change, against the rule as the law has it.
#include "rota/zone.h"

#include "tests/rota/london.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

// Summer time runs from the last Sunday in March, 01:00 UTC, to the last Sunday in October, 01:00
// UTC.
Instant change_of(int in_year, month of) {
    return sys_days{year{in_year} / of / Sunday[last]} + 1h;
}

LocalTime local_of(Instant utc, hours hour, minutes minute = 0min) {
    return LocalTime{floor<days>(utc).time_since_epoch() + hour + minute};
}

TEST(Zone, AnHourThatDoesNotExistMeansTheFirstInstantAfterIt) {
    proves("P10");
    const Zone zone = london_zone();
    for (int year = 2024; year <= 2050; ++year) {
        const Instant change = change_of(year, March);
        for (const minutes minute : {0min, 1min, 30min, 59min}) {
            const LocalTime gone = local_of(change, 1h, minute);
            EXPECT_EQ(zone.instant(gone), change) << year;
            EXPECT_TRUE(zone.skipped(gone)) << year;
            EXPECT_FALSE(zone.repeated(gone)) << year;
        }
        EXPECT_EQ(zone.instant(local_of(change, 0h, 59min)), change - 1min) << year;
        EXPECT_EQ(zone.instant(local_of(change, 2h)), change) << year;
        EXPECT_FALSE(zone.skipped(local_of(change, 2h))) << year;
        EXPECT_EQ(zone.abbreviation(change - 1ms), "GMT") << year;
        EXPECT_EQ(zone.abbreviation(change), "BST") << year;
    }
}

TEST(Zone, AnHourThatComesTwiceMeansTheFirst) {
    proves("P10");
    const Zone zone = london_zone();
    for (int year = 2024; year <= 2050; ++year) {
        const Instant change = change_of(year, October);
        for (const minutes minute : {0min, 1min, 30min, 59min}) {
            const LocalTime twice = local_of(change, 1h, minute);
            EXPECT_EQ(zone.instant(twice), change - 1h + minute) << year;
            EXPECT_TRUE(zone.repeated(twice)) << year;
            EXPECT_FALSE(zone.skipped(twice)) << year;
            EXPECT_EQ(zone.local(change + minute), twice) << year;
        }
        EXPECT_FALSE(zone.in_repeated_hour(change - 1h - 1ms)) << year;
        EXPECT_TRUE(zone.in_repeated_hour(change - 1h)) << year;
        EXPECT_TRUE(zone.in_repeated_hour(change + 1h - 1ms)) << year;
        EXPECT_FALSE(zone.in_repeated_hour(change + 1h)) << year;
        EXPECT_EQ(zone.abbreviation(change - 1ms), "BST") << year;
        EXPECT_EQ(zone.abbreviation(change), "GMT") << year;
    }
}

// Zone files end with 2037; the rule does not.
TEST(Zone, EveryDayToTheEndOfTheCenturyHasTheOffsetOfTheLaw) {
    const Zone zone = london_zone();
    for (sys_days today = 2024y / 1 / 1; today < sys_days{2100y / 1 / 1}; today += days{1}) {
        const Instant noon = today + 12h;
        const int in_year{Day{today}.year()};
        const bool summer = change_of(in_year, March) <= noon && noon < change_of(in_year, October);
        ASSERT_EQ(zone.offset(noon), summer ? 1h : 0h) << iso_day(Day{today});
        ASSERT_EQ(zone.instant(zone.local(noon)), noon) << iso_day(Day{today});
    }
}

TEST(Zone, WithoutAZoneItIsUtc) {
    const Zone zone;
    const Instant noon = sys_days{2026y / 7 / 1} + 12h;
    EXPECT_EQ(zone.instant(zone.local(noon)), noon);
    EXPECT_EQ(zone.abbreviation(noon), "UTC");
    EXPECT_FALSE(zone.in_repeated_hour(noon));
}

TEST(Zone, WeeksAreThoseOfIso8601) {
    EXPECT_EQ(iso_week(day("2026-11-23")), "2026-W48");
    EXPECT_EQ(iso_week(day("2024-12-30")), "2025-W01");
    EXPECT_EQ(iso_week(day("2027-01-03")), "2026-W53");
    EXPECT_EQ(iso_week(day("2027-01-04")), "2027-W01");
    EXPECT_EQ(monday_of(day("2026-11-29")), day("2026-11-23"));
    EXPECT_EQ(monday_of(day("2026-11-23")), day("2026-11-23"));
    EXPECT_EQ(plus_days(day("2024-02-28"), 2), day("2024-03-01"));
}

}  // namespace
}  // namespace tocsin

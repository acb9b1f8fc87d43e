// Working days, the table of bank holidays against the rules that make it, and hours.
#include "rota/calendar.h"

#include "rota/bank_holidays.h"
#include "tests/rota/london.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

TEST(BankHolidays, TheTableIsWhatTheRulesGive) {
    std::set<Day> expected;
    for (int in_year = 2024; in_year <= 2028; ++in_year)
        expected.merge(bank_holidays_by_rule(in_year));
    EXPECT_EQ(london().bank_holidays, expected);
    EXPECT_EQ(bank_holidays_of_england_and_wales().size(), 40u);
}

TEST(BankHolidays, NoneIsOnAWeekendAndAllAreInOrder) {
    Day last{};
    for (const BankHoliday& holiday : bank_holidays_of_england_and_wales()) {
        EXPECT_TRUE(holiday.day.ok());
        EXPECT_LE(weekday_of(holiday.day).iso_encoding(), 5u) << iso_day(holiday.day);
        EXPECT_LT(last, holiday.day);
        last = holiday.day;
    }
}

TEST(Calendar, KnowsHowFarItsHolidaysReach) {
    EXPECT_TRUE(covers(london(), day("2024-01-01")));
    EXPECT_TRUE(covers(london(), day("2028-12-31")));
    EXPECT_FALSE(covers(london(), day("2029-01-01")));
    EXPECT_FALSE(covers(london(), day("2023-12-31")));
}

TEST(Calendar, WorkingDays) {
    EXPECT_TRUE(working_day(london(), day("2026-12-24")));
    EXPECT_FALSE(working_day(london(), day("2026-12-25")));
    EXPECT_FALSE(working_day(london(), day("2026-12-26")));
    EXPECT_FALSE(working_day(london(), day("2026-12-28")));
    EXPECT_EQ(plus_working_days(london(), day("2026-12-24"), 1), day("2026-12-29"));
    EXPECT_EQ(plus_working_days(london(), day("2026-12-24"), 10), day("2027-01-12"));
    EXPECT_EQ(plus_working_days(london(), day("2026-12-25"), 0), day("2026-12-25"));
}

TEST(Hours, CoreHoursAreWorkingDaysEightToHalfPastFive) {
    proves("HSSI-10");
    const auto core = [](const std::string& when) {
        return within(london(), core_hours(), at(when));
    };
    EXPECT_FALSE(core("2026-11-23T07:59"));
    EXPECT_TRUE(core("2026-11-23T08:00"));
    EXPECT_TRUE(core("2026-11-23T17:29"));
    EXPECT_FALSE(core("2026-11-23T17:30"));
    EXPECT_FALSE(core("2026-11-28T12:00"));
    EXPECT_FALSE(core("2026-12-25T12:00"));
    EXPECT_FALSE(core("2026-12-28T12:00"));
    EXPECT_TRUE(core("2026-07-08T08:00"));
    EXPECT_FALSE(core("2026-07-08T07:59"));
}

TEST(Hours, TheNextChangeSkipsWhatDoesNotChange) {
    const auto change = [](const std::string& when) {
        return next_change(london(), core_hours(), at(when));
    };
    EXPECT_EQ(change("2026-11-23T07:00"), at("2026-11-23T08:00"));
    EXPECT_EQ(change("2026-11-23T08:00"), at("2026-11-23T17:30"));
    EXPECT_EQ(change("2026-12-24T17:30"), at("2026-12-29T08:00"));
    EXPECT_EQ(change("2026-03-27T18:00"), at("2026-03-30T08:00"));
}

TEST(Hours, AStretchMayCrossMidnightAndBelongsToItsFirstDay) {
    const Hours friday_night{{Friday}, 22h, 6h, false};
    EXPECT_FALSE(within(london(), friday_night, at("2026-11-27T05:00")));
    EXPECT_TRUE(within(london(), friday_night, at("2026-11-27T23:00")));
    EXPECT_TRUE(within(london(), friday_night, at("2026-11-28T05:59")));
    EXPECT_FALSE(within(london(), friday_night, at("2026-11-28T06:00")));
    EXPECT_EQ(next_change(london(), friday_night, at("2026-11-27T23:00")), at("2026-11-28T06:00"));
}

TEST(Hours, WholeDaysJoin) {
    const Hours always{
        {Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday}, 0h, 24h, false};
    EXPECT_TRUE(within(london(), always, at("2026-11-27T00:00")));
    EXPECT_EQ(next_change(london(), always, at("2026-11-27T00:00")), never);
    EXPECT_EQ(next_change(london(), Hours{}, at("2026-11-27T00:00")), never);
}

}  // namespace
}  // namespace tocsin

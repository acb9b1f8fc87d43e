// HSSI-11 for every bank holiday of England and Wales from 2024 to 2040, by the rules that make
// them: on a weekday it takes the place of that day's shift, on a weekend it changes nothing, and
// the hour in which two shifts overlap is the later one's.
#include "rota/coverage.h"
#include "rota/rota.h"
#include "rota/shifts.h"
#include "tests/rota/london.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

constexpr std::array<const char*, 7> day_words = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::string word_of(Day day) {
    return day_words[weekday_of(day).iso_encoding() - 1];
}

Calendar with_holidays(const std::set<Day>& holidays) {
    return {london_zone(), holidays, day("2024-01-01"), day("2040-12-31")};
}

const Calendar& by_rule() {
    static const Calendar calendar = [] {
        std::set<Day> all;
        for (int year = 2024; year <= 2040; ++year) all.merge(bank_holidays_by_rule(year));
        return with_holidays(all);
    }();
    return calendar;
}

// Local times, as HSSI-11 writes them.
std::string hours_of(const NamedShift& shift) {
    const auto words = [](Instant at) {
        const LocalTime local = london_zone().local(at);
        const auto clock = floor<minutes>(local - floor<days>(local)).count();
        const auto two = [](auto n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
        return word_of(london_zone().day(at)) + " " + two(clock / 60) + ":" + two(clock % 60);
    };
    return shift.name + ": " + words(shift.span.from) + " to " + words(shift.span.to);
}

std::vector<std::string> hours_of_week(const Calendar& calendar, Day monday) {
    std::vector<std::string> all;
    for (const NamedShift& shift : edm_shifts(calendar, monday)) all.push_back(hours_of(shift));
    return all;
}

// The table of HSSI-11 for one day of the week, on a bank holiday or not; a weekly rota begins on
// Monday at 08:00 (HSSI-12).
std::vector<std::string> table(unsigned day, bool holiday) {
    const std::string today = day_words[day];
    const std::string next = day_words[(day + 1) % 7];
    if (day == 5)
        return {today + "-day: sat 07:00 to sat 19:00", "sat-night: sat 19:00 to sun 07:00"};
    if (day == 6)
        return {today + "-day: sun 07:00 to sun 19:00", "sun-night: sun 19:00 to mon 08:00"};
    if (holiday) {
        return {
            today + "-day: " + today + (day == 0 ? " 08:00 to " : " 07:00 to ") + today + " 19:00",
            today + "-night: " + today + " 19:00 to " + next + " 08:00"};
    }
    return {today + "-night: " + today + " 17:30 to " + next + (day == 4 ? " 07:00" : " 08:00")};
}

TEST(BankHolidayShifts, EveryWeekOfSeventeenYearsIsTheTable) {
    proves("HSSI-11");
    int holidays = 0;
    for (Day monday = day("2024-01-01"); monday < day("2041-01-01");
         monday = plus_days(monday, 7)) {
        std::vector<std::string> expected;
        for (unsigned index = 0; index < 7; ++index) {
            const bool holiday =
                by_rule().bank_holidays.contains(plus_days(monday, static_cast<int>(index)));
            holidays += holiday ? 1 : 0;
            for (std::string& line : table(index, holiday)) expected.push_back(std::move(line));
        }
        ASSERT_EQ(hours_of_week(by_rule(), monday), expected) << iso_day(monday);
    }
    EXPECT_EQ(holidays, 17 * 8);
}

TEST(BankHolidayShifts, OneOnAWeekendChangesNothing) {
    proves("HSSI-11");
    int weekends = 0;
    for (int in_year = 2024; in_year <= 2040; ++in_year) {
        for (const Day feast : {year{in_year} / January / 1, year{in_year} / December / 25,
                                year{in_year} / December / 26}) {
            if (weekday_of(feast).iso_encoding() < 6) continue;
            Calendar calendar = by_rule();
            calendar.bank_holidays.insert(feast);
            const Day monday = monday_of(feast);
            EXPECT_EQ(edm_shifts(calendar, monday), edm_shifts(by_rule(), monday))
                << iso_day(feast);
            ++weekends;
        }
    }
    EXPECT_GE(weekends, 12);
}

// Each shift has a person of its own, so that who is called tells which shift it is.
Rota named_after_shifts(Day monday) {
    Rota rota{"on-call", {}, {}, {}, 1};
    for (const int week : {-7, 0, 7}) {
        const Day first = plus_days(monday, week);
        WeeklyRota made{"on-call", first, week_span(london_zone(), first), {}, {}};
        for (const NamedShift& shift : edm_shifts(by_rule(), first)) {
            made.shifts.push_back({"edm", shift.span, {shift.name}, {}});
        }
        rota.weeks[first] = made;
    }
    return rota;
}

std::string edm(const Rota& rota, Day day, minutes time) {
    const OnCall found = on_call(rota, "edm", london_zone().instant(day, time));
    return found.people.empty() ? "" : found.people.front();
}

TEST(BankHolidayShifts, TheHourOfTheOverlapIsTheLaterShiftsOnEveryHoliday) {
    proves("HSSI-11");
    for (const Day holiday : by_rule().bank_holidays) {
        const std::string today = word_of(holiday);
        const Day eve = plus_days(holiday, -1);
        const Rota rota = named_after_shifts(monday_of(holiday));
        SCOPED_TRACE(iso_day(holiday));
        // On a Monday the hour before 08:00 belongs to the night of the week before (HSSI-12).
        const minutes begins = today == "mon" ? 8h : 7h;
        EXPECT_EQ(edm(rota, holiday, begins - 1min), word_of(eve) + "-night");
        for (minutes time = begins; time < 19h; time += 1min) {
            ASSERT_EQ(edm(rota, holiday, time), today + "-day");
        }
        for (minutes time = 19h; time < 24h + 7h; time += 1min) {
            ASSERT_EQ(edm(rota, holiday, time), today + "-night");
        }
        // The night of a holiday ends at 08:00. If the next day has a shift at 07:00, that takes
        // over; else the night's person stays, and core hours have nobody.
        const Day next = plus_days(holiday, 1);
        const bool day_follows = !working_day(by_rule(), next);
        EXPECT_EQ(edm(rota, next, 7h + 59min), day_follows && word_of(next) != "mon"
                                                   ? word_of(next) + "-day"
                                                   : today + "-night");
        EXPECT_EQ(edm(rota, next, 8h), day_follows ? word_of(next) + "-day" : "");
        // Nobody is missing from the eve to the day after.
        EXPECT_TRUE(gaps(rota, {"edm", true, core_hours()}, by_rule(),
                         {london_zone().instant(eve, 0h), london_zone().instant(next, 24h)})
                        .empty());
    }
}

}  // namespace
}  // namespace tocsin

// Working days, bank holidays and hours of the day: all arithmetic with them lives here.
#pragma once

#include "rota/zone.h"

#include <chrono>
#include <set>
#include <vector>

namespace tocsin {

struct Calendar {
    Zone zone;
    std::set<Day> bank_holidays;
    // The list of bank holidays is complete from the first of these days to the last, both
    // included. Outside, a missing entry means that nobody has said, and the day counts as
    // ordinary.
    Day known_from{};
    Day known_to{};
};

bool bank_holiday(const Calendar& calendar, Day day);

// Monday to Friday without bank holidays.
bool working_day(const Calendar& calendar, Day day);

// Whether the bank holidays around `day` are known.
bool covers(const Calendar& calendar, Day day);

// The `count`th working day after `day`; `day` itself when `count` is 0 or less.
Day plus_working_days(const Calendar& calendar, Day day, int count);

// Stretches that come back on some days of the week, in local time: core hours, quiet hours.
// A stretch whose `to` is not after `from` ends on the next day, and belongs to the day it began.
struct Hours {
    std::vector<Weekday> days;
    std::chrono::minutes from{};
    std::chrono::minutes to{};
    bool except_bank_holidays = false;
};

// Monday to Friday 08:00 to 17:30 without bank holidays (HSSI-10).
Hours core_hours();

bool within(const Calendar& calendar, const Hours& hours, Instant at);

// The first instant after `at` at which within() answers otherwise; `never` when none comes within
// 400 days, longer than which no hours worth writing stay silent.
Instant next_change(const Calendar& calendar, const Hours& hours, Instant at);

}  // namespace tocsin

// The zone, the calendar and the notation that the tests of this room share.
#pragma once

#include "rota/calendar.h"
#include "rota/rota.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

// Europe/London.
Zone london_zone();

// England and Wales, in london_zone().
const Calendar& london();

// Those of England and Wales, from the rules that make them and not from the table: Easter after
// Gauss; 1 January, or the next Monday; 25 and 26 December, or the next days that are neither
// weekend nor taken.
std::set<Day> bank_holidays_by_rule(int year);

// "2026-11-23" and "2026-11-23T08:00" (local) or "2026-11-23T08:00Z"; throw when it is no such
// thing.
Day day(const std::string& text);
Instant at(const std::string& text);

// A week of one role: {"2026-11-23T17:30", "2026-11-24T08:00", "pat.ash"} each; "" is nobody.
struct Stretch {
    std::string from;
    std::string to;
    std::string person;
};
WeeklyRota week_of(const std::string& monday, const std::string& role,
                   const std::vector<Stretch>& stretches);

Rota rota_of(const std::vector<WeeklyRota>& weeks);

}  // namespace tocsin

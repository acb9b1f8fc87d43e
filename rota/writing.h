// A week as a file again, as rota/formats.h and rota/sheet.h read it: what goes out by mail, lies
// on a disk for the day when the daemon is down, and comes back from a spreadsheet (HSSI-12,
// HSSI-13). What is written and read again means the same: everybody on call at the same times.
#pragma once

#include "rota/calendar.h"
#include "rota/coverage.h"
#include "rota/rota.h"

#include <map>
#include <string>
#include <vector>

namespace tocsin {

// The week as it stands with its swaps: its shifts follow one another without overlaps, by role and
// time. Each of `gaps` becomes a shift with nobody in it. `people` are those that the week may
// name, by id; those it does name become its contacts. Where no week is in force, only the gaps
// stand.
WeeklyRota week_as_it_stands(const Rota& rota, const Zone& zone, Day monday,
                             const std::vector<Gap>& gaps,
                             const std::map<std::string, Person>& people);

// For read_sheet(): one line a shift and person, with the address of each. No cell can be taken for
// a formula by a spreadsheet. Lines end in CR LF. A time that the clocks show twice is written as
// they show it, and read as the first.
std::string week_as_csv(const WeeklyRota& week, const Calendar& calendar);

// For parse_weekly(). Empty of shifts, it cannot be read again: a rota says who is on call.
std::string week_as_yaml(const WeeklyRota& week, const Calendar& calendar);

}  // namespace tocsin

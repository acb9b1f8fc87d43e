// Who was on call for how long, in which kind of shift: what pay and time off in lieu are worked
// out from. By what was in force at each instant, swaps and all; exact to the minute, so that the
// night in which the clocks go back has an hour more.
//
// A shift is the pattern's (rota/shifts.h), whoever had it, and it counts on the day on which it
// begins, whole: the night of the 31st belongs to the 31st. Time that belongs to no shift of the
// pattern, such as core hours of a role that is always filled, is "other". Where two shifts
// overlap, the hour belongs to the later one, as the call does (HSSI-11).
#pragma once

#include "rota/ledger.h"

#include <map>
#include <string>
#include <vector>

namespace tocsin {

// Days of a period, both included.
struct Days {
    Day first{};
    Day last{};
};

// One person's part of one shift.
struct Worked {
    std::string role;
    std::string person;  // id; empty: nobody, though somebody was needed
    std::string kind;    // "weekday night", "Saturday day", "bank holiday night", "other"
    bool bank_holiday = false;
    Span shift;  // the whole shift; of "other" the stretch itself
    Span span;   // the part that this person had

    bool operator==(const Worked&) const = default;
};

// By role, then time, then person. `needed` are the duties that somebody had to have.
std::vector<Worked> worked(const Ledger& ledger, const std::vector<Required>& needed,
                           const Calendar& calendar, Days days);

struct Tally {
    std::string person;
    std::string role;
    std::string kind;
    bool bank_holiday = false;
    int shifts = 0;  // that the person had any part of; of "other" the stretches
    Duration length{};

    bool operator==(const Tally&) const = default;
};

// The same, added up: by person, role and kind; bank holidays last, and nobody behind everybody.
std::vector<Tally> tallies(const std::vector<Worked>& worked);

// As a spreadsheet reads them: British dates, no cell that it would take for a formula, lines that
// end in CR LF. `names` are the people's, by id.
std::string tallies_csv(const std::vector<Tally>& tallies, Days days,
                        const std::map<std::string, std::string>& names);
std::string worked_csv(const std::vector<Worked>& worked, const Zone& zone,
                       const std::map<std::string, std::string>& names);

// "13.50": hours to two places, of a length in whole minutes.
std::string hours_text(Duration length);

}  // namespace tocsin

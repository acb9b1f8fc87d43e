// A rolling rota as a file: up to 12 months at once, by patterns such as "each in turn" and "every
// third week" (HSSI-12). It is worked out into weeks when it is uploaded, so that everybody sees
// the same weeks whatever is known later, and each of them goes through the checks of
// rota/formats.h.
//
//     rota: on-call
//     from: 2026-11-30            # a Monday
//     until: 2027-11-29           # a Monday, the first that is not covered
//     contacts: ...               # as in a weekly rota
//     shifts:
//       level-3:
//         all-week: { in-turn: [sam.elm, jo.oak, kim.hazel] }    # a week each, then again
//       edm:
//         mon-night: pat.ash                                     # every week
//         tue-night: { in-turn: [jo.oak, [pat.ash, kim.hazel]], starting: 2026-12-07 }
//         sat-day:
//           - { every: 3 weeks, starting: 2026-11-30, who: jo.oak }
//           - { every: 3 weeks, starting: 2026-12-07, who: pat.ash }
//         fri-day: kim.hazel      # only in weeks whose Friday is a bank holiday (HSSI-11)
//         wed 12:00 to wed 14:00: sam.elm
//     weeks:                      # what is otherwise in one week
//       2026-12-21: { edm: { mon-night: kim.hazel } }
#pragma once

#include "rota/formats.h"

#include <string>
#include <vector>

namespace tocsin {

struct ParsedRolling {
    std::string name;
    std::vector<WeeklyRota> weeks;  // whole only when the problems do not refuse them
    Problems problems;              // in the order of the file; what repeats in several weeks, once
};

// Whether `tree` is meant as a rolling rota: it has "from", "until" or "weeks".
bool is_rolling(const Node& tree);

// As parse_weekly(). A shift that no pattern gives to anybody in some week is no mistake of the
// format: gaps() of rota/coverage.h tells it.
ParsedRolling parse_rolling(const Node& tree, const std::string& file, const RotaTerms& terms);

// The longest that a rolling rota may reach (HSSI-12): 12 months, to whole weeks.
inline constexpr int rolling_weeks_max = 53;

}  // namespace tocsin

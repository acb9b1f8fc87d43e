// A weekly rota as a file: what the neutral tree of a YAML text says, checked strictly. Every
// mistake is reported at once, with its line and column.
//
//     rota: on-call            # the name it is uploaded under
//     week: 2026-11-23         # a Monday; the week runs Mon 08:00 to Mon 08:00
//     contacts:                # people of this rota, beside those of the configuration; may be
//     left out
//       pat.ash: { name: Pat Ash, phone: 07700 900101, mail: pat.ash@example.org }
//     shifts:
//       edm:
//         mon-night: pat.ash             # the shifts of rota/shifts.h by name
//         sat-day: [pat.ash, jo.oak]     # two people, called together
//         sun-night: nobody              # a gap, on purpose: reported, and accepted
//         2026-11-25 17:30 to 2026-11-26 08:00: jo.oak   # local times, any stretch of the week
//       level-3:
//         all-week: sam.elm              # Mon 08:00 to Mon 08:00
#pragma once

#include "rota/contacts.h"
#include "rota/rota.h"

#include <string>

namespace tocsin {

struct Parsed {
    WeeklyRota rota;    // whole only when the problems do not refuse it
    Problems problems;  // in the order of the file
};

// `file` is the name to use in problems. The contacts of `terms` stand in the week, before its own.
// A role without cover is no mistake of the format: gaps() of rota/coverage.h tells it.
Parsed parse_weekly(const Node& tree, const std::string& file, const RotaTerms& terms);

}  // namespace tocsin

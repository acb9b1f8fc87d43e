// What a rota file leaves open, seen from the procedures that ask the rota, as warnings for the
// person who writes it (HSSI-16).
#pragma once

#include "core/directory.h"
#include "rota/rota.h"
#include "rota/tree.h"

#include <string>
#include <vector>

namespace tocsin {

// Gaps of the duties that procedures of `directory` ask the weeks of one rota for, as far as they
// end after `now`, and a rota that no procedure asks at all. What the file itself gives to nobody
// is not told again: parse_weekly() has.
Problems open_ends(const std::vector<WeeklyRota>& weeks, const std::string& file,
                   const Directory& directory, Instant now);

}  // namespace tocsin

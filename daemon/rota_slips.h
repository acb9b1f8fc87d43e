// What a rota file says that is allowed, and may be a slip of the pen, as warnings for the person
// who writes it: an id that has somebody else's phone, an address that is not the configuration's,
// a role that is nearly another, one person in two places.
#pragma once

#include "core/directory.h"
#include "rota/rota.h"
#include "rota/tree.h"

#include <string>
#include <vector>

namespace tocsin {

// Each once for all weeks, at the first shift it concerns. `weeks` are those of one file, and
// whole; addresses themselves are never named (P18).
Problems slips(const std::vector<WeeklyRota>& weeks, const std::string& file,
               const Directory& directory);

}  // namespace tocsin

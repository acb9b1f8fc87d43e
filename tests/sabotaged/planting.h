// How a bug gets into tocsin-sabotaged, and into the simulator when it is run by tests/sabotage.
// Only these programs read the environment for it:
//
//   TOCSIN_MUTANT=silent_gap        has that bug from its first moment on
//   TOCSIN_STANDSTILL=engine        stands still there from SIGUSR1 on
#pragma once

#include "channels/sabotage.h"
#include "core/sabotage.h"

#include <optional>
#include <string_view>

namespace tocsin {

// By the names of core/sabotage.h and channels/sabotage.h.
std::optional<Bug> bug_named(std::string_view name);
std::optional<Mutant> mutant_named(std::string_view name);
std::optional<Standstill> standstill_named(std::string_view name);

}  // namespace tocsin

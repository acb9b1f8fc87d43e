// All that a State holds, as lines to compare: what was applied live and what replay makes of the
// journal must be the same, in every field.
#pragma once

#include "core/state.h"

#include <string>

namespace tocsin {

// `whole` leaves nothing out. Otherwise what recovery may lose is left out: the codes of ended
// incidents, and what providers' failures in a row amounted to.
std::string dump(const State& state, bool whole);

// "only left: ... / only right: ...": the first line in which two dumps differ; empty when equal.
std::string difference(const std::string& left, const std::string& right);

}  // namespace tocsin

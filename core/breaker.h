// Which providers are asked first. One that fails again and again is passed by for a while, and
// then tried with one message; when nobody else is there, it is asked all the same (P14).
#pragma once

#include "core/state.h"

namespace tocsin {

// Failures in a row after which others go first.
inline constexpr int breaker_failures = 3;

// Whether others go first at `now`: for 30 s after its third failure in a row, twice as long after
// each further one, five minutes at most.
bool is_shut(const ProviderState* provider, Instant now);

}  // namespace tocsin

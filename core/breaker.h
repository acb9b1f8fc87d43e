// Which providers are asked first. One that fails again and again is passed by for a while, and
// then tried with one message; when nobody else is there, it is asked all the same (P14).
#pragma once

#include "core/state.h"

#include <optional>

namespace tocsin {

// Failures in a row after which others go first, level 1 is told, and readiness counts it out.
inline constexpr int breaker_failures = 3;

// Until when others go first: for 30 s after its third failure in a row, twice as long after each
// further one, five minutes at most. Nothing when none does at `now`. A null provider was never
// used.
std::optional<Instant> shut_until(const ProviderState* provider, Instant now);

// Whether others go first: until then, and while what it was tried with is not answered.
bool is_shut(const ProviderState* provider, Instant now);

}  // namespace tocsin

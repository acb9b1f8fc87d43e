// Alarms that open nothing for now, and why: a silence, or an incident that explains them. Each is
// kept while it fires, and opens an incident when its reason is gone.
#pragma once

#include "core/draft.h"

#include <cstddef>
#include <optional>
#include <string>

namespace tocsin {

// So many alarms are suppressed at most; what fires beyond them opens incidents.
inline constexpr std::size_t suppressed_max = 10'000;

// What keeps this alarm from opening an incident at this moment; nothing: it opens one.
std::optional<Suppressor> suppressor_of(const Draft& draft, const Alarm& alarm,
                                        const std::string& source);

void set_silence(Draft& draft, const SilenceAsked& asked);
void end_silence(Draft& draft, const SilenceWithdrawn& withdrawn);

// It suppresses no more: what it kept, and still fires, is looked at again.
void release(Draft& draft, const Suppressor& suppressor);

}  // namespace tocsin

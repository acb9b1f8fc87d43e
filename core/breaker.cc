#include "core/breaker.h"

#include "core/sabotage.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::seconds;

constexpr seconds shut_first{30};
constexpr seconds shut_longest{300};

}  // namespace

std::optional<Instant> shut_until(const ProviderState* provider, Instant now) {
    if (provider == nullptr) return std::nullopt;
    const int failures = provider->failures_in_a_row();
    if (failures < breaker_failures) return std::nullopt;
    if (!provider->answered || sabotaged(Mutant::breaker_ignored)) return std::nullopt;
    const int doubled = std::min(failures - breaker_failures, 4);
    const Duration pause = std::min<Duration>(shut_first * (1 << doubled), shut_longest);
    // A clock that was put back must not keep it shut for longer.
    const Instant until = *provider->answered + pause;
    return *provider->answered <= now && now < until ? std::optional(until) : std::nullopt;
}

bool is_shut(const ProviderState* provider, Instant now) {
    if (shut_until(provider, now)) return true;
    return provider != nullptr && provider->failures_in_a_row() >= breaker_failures &&
           provider->handed > 0 && !sabotaged(Mutant::breaker_ignored);
}

}  // namespace tocsin

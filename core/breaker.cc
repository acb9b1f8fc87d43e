#include "core/breaker.h"

#include "core/sabotage.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::seconds;

constexpr seconds shut_first{30};
constexpr seconds shut_longest{300};

}  // namespace

bool is_shut(const ProviderState* provider, Instant now) {
    if (provider == nullptr || provider->failures < breaker_failures) return false;
    if (!provider->answered || sabotaged(Mutant::breaker_ignored)) return false;
    const int doubled = std::min(provider->failures - breaker_failures, 4);
    const Duration pause = std::min<Duration>(shut_first * (1 << doubled), shut_longest);
    // A clock that was put back must not keep it shut for longer.
    return *provider->answered <= now && now < *provider->answered + pause;
}

}  // namespace tocsin

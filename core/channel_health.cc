#include "core/channel_health.h"

#include "core/breaker.h"

#include <algorithm>
#include <map>

namespace tocsin {
namespace {

using Standing = ChannelHealth::Standing;

Standing standing_of(const ProviderState& state, const ChannelHealth& health) {
    if (health.passed_by_until) return Standing::passed_by;
    if (state.failures_in_a_row() > 0) return Standing::failing;
    return state.answered ? Standing::good : Standing::never_used;
}

ChannelHealth health_of(const Provider& provider, const ProviderState& state, Instant now) {
    ChannelHealth health;
    health.provider = provider;
    health.passed_by_until = shut_until(&state, now);
    health.standing = standing_of(state, health);
    if (state.failures_in_a_row() > 0) health.failing_since = state.failing_since;
    health.failures = state.failures_in_a_row();
    health.answers = state.answers_known;
    health.failed_percent = state.failed_percent();
    health.latency = state.latency;
    health.in_hand = state.handed;
    health.handed_lately = state.handed_lately(now);
    health.last_failure = state.detail;
    return health;
}

}  // namespace

std::vector<ChannelHealth> channel_health(const State& state, const Directory& directory,
                                          Instant now) {
    std::vector<ChannelHealth> all;
    std::map<std::string, std::size_t> place;
    for (const Provider& provider : directory.providers) {
        const ProviderState* known = state.providers().find(provider.name);
        place[provider.name] = all.size();
        all.push_back(health_of(provider, known == nullptr ? ProviderState{} : *known, now));
    }
    for (const auto& [id, send] : state.sends()) {
        const auto found = place.find(send.message.channel);
        if (found == place.end()) continue;
        ChannelHealth& health = all[found->second];
        if (send.handed) {
            health.oldest = std::max(health.oldest, now - send.handed_at);
        } else {
            ++health.waiting;
        }
    }
    return all;
}

std::string_view standing_word(Standing standing) {
    switch (standing) {
        case Standing::never_used:
            return "never used";
        case Standing::good:
            return "good";
        case Standing::failing:
            return "failing";
        case Standing::passed_by:
            return "passed by";
    }
    return "";
}

}  // namespace tocsin

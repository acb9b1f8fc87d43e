#include "daemon/unsent_pages.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

// A provider said that it has it. One that never answered may have it: that is no page sent.
bool taken_by_provider(const SendState& send) {
    return send.unknowns == 0 || !send.provider_reference.empty() || send.delivered;
}

std::set<IncidentId> reached(const State& state) {
    std::set<IncidentId> incidents;
    for (const auto& [id, send] : state.landed()) {
        if (send.message.urgent && taken_by_provider(send))
            incidents.insert(send.about.begin(), send.about.end());
    }
    return incidents;
}

// Somebody is called and nobody has it. Where nobody is on duty nothing waits for a provider:
// that is a gap, and told as one.
bool nobody_reached(const Incident& incident) {
    return incident.climb.running && !incident.holder && !incident.drill &&
           !incident.called.empty();
}

}  // namespace

Duration UnsentPages::oldest(const State& state, Instant now) {
    Instant oldest = now;
    std::map<IncidentId, Instant> in_hand;  // the oldest page of each that is on its way or waits
    for (const auto& [id, send] : state.sends()) {
        if (send.drill || state.calls().find(send.call) == nullptr) continue;
        oldest = std::min(oldest, send.message.at);
        for (const IncidentId incident : send.about) {
            Instant& at = in_hand.emplace(incident, send.message.at).first->second;
            at = std::min(at, send.message.at);
        }
    }
    const std::set<IncidentId> got_through = reached(state);
    std::map<IncidentId, Instant> since;
    for (const auto& [id, incident] : state.incidents()) {
        if (!nobody_reached(incident) || got_through.contains(id)) continue;
        const auto before = since_.find(id);
        const auto page = in_hand.find(id);
        Instant from = before == since_.end() ? now : before->second;
        if (page != in_hand.end()) from = std::min(from, page->second);
        since.emplace(id, from);
        oldest = std::min(oldest, from);
    }
    since_ = std::move(since);
    return std::max(now - oldest, Duration{0});
}

}  // namespace tocsin

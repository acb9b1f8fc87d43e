// What State knows of incidents that count together, and of the major ones that stand for them.
#include "core/state.h"

namespace tocsin {

void State::on(const Entry& entry, const TrendCounted& event) {
    const TrendMember member{event.key, event.counted};
    if (const Instant* before = trend_counts_.find(member)) trend_ages_.erase({*before, member});
    if (event.major == IncidentId{}) {
        trend_counts_.put(member, event.until);
        trend_ages_.put({event.until, member}, {});
    } else {
        trend_counts_.erase(member);
    }
    // Two for each new one: what counts no more goes, a little at a time.
    for (int dropped = 0; dropped < 2 && !trend_ages_.empty(); ++dropped) {
        const auto oldest = trend_ages_.begin()->first;
        if (oldest.first > entry.at) break;
        trend_ages_.erase(oldest);
        trend_counts_.erase(oldest.second);
    }
}

void State::on(const Entry&, const TrendJoined& event) {
    if (Incident* major = incidents_.change(event.major); major != nullptr && major->trend_of) {
        MajorState& state = *major->trend_of;
        ++state.joined;
        if (state.of.members.size() < MajorState::listed_max)
            state.of.members.push_back(event.incident);
    }
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    if (!incident->part_of) incident->part_of = std::map<std::string, IncidentId>{};
    (*incident->part_of)[event.key.trend] = event.major;
}

TrendKey State::major_key(const Incident& major) {
    return {major.procedure, major.trend_of->of.name, major.trend_of->of.kind};
}

void State::forget_major(const Incident& incident) {
    if (!incident.trend_of) return;
    const TrendKey key = major_key(incident);
    const IncidentId* last = majors_.find(key);
    if (last != nullptr && *last == incident.id) majors_.erase(key);
}

}  // namespace tocsin

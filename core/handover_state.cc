#include "core/state.h"

namespace tocsin {
namespace {

// A weekend with bank holidays around it is one shift of a desk; what is older no handover covers.
constexpr Duration shift_longest = std::chrono::hours(24 * 8);

// Recovery reads the house's entries of so long: what is older is forgotten while alive as well.
constexpr Duration handovers_kept = std::chrono::hours(72);

}  // namespace

void State::on(const Entry& entry, const IncidentKept& event) {
    while (!kept_.empty()) {
        const IncidentId id = kept_.begin()->first;
        const IncidentKept& oldest = kept_.begin()->second.fact;
        if (oldest.resolved.value_or(oldest.opened) + shift_longest > entry.at) break;
        kept_.erase(id);
    }
    kept_.put(event.of, {event, entry.seq});
}

void State::on(const Entry& entry, const HandoverGiven& event) {
    while (!handovers_.empty()) {
        const std::uint64_t id = handovers_.begin()->first;
        const HandoverGiven& oldest = handovers_.begin()->second.given;
        if (oldest.due + handovers_kept > entry.at) break;
        handover_keys_.erase({oldest.procedure, oldest.rule, oldest.due});
        handovers_.erase(id);
    }
    handovers_.put(event.handover.value, {event, {}, 0});
    handover_keys_.put({event.procedure, event.rule, event.due}, {});
}

void State::on(const Entry& entry, const HandoverCallRecorded& event) {
    if (HandoverState* handover = handovers_.change(event.handover.value)) {
        handover->recorded = entry.at;
    }
}

void State::on(const Entry&, const HandoverReminded& event) {
    if (HandoverState* handover = handovers_.change(event.handover.value)) {
        handover->reminders = event.count;
    }
}

void State::on(const Entry& entry, const NoteTaken& event) {
    while (!notes_.empty()) {
        const std::uint64_t seq = notes_.begin()->first;
        if (notes_.begin()->second.at + shift_longest > entry.at) break;
        notes_.erase(seq);
    }
    notes_.put(entry.seq, {event.kind, event.text, event.by, entry.at});
}

}  // namespace tocsin

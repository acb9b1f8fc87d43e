#include "core/sabotage.h"
#include "core/state.h"

namespace tocsin {

// What replay reads of these entries from here on is what stays here as well (daemon/codec.cc).
// Of incidents that are over little is left: what the status page and the next handovers say.
void State::on(const Entry&, const Erased& event) {
    if (sabotaged(Mutant::erased_remembered)) return;
    const std::set<std::uint64_t> entries(event.entries.begin(), event.entries.end());
    for (const IncidentId id : event.of) {
        if (const auto* row = past_.find(id); row != nullptr && entries.contains(row->seq)) {
            PublicKept& past = past_.change(id)->fact;
            past.service = erased_text;
            past.service_name = erased_text;
            past.words.impact = erased_text;
            past.words.place = erased_text;
            past.messages.clear();
        }
        if (const auto* row = kept_.find(id); row != nullptr && entries.contains(row->seq)) {
            IncidentKept& kept = kept_.change(id)->fact;
            kept.service_name = erased_text;
            kept.place = erased_text;
            kept.resolution = erased_text;
            kept.calls.clear();
            kept.taken.reset();
            kept.management.clear();
        }
    }
    for (const std::uint64_t seq : event.entries) {
        if (KeptNote* note = notes_.change(seq)) note->text = erased_text;
        if (HandoverState* handover = handovers_.change(seq)) {
            handover->given.from = erased_text;
            handover->given.to = erased_text;
            handover->given.subject = erased_text;
            handover->given.text = erased_text;
        }
    }
}

}  // namespace tocsin

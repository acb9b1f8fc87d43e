#include "core/place_hearing.h"

#include "core/sabotage.h"

namespace tocsin {

bool has_begun(const Draft& draft, const Provider& place, const Incident& incident) {
    return draft.state.threads().find({incident.id, place.name}) != nullptr;
}

bool hears_of(const Draft& draft, const Provider& place, const Incident& incident) {
    if (has_begun(draft, place, incident) && !sabotaged(Mutant::hearing_ends)) return true;
    const Procedure& procedure = draft.procedure(incident);
    const bool core_hours = within(draft.directory.calendar, procedure.core_hours, draft.now);
    return matches(place.tells.when, incident, core_hours);
}

}  // namespace tocsin

#include "core/ladder_entry.h"

#include "core/ladder.h"
#include "core/moments.h"
#include "core/sabotage.h"

#include <algorithm>
#include <cstddef>

namespace tocsin {
namespace {

// The highest rung at which anybody was called, or is about to be; -1: none yet.
int highest_rung(const Draft& draft, const Incident& incident) {
    return std::max(incident.called_to, draft.rung(incident));
}

}  // namespace

bool held_at(const Draft& draft, const Incident& incident, const Procedure& procedure, int rung) {
    if (!incident.holder) return false;
    std::vector<std::string> roles;
    for (std::size_t i = static_cast<std::size_t>(rung); i < procedure.ladder.rungs.size(); ++i)
        roles.push_back(procedure.ladder.rungs[i].role);
    return has_a_role(draft, incident, roles, incident.holder->person);
}

const LadderEntry* entry_of(const Procedure& procedure, const Incident& incident, bool core_hours) {
    for (const LadderEntry& entry : procedure.ladder.enters) {
        if (matches(entry.when, incident, core_hours)) return &entry;
    }
    return nullptr;
}

Incident as_moved(Incident incident, const StatusMoved& moved) {
    incident.status = moved.to;
    if (moved.reopens) incident.resolved.reset();
    return incident;
}

int entry_rung(const Draft& draft, const Incident& incident, const Procedure& procedure) {
    if (procedure.ladder.enters.empty()) return 0;
    const bool core_hours = within(draft.directory.calendar, procedure.core_hours, draft.now);
    const LadderEntry* entry = entry_of(procedure, incident, core_hours);
    return entry == nullptr ? 0 : entry->rung;
}

bool has_started(const Draft& draft, const Incident& incident) {
    if (incident.trend_of) return true;
    const Procedure& procedure = draft.procedure(incident);
    const Moment starts{Moment::Of::status, procedure.ladder.starts};
    return since(draft.state, procedure, incident, starts, "").has_value();
}

void enter_higher(Draft& draft, const Incident& incident) {
    const Procedure& procedure = draft.procedure(incident);
    if (procedure.ladder.enters.empty() || incident.resolved) return;
    if (!has_started(draft, incident)) return;
    const bool core_hours = within(draft.directory.calendar, procedure.core_hours, draft.now);
    const LadderEntry* entry = entry_of(procedure, incident, core_hours);
    if (entry == nullptr || entry->rung <= highest_rung(draft, incident)) return;
    if (held_at(draft, incident, procedure, entry->rung)) return;
    if (sabotaged(Mutant::entry_missed)) return;
    Climbed climbed;
    climbed.incident = incident.id;
    climbed.rung = entry->rung;
    climbed.why = entry->why;
    draft.add(climbed);
}

}  // namespace tocsin

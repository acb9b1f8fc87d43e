// At which rung the ladder of an incident begins: level 1 may handle some alone, and others must
// reach the manager on call, or whoever is above, at once (HSSI-20..22, 25).
#pragma once

#include "core/draft.h"

namespace tocsin {

// The first line of the ladder that such an incident fits; nullptr: it begins at its first rung.
const LadderEntry* entry_of(const Procedure& procedure, const Incident& incident, bool core_hours);

// The incident as it is once it has moved: conditions ask for its status.
Incident as_moved(Incident incident, const StatusMoved& moved);

// The rung at which its ladder begins now.
int entry_rung(const Draft& draft, const Incident& incident, const Procedure& procedure);

// Whether whoever has it is of that rung, or of a higher one, whoever called them.
bool held_at(const Draft& draft, const Incident& incident, const Procedure& procedure, int rung);

// Whether the status has come that begins its ladder.
bool has_started(const Draft& draft, const Incident& incident);

// The review's part: the incident has come to fit a line whose rung is above all that were called
// for it, and the ladder goes on there. It never climbs down.
void enter_higher(Draft& draft, const Incident& incident);

}  // namespace tocsin

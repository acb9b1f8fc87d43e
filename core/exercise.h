// Exercises (DSPT-10): of the whole daemon, or a drill of one incident beside real ones. Whoever
// writes a message, a page or a list asks here whether it must be marked; Draft::offer() asks
// whether it may leave at all. Pure.
#pragma once

#include "core/directory.h"
#include "core/state.h"

#include <string>
#include <vector>

namespace tocsin {

// The incidents of which a message tells are drills, every one: what tells of one that is real is
// real. False without any, and where the state knows none of them any more.
bool is_drill(const State& state, const std::vector<IncidentId>& about);

// Whether it is marked, first and last, and kept from whoever is outside.
bool is_exercise(const Directory& directory, const Incident& incident);
bool is_exercise(const State& state, const Directory& directory,
                 const std::vector<IncidentId>& about);

// The incidents that a call covers.
std::vector<IncidentId> incidents_of(const Call& call);

// A name in a list that tells of drills and of what is real: "EXERCISE: GP Records".
std::string named_in_list(const Incident& incident, const std::string& name);

}  // namespace tocsin

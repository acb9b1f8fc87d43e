// What a shift left behind, as the journal has it: incidents with what happened to them, and notes
// of people. It is what a written handover is made of (HSSI-19).
#pragma once

#include "core/directory.h"
#include "core/state.h"

#include <string>
#include <vector>

namespace tocsin {

struct ShiftRecord {
    std::vector<IncidentKept> incidents;  // by reference: open at its end, or touched in it
    std::vector<KeptNote> notes;          // taken in it, oldest first

    bool anything() const { return !incidents.empty() || !notes.empty(); }
};

// What was so at the end of `shift`, and what happened in it. `shift.to` is not after now.
ShiftRecord record_of(const State& state, const Directory& directory, Span shift);

// The incident as a handover speaks of it; its place is the service's where nobody has said
// another.
IncidentKept kept_of(const Incident& incident, const Directory& directory);

inline bool open(const IncidentKept& incident) {
    return !incident.resolved;
}

}  // namespace tocsin

// What a shift left behind, as the journal has it: incidents with what happened to them, notes of
// people, what is owed and what is held. It is what a written handover is made of (HSSI-19).
#pragma once

#include "core/owed.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct ShiftIncident {
    IncidentKept kept;
    std::optional<Instant> next;  // when users were told to expect the next update
};

struct ShiftOwed {
    Owed owed;
    std::string service;  // of its incident
};

// A message that waits for a decision.
struct ShiftHold {
    HoldId hold;
    IncidentId incident;
    int severity = 0;
    std::string service;
    std::string what;  // "first message"
    std::string why;
    std::string decides;  // "EDM or level 3", "nobody"
    std::string found;    // kinds of what may be a patient's, never the words
    std::string by;       // who wrote it
    Instant since{};
};

struct ShiftRecord {
    std::vector<ShiftIncident> incidents;  // by reference: open at its end, or touched in it
    std::vector<KeptNote> notes;           // taken in it, oldest first
    std::vector<ShiftOwed> owed;           // late, paused, or due in the shift that begins
    std::size_t owed_later = 0;
    std::vector<ShiftHold> holds;  // oldest first

    bool anything() const {
        return !incidents.empty() || !notes.empty() || !owed.empty() || !holds.empty();
    }
};

// What was so at the end of `shift`, and what happened in it; `shift.to` is not after now. What is
// owed and held is so at this moment. The shift that begins lasts until `until`: each thing falls
// due in the shift of somebody, whose handover lists it.
ShiftRecord record_of(const Draft& draft, Span shift, Instant until);

// The incident as a handover speaks of it; its place is the service's where nobody has said
// another.
// Whether any procedure hands over: only then is what was closed kept for it.
bool is_handed_over(const Directory& directory);

IncidentKept kept_of(const Incident& incident, const Directory& directory);

inline bool open(const IncidentKept& incident) {
    return !incident.resolved;
}

}  // namespace tocsin

// The end of an incident, and its way back: closed for good by somebody who may, or back to
// investigation because somebody is still affected (HSSI-55, WSIC-08, SIRI-06).
#pragma once

#include "core/draft.h"

namespace tocsin {

// A closed record never changes; corrections are notes. Refused while it is not resolved, by
// anybody but those whom the procedure names, and while something that the procedure wants complete
// is missing.
void close(Draft& draft, const Closed& closed);

// What is resolved and not closed is open again: its ladder begins anew, and so does what it owes
// from its resolution on.
void reopen(Draft& draft, const Reopened& reopened);

// Something that happened, was seen or was done, for the record (DPS-06). On a closed incident it
// is a correction.
void add_note(Draft& draft, const IncidentNote& note);

// What a note may be of, and "correction".
const std::vector<std::string>& incident_note_kinds();

}  // namespace tocsin

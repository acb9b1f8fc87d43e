// What is owed at this moment, by whom and until when: ladders that wait for an answer, obligations
// of incidents, handover calls, shifts that are not confirmed. One list, the next first.
#pragma once

#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

struct Owed {
    Instant due;
    IncidentId incident;  // 0: of the house
    int severity = 5;     // of the incident
    std::string name;     // of an obligation of the procedure: by which it is met; else empty
    std::string what;     // "answer to call", "conference call arranged"
    std::string owner;    // "Pat Ash (EDM)", "nobody (EDM)"
    std::string then;     // what comes next: "level 3 at 02:34", "warning at 02:25"
    bool late = false;
    bool paused = false;  // its clock stands; `due` is as it was
    bool shift = false;   // somebody is to confirm a shift of theirs
};

// By time; what is paused comes last. Pure: nothing is decided here. `of`: of one incident alone;
// 0: all.
std::vector<Owed> owed(const Draft& draft, IncidentId of = {});

}  // namespace tocsin

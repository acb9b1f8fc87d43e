// What is decided about obligations, in the past tense. They are named by their incident and their
// rule; what they need of the rule later, the procedure says that the incident was opened with.
#pragma once

#include "core/ids.h"
#include "rota/time.h"

#include <optional>
#include <string>

namespace tocsin {

// Somebody wants what is owed only when it is asked for: a conference call (HSSI-18).
struct ObligationAsked {
    IncidentId incident;
    std::string name;
    std::string by;
    std::string reason;
};

// Owed from here on.
struct ObligationBegan {
    IncidentId incident;
    std::string name;
    std::string title;
    std::string owner;  // a role, or "holder"
    Instant from;       // when its clock began
    Instant due;
    bool calendar = false;        // its due is a time of the calendar, which no clock step moves
    std::optional<Instant> look;  // when a Tick looks at it next: a warning, or that it is late
};

struct ObligationMoved {
    enum class To {
        warned,   // its owner was told that it is due soon
        late,     // it was not met in time: owner and whoever else must know were told; again, too
        met,      // with `text` as its proof
        waived,   // `text` says why
        paused,   // `text` says why; its clock stands
        resumed,  // and runs again
        brought_forward,  // owed earlier: the severity was raised
        put_off,          // owed later, or sooner, as somebody said; `text` says why
        ended,            // owed no more; `text` says why
        lapsed,           // not for an incident such as it is now; owed again if it changes back
        rejected,         // what was given was not enough, as `text` says: owed again
    };
    IncidentId incident;
    std::string name;
    To to = To::met;
    std::string by;  // a person's act; empty: by the clock, or by what happened
    std::string text;
    Instant due;  // as it is from now on; of a recurring one that was met, the next
    std::optional<Instant> look;
    int count = 0;         // of `late`: the times it was told; of `met`: the periods missed
    bool goes_on = false;  // met, and owed again at `due`
};

// What an incident owes was compared with what has happened to it.
struct ObligationsReviewed {
    IncidentId incident;
    bool again = false;  // what followed from it may have consequences of its own
    // Core hours begin or end then, and something else holds for it: it is looked at again.
    std::optional<Instant> look{};
};

}  // namespace tocsin

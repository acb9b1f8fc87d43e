// For how long a page has waited that no provider has taken: what the outward heartbeat answers
// for. Drills are none of it.
#pragma once

#include "core/state.h"

#include <map>

namespace tocsin {

class UnsentPages {
public:
    // The age of the oldest; 0: none waits. It counts from when its message was made, and for an
    // incident whose every page failed so far, over all of its pages: a new attempt makes it no
    // younger. After a restart the latter is known again from the messages in hand alone.
    Duration oldest(const State& state, Instant now);

private:
    // Since when nobody was reached for an incident whose ladder runs.
    std::map<IncidentId, Instant> since_;
};

}  // namespace tocsin

// What the public may read of an incident: what a confirmation said, and the messages that were
// sent to users. Nothing that an alarm said is in it.
#pragma once

#include "core/directory.h"
#include "core/state.h"

#include <vector>

namespace tocsin {

// The messages that the status page shows, in order.
std::vector<PublicMessage> public_messages(const Incident& incident);

// What the latest of them says, else what was confirmed.
PublicWords public_words(const Incident& incident);

// Whether the public may read what a confirmation said without any message: nothing excludes the
// incident, hides it, or closes its list (HSSI-34, 35, 38, 39).
bool publicly_told(const State& state, const Directory& directory, const Incident& incident,
                   Instant now);

}  // namespace tocsin

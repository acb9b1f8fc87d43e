// Signs of life that jobs must send: the absence of one is an alarm of the source "heartbeat".
#pragma once

#include "core/draft.h"

namespace tocsin {

// The directory has changed: what it expects now. What is new is due after its interval and grace,
// so that one that never comes is missed as well.
void expect_heartbeats(Draft& draft);

// It came, or says that its job has failed. `not_found` when no such is expected.
void hear(Draft& draft, const Heartbeat& heartbeat);

// Those that are due have not come. One that stays away is told of again after its time, so that
// nobody forgets it with its incident.
void miss_heartbeats(Draft& draft);

}  // namespace tocsin

// P14: room at a provider and a send that may leave never coexist once a step is decided, for
// nothing would bring them together later: the channel would stand still before an idle provider.
#pragma once

#include "tests/simulator/watcher.h"

namespace tocsin {

// Throws Broken for a provider with room and a waiting send. `now` is the engine's time.
void check_room(const State& state, const Directory& directory, const Step& step, Instant now);

}  // namespace tocsin

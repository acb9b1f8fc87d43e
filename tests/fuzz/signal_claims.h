// What every signal that a reader makes must be, whatever arrived.
#pragma once

#include "daemon/signal.h"

namespace tocsin::fuzz {

// Bounded, fit to show, and the same when it comes out of the journal again.
void check_signal(const Signal& signal, Instant now);

}  // namespace tocsin::fuzz

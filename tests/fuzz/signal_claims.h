// What every alarm and signal that a reader makes must be, whatever arrived.
#pragma once

#include "daemon/signal.h"

namespace tocsin::fuzz {

// Bounded, fit to show, and the same when it comes out of the journal again.
void check_alarm(const Alarm& alarm, Instant now);

// Its alarm, and what else was said; what fires names a service and a summary.
void check_signal(const Signal& signal, Instant now);

}  // namespace tocsin::fuzz

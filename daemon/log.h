// The log: one line a decision, in the words of the timeline, without free text, numbers or
// addresses (P18). On stderr, with the priorities that the journal of systemd reads.
#pragma once

#include "core/event.h"
#include "rota/zone.h"

namespace tocsin {

// A thread of its own writes the lines: whoever reads stderr may stall, paging must not. When too
// many wait the oldest are lost. Call it once a process, when the signals are blocked;
// spdlog::shutdown() writes what waits, and gives a reader that stalls two seconds, no more.
void start_log();

// "incident=42 attempt=42/1/2 called Pat Ash (EDM)". Nothing for what nobody wants to read.
void log_entry(const Entry& entry, const Zone& zone);

}  // namespace tocsin

// What watches over the daemon, and what it keeps for the day it is dead: heartbeat, watchdog,
// status page, on-call sheet, the chain of the journal.
#pragma once

#include "daemon/finding.h"
#include "daemon/heartbeat_out.h"
#include "daemon/history.h"
#include "daemon/publisher.h"
#include "daemon/sheet_board.h"

#include <optional>
#include <vector>

namespace tocsin {

// `every`: how often it is to leave.
Finding judge_heartbeat(const HeartbeatHealth& heartbeat, Duration every);

// `watched`: systemd restarts us when a loop stands still.
Finding judge_watcher(bool watched);

Findings judge_pages(const std::vector<PublisherHealth>& targets);

Finding judge_sheet(const SheetHealth& sheet);

// How often, and by how much, the machine's clock was moved in the last day.
Finding judge_steps(const std::vector<Duration>& steps);

// Of the last entries, from `first` on. Nothing: they could not be read in time.
Finding judge_journal(const std::optional<Verified>& tail, std::uint64_t first);

}  // namespace tocsin

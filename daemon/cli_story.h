// tocsin simulate --story: what a procedure makes of what a file says. Nothing is sent.
#pragma once

#include "daemon/cli_simulate.h"

namespace tocsin {

// Answers with 0, and with exit_needs_you when the story did not go as it says. Throws
// CommandFailed, with exit_asked_wrongly, for a file that cannot be used. No daemon is asked.
int simulate_story(const SimulateOptions& options, Instant now, Terminal& terminal);

}  // namespace tocsin

// tocsin handover, tocsin note handover: what was handed over, the call that proves it, and what
// the record cannot know (HSSI-19).
#pragma once

#include "daemon/client.h"
#include "daemon/terminal.h"

#include <string>

namespace tocsin {

// Both throw CommandFailed. `now`: what would be handed over at this moment, and nothing is sent.
int show_handover(const Client& client, bool now, bool json, Terminal& terminal);

// `id` may be empty: the one that waits for its call.
int record_handover_call(const Client& client, const std::string& id, const std::string& by,
                         const std::string& note, Terminal& terminal);

int write_note(const Client& client, const std::string& kind, const std::string& text,
               const std::string& by, Terminal& terminal);

}  // namespace tocsin

// tocsin audit verify and tocsin explain: what the journal proves, and why things happened.
#pragma once

#include "daemon/client.h"
#include "daemon/terminal.h"

#include <string>

namespace tocsin {

// Has the daemon verify the chain of its journal; the exit code is 1 when it does not hold. Both
// throw CommandFailed.
int verify_audit(const Client& client, bool json, Terminal& terminal);

// Why an incident went as it did, in the daemon's words. `incident` is "INC-2039" or "2039".
int explain(const Client& client, const std::string& incident, bool json, Terminal& terminal);

}  // namespace tocsin

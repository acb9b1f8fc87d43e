// What a person types where a moment is asked for, read as the people of the house speak of time.
#pragma once

#include "daemon/terminal.h"
#include "rota/zone.h"

#include <optional>
#include <string>

namespace tocsin {

// The moment that `text` asks about, as typed behind `option` ("--at"); nothing for an empty text.
// A local time that comes twice or never is told on `terminal.err`. Throws CommandFailed when it
// cannot be read.
std::optional<Instant> asked_moment(const std::string& option, const std::string& text,
                                    const Zone& zone, Terminal& terminal);

}  // namespace tocsin

// The status page for machines (/status.json). Names are stable: fields may be added, none changes
// its meaning or goes.
#pragma once

#include "channels/status_page.h"

#include <string>

namespace tocsin {

// Times are UTC. `next_update` is null when none is promised. Lists are empty, never missing.
[[nodiscard]] std::string status_json(const StatusView& view);

// down, degraded, working, unknown: the words of status.json, of the feed and of the style.
[[nodiscard]] std::string state_word(ServiceState state);

}  // namespace tocsin

// The kinds of roads to people as files write them: [sms, email, voice, push].
#pragma once

#include "core/medium.h"
#include "daemon/fields.h"

#include <vector>

namespace tocsin {

// The list under `key`, or the one word there; each once, in the order written. Empty when absent,
// or after a complaint.
std::vector<Medium> read_media(MapReader& map, const std::string& key);

// Of one node: a list, or one word. `name` is what a complaint calls it.
std::vector<Medium> read_media(const Node& node, const std::string& name, Complaints& complaints);

}  // namespace tocsin

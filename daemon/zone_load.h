// Finds a time zone by name in the zone files of the machine, once, when the configuration is read.
#pragma once

#include "rota/zone.h"

#include <string>

namespace tocsin {

// Reads files. Throws std::runtime_error that names the zone when there is none of that name, or
// when its file leaves the changes of the clocks to come to a rule the date library does not read.
Zone load_zone(const std::string& name);

}  // namespace tocsin

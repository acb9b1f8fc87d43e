// How long the journal keeps what people wrote, as the configuration says.
#pragma once

#include "rota/time.h"

#include <optional>

namespace tocsin {

class MapReader;

// The block "retention" of the main file: { particulars: 730 days }, or "never", which is as
// without it: the record of an incident is somebody's to keep, and no program's to destroy unasked.
// Nothing: for ever.
std::optional<Duration> read_retention(MapReader& file);

}  // namespace tocsin

// What is said of how long words are kept.
#pragma once

#include "daemon/finding.h"
#include "daemon/retention.h"

#include <optional>

namespace tocsin {

// `kept` as the configuration says; nothing: for ever.
Finding judge_retention(std::optional<Duration> kept, const RetentionHealth& health);

}  // namespace tocsin

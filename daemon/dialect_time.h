// Times as monitors write them. Pure.
#pragma once

#include "rota/time.h"
#include "rota/zone.h"

#include <optional>
#include <string_view>

namespace tocsin {

// Whatever sender_time() reads; else "2026.01.04 02:11:05" (Zabbix) and "04 January 2026 02:11"
// (SolarWinds) as the wall at `zone` shows it. Of an hour that comes twice, the first. Nothing for
// anything else.
std::optional<Instant> dialect_time(std::string_view text, const Zone& zone);

}  // namespace tocsin

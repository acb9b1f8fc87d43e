// Whether the machine keeps time and has what a daemon needs of it. Needs no daemon.
#pragma once

#include "daemon/clock.h"
#include "daemon/finding.h"
#include "rota/time.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace tocsin {

Finding judge_clock(const ClockSaid& said);

// Of a process that may have `descriptors` open, and is to serve `connections`.
Finding judge_descriptors(std::size_t descriptors, std::size_t connections);

// The soft limit of this process.
std::size_t descriptors_allowed();

// The zone by its name, and how old the machine's zone files are: laws on summer time change.
// `folder` holds the zone files: /usr/share/zoneinfo.
Findings look_at_zones(const std::string& zone, const std::filesystem::path& folder, Instant now);

}  // namespace tocsin

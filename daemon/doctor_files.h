// Whether the configuration on the disk is good, and the one that runs.
#pragma once

#include "daemon/config.h"
#include "daemon/finding.h"

#include <filesystem>

namespace tocsin {

// `on_disk` was read from `path`. `in_force` is what runs; null: nothing does.
Findings judge_configuration(const std::filesystem::path& path, const Loaded& on_disk,
                             const Configuration* in_force);

// Where nobody else keeps the credentials of the unit, they are looked for where systemd has them
// for the service: a shell has none of its own. Before load_configuration(); one thread.
void borrow_credentials();

}  // namespace tocsin

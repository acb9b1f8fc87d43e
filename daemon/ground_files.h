// What a rehearsal begins with, read from the files of a configuration: no daemon is asked.
#pragma once

#include "daemon/terminal.h"
#include "daemon/virtual_house.h"

#include <filesystem>
#include <vector>

namespace tocsin {

// The configuration and every week of the rotas of its folder, and of those beside. Talks of what
// it left out on `terminal.err`. Throws CommandFailed with exit_asked_wrongly when a file cannot be
// used. The directory keeps the configuration alive.
RehearsalGround ground_of_files(const std::filesystem::path& config,
                                const std::vector<std::filesystem::path>& rotas, Instant now,
                                Terminal& terminal);

}  // namespace tocsin

// tocsin sheet: the on-call sheet from the disk, for whoever has a terminal and no daemon.
#pragma once

#include "daemon/terminal.h"

#include <chrono>
#include <filesystem>

namespace tocsin {

// Prints the text of the sheet in `folder`; exit_needs_you when it is old, for then the daemon is
// not running. Throws CommandFailed when there is none, or it cannot be read.
int print_sheet(const std::filesystem::path& folder, std::chrono::system_clock::time_point now,
                Terminal& terminal);

}  // namespace tocsin

// Where the command line finds a daemon, and what it left on the disk.
#pragma once

#include <filesystem>

namespace tocsin {

// The socket that the configuration names, read from the two keys it takes and no more: whoever
// looks for the daemon at night may read neither its secrets nor wait for a mended file.
// Throws CommandFailed when the file cannot be read.
std::filesystem::path socket_of(const std::filesystem::path& config);

// Where the data lie, likewise.
std::filesystem::path data_folder_of(const std::filesystem::path& config);

// Where the on-call sheet lies, likewise.
std::filesystem::path sheet_folder_of(const std::filesystem::path& config);

}  // namespace tocsin

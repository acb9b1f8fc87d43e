// Writes a file so that whoever opens it, and whatever dies meanwhile, finds the old one or the new
// one, whole.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tocsin {

// Writes beside it, syncs, and puts it in its place, with exactly these permissions whatever the
// process's mask says. Waits for the disk. Empty: it is on the disk; else why not, in a few words,
// and what was there before is there still.
std::string write_whole(const std::filesystem::path& path, std::string_view text,
                        std::filesystem::perms permissions);

}  // namespace tocsin

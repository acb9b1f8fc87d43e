// tocsin check: whether the configuration, its procedures and its rotas would be accepted, and what
// a rota leaves open. It asks no daemon and changes nothing.
#pragma once

#include "daemon/terminal.h"
#include "rota/time.h"

#include <filesystem>
#include <vector>

namespace tocsin {

struct CheckOptions {
    std::filesystem::path config;
    std::vector<std::filesystem::path> files;  // rotas or procedures that are not in force yet
};

// Every problem of every file, at once. The exit code is 0 when all would be accepted, warnings or
// not, 1 when one is refused, 2 when one cannot be read. A gap that has ended by `now` is not told:
// nobody can mend it any more. Throws std::runtime_error when the machine has no time zones.
int check(const CheckOptions& options, Instant now, Terminal& terminal);

}  // namespace tocsin

// Descriptors are shared between strangers at the gate and our own work: a journal to keep and
// providers to reach. Strangers never get the last of them.
#pragma once

#include <cstddef>

namespace tocsin {

// Asks the system for as many descriptors as `connections` from outside and our own work need, up
// to its hard limit. How many connections may then be open: at most `connections`, at least half of
// what there is.
std::size_t affordable_connections(std::size_t connections);

}  // namespace tocsin

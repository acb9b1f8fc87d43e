// How often this program asked for memory: operator new is replaced in it (allocations.cc).
#pragma once

#include <cstddef>

namespace tocsin {

// Since this thread began.
std::size_t allocations();

}  // namespace tocsin

// How many of something, as people say it.
#pragma once

#include <cstddef>
#include <string>

namespace tocsin {

// "1 entry", "2 entries", "0 days".
std::string counted(std::size_t count, const std::string& one);

}  // namespace tocsin

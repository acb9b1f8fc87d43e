// What is said of a secret's file that others may read, so that the doctor knows it again.
#pragma once

#include <string_view>

namespace tocsin {

inline constexpr std::string_view readable_by_everybody =
    "may be read by everybody on this machine";

}  // namespace tocsin

// The text after '?' and bodies of application/x-www-form-urlencoded, taken apart. Pure.
#pragma once

#include "daemon/http.h"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

// "a=1&b=x+y" as pairs, decoded, in their order. Never fails: a '%' that begins no escape stands
// for itself, because what a monitor sends is better read crookedly than not at all.
Fields parse_form(std::string_view text);

// A part of a path, decoded; '+' stands for itself. Empty when an escape is malformed.
std::optional<std::string> decode_segment(std::string_view text);

}  // namespace tocsin

// Finds one member in the JSON of a provider's answer: enough for an id, and no parser to trust.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

// The first member named `key` whose value is a string or a number, as text. It stands at any
// depth, or inside exactly `depth` brackets: 1 is a member of the outermost object. Text inside
// strings is never taken for a member. Nothing when there is none.
std::optional<std::string> json_field(std::string_view json, std::string_view key, int depth = 0);

}  // namespace tocsin

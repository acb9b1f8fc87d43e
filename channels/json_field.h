// Finds one member in the JSON of a provider's answer: enough for an id, and no parser to trust.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// The first member named `key` whose value is a string, a number, true or false, as text. It stands
// at any depth, or inside exactly `depth` brackets: 1 is a member of the outermost object. Text
// inside strings is never taken for a member. Nothing when there is none.
std::optional<std::string> json_field(std::string_view json, std::string_view key, int depth = 0);

// The objects that stand inside exactly `depth` brackets, each with its own: 1 is an item of the
// outermost list. One that does not end is left out. They are views into `json`.
std::vector<std::string_view> json_objects(std::string_view json, int depth);

}  // namespace tocsin

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

// Whether any member named `key`, at any depth, is the string or number `value`.
bool json_says(std::string_view json, std::string_view key, std::string_view value);

// The objects of the first list named `key`, each as it stands there. Nothing when there is no such
// list, and when it does not end.
std::optional<std::vector<std::string_view>> json_objects(std::string_view json,
                                                          std::string_view key);

}  // namespace tocsin

// Finds one member in the JSON of a provider's answer: enough for an id, and no parser to trust.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

// The first member named `key`, at any depth, whose value is a string or a number, as text.
// Text inside strings is never taken for a member. Nothing when there is none.
std::optional<std::string> json_field(std::string_view json, std::string_view key);

}  // namespace tocsin

// Writes JSON strings. For answers so small that building a tree would be the longer way.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// `text` as a JSON string with its quotes. Control characters are escaped; bytes that are not
// valid UTF-8 become U+FFFD, so that the result is always valid JSON.
std::string json_quoted(std::string_view text);

// The same, behind what is in `out`.
void append_json_quoted(std::string& out, std::string_view text);

}  // namespace tocsin

// ETags: a name for exactly these bytes, and the conditions that callers make with it (RFC 9110,
// 8.8.3 and 13.1). Pure.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// A strong tag, with its quotes: the same for the same bytes.
std::string entity_tag(std::string_view body);

// Whether If-None-Match names the tag: a caller has these bytes already. W/ is overlooked.
bool has_already(std::string_view if_none_match, std::string_view tag);

// Whether If-Match holds: it names the tag itself, or anything that is there ("*").
bool still_matches(std::string_view if_match, std::string_view tag);

}  // namespace tocsin

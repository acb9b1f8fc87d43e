// The ways in which monitors write an instant. Theirs is told to people and compared with itself;
// nothing of ours is ever due by it.
#pragma once

#include "rota/time.h"

#include <optional>
#include <string_view>

namespace tocsin {

// RFC 3339, also with "+0000" as offset, without an offset (UTC), and the seconds or milliseconds
// since 1970 in digits. Nothing for anything else, and for a time that is not set: Go writes the
// year 1.
std::optional<Instant> sender_time(std::string_view text);

}  // namespace tocsin

// "Mon 08:00": a time that comes once a week, on the wall.
#pragma once

#include "rota/zone.h"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

struct WeekTime {
    Weekday day{1};
    std::chrono::minutes clock{};

    bool operator==(const WeekTime&) const = default;
};

// "Mon 08:00", as short_time() writes it and parse_week_time() reads it.
std::string week_time_words(const WeekTime& time);

// Nothing when `text` is anything else: the day is its first three letters, in small letters or
// not.
std::optional<WeekTime> parse_week_time(std::string_view text);

// The last such time before `day` ends, and the first one that is not before `day` begins; local.
Instant last_within(const Zone& zone, const WeekTime& time, Day day);
Instant first_from(const Zone& zone, const WeekTime& time, Day day);

}  // namespace tocsin

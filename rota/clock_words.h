// How an instant is written and read: for a person woken at night, for a file, for a program.
// Pure formatting and parsing; names of days and months are English.
#pragma once

#include "rota/zone.h"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

// "02:24" when the local day is that of `now`, "Thu 00:04" up to 6 days from it, else
// "Wed 30 September 17:30". In the hour that occurs twice followed by " BST" or " GMT".
std::string short_time(const Zone& zone, Instant at, Instant now);

// "01:52 on Wednesday 8 July 2026"; in the hour that occurs twice "01:40 BST on ...".
std::string long_time(const Zone& zone, Instant at);

// "Mon 13 July".
std::string short_day(Day day);

// "Wednesday 8 July 2026".
std::string long_day(Day day);

// "Mon", "Monday".
std::string_view short_name(Weekday day);
std::string_view long_name(Weekday day);

// "2026-07-08T00:52:00Z"; milliseconds are written when there are any.
std::string iso_utc(Instant at);

// "2026-07-08T01:52:00+01:00".
std::string iso_local(const Zone& zone, Instant at);

// "10 min", "3 hours", "1 h 46", "2 days", "2 days 3 h"; "30 s" below a minute. The sign is
// dropped.
std::string duration_words(Duration length);

// To the second below an hour: "6 min 29 s".
std::string exact_words(Duration length);

// "10 minutes", "1 hour 46 minutes", "2 days 3 hours", "30 seconds".
std::string long_duration_words(Duration length);

// RFC 3339: up to 9 digits of a second (cut to milliseconds), "Z" or any offset, "T" or a space.
// A leap second is the last millisecond before it. Nothing when `text` is anything else.
std::optional<Instant> parse_rfc3339(std::string_view text);

// "2026-11-23". Nothing when there is no such day.
std::optional<Day> parse_day(std::string_view text);

// The Monday of "2026-W48", or a day as parse_day() reads it. Nothing when there is no such week.
std::optional<Day> parse_week(std::string_view text);

// "07:00" as minutes after midnight; "24:00" is 1440. Nothing when there is no such time.
std::optional<std::chrono::minutes> parse_clock(std::string_view text);

struct When {
    Instant at;
    bool ambiguous = false;    // the local time exists twice; `at` is the first
    bool nonexistent = false;  // the clocks skip the local time; `at` is the first instant after it
};

// What a person types after --at: "2026-12-24T03:00", with or without seconds, local unless it ends
// in "Z" or an offset such as "+01:00". Nothing when it cannot be read.
std::optional<When> parse_when(std::string_view text, const Zone& zone);

}  // namespace tocsin

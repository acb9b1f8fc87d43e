#include "rota/week_time.h"

#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

char small(char c) {
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string week_time_words(const WeekTime& time) {
    const auto two = [](auto count) {
        return std::string(count < 10 ? "0" : "") + std::to_string(count);
    };
    return std::string(short_name(time.day)) + " " + two(time.clock / std::chrono::hours(1)) + ":" +
           two((time.clock % std::chrono::hours(1)).count());
}

std::optional<WeekTime> parse_week_time(std::string_view text) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const std::string_view word = text.substr(0, space);
    const auto clock = parse_clock(text.substr(space + 1));
    if (!clock || *clock >= std::chrono::hours(24)) return std::nullopt;
    for (unsigned index = 0; index < 7; ++index) {
        const Weekday day{index};
        if (std::ranges::equal(word, short_name(day), {}, small, small))
            return WeekTime{day, *clock};
    }
    return std::nullopt;
}

Instant last_within(const Zone& zone, const WeekTime& time, Day day) {
    const auto back = (weekday_of(day) - time.day).count();
    return zone.instant(plus_days(day, -static_cast<int>(back)), time.clock);
}

Instant first_from(const Zone& zone, const WeekTime& time, Day day) {
    const auto ahead = (time.day - weekday_of(day)).count();
    return zone.instant(plus_days(day, static_cast<int>(ahead)), time.clock);
}

}  // namespace tocsin

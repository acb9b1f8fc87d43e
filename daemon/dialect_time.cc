#include "daemon/dialect_time.h"

#include "daemon/ascii.h"
#include "daemon/sender_time.h"
#include "rota/clock_words.h"

#include <array>
#include <string>

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};

// The next word of `text`, which is consumed.
std::string_view next_word(std::string_view& text) {
    text = trimmed(text);
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

std::string two_digits(std::string_view number) {
    return (number.size() == 1 ? "0" : "") + std::string(number);
}

// "04 January 2026 02:11" as "2026-01-04 02:11"; empty when it is no such thing.
std::string with_month(std::string_view text) {
    const std::string_view day = next_word(text);
    const std::string_view month = next_word(text);
    const std::string_view year = next_word(text);
    for (std::size_t i = 0; i < months.size(); ++i) {
        if (!same_word(month.substr(0, 3), months[i])) continue;
        return std::string(year) + "-" + two_digits(std::to_string(i + 1)) + "-" + two_digits(day) +
               " " + std::string(trimmed(text));
    }
    return "";
}

}  // namespace

std::optional<Instant> dialect_time(std::string_view text, const Zone& zone) {
    text = trimmed(text);
    if (const auto at = sender_time(text)) return at;
    std::string local(text);
    if (local.size() > 10 && local[4] == '.' && local[7] == '.') {
        local[4] = local[7] = '-';
    } else {
        local = with_month(text);
    }
    const auto when = parse_when(local, zone);
    if (!when || when->at.time_since_epoch() <= Duration{}) return std::nullopt;
    return when->at;
}

}  // namespace tocsin

#include "daemon/sender_time.h"

#include "daemon/ascii.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace tocsin {
namespace {

// From here on a number counts milliseconds: as seconds it would lie in the year 5138.
constexpr long long milliseconds_from = 100'000'000'000;

std::optional<Instant> epoch_time(std::string_view digits) {
    const std::string_view whole = digits.substr(0, digits.find('.'));
    // Fewer digits lie before 1973 and are something else, more are finer than milliseconds.
    if (whole.size() < 9 || whole.size() > 13) return std::nullopt;
    long long count = 0;
    const auto [end, fault] = std::from_chars(whole.data(), whole.data() + whole.size(), count);
    if (fault != std::errc{} || end != whole.data() + whole.size()) return std::nullopt;
    return Instant{Duration{count >= milliseconds_from ? count : count * 1000}};
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), ascii_digit);
}

// With a colon in an offset that has none, and "Z" where there is no offset.
std::string with_offset(std::string_view text) {
    std::string full(text);
    const std::size_t sign = text.find_first_of("+-", std::min<std::size_t>(text.size(), 11));
    if (sign == std::string_view::npos) {
        if (!full.empty() && ascii_digit(full.back())) full += 'Z';
    } else if (text.size() - sign == 5 && all_digits(text.substr(sign + 1))) {
        full.insert(sign + 3, 1, ':');
    }
    return full;
}

}  // namespace

std::optional<Instant> sender_time(std::string_view text) {
    text = trimmed(text);
    // A number has no hyphens; a date has.
    const bool number = !text.empty() && ascii_digit(text.front()) &&
                        text.find_first_not_of("0123456789.") == std::string_view::npos;
    const auto at = number ? epoch_time(text) : parse_rfc3339(with_offset(text));
    if (!at || at->time_since_epoch() <= Duration{}) return std::nullopt;
    return at;
}

}  // namespace tocsin

// Letters as protocols mean them: ASCII only, whatever the locale.
#pragma once

#include <optional>
#include <string_view>

namespace tocsin {

constexpr char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
constexpr bool ascii_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool ascii_alnum(char c) {
    return ascii_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}
// A control character, DEL included.
constexpr bool ascii_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

// The value of a hexadecimal digit; empty for any other character.
constexpr std::optional<int> hex_value(char c) {
    if (ascii_digit(c)) return c - '0';
    const char lower = ascii_lower(c);
    if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
    return {};
}

// Equal but for the case of letters.
constexpr bool same_word(std::string_view one, std::string_view other) {
    if (one.size() != other.size()) return false;
    for (std::size_t i = 0; i < one.size(); ++i) {
        if (ascii_lower(one[i]) != ascii_lower(other[i])) return false;
    }
    return true;
}

// Without the blanks and tabs at either end.
constexpr std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace tocsin

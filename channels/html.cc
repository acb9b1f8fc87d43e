#include "channels/html.h"

#include <cstddef>
#include <cstdint>

namespace tocsin {
namespace {

struct Letter {
    std::uint32_t sign = 0xFFFD;
    std::size_t bytes = 1;
};

// The sign that begins `text`, which is not empty. Overlong forms, surrogates, signs past U+10FFFF
// and cut sequences are one byte of U+FFFD each, so that no reader can find another sign in them.
Letter first_letter(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char head = byte(0);
    if (head < 0x80) return {head, 1};
    const std::size_t length = head >= 0xF0 ? 4 : head >= 0xE0 ? 3 : 2;
    if (head < 0xC2 || head > 0xF4 || text.size() < length) return {};
    std::uint32_t sign = head & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        sign = (sign << 6) | (byte(i) & 0x3Fu);
    }
    const std::uint32_t smallest = length == 4 ? 0x10000u : length == 3 ? 0x800u : 0x80u;
    const bool surrogate = 0xD800 <= sign && sign <= 0xDFFF;
    if (sign < smallest || surrogate || sign > 0x10FFFF) return {};
    return {sign, length};
}

bool control(std::uint32_t sign) {
    return (sign < 0x20 && sign != '\t' && sign != '\n') || (0x7F <= sign && sign <= 0x9F) ||
           sign == 0xFFFE || sign == 0xFFFF;
}

bool turns_direction(std::uint32_t sign) {
    return sign == 0x061C || sign == 0x200E || sign == 0x200F ||
           (0x202A <= sign && sign <= 0x202E) || (0x2066 <= sign && sign <= 0x2069);
}

}  // namespace

std::string cleaned(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Letter letter = first_letter(text);
        const bool broken = letter.bytes == 1 && letter.sign == 0xFFFD;
        if (broken) {
            out += "\xEF\xBF\xBD";
        } else if (!control(letter.sign) && !turns_direction(letter.sign)) {
            out += text.substr(0, letter.bytes);
        }
        text.remove_prefix(letter.bytes);
    }
    return out;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : cleaned(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace tocsin

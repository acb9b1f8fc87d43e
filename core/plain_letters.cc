#include "core/plain_letters.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace tocsin {
namespace {

constexpr char32_t broken = 0xFFFD;

// The next code point, and `text` moved behind it. Bytes that are no UTF-8 give `broken`.
char32_t next_sign(std::string_view& text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char first = byte(0);
    std::size_t length = 1;
    char32_t sign = first;
    if (first >= 0xF0 && first < 0xF5) {
        length = 4;
        sign = first & 0x07U;
    } else if (first >= 0xE0) {
        length = first < 0xF0 ? 3 : 1;
        sign = first & 0x0FU;
    } else if (first >= 0xC2) {
        length = 2;
        sign = first & 0x1FU;
    }
    if (first >= 0x80 && (length == 1 || text.size() < length)) {
        text.remove_prefix(1);
        return broken;
    }
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte(at) & 0xC0) != 0x80) {
            text.remove_prefix(1);
            return broken;
        }
        sign = (sign << 6) | (byte(at) & 0x3FU);
    }
    text.remove_prefix(length);
    return sign;
}

bool within(char32_t sign, char32_t from, char32_t to) {
    return from <= sign && sign <= to;
}

// Arabic-Indic, its Persian form, Devanagari, Bengali and Gurmukhi: keyboards of people we call.
constexpr std::array<char32_t, 5> zeros = {0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66};

// Thumbs down, crosses, stop signs, question marks, a shrug, a no gesture, a thinking face.
constexpr std::array<char32_t, 11> doubts = {0x1F44E, 0x274C,  0x26D4,  0x1F6AB, 0x1F6D1, 0x2753,
                                             0x2754,  0x1F937, 0x1F645, 0x1F914, 0x061F};

bool is_space(char32_t sign) {
    return sign < 0x20 || sign == 0x7F || sign == 0xA0 || within(sign, 0x80, 0x9F) ||
           within(sign, 0x2000, 0x200A) || sign == 0x202F || sign == 0x205F || sign == 0x3000;
}

// Joiners, marks of direction, variation selectors, and the frame of a keycap ("4" in a box).
bool is_nothing(char32_t sign) {
    return within(sign, 0x200B, 0x200F) || within(sign, 0x202A, 0x202E) ||
           within(sign, 0x2060, 0x206F) || within(sign, 0xFE00, 0xFE0F) || sign == 0xFEFF ||
           sign == 0x20E3 || sign == 0xAD;
}

bool is_latin(char32_t sign) {
    return within(sign, 0xC0, 0x24F) && sign != 0xD7 && sign != 0xF7;
}

// Greek to the last of the scripts before the signs, and from CJK on; emoji and signs lie between
// and beyond.
bool is_foreign(char32_t sign) {
    return within(sign, 0x250, 0x1FFF) || within(sign, 0x2C00, 0x2DFF) ||
           within(sign, 0x3040, 0xDFFF) || within(sign, 0xF900, 0xFDFF) ||
           within(sign, 0xFE70, 0xFEFE) || within(sign, 0xFF66, 0xFFDC) ||
           within(sign, 0x20000, 0x3FFFF) || sign == broken;
}

char ascii(char32_t sign) {
    if (sign == '\n' || sign == '\r' || sign == 0x2028 || sign == 0x2029) return '\n';
    if (is_space(sign)) return ' ';
    if (sign < 0x80) return static_cast<char>(sign);
    if (within(sign, 0x2018, 0x201B) || sign == 0x2032 || sign == 0xB4) return '\'';
    if (within(sign, 0x201C, 0x201F) || sign == 0xAB || sign == 0xBB) return '"';
    if (within(sign, 0x2010, 0x2015) || sign == 0x2212) return '-';
    return is_latin(sign) ? '_' : ' ';
}

}  // namespace

PlainSigns plain_signs(std::string_view text) {
    PlainSigns plain;
    plain.text.reserve(text.size());
    const std::size_t size = text.size();
    while (!text.empty()) {
        const std::size_t at = size - text.size();
        char32_t sign = next_sign(text);
        if (is_nothing(sign)) continue;
        if (within(sign, 0xFF01, 0xFF5E)) sign = sign - 0xFF01 + '!';  // full width
        plain.at.push_back(at);
        const auto zero = std::find_if(zeros.begin(), zeros.end(), [&](char32_t digit) {
            return within(sign, digit, digit + 9);
        });
        if (zero != zeros.end()) {
            plain.text += static_cast<char>('0' + (sign - *zero));
        } else if (std::find(doubts.begin(), doubts.end(), sign) != doubts.end()) {
            plain.text += '?';
        } else {
            plain.foreign = plain.foreign || is_foreign(sign);
            plain.text += ascii(sign);
        }
    }
    plain.at.push_back(size);
    return plain;
}

PlainLetters plain_letters(std::string_view text) {
    PlainSigns signs = plain_signs(text);
    for (char& sign : signs.text) {
        if (sign >= 'A' && sign <= 'Z') sign = static_cast<char>(sign - 'A' + 'a');
    }
    return {std::move(signs.text), signs.foreign};
}

}  // namespace tocsin

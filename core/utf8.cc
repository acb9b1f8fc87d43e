#include "core/utf8.h"

namespace tocsin {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct Lead {
    std::size_t length;  // 0: no lead byte
    char32_t bits;
    char32_t least;  // smaller values are overlong
};

Lead lead(unsigned char byte) {
    if (byte < 0x80) return {1, byte, 0};
    if ((byte & 0xE0) == 0xC0) return {2, static_cast<char32_t>(byte & 0x1F), 0x80};
    if ((byte & 0xF0) == 0xE0) return {3, static_cast<char32_t>(byte & 0x0F), 0x800};
    if ((byte & 0xF8) == 0xF0) return {4, static_cast<char32_t>(byte & 0x07), 0x10000};
    return {0, 0, 0};
}

}  // namespace

FirstSign first_sign(std::string_view text) {
    const Lead first = lead(static_cast<unsigned char>(text.front()));
    if (first.length == 0 || first.length > text.size()) return {replacement, 1};
    char32_t sign = first.bits;
    for (std::size_t i = 1; i < first.length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0) != 0x80) return {replacement, 1};
        sign = (sign << 6) | (byte & 0x3F);
    }
    const bool surrogate = sign >= 0xD800 && sign <= 0xDFFF;
    if (sign < first.least || sign > 0x10FFFF || surrogate) return {replacement, 1};
    return {sign, first.length};
}

std::u32string code_points(std::string_view text) {
    std::u32string signs;
    signs.reserve(text.size());
    while (!text.empty()) {
        const FirstSign first = first_sign(text);
        signs.push_back(first.sign);
        text.remove_prefix(first.bytes);
    }
    return signs;
}

void append_utf8(std::string& out, char32_t sign) {
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (sign < 0x80) {
        put(sign);
    } else if (sign < 0x800) {
        put(0xC0 | (sign >> 6));
        put(0x80 | (sign & 0x3F));
    } else if (sign < 0x10000) {
        put(0xE0 | (sign >> 12));
        put(0x80 | ((sign >> 6) & 0x3F));
        put(0x80 | (sign & 0x3F));
    } else {
        put(0xF0 | (sign >> 18));
        put(0x80 | ((sign >> 12) & 0x3F));
        put(0x80 | ((sign >> 6) & 0x3F));
        put(0x80 | (sign & 0x3F));
    }
}

std::string well_formed(std::string_view text) {
    std::string out;
    for (const char32_t sign : code_points(text)) append_utf8(out, sign);
    return out;
}

std::string first_signs(std::string_view text, std::size_t max) {
    std::string out;
    std::size_t count = 0;
    for (const char32_t sign : code_points(text)) {
        if (++count > max) break;
        append_utf8(out, sign);
    }
    return out;
}

}  // namespace tocsin

#include "core/unseen.h"

#include "core/utf8.h"

#include <algorithm>

namespace tocsin {
namespace {

struct Stretch {
    char32_t from;
    char32_t to;
};

// Unicode's format characters (Cf), its variation selectors, and letters that show as nothing.
constexpr Stretch unseen[] = {
    {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x0600, 0x0605},   {0x061C, 0x061C},
    {0x06DD, 0x06DD},   {0x070F, 0x070F},   {0x0890, 0x0891},   {0x08E2, 0x08E2},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},
    {0x202A, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0x110BD, 0x110BD},
    {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF},
};

bool is_ascii(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

bool is_unseen(char32_t sign) {
    return std::ranges::any_of(
        unseen, [sign](const Stretch& one) { return one.from <= sign && sign <= one.to; });
}

std::string without_unseen(std::string text) {
    if (is_ascii(text)) return text;
    std::string out;
    std::string_view left = text;
    while (!left.empty()) {
        const FirstSign first = first_sign(left);
        if (!is_unseen(first.sign)) out += left.substr(0, first.bytes);
        left.remove_prefix(first.bytes);
    }
    return out;
}

}  // namespace tocsin

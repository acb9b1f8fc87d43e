#include "core/gsm7.h"

#include "core/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>

namespace tocsin {
namespace {

// The basic table beyond ASCII, and the signs of the extension table, each two septets.
constexpr std::u32string_view basic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    U"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view extended = U"\f^{}\\[~]|€";

// Septets of each sign below `table_end`, which all of the alphabet is but the euro: looked up for
// every sign of every text.
constexpr char32_t table_end = 0x400;

constexpr std::array<std::uint8_t, table_end> septet_table = [] {
    std::array<std::uint8_t, table_end> table{};
    for (const char32_t sign : basic) table[sign] = 1;
    for (const char32_t sign : extended) {
        if (sign < table_end) table[sign] = 2;
    }
    return table;
}();

// 0: the sign is not in the alphabet.
int septets(char32_t sign) {
    if (sign < table_end) return septet_table[sign];
    return sign == U'€' ? 2 : 0;
}

int utf16_units(char32_t sign) {
    return sign > 0xFFFF ? 2 : 1;
}

template <class Units>
SmsSize measured(const std::u32string& signs, SmsAlphabet alphabet, Units units, int single,
                 int part) {
    SmsSize size{alphabet, 0, 1};
    int in_part = 0;
    int parts = 1;
    for (const char32_t sign : signs) {
        const int cost = units(sign);
        size.units += cost;
        if (in_part + cost > part) {
            ++parts;
            in_part = 0;
        }
        in_part += cost;
    }
    if (size.units > single) size.segments = parts;
    return size;
}

struct Cousins {
    std::u32string_view signs;
    std::string_view plain;
};

// What accented letters and typographers' signs come to. Those that GSM-7 has are never looked up.
constexpr Cousins cousins[] = {
    {U"ÀÁÂÃĀĂĄǍ", "A"},
    {U"áâãāăąǎª", "a"},
    {U"ÇĆĈĊČ", "C"},
    {U"çćĉċč", "c"},
    {U"ĎĐÐ", "D"},
    {U"ďđð", "d"},
    {U"ÈÊËĒĔĖĘĚ", "E"},
    {U"êëēĕėęě", "e"},
    {U"ĜĞĠĢ", "G"},
    {U"ĝğġģ", "g"},
    {U"ĤĦ", "H"},
    {U"ĥħ", "h"},
    {U"ÌÍÎÏĨĪĬĮİ", "I"},
    {U"íîïĩīĭįı", "i"},
    {U"Ĵ", "J"},
    {U"ĵ", "j"},
    {U"Ķ", "K"},
    {U"ķ", "k"},
    {U"ĹĻĽĿŁ", "L"},
    {U"ĺļľŀł", "l"},
    {U"ŃŅŇ", "N"},
    {U"ńņň", "n"},
    {U"ÒÓÔÕŌŎŐ", "O"},
    {U"óôõōŏőº", "o"},
    {U"ŔŖŘ", "R"},
    {U"ŕŗř", "r"},
    {U"ŚŜŞŠȘ", "S"},
    {U"śŝşšș", "s"},
    {U"ŢŤŦȚ", "T"},
    {U"ţťŧț", "t"},
    {U"ÙÚÛŨŪŬŮŰŲ", "U"},
    {U"úûũūŭůűų", "u"},
    {U"ŴẀẂẄ", "W"},
    {U"ŵẁẃẅ", "w"},
    {U"ÝŶŸỲ", "Y"},
    {U"ýÿŷỳ", "y"},
    {U"ŹŻŽ", "Z"},
    {U"źżž", "z"},
    {U"Œ", "OE"},
    {U"œ", "oe"},
    {U"Þ", "Th"},
    {U"þ", "th"},
    {U"‘’‚‛′`´", "'"},
    {U"“”„‟″«»", "\""},
    {U"‐‑‒–—―−", "-"},
    {U"…", "..."},
    {U"•·", "-"},
    {U"×", "x"},
    {U"\t\u00A0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u3000",
     " "},
    {U"\u00AD\u200B\u200C\u200D\u2060\uFEFF\u200E\u200F", ""},
    // Combining accents, as names typed on some keyboards carry them.
    {U"\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030A\u030B\u030C\u0327\u0328", ""},
};

const std::map<char32_t, std::string_view>& cousin_of() {
    static const std::map<char32_t, std::string_view> table = [] {
        std::map<char32_t, std::string_view> built;
        for (const Cousins& row : cousins) {
            for (const char32_t sign : row.signs) built.emplace(sign, row.plain);
        }
        return built;
    }();
    return table;
}

}  // namespace

SmsSize sms_size(std::string_view text) {
    const std::u32string signs = code_points(text);
    const bool fits =
        std::all_of(signs.begin(), signs.end(), [](char32_t s) { return septets(s) > 0; });
    return fits ? measured(signs, SmsAlphabet::gsm7, septets, 160, 153)
                : measured(signs, SmsAlphabet::ucs2, utf16_units, 70, 67);
}

std::string gsm7_text(std::string_view text) {
    std::string out;
    for (const char32_t sign : code_points(text)) {
        const auto cousin = septets(sign) > 0 ? cousin_of().end() : cousin_of().find(sign);
        if (cousin == cousin_of().end()) {
            append_utf8(out, sign);
        } else {
            out += cousin->second;
        }
    }
    return out;
}

}  // namespace tocsin

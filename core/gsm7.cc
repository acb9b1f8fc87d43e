#include "core/gsm7.h"

#include "core/unseen.h"
#include "core/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>

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
    {U"ẠẢẤẦẨẪẬẮẰẲẴẶ", "A"},
    {U"ạảấầẩẫậắằẳẵặ", "a"},
    {U"ẸẺẼẾỀỂỄỆ", "E"},
    {U"ẹẻẽếềểễệ", "e"},
    {U"ỈỊ", "I"},
    {U"ỉị", "i"},
    {U"ỌỎỐỒỔỖỘỚỜỞỠỢƠ", "O"},
    {U"ọỏốồổỗộớờởỡợơ", "o"},
    {U"ỤỦỨỪỬỮỰƯ", "U"},
    {U"ụủứừửữựư", "u"},
    {U"ỲỴỶỸ", "Y"},
    {U"ỳỵỷỹ", "y"},
    {U"Œ", "OE"},
    {U"œ", "oe"},
    {U"Þ", "Th"},
    {U"þ", "th"},
    {U"‘’‚‛′`´", "'"},
    {U"“”„‟″«»", "\""},
    {U"‐‑‒–—―−", "-"},
    {U"…", "..."},
    {U"•·", "-"},
    {U"×✕✖", "x"},
    {U"→⇒➔➜", "->"},
    {U"←⇐", "<-"},
    {U"≤", "<="},
    {U"≥", ">="},
    {U"±", "+/-"},
    {U"÷", "/"},
    {U"µμ", "u"},
    {U"½", "1/2"},
    {U"¼", "1/4"},
    {U"¾", "3/4"},
    {U"¹", "1"},
    {U"²", "2"},
    {U"³", "3"},
    {U"№", "No"},
    {U"\t\u0085\u00A0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029"
     U"\u202F\u205F"
     U"\u3000",
     " "},
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

bool within(char32_t sign, char32_t from, char32_t to) {
    return from <= sign && sign <= to;
}

// Accents that stand behind their letter, as some keyboards write names, and what nobody sees.
bool comes_to_nothing(char32_t sign) {
    return within(sign, 0x0300, 0x036F) || is_unseen(sign);
}

// Arabic-Indic, its Persian form, Devanagari, Bengali and Gurmukhi.
constexpr char32_t zeros[] = {0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66};

// The digit or the sign of ASCII that another script writes in its own way; else 0.
char ascii_of(char32_t sign) {
    for (const char32_t zero : zeros) {
        if (within(sign, zero, zero + 9)) return static_cast<char>('0' + (sign - zero));
    }
    if (!within(sign, 0xFF01, 0xFF5E)) return 0;  // full width
    const char narrow = static_cast<char>('!' + (sign - 0xFF01));
    // Braces hold the place of a link.
    return narrow == '{' ? '(' : narrow == '}' ? ')' : narrow;
}

// Of any script; what is none is a picture, a mark or a frame.
bool is_letter(char32_t sign) {
    return within(sign, 0x00C0, 0x1FFF) || within(sign, 0x2C00, 0x2DFF) ||
           within(sign, 0x3040, 0xDFFF) || within(sign, 0xF900, 0xFDFF) ||
           within(sign, 0xFE70, 0xFEFE) || within(sign, 0xFF66, 0xFFDC) ||
           within(sign, 0x10000, 0x1EFFF) || within(sign, 0x20000, 0x3FFFF) || sign == 0xFFFD;
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
        if (cousin != cousin_of().end()) {
            out += cousin->second;
        } else if (!comes_to_nothing(sign)) {
            append_utf8(out, sign);
        }
    }
    return out;
}

std::string textable(std::string_view text) {
    std::string out;
    bool left_out = false;
    bool foreign = false;
    std::string_view rest = text;
    while (!rest.empty()) {
        const FirstSign first = first_sign(rest);
        const std::string_view bytes = rest.substr(0, first.bytes);
        rest.remove_prefix(first.bytes);
        if (comes_to_nothing(first.sign)) continue;
        const bool was_foreign = std::exchange(foreign, false);
        const bool was_left_out = std::exchange(left_out, false);
        if (septets(first.sign) > 0 || cousin_of().contains(first.sign)) {
            const bool doubled = was_left_out && first.sign == ' ' &&
                                 (out.empty() || out.back() == ' ' || out.back() == '\n');
            if (!doubled) out += bytes;
        } else if (const char plain = ascii_of(first.sign); plain != 0) {
            out += plain;
        } else if (is_letter(first.sign)) {
            foreign = true;
            if (!was_foreign) out += '?';
        } else {
            left_out = true;
        }
    }
    return out.empty() && !text.empty() ? "?" : out;
}

int septets_of(std::string_view text, int most) {
    int count = 0;
    while (!text.empty() && count <= most) {
        const FirstSign first = first_sign(text);
        text.remove_prefix(first.bytes);
        const int own = septets(first.sign);
        const auto cousin = own > 0 ? cousin_of().end() : cousin_of().find(first.sign);
        if (own > 0) {
            count += own;
        } else if (cousin == cousin_of().end()) {
            ++count;
        } else {
            for (const char sign : cousin->second) count += septets(static_cast<char32_t>(sign));
        }
    }
    return count;
}

bool fits_in_parts(std::string_view text) {
    constexpr int parts_max = 2;
    return sms_size(gsm7_text(text)).segments <= parts_max;
}

}  // namespace tocsin

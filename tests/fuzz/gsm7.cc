// The length of a text on the air, counted a second time by encoding it.
#include "core/gsm7.h"

#include "core/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <vector>

namespace tocsin::fuzz {
namespace {

// 3GPP TS 23.038, 6.2.1: by position; an escape (1B) goes before those of the second table.
constexpr std::u32string_view alphabet =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(alphabet.size() == 128);

// Each sign as its septets; nothing for what the alphabet lacks.
std::vector<int> septets(char32_t sign) {
    constexpr std::u32string_view second = U"\f^{}\\[~]|€";
    if (sign != 0x1b) {
        const std::size_t at = alphabet.find(sign);
        if (at != std::u32string_view::npos) return {static_cast<int>(at)};
    }
    return second.find(sign) == std::u32string_view::npos ? std::vector<int>{}
                                                          : std::vector<int>{0x1b, 0};
}

SmsSize counted(std::string_view text) {
    std::vector<int> costs;
    bool plain = true;
    const std::u32string signs = code_points(text);
    for (const char32_t sign : signs) plain = plain && !septets(sign).empty();
    for (const char32_t sign : signs) {
        costs.push_back(plain ? static_cast<int>(septets(sign).size()) : sign > 0xffff ? 2 : 1);
    }
    SmsSize size{plain ? SmsAlphabet::gsm7 : SmsAlphabet::ucs2, 0, 1};
    for (const int cost : costs) size.units += cost;
    if (size.units <= (plain ? 160 : 70)) return size;
    int room = plain ? 153 : 67;
    for (const int cost : costs) {
        if (room < cost) ++size.segments, room = plain ? 153 : 67;
        room -= cost;
    }
    return size;
}

void run(std::string_view bytes) {
    must(sms_size(bytes) == counted(bytes), "two counts of a text agree");
    const std::string lower = gsm7_text(bytes);
    must(is_utf8(lower), "a lowered text is UTF-8");
    must(gsm7_text(lower) == lower, "a lowered text stays");
    const std::string texted = textable(bytes);
    must(textable(texted) == texted, "what can be texted stays");
    must(bytes.empty() == texted.empty(), "a text does not vanish");
    const SmsSize size = sms_size(gsm7_text(texted));
    must(size.alphabet == SmsAlphabet::gsm7, "what can be texted is GSM-7 at last");
    must(septets_of(texted, size.units) == size.units, "two counts of septets agree");
    const bool fits = sms_size(bytes).alphabet == SmsAlphabet::gsm7;
    must(!fits || lower == bytes, "a text that fits is left alone");
}

const Target target{"gsm7", run};

}  // namespace
}  // namespace tocsin::fuzz

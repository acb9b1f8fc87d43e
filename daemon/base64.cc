#include "daemon/base64.h"

#include <cstddef>

namespace tocsin {
namespace {

constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64url(std::span<const std::uint8_t> bytes) {
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (const std::uint8_t byte : bytes) {
        held = (held << 8) | byte;
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            out += url_alphabet[(held >> bits) & 0x3f];
        }
        held &= (1u << bits) - 1;
    }
    if (bits > 0) out += url_alphabet[(held << (6 - bits)) & 0x3f];
    return out;
}

std::optional<std::string> base64_decoded(std::string_view text) {
    for (int pad = 0; pad < 2 && !text.empty() && text.back() == '='; ++pad) text.remove_suffix(1);
    if (text.size() % 4 == 1) return {};
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (const char c : text) {
        const std::size_t value = standard_alphabet.find(c);
        if (value == std::string_view::npos) return {};
        held = (held << 6) | static_cast<unsigned>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>((held >> bits) & 0xff);
        }
        held &= (1u << bits) - 1;
    }
    return out;
}

}  // namespace tocsin

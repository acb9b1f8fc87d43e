#include "daemon/ack_form.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <cstdint>

namespace tocsin {
namespace {

// 16 hexadecimal signs: 64 bits, for a value that lives as long as a page is open.
constexpr std::size_t signature_signs = 16;

std::string signature(std::string_view key, std::string_view token, std::string_view issued) {
    const std::string text = "tocsin form " + std::string(token) + " " + std::string(issued);
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &length);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::size_t at = 0; at < signature_signs / 2; ++at) {
        out += digits[mac[at] >> 4];
        out += digits[mac[at] & 15];
    }
    return out;
}

}  // namespace

std::string make_form_value(std::string_view key, std::string_view token, Instant issued) {
    const std::string time = std::to_string(issued.time_since_epoch().count());
    return time + "-" + signature(key, token, time);
}

std::optional<Duration> form_age(std::span<const std::string> keys, std::string_view token,
                                 std::string_view value, Instant now) {
    const std::size_t dash = value.find('-');
    if (dash == std::string_view::npos || value.size() != dash + 1 + signature_signs)
        return std::nullopt;
    const std::string_view time = value.substr(0, dash);
    std::int64_t milliseconds = 0;
    if (std::from_chars(time.data(), time.data() + time.size(), milliseconds).ptr !=
        time.data() + time.size()) {
        return std::nullopt;
    }
    bool known = false;
    for (const std::string& key : keys) {
        known |= CRYPTO_memcmp(signature(key, token, time).data(), value.data() + dash + 1,
                               signature_signs) == 0;
    }
    if (!known) return std::nullopt;
    return now - Instant(Duration(milliseconds));
}

}  // namespace tocsin

#include "channels/link.h"

#include "channels/html.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace tocsin {
namespace {

// 16 signs of 5 bits: 80 bits are beyond guessing at any rate a gate lets through.
constexpr std::size_t signature_signs = 16;
constexpr std::size_t name_signs_max = 12;  // 60 bits: twice the number of the call, and the medium
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
// The signature is over these words too: the key signs nothing else that could be taken for a link.
constexpr std::string_view purpose = "tocsin acknowledgement link ";

std::string signs(std::uint64_t value) {
    std::string out;
    do {
        out.insert(out.begin(), alphabet[value & 31]);
        value >>= 5;
    } while (value > 0);
    return out;
}

std::string signature(std::string_view key, std::string_view name, const PersonId& person,
                      Instant expires) {
    const std::string signed_text = std::string(purpose) + std::string(name) + "\n" +
                                    std::to_string(expires.time_since_epoch().count()) + "\n" +
                                    person;
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
    unsigned length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(),
             mac.data(), &length) == nullptr) {
        throw std::runtime_error("OpenSSL does not sign.");
    }
    std::string out;
    for (std::size_t sign = 0; sign < signature_signs; ++sign) out += alphabet[mac[sign] & 31];
    return out;
}

// Small letters, or nothing when a sign is none of ours.
std::optional<std::string> normalised(std::string_view token) {
    std::string out;
    for (const char sign : token) {
        const char small =
            sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign + ('a' - 'A')) : sign;
        if (alphabet.find(small) == std::string_view::npos) return std::nullopt;
        out += small;
    }
    return out;
}

void check_key(std::string_view key) {
    if (key.size() < 16) throw std::runtime_error("The key of the links is shorter than 16 bytes.");
}

std::string replaced(std::string text, std::string_view mark, std::string_view with) {
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += with.size()) {
        text.replace(at, mark.size(), with);
    }
    return text;
}

}  // namespace

std::string make_link_token(std::string_view key, CallId call, const PersonId& person,
                            Instant expires, bool mail) {
    check_key(key);
    const std::string name = signs(call.value * 2 + (mail ? 1 : 0));
    return name + signature(key, name, person, expires);
}

std::optional<LinkName> read_link_token(std::string_view token) {
    if (token.size() <= signature_signs || token.size() > signature_signs + name_signs_max) {
        return std::nullopt;
    }
    const std::optional<std::string> clean = normalised(token);
    if (!clean || (*clean)[0] == '0') return std::nullopt;
    std::uint64_t value = 0;
    for (const char sign : std::string_view(*clean).substr(0, clean->size() - signature_signs)) {
        value = value << 5 | alphabet.find(sign);
    }
    return LinkName{{value / 2}, value % 2 == 1};
}

bool link_holds(std::span<const std::string> keys, std::string_view token, const PersonId& person,
                Instant expires) {
    const std::optional<std::string> clean = normalised(token);
    if (!clean || clean->size() <= signature_signs) return false;
    const std::string name = clean->substr(0, clean->size() - signature_signs);
    const std::string_view given = std::string_view(*clean).substr(name.size());
    bool holds = false;
    for (const std::string& key : keys) {
        check_key(key);
        const std::string ours = signature(key, name, person, expires);
        holds |= CRYPTO_memcmp(ours.data(), given.data(), signature_signs) == 0;
    }
    return holds;
}

Message fill_link(Message message, std::string_view url) {
    message.text = replaced(std::move(message.text), "{link}", url);
    message.html = replaced(std::move(message.html), "{link}", escaped(url));
    message.link = url;
    return message;
}

}  // namespace tocsin

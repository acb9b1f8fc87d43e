#include "channels/link.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace tocsin {
namespace {

// kind 1, call 8, person 8, expires 5 (seconds), signature 16: 38 bytes, 51 signs.
constexpr std::size_t claim_size = 22;
constexpr std::size_t signature_size = 16;
constexpr std::size_t token_length = 51;
constexpr std::uint8_t in_text = 0x10;
constexpr std::uint8_t in_mail = 0x11;
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
// The signature is over these words too: the key signs nothing else that could be taken for a link.
constexpr std::string_view purpose = "tocsin acknowledgement link ";

using Bytes = std::vector<std::uint8_t>;

void append_number(Bytes& out, std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(value >> shift));
    }
}

std::uint64_t number(const Bytes& from, std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | from[at + i];
    return value;
}

Bytes signature(std::string_view key, const Bytes& claim) {
    Bytes signed_bytes(purpose.begin(), purpose.end());
    signed_bytes.insert(signed_bytes.end(), claim.begin(), claim.end());
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
    unsigned length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), signed_bytes.data(),
             signed_bytes.size(), mac.data(), &length) == nullptr) {
        throw std::runtime_error("OpenSSL does not sign.");
    }
    return Bytes(mac.begin(), mac.begin() + signature_size);
}

std::string base64url(const Bytes& bytes) {
    std::string out;
    unsigned bits = 0;
    int held = 0;
    for (const std::uint8_t byte : bytes) {
        bits = (bits << 8 | byte) & 0xFFFFu;
        for (held += 8; held >= 6; held -= 6) out += alphabet[(bits >> (held - 6)) & 63];
    }
    if (held > 0) out += alphabet[(bits << (6 - held)) & 63];
    return out;
}

// Nothing for a strange sign and for spare bits that are set: one claim has one token.
std::optional<Bytes> from_base64url(std::string_view text) {
    Bytes out;
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFu;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out.push_back(static_cast<std::uint8_t>(bits >> held));
    }
    if ((bits & ((1u << held) - 1)) != 0) return std::nullopt;
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

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
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
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace

std::uint64_t link_person(const PersonId& person) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (EVP_Digest(person.data(), person.size(), digest.data(), &length, EVP_sha256(), nullptr) !=
        1) {
        throw std::runtime_error("OpenSSL does not hash.");
    }
    return number(Bytes(digest.begin(), digest.end()), 0, 8);
}

std::string make_link_token(std::string_view key, CallId call, const PersonId& person,
                            Instant expires, bool mail) {
    check_key(key);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(expires.time_since_epoch());
    Bytes token;
    token.push_back(mail ? in_mail : in_text);
    append_number(token, call.value, 8);
    append_number(token, link_person(person), 8);
    append_number(token, static_cast<std::uint64_t>(seconds.count()), 5);
    const Bytes mac = signature(key, token);
    token.insert(token.end(), mac.begin(), mac.end());
    return base64url(token);
}

std::optional<LinkClaim> read_link_token(std::span<const std::string> keys,
                                         std::string_view token) {
    if (token.size() != token_length) return std::nullopt;
    std::optional<Bytes> bytes = from_base64url(token);
    if (!bytes || bytes->size() != claim_size + signature_size) return std::nullopt;
    const Bytes mac(bytes->begin() + claim_size, bytes->end());
    bytes->resize(claim_size);
    bool known = false;
    for (const std::string& key : keys) {
        check_key(key);
        const Bytes expected = signature(key, *bytes);
        // Every key is tried, whichever fits.
        known |= CRYPTO_memcmp(expected.data(), mac.data(), signature_size) == 0;
    }
    const std::uint8_t kind = bytes->front();
    if (!known || (kind != in_text && kind != in_mail)) return std::nullopt;
    LinkClaim claim;
    claim.call = CallId{number(*bytes, 1, 8)};
    claim.person = number(*bytes, 9, 8);
    claim.expires = Instant(std::chrono::seconds(number(*bytes, 17, 5)));
    claim.mail = kind == in_mail;
    return claim;
}

Message fill_link(Message message, std::string_view url) {
    message.text = replaced(std::move(message.text), "{link}", url);
    message.html = replaced(std::move(message.html), "{link}", html_escaped(url));
    return message;
}

}  // namespace tocsin

#include "channels/webhook_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace tocsin {
namespace {

constexpr std::string_view mark = "whsec_";
constexpr std::size_t key_min = 24;
constexpr std::size_t key_max = 64;
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

}  // namespace

std::optional<std::string> parse_webhook_secret(std::string_view text) {
    if (!text.starts_with(mark)) return std::nullopt;
    const std::string base64(text.substr(mark.size()));
    // OpenSSL takes blanks at both ends, and counts what fills the last four signs as bytes.
    if (base64.empty() || base64.size() % 4 != 0 || base64.size() > 4 * key_max ||
        base64.find_first_not_of(alphabet) != std::string::npos) {
        return std::nullopt;
    }
    std::vector<unsigned char> bytes(base64.size());
    const int decoded =
        EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(base64.data()),
                        static_cast<int>(base64.size()));
    if (decoded < 0) return std::nullopt;
    const std::size_t filled = base64.ends_with("==") ? 2 : base64.ends_with("=") ? 1 : 0;
    const std::size_t size = static_cast<std::size_t>(decoded) - filled;
    if (size < key_min || size > key_max) return std::nullopt;
    return std::string(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
}

std::string webhook_signature(std::string_view key, std::string_view id, std::string_view seconds,
                              std::string_view body) {
    std::string signed_text;
    signed_text.append(id).append(".").append(seconds).append(".").append(body);
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(),
             mac.data(), &length) == nullptr) {
        throw std::runtime_error("OpenSSL does not sign.");
    }
    // 32 bytes are 44 signs of base64, and EVP_EncodeBlock writes a zero after them.
    std::array<unsigned char, 64> base64{};
    const int signs = EVP_EncodeBlock(base64.data(), mac.data(), static_cast<int>(length));
    return "v1," + std::string(base64.begin(), base64.begin() + signs);
}

}  // namespace tocsin

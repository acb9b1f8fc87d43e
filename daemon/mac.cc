#include "daemon/mac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace tocsin {
namespace {

const EVP_MD* function_of(HashName hash) {
    switch (hash) {
        case HashName::md5:
            return EVP_md5();
        case HashName::sha1:
            return EVP_sha1();
        case HashName::sha256:
            return EVP_sha256();
        case HashName::sha512:
            return EVP_sha512();
    }
    return nullptr;
}

using Bytes = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string text_of(const Bytes& bytes, unsigned length) {
    return {reinterpret_cast<const char*>(bytes.data()), length};
}

}  // namespace

std::string hmac(HashName hash, std::string_view key, std::string_view text) {
    Bytes bytes{};
    unsigned length = 0;
    if (HMAC(function_of(hash), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(),
             &length) == nullptr) {
        throw std::runtime_error("OpenSSL does not sign.");
    }
    return text_of(bytes, length);
}

std::string hash_of(HashName hash, std::string_view text) {
    Bytes bytes{};
    unsigned length = 0;
    if (EVP_Digest(text.data(), text.size(), bytes.data(), &length, function_of(hash), nullptr) !=
        1) {
        throw std::runtime_error("OpenSSL does not hash.");
    }
    return text_of(bytes, length);
}

std::string hex_of(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char byte : bytes) {
        out += digits[static_cast<unsigned char>(byte) >> 4];
        out += digits[static_cast<unsigned char>(byte) & 15];
    }
    return out;
}

bool same_bytes(std::string_view one, std::string_view other) {
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace tocsin

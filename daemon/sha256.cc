#include "daemon/sha256.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace tocsin {
namespace {

void check(int answer) {
    if (answer != 1) throw std::runtime_error("SHA-256 is not available from OpenSSL");
}

const EVP_MD* algorithm() {
    static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    check(found != nullptr ? 1 : 0);
    return found;
}

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    check(context_ ? EVP_DigestInit_ex(context_.get(), algorithm(), nullptr) : 0);
}

void Sha256::add(const void* data, std::size_t size) {
    check(EVP_DigestUpdate(context_.get(), data, size));
}

Digest Sha256::finish() {
    Digest digest{};
    check(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr));
    return digest;
}

Digest sha256(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes.data(), bytes.size());
    return hash.finish();
}

std::string to_hex(const Digest& digest) {
    constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (const auto byte : digest) {
        hex += digits[byte >> 4];
        hex += digits[byte & 0xf];
    }
    return hex;
}

}  // namespace tocsin

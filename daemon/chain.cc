#include "daemon/chain.h"

#include "daemon/row.h"

#include <openssl/evp.h>

#include <bit>
#include <memory>
#include <stdexcept>

namespace tocsin {
namespace {

// SHA-256 of fields, each written so that no two different lists of fields give the same bytes:
// a number takes eight, a text or a list says its length first.
class Hash {
public:
    Hash() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        check(context_ ? EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) : 0);
    }

    void bytes(const void* data, std::size_t size) {
        check(EVP_DigestUpdate(context_.get(), data, size));
    }

    void number(std::uint64_t value) {
        std::array<std::uint8_t, 8> big_endian{};
        for (auto byte = big_endian.rbegin(); byte != big_endian.rend(); ++byte, value >>= 8) {
            *byte = static_cast<std::uint8_t>(value & 0xff);
        }
        bytes(big_endian.data(), big_endian.size());
    }

    void text(std::string_view value) {
        number(value.size());
        bytes(value.data(), value.size());
    }

    void list(const std::vector<std::uint64_t>& values) {
        number(values.size());
        for (const auto value : values) number(value);
    }

    Digest finish() {
        Digest digest{};
        check(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr));
        return digest;
    }

private:
    static void check(int answer) {
        if (answer != 1) throw std::runtime_error("SHA-256 is not available from OpenSSL");
    }

    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

Digest particulars_digest(const Salt& salt, std::string_view particulars) {
    Hash hash;
    hash.bytes(salt.data(), salt.size());
    hash.text(particulars);
    return hash.finish();
}

Digest chained(const Digest& previous, const Row& row, const std::vector<std::uint64_t>& over,
               const std::optional<Digest>& particulars) {
    Hash hash;
    hash.bytes(previous.data(), previous.size());
    hash.number(row.seq);
    hash.number(std::bit_cast<std::uint64_t>(std::int64_t{row.at.time_since_epoch().count()}));
    hash.number(row.epoch);
    hash.text(row.kind);
    hash.list(row.about);
    hash.text(row.body);
    hash.number(particulars ? 1 : 0);
    if (particulars) hash.bytes(particulars->data(), particulars->size());
    hash.list(row.erases);
    hash.list(over);
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

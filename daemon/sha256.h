// SHA-256 by OpenSSL, which looks a digest up by its name, under a lock, each time it is asked for
// one: here it is asked once a process.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace tocsin {

using Digest = std::array<std::uint8_t, 32>;

// Of bytes that come in pieces. Throws std::runtime_error when OpenSSL does not give it.
class Sha256 {
public:
    Sha256();

    void add(const void* data, std::size_t size);
    Digest finish();  // once

private:
    std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

Digest sha256(std::string_view bytes);

std::string to_hex(const Digest& digest);

}  // namespace tocsin

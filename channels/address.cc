#include "channels/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>

namespace tocsin {
namespace {

struct Block {
    std::uint32_t base;
    int bits;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    return a << 24 | b << 16 | c << 8;
}

constexpr std::array not_public{
    Block{v4(0, 0, 0), 8},    Block{v4(10, 0, 0), 8},     Block{v4(100, 64, 0), 10},
    Block{v4(127, 0, 0), 8},  Block{v4(169, 254, 0), 16}, Block{v4(172, 16, 0), 12},
    Block{v4(192, 0, 0), 24}, Block{v4(192, 168, 0), 16}, Block{v4(198, 18, 0), 15},
    Block{v4(224, 0, 0), 4},  Block{v4(240, 0, 0), 4},
};

bool is_public_v4(std::uint32_t address) {
    return std::none_of(not_public.begin(), not_public.end(), [address](const Block& block) {
        return (address ^ block.base) >> (32 - block.bits) == 0;
    });
}

using Bytes = std::array<std::uint8_t, 16>;

std::uint32_t v4_in(const Bytes& bytes, std::size_t at) {
    return static_cast<std::uint32_t>(bytes[at]) << 24 |
           static_cast<std::uint32_t>(bytes[at + 1]) << 16 |
           static_cast<std::uint32_t>(bytes[at + 2]) << 8 | bytes[at + 3];
}

bool is_public_v6(const Bytes& bytes) {
    constexpr Bytes mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    constexpr Bytes nat64{0, 0x64, 0xFF, 0x9B};
    const auto begins = [&bytes](const Bytes& with) {
        return std::equal(with.begin(), with.begin() + 12, bytes.begin());
    };
    if (begins(mapped) || begins(nat64)) return is_public_v4(v4_in(bytes, 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) return is_public_v4(v4_in(bytes, 2));  // 6to4
    // All that is handed out to the public lies in 2000::/3.
    return bytes[0] >> 5 == 1;
}

// With its port, if it names one.
std::string_view host_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    return url.substr(0, url.find_first_of("/?#"));
}

}  // namespace

bool is_public(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        return is_public_v4(ntohl(in.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 in6{};
        std::memcpy(&in6, &address, sizeof in6);
        return is_public_v6(std::bit_cast<Bytes>(in6.sin6_addr.s6_addr));
    }
    return false;
}

std::string private_words(std::string_view url, const sockaddr& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        inet_ntop(AF_INET, &in.sin_addr, text.data(), text.size());
    } else if (address.sa_family == AF_INET6) {
        sockaddr_in6 in6{};
        std::memcpy(&in6, &address, sizeof in6);
        inet_ntop(AF_INET6, &in6.sin6_addr, text.data(), text.size());
    }
    return std::string(host_of(url)) + " is at " + text.data() +
           ", a private address; \"private-addresses: yes\" in its settings allows it";
}

}  // namespace tocsin

#include "channels/address.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace tocsin {
namespace {

bool is_public_text(const std::string& text) {
    sockaddr_storage storage{};
    auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        storage.ss_family = AF_INET;
    } else {
        storage = {};
        EXPECT_EQ(::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr), 1) << text;
        storage.ss_family = AF_INET6;
    }
    return is_public(reinterpret_cast<const sockaddr&>(storage));
}

TEST(Address, OurOwnNetworksAreNotPublic) {
    for (const char* address : {"0.0.0.0",
                                "10.0.0.1",
                                "10.255.255.255",
                                "100.64.0.1",
                                "127.0.0.1",
                                "127.255.0.1",
                                "169.254.169.254",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.168.1.1",
                                "198.18.0.1",
                                "224.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "fe80::1",
                                "fc00::1",
                                "fd12::1",
                                "ff02::1",
                                "fec0::1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.0.0.1",
                                "64:ff9b::a00:1",
                                "2002:a00:1::1",
                                "::7f00:1"}) {
        EXPECT_FALSE(is_public_text(address)) << address;
    }
    sockaddr other{};
    other.sa_family = AF_UNIX;
    EXPECT_FALSE(is_public(other));
}

TEST(Address, TheRestIs) {
    for (const char* address :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.128.0.1", "172.15.0.1", "172.32.0.1",
          "192.167.0.1", "2606:4700::1", "2a00::1", "::ffff:1.1.1.1", "2002:101:101::1"}) {
        EXPECT_TRUE(is_public_text(address)) << address;
    }
}

}  // namespace
}  // namespace tocsin

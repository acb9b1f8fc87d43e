// The token against the vector of another library, and read back by the one that wrote it.
#include "channels/notify_token.h"

#include <gtest/gtest.h>

#include <jwt/jwt.hpp>

namespace tocsin {
namespace {

const std::string service = "11111111-2222-3333-4444-555555555555";
const std::string secret = "66666666-7777-8888-9999-000000000000";
constexpr Instant issued{std::chrono::seconds(1767225600)};

jwt::jwt_object read(const std::string& token) {
    using namespace jwt::params;
    return jwt::decode(token, algorithms({"HS256"}), jwt::params::secret(secret), verify(true));
}

TEST(NotifyToken, SaysWhoAndWhenAndNothingElse) {
    jwt::jwt_object token = read(notify_token({service, secret}, issued));
    EXPECT_EQ(token.header().create_json_obj(), (nlohmann::json{{"typ", "JWT"}, {"alg", "HS256"}}));
    EXPECT_EQ(token.payload().create_json_obj(),
              (nlohmann::json{{"iss", service}, {"iat", 1767225600}}));
}

TEST(NotifyToken, MeansWhatTheTokenOfAnotherLibraryMeans) {
    // Made by jsonwebtoken, whose members stand in another order.
    jwt::jwt_object theirs = read(
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiIxMTExMTExMS0yMjIyLTMzMzMtNDQ0NC01NTU1NTU1NTU1NTUiLCJpYXQiOjE3NjcyMjU2MDB9."
        "RMJs4HHAuPp7krOsCD8ErXrk3gdju3uVFWbrI3Nua5M");
    jwt::jwt_object ours = read(notify_token({service, secret}, issued));
    EXPECT_EQ(ours.payload().create_json_obj(), theirs.payload().create_json_obj());
    EXPECT_EQ(ours.header().create_json_obj(), theirs.header().create_json_obj());
}

TEST(NotifyToken, AnotherSecretSignsAnotherToken) {
    const std::string other = notify_token({service, service}, issued);
    EXPECT_THROW(read(other), jwt::VerificationError);
    EXPECT_EQ(notify_token({service, secret}, issued), notify_token({service, secret}, issued));
}

TEST(NotifyToken, KeyIsReadFromItsEnd) {
    for (const std::string& name : std::vector<std::string>{"", "ops-", "a-b-c-", service + "-"}) {
        const auto key = parse_notify_key(name + service + "-" + secret);
        ASSERT_TRUE(key) << name;
        EXPECT_EQ(key->service_id, service);
        EXPECT_EQ(key->secret, secret);
    }
    for (const std::string& text : {std::string(), secret, "-" + service + "-" + secret.substr(1),
                                    "ops" + service + "-" + secret, "ops-" + service + "_" + secret,
                                    "ops-" + service + "-" + secret + "\n"}) {
        EXPECT_FALSE(parse_notify_key(text)) << text;
    }
}

}  // namespace
}  // namespace tocsin

#include "daemon/auth.h"

#include "daemon/base64.h"
#include "daemon/source_auth.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
constexpr Instant now{std::chrono::milliseconds(1'772'000'000'000)};

std::array<std::uint8_t, 40> entropy(std::uint8_t seed) {
    std::array<std::uint8_t, 40> bytes{};
    bytes.fill(seed);
    return bytes;
}

NewToken make(const std::string& name, std::uint8_t seed, std::vector<TokenRecord> existing = {}) {
    return make_token(existing, name, {Scope::intake}, now, {}, entropy(seed)).value();
}

bool accepted(const Identity& identity) {
    return std::holds_alternative<Principal>(identity);
}

TEST(Auth, MadeTokenIsAcceptedAndItsSecretIsNotKept) {
    proves("P18");
    const NewToken made = make("nagios", 7);
    EXPECT_EQ(made.token, "toc_BwcHBwcHBwc.BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc");
    const std::string kept(made.record.hash.begin(), made.record.hash.end());
    EXPECT_EQ(kept.find(made.token.substr(16)), std::string::npos);
    const Identity identity = authenticate({made.record}, "bearer " + made.token, now);
    ASSERT_TRUE(accepted(identity));
    EXPECT_EQ(std::get<Principal>(identity).name, "nagios");
    EXPECT_TRUE(std::get<Principal>(identity).may(Scope::intake));
    EXPECT_FALSE(std::get<Principal>(identity).may(Scope::read));
}

TEST(Auth, TokenLivesUpToItsEndAndNotAtIt) {
    NewToken made = make("nagios", 7);
    made.record.expires = now + 1s;
    EXPECT_TRUE(accepted(authenticate({made.record}, "Bearer " + made.token, now + 999ms)));
    EXPECT_FALSE(accepted(authenticate({made.record}, "Bearer " + made.token, now + 1s)));
}

TEST(Auth, TwoTokensOfANameOverlapAndAThirdIsRefused) {
    const NewToken first = make("nagios", 1);
    const NewToken second = make("nagios", 2, {first.record});
    std::vector<TokenRecord> both = {first.record, second.record};
    EXPECT_TRUE(accepted(authenticate(both, "Bearer " + first.token, now)));
    EXPECT_TRUE(accepted(authenticate(both, "Bearer " + second.token, now)));
    EXPECT_FALSE(make_token(both, "nagios", {}, now, {}, entropy(3)).has_value());
    EXPECT_TRUE(make_token(both, "zabbix", {}, now, {}, entropy(3)).has_value());
    both.front().revoked = now;
    EXPECT_TRUE(make_token(both, "nagios", {}, now, {}, entropy(3)).has_value());
}

TEST(Auth, MalformedTokensAreWrongAndNoneIsMissing) {
    const NewToken made = make("nagios", 7);
    EXPECT_EQ(std::get<AuthFailure>(authenticate({made.record}, "", now)), AuthFailure::missing);
    for (const std::string header :
         {"Bearer ", "Bearer toc_", "Bearer toc_.", "Bearer toc_BwcHBwcHBwc",
          "Bearer toc_BwcHBwcHBwc.", "Bearer BwcHBwcHBwc.x"}) {
        EXPECT_EQ(std::get<AuthFailure>(authenticate({made.record}, header, now)),
                  AuthFailure::wrong)
            << header;
    }
    for (const std::string header : {"Bearer", "Token toc_a.b", "toc_a.b"}) {
        EXPECT_EQ(std::get<AuthFailure>(authenticate({made.record}, header, now)),
                  AuthFailure::missing)
            << header;
    }
}

TEST(FailureLimiter, TenFailuresInAMinuteAreTooMany) {
    FailureLimiter limiter;
    for (int i = 0; i < 9; ++i) limiter.failed("192.0.2.1", now);
    EXPECT_FALSE(limiter.throttled("192.0.2.1", now));
    limiter.failed("192.0.2.1", now);
    EXPECT_TRUE(limiter.throttled("192.0.2.1", now + 59s));
    EXPECT_FALSE(limiter.throttled("192.0.2.2", now));
    EXPECT_FALSE(limiter.throttled("192.0.2.1", now + 60s));
}

TEST(FailureLimiter, MemoryIsBoundedAndTheOldestIsForgotten) {
    FailureLimiter limiter({.failures_max = 1, .addresses_max = 3});
    for (int i = 0; i < 5; ++i) limiter.failed("192.0.2." + std::to_string(i), now + i * 1ms);
    EXPECT_EQ(limiter.size(), 3u);
    EXPECT_FALSE(limiter.throttled("192.0.2.0", now + 5ms));
    EXPECT_TRUE(limiter.throttled("192.0.2.4", now + 5ms));
}

Request from(const std::string& peer, const std::string& authorization) {
    return {.method = "POST",
            .target = "/",
            .headers = {{"Authorization", authorization}},
            .peer = peer};
}

TEST(Identify, WrongTokensAreCountedAndARightOneAlwaysPasses) {
    proves("P15");
    const NewToken made = make("nagios", 7);
    FailureLimiter limiter;
    const Request wrong = from("192.0.2.1", "Bearer toc_a.b");
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(std::get<AuthFailure>(identify({made.record}, limiter, wrong, now)),
                  AuthFailure::wrong);
    }
    EXPECT_EQ(std::get<AuthFailure>(identify({made.record}, limiter, wrong, now)),
              AuthFailure::throttled);
    EXPECT_TRUE(
        accepted(identify({made.record}, limiter, from("192.0.2.1", "Bearer " + made.token), now)));
}

TEST(SourceAuth, BasicTakesEitherOfItsPasswords) {
    const SourceAuth rule = ByBasic{"icinga", {hash_secret("old"), hash_secret("new:er")}};
    const auto tried = [&](const std::string& header) {
        return authenticate_source(rule, "icinga-a", {}, header, "", now);
    };
    EXPECT_TRUE(accepted(tried("Basic aWNpbmdhOm9sZA==")));      // icinga:old
    EXPECT_TRUE(accepted(tried("basic aWNpbmdhOm5ldzplcg==")));  // icinga:new:er
    EXPECT_EQ(std::get<Principal>(tried("Basic aWNpbmdhOm9sZA")).name, "icinga-a");
    EXPECT_FALSE(accepted(tried("Basic aWNpbmdhOm5vcGU=")));  // icinga:nope
    EXPECT_FALSE(accepted(tried("Basic b3RoZXI6b2xk")));      // other:old
    EXPECT_FALSE(accepted(tried("Basic ****")));
    EXPECT_FALSE(accepted(tried("")));
}

TEST(SourceAuth, SecretOfThePathTakesEitherOfItsSecrets) {
    const SourceAuth rule = ByPath{{hash_secret("one"), hash_secret("two")}};
    EXPECT_TRUE(accepted(authenticate_source(rule, "s", {}, "", "one", now)));
    EXPECT_TRUE(accepted(authenticate_source(rule, "s", {}, "", "two", now)));
    EXPECT_FALSE(accepted(authenticate_source(rule, "s", {}, "", "three", now)));
    EXPECT_FALSE(accepted(authenticate_source(rule, "s", {}, "", "", now)));
    EXPECT_FALSE(accepted(authenticate_source(ByPath{}, "s", {}, "", "", now)));
}

TEST(SourceAuth, TokenMustBeForIntake) {
    const NewToken reader = make_token({}, "screen", {Scope::read}, now, {}, entropy(1)).value();
    const NewToken monitor = make("nagios", 2);
    const std::vector<TokenRecord> tokens = {reader.record, monitor.record};
    const auto tried = [&](const NewToken& token) {
        return authenticate_source(ByToken{}, "s", tokens, "Bearer " + token.token, "", now);
    };
    EXPECT_TRUE(accepted(tried(monitor)));
    EXPECT_FALSE(accepted(tried(reader)));
}

constexpr const char* right_basic = "Basic aWNpbmdhOm9sZA==";  // icinga:old
constexpr const char* wrong_basic = "Basic aWNpbmdhOm5vcGU=";  // icinga:nope

TEST(SourceAuth, RightPasswordAlwaysPassesAlsoFromAThrottledAddress) {
    const std::vector<SourceAuth> rules = {ByToken{}, ByBasic{"icinga", {hash_secret("old")}}};
    FailureLimiter limiter;
    const auto tried = [&](const char* header) {
        return identify_source(rules, "s", {}, limiter, from("192.0.2.1", header), "", now);
    };
    for (int i = 0; i < 30; ++i) EXPECT_TRUE(accepted(tried(right_basic))) << i;
    EXPECT_EQ(limiter.size(), 0U) << "a right sender was counted as a failure";
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(std::get<AuthFailure>(tried(wrong_basic)), AuthFailure::wrong) << i;
    }
    EXPECT_EQ(std::get<AuthFailure>(tried(wrong_basic)), AuthFailure::throttled);
    EXPECT_TRUE(accepted(tried(right_basic)));
}

TEST(SourceAuth, OneRequestIsAtMostOneFailureHoweverManyRulesItFails) {
    const std::vector<SourceAuth> rules = {ByToken{}, ByBasic{"icinga", {hash_secret("old")}},
                                           ByBasic{"other", {hash_secret("new")}},
                                           ByPath{{hash_secret("path")}}};
    FailureLimiter limiter({.failures_max = 2});
    const auto tried = [&](const char* header, const char* path) {
        return identify_source(rules, "s", {}, limiter, from("192.0.2.1", header), path, now);
    };
    EXPECT_EQ(std::get<AuthFailure>(tried("", "")), AuthFailure::missing);
    EXPECT_EQ(std::get<AuthFailure>(tried(wrong_basic, "nope")), AuthFailure::wrong);
    EXPECT_EQ(std::get<AuthFailure>(tried("Bearer toc_a.b", "")), AuthFailure::wrong);
    EXPECT_EQ(std::get<AuthFailure>(tried("", "nope")), AuthFailure::throttled);
    EXPECT_TRUE(accepted(tried("", "path")));
}

TEST(SourceAuth, CredentialsOfAnotherSchemeAreNoGuess) {
    EXPECT_EQ(std::get<AuthFailure>(authenticate({}, right_basic, now)), AuthFailure::missing);
    const SourceAuth basic = ByBasic{"icinga", {hash_secret("old")}};
    EXPECT_EQ(std::get<AuthFailure>(authenticate_source(basic, "s", {}, "Bearer toc_a.b", "", now)),
              AuthFailure::missing);
}

TEST(Base64, EveryLengthComesBack) {
    for (const auto& [plain, text] : std::vector<std::pair<std::string, std::string>>{
             {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}}) {
        EXPECT_EQ(base64_decoded(text), plain);
    }
    for (const std::string bad : {"Z", "Zg=a", "Zm9v====", "Zm 9v"}) {
        EXPECT_FALSE(base64_decoded(bad).has_value()) << bad;
    }
    EXPECT_EQ(base64url(std::vector<std::uint8_t>{0xfb, 0xff}), "-_8");
}

}  // namespace
}  // namespace tocsin

// Signatures of hooks, with the vectors of their senders, and what a source with one takes.
#include "daemon/hook_signature.h"

#include "channels/webhook_signature.h"
#include "daemon/seen_messages.h"
#include "daemon/source_identity.h"
#include "tests/support/proves.h"

namespace tocsin {
namespace {

constexpr Instant signed_at{std::chrono::seconds(1767225600)};
const std::string body = R"({"status":"firing"})";
const std::string plain = "28a683a6144fb7c3f590b19d8b8c9082c07af22f920df265175758c7c0a749ec";
const std::string timed = "23701a774a9c5808f0e9c1ab64bc144b2b36bf2ecfe1ef8504ad45d30c06f63b";

Request request(Fields headers, std::string text = body) {
    return {.method = "POST",
            .target = "/v1/hooks/grafana",
            .headers = std::move(headers),
            .body = std::move(text),
            .peer = "192.0.2.1"};
}

SignedBody signed_body(std::string header, std::vector<std::string> secrets) {
    SignedBody how;
    how.header = std::move(header);
    how.secrets = std::move(secrets);
    return how;
}

HookSignature grafana(std::string timestamp_header = "") {
    SignedBody how = signed_body("X-Grafana-Alerting-Signature", {"an older one", "s3cr3t"});
    how.timestamp_header = std::move(timestamp_header);
    return {.how = how};
}

Signed timed_at(Instant now, const std::string& time = "1767225600",
                const std::string& signature = timed) {
    return check_signature(grafana("X-Time"),
                           request({{"x-grafana-alerting-signature", signature}, {"x-time", time}}),
                           now);
}

TEST(HookSignature, GrafanasIsOverTheBody) {
    proves("P19");
    const auto check = [](const Request& asked) {
        return check_signature(grafana(), asked, signed_at);
    };
    EXPECT_EQ(check(request({{"X-Grafana-Alerting-Signature", plain}})), Signed::right);
    EXPECT_EQ(check(request({{"x-grafana-alerting-signature", " " + plain}})), Signed::right);
    EXPECT_EQ(check(request({})), Signed::missing);
    EXPECT_EQ(check(request({{"X-Grafana-Alerting-Signature", ""}})), Signed::missing);
    EXPECT_EQ(check(request({{"X-Grafana-Alerting-Signature", plain.substr(2)}})), Signed::wrong);
    EXPECT_EQ(check(request({{"X-Grafana-Alerting-Signature", plain}}, body + "\n")),
              Signed::wrong);
    EXPECT_EQ(check(request({{"X-Grafana-Alerting-Signature", "sha256=" + plain}})), Signed::wrong);
    std::string changed = plain;
    changed[0] = '3';
    EXPECT_EQ(check(request({{"X-Grafana-Alerting-Signature", changed}})), Signed::wrong);
}

TEST(HookSignature, GrafanasTimeIsSignedWithTheBodyAndMustBeNear) {
    using namespace std::chrono_literals;
    EXPECT_EQ(timed_at(signed_at), Signed::right);
    EXPECT_EQ(timed_at(signed_at + 300s), Signed::right);
    EXPECT_EQ(timed_at(signed_at - 300s), Signed::right);
    EXPECT_EQ(timed_at(signed_at + 301s), Signed::stale);
    EXPECT_EQ(timed_at(signed_at - 301s), Signed::stale);
    // Somebody else's time for the same signature.
    EXPECT_EQ(timed_at(signed_at, "1767225601"), Signed::wrong);
    EXPECT_EQ(timed_at(signed_at, ""), Signed::missing);
    EXPECT_EQ(timed_at(signed_at, "1767225600", plain), Signed::wrong);
}

TEST(HookSignature, SentrysAndOneWithAPrefix) {
    const HookSignature sentry{.how = signed_body("Sentry-Hook-Signature", {"cs"})};
    const std::string created = R"({"action":"created"})";
    const std::string mac = "4763dd8a2838852e9ee05ebc8a5ba5f0280d5e0f59bcdb2ede216e089bbfd917";
    EXPECT_EQ(check_signature(sentry, request({{"Sentry-Hook-Signature", mac}}, created), {}),
              Signed::right);
    SignedBody how = signed_body("X-Hub-Signature-256", {"cs"});
    how.prefix = "sha256=";
    const HookSignature prefixed{.how = how};
    const auto check = [&](const std::string& value) {
        return check_signature(prefixed, request({{"X-Hub-Signature-256", value}}, created), {});
    };
    EXPECT_EQ(check("sha256=" + mac), Signed::right);
    EXPECT_EQ(check(mac), Signed::wrong);
    EXPECT_EQ(check("sha1=" + mac), Signed::wrong);
}

TEST(HookSignature, SlacksIsOverItsVersionTheTimeAndTheBody) {
    SignedBody how = signed_body("X-Slack-Signature", {"8f742231b10e8888abcd99yyyzzz85a5"});
    how.timestamp_header = "X-Slack-Request-Timestamp";
    how.prefix = "v0=";
    how.version = "v0";
    const HookSignature slack{.how = how};
    const std::string mac = "5383273896ae3c37a6e02dc749fd8befab279e646c6aa25d77218ce90e4d191e";
    const auto check = [&](const std::string& value, const std::string& of) {
        return check_signature(
            slack,
            request({{"X-Slack-Signature", value}, {"X-Slack-Request-Timestamp", "1767225600"}},
                    of),
            signed_at);
    };
    EXPECT_EQ(check("v0=" + mac, "payload=%7B%7D"), Signed::right);
    EXPECT_EQ(check("v0=" + mac, "payload=%7B%7d"), Signed::wrong);
    EXPECT_EQ(check(mac, "payload=%7B%7D"), Signed::wrong);
}

TEST(HookSignature, InBase64) {
    SignedBody how = signed_body("X-Signature", {"s3cr3t"});
    how.base64 = true;
    const HookSignature signature{.how = how};
    const auto check = [&](const std::string& value) {
        return check_signature(signature, request({{"X-Signature", value}}), {});
    };
    EXPECT_EQ(check("KKaDphRPt8P1kLGdi4yQgsB68i+SDfJlF1dYx8CnSew="), Signed::right);
    EXPECT_EQ(check("KKaDphRPt8P1kLGdi4yQgsB68i+SDfJlF1dYx8CnSe0="), Signed::wrong);
    EXPECT_EQ(check("!"), Signed::wrong);
}

TEST(HookSignature, StandardWebhooksOfAnyOfSeveralKeys) {
    const std::string key(24, 'k');
    const HookSignature standard{.how = StandardWebhooks{{std::string(24, 'o'), key}}};
    const std::string right = webhook_signature(key, "msg_1", "1767225600", body);
    const auto check = [&](const std::string& id, const std::string& value, Instant now) {
        return check_signature(standard,
                               request({{"webhook-id", id},
                                        {"webhook-timestamp", "1767225600"},
                                        {"webhook-signature", value}}),
                               now);
    };
    EXPECT_EQ(check("msg_1", right, signed_at), Signed::right);
    EXPECT_EQ(check("msg_1", "v1a,AAAA v1,AAAA " + right, signed_at), Signed::right);
    EXPECT_EQ(check("msg_2", right, signed_at), Signed::wrong);
    EXPECT_EQ(check("msg_1", "v1,AAAA", signed_at), Signed::wrong);
    EXPECT_EQ(check("msg_1", "", signed_at), Signed::missing);
    EXPECT_EQ(check("msg_1", right, signed_at + std::chrono::hours(1)), Signed::stale);
}

TEST(HookSignature, OnlyASignedTimeTellsOneMessageFromAnother) {
    const Request asked = request({{"X-Grafana-Alerting-Signature", timed}, {"X-Time", "1"}});
    EXPECT_EQ(message_id(grafana(), asked), "");
    const std::string id = message_id(grafana("X-Time"), asked);
    EXPECT_EQ(id.size(), 32u);
    EXPECT_NE(id, message_id(grafana("X-Time"), request({{"X-Time", "2"}})));
    // A sender that tries again under the same id signs another time.
    EXPECT_EQ(message_id({.how = StandardWebhooks{}}, request({{"Webhook-Id", "msg_1"}})), "msg_1");
}

// ---- a source with a signature

class HookIdentity : public testing::Test {
protected:
    HookIdentity() {
        source_.name = "grafana";
        source_.dialect = "alertmanager";
        source_.auth.emplace_back(ByToken{});
        source_.hmac = grafana("X-Time");
    }

    HookProof prove(Fields headers, Instant now = signed_at, bool clock_set = true) {
        return identify_hook(source_, {}, limiter_, request(std::move(headers)), "", now,
                             clock_set);
    }
    static std::optional<AuthFailure> failure(const HookProof& proof) {
        const auto* failed = std::get_if<AuthFailure>(&proof.identity);
        return failed == nullptr ? std::nullopt : std::optional(*failed);
    }
    static bool accepted(const HookProof& proof) {
        return std::holds_alternative<Principal>(proof.identity);
    }

    const Fields right_ = {{"X-Grafana-Alerting-Signature", timed}, {"X-Time", "1767225600"}};
    Source source_;
    FailureLimiter limiter_;
};

TEST_F(HookIdentity, TakesNothingWithoutASignature) {
    proves("P19");
    const HookProof right = prove(right_);
    ASSERT_TRUE(accepted(right));
    EXPECT_EQ(std::get<Principal>(right.identity).name, "grafana");
    EXPECT_EQ(failure(prove({})), AuthFailure::missing);
    EXPECT_EQ(failure(prove({{"Authorization", "Bearer toc_x.y"}})), AuthFailure::missing);
}

TEST_F(HookIdentity, NeedsAPasswordAsWellWhereOneIsConfigured) {
    source_.auth.emplace_back(ByBasic{"grafana", {hash_secret("pass")}});
    EXPECT_FALSE(accepted(prove(right_)));
    Fields both = right_;
    both.emplace_back("Authorization", "Basic Z3JhZmFuYTpwYXNz");
    EXPECT_TRUE(accepted(prove(both)));
    EXPECT_FALSE(accepted(prove({{"Authorization", "Basic Z3JhZmFuYTpwYXNz"}})));
}

TEST_F(HookIdentity, AWrongOneIsCountedAndAStaleOneIsTold) {
    const Instant late = signed_at + std::chrono::hours(2);
    EXPECT_TRUE(prove(right_, late).stale);
    EXPECT_FALSE(accepted(prove(right_, late)));
    for (int i = 0; i < 8; ++i) static_cast<void>(prove(right_, late));
    EXPECT_EQ(failure(prove(right_, late)), AuthFailure::throttled);
    EXPECT_TRUE(accepted(prove(right_)));
}

TEST_F(HookIdentity, AClockThatNobodySetsRefusesNobody) {
    EXPECT_TRUE(accepted(prove(right_, signed_at + std::chrono::hours(2), false)));
    EXPECT_FALSE(accepted(prove(right_, signed_at + std::chrono::hours(25), false)));
}

// ---- the memory of messages

TEST(SeenMessages, AreRememberedPerSourceForATimeAndWithinBounds) {
    using namespace std::chrono_literals;
    SeenMessages seen({.ids_max = 2, .kept_for = 10min});
    const Instant now = signed_at;
    EXPECT_FALSE(seen.seen("a", "1", now));
    seen.note("a", "1", now);
    EXPECT_TRUE(seen.seen("a", "1", now + 9min));
    EXPECT_FALSE(seen.seen("a", "1", now + 10min));
    EXPECT_FALSE(seen.seen("b", "1", now));
    seen.note("a", "2", now);
    seen.note("a", "2", now);
    EXPECT_TRUE(seen.seen("a", "1", now));
    seen.note("a", "3", now);
    EXPECT_FALSE(seen.seen("a", "1", now));
    EXPECT_TRUE(seen.seen("a", "2", now));
    EXPECT_TRUE(seen.seen("a", "3", now));
}

TEST(SeenMessages, WhatHasNoIdIsNeverSeen) {
    SeenMessages seen;
    seen.note("a", "", signed_at);
    EXPECT_FALSE(seen.seen("a", "", signed_at));
}

}  // namespace
}  // namespace tocsin

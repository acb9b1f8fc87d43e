// Hooks of sources at their route: how much is taken, and what is delivered again.
#include "daemon/mac.h"
#include "tests/daemon/source_house.h"
#include "tests/support/proves.h"

namespace tocsin {
namespace {

class HookRoutesTest : public SourceHouse {
protected:
    HookRoutesTest() {
        api_.add_routes(router_);
        Source source = source_with_key("grafana", "alertmanager", "");
        SignedBody how;
        how.header = "X-Signature";
        how.timestamp_header = "X-Time";
        how.secrets = {"s3cr3t"};
        source.hmac = HookSignature{.how = how};
        add_source(source);
    }

    static std::string alert(const std::string& status) {
        return R"({"alerts":[{"status":")" + status +
               R"(","fingerprint":"9f2c","labels":{"alertname":"Lag"}}]})";
    }
    // Signed so long before now.
    Response deliver(const std::string& body, std::chrono::seconds ago = {},
                     const std::string& source = "grafana") {
        const auto at = std::chrono::floor<std::chrono::seconds>(now_) - ago;
        const std::string time = std::to_string(at.time_since_epoch().count());
        return ask("POST", "/v1/hooks/" + source, body,
                   {{"X-Time", time},
                    {"X-Signature", hex_of(hmac(HashName::sha256, "s3cr3t", time + ":" + body))}});
    }
};

TEST_F(HookRoutesTest, AReplayDoesNotOpenWhatIsOverSince) {
    proves("P19");
    loop_.start();
    EXPECT_EQ(deliver(alert("firing"), std::chrono::seconds(20)).body,
              R"({"incidents":["INC-1"]})");
    EXPECT_EQ(deliver(alert("resolved"), std::chrono::seconds(10)).status, 200);
    EXPECT_EQ(open_incidents(), 0u);
    const Response replay = deliver(alert("firing"), std::chrono::seconds(20));
    EXPECT_EQ(replay.status, 200);
    EXPECT_EQ(replay.body, R"({"incidents":[],"repeat":true})");
    EXPECT_EQ(open_incidents(), 0u);
    // Said anew, it is new.
    EXPECT_EQ(deliver(alert("firing")).body, R"({"incidents":["INC-2"]})");
}

TEST_F(HookRoutesTest, WhatWasNotSavedMayComeAgain) {
    for (std::size_t i = 0; i < Loop::intake_max; ++i) {
        ASSERT_TRUE(loop_.submit(Tick{}, Lane::intake, [](const Reply&) {}));
    }
    EXPECT_EQ(deliver(alert("firing")).status, 503);
    loop_.start();
    ASSERT_TRUE(loop_.look([](const Engine&, Instant) {}));
    const Response again = deliver(alert("firing"));
    EXPECT_EQ(again.body, R"({"incidents":["INC-1"]})");
}

TEST_F(HookRoutesTest, NothingIsTakenWithoutItsSignature) {
    proves("P19");
    loop_.start();
    EXPECT_EQ(ask("POST", "/v1/hooks/grafana", alert("firing")).status, 401);
    EXPECT_EQ(deliver(alert("firing"), std::chrono::seconds(301)).status, 401);
    EXPECT_EQ(open_incidents(), 0u);
}

TEST_F(HookRoutesTest, TooMuchIsShedWith503) {
    loop_.start();
    auto configuration = std::make_shared<Configuration>(*configuration_);
    configuration->sources.front().per_minute = 1;
    configuration_ = configuration;
    EXPECT_EQ(deliver(alert("firing")).status, 200);
    const Response shed = deliver(alert("resolved"));
    EXPECT_EQ(shed.status, 503);
    EXPECT_NE(find_header(shed.headers, "Retry-After"), nullptr);
    EXPECT_EQ(open_incidents(), 1u);
}

TEST_F(HookRoutesTest, ASourceHoldsOnlyItsPlacesOfTheEngine) {
    // The engine does not run: whatever is taken waits. Answers come when it starts.
    std::vector<std::future<Response>> waiting;
    for (std::size_t i = 0; i < places_of_source; ++i) {
        const auto answer = std::make_shared<std::promise<Response>>();
        waiting.push_back(answer->get_future());
        const auto time = std::to_string(
            std::chrono::floor<std::chrono::seconds>(now_).time_since_epoch().count());
        const std::string body = alert("firing");
        router_.answer({.method = "POST",
                        .target = "/v1/hooks/grafana",
                        .headers = {{"X-Time", time},
                                    {"X-Signature",
                                     hex_of(hmac(HashName::sha256, "s3cr3t", time + ":" + body))}},
                        .body = body,
                        .peer = "192.0.2.1"},
                       [answer](Response response) { answer->set_value(std::move(response)); });
    }
    EXPECT_EQ(deliver(alert("firing"), std::chrono::seconds(1)).status, 503);
    loop_.start();
    for (auto& answer : waiting) EXPECT_EQ(answer.get().status, 200);
    // They are given back when the engine is done with all that came together.
    ASSERT_TRUE(loop_.look([](const Engine&, Instant) {}));
    EXPECT_EQ(deliver(alert("firing"), std::chrono::seconds(1)).status, 200);
}

TEST_F(HookRoutesTest, WhatHasAnAddressOfItsOwnIsNotTakenHere) {
    loop_.start();
    Source estates = source_with_key("estates", "pagerduty", "a key of estates");
    estates.hmac = configuration_->sources.front().hmac;
    add_source(estates);
    const Response refused = deliver(alert("firing"), {}, "estates");
    EXPECT_EQ(refused.status, 404);
    EXPECT_EQ(open_incidents(), 0u);
}

}  // namespace
}  // namespace tocsin

// PagerDuty's door, row by row of what it answers.
#include "daemon/pagerduty_routes.h"

#include "daemon/json.h"
#include "tests/daemon/source_house.h"
#include "tests/support/proves.h"

namespace tocsin {
namespace {

const std::string key = "0123456789abcdef0123456789abcdef";

class PagerDutyRoutesTest : public SourceHouse {
protected:
    PagerDutyRoutesTest() {
        routes_.add_routes(router_);
        add_source(source_with_key("estates", "pagerduty", key));
    }

    static std::string event(const std::string& action, const std::string& dedup,
                             const std::string& with_key = key) {
        return R"({"routing_key":")" + with_key + R"(","event_action":")" + action + "\"" +
               (dedup.empty() ? "" : R"(,"dedup_key":")" + dedup + "\"") +
               R"(,"payload":{"summary":"Gateway down","source":"gw-7","severity":"critical"}})";
    }
    Response enqueue(const std::string& body) { return ask("POST", "/v2/enqueue", body); }
    static std::string field(const Response& response, const std::string& name) {
        const JsonResult read = parse_json(response.body);
        const Node* node = read.tree ? read.tree->find(name) : nullptr;
        return node == nullptr ? "" : node->text;
    }

    PagerDutyRoutes routes_{api_, *door_, [this] { return configuration_; },
                            [this] { return "drawn-" + std::to_string(++drawn_); }};
    int drawn_ = 0;
};

TEST_F(PagerDutyRoutesTest, TriggerRepeatAndResolveAreAnswered202) {
    loop_.start();
    const Response fired = enqueue(event("trigger", "gw-7"));
    EXPECT_EQ(fired.status, 202);
    EXPECT_EQ(fired.content_type, "application/json");
    EXPECT_EQ(fired.body, R"({"status":"success","message":"Event processed","dedup_key":"gw-7"})");
    EXPECT_EQ(open_incidents(), 1u);
    EXPECT_EQ(enqueue(event("trigger", "gw-7")).status, 202);
    EXPECT_EQ(open_incidents(), 1u);
    EXPECT_EQ(enqueue(event("resolve", "gw-7")).status, 202);
    EXPECT_EQ(open_incidents(), 0u);
    // What was resolved opens anew.
    EXPECT_EQ(enqueue(event("trigger", "gw-7")).status, 202);
    EXPECT_EQ(open_incidents(), 1u);
}

TEST_F(PagerDutyRoutesTest, AnAcknowledgementIsANoteOfWhatIsOpen) {
    loop_.start();
    EXPECT_EQ(enqueue(event("acknowledge", "gw-7")).status, 202);
    EXPECT_TRUE(notes().empty());
    static_cast<void>(enqueue(event("trigger", "gw-7")));
    EXPECT_EQ(enqueue(event("acknowledge", "gw-7")).status, 202);
    EXPECT_EQ(notes(), std::vector<std::string>{"Somebody acknowledged it in estates"});
    EXPECT_EQ(open_incidents(), 1u);
}

TEST_F(PagerDutyRoutesTest, WhatIsNotOpenIsAcceptedAndDropped) {
    loop_.start();
    EXPECT_EQ(enqueue(event("resolve", "never seen")).status, 202);
    EXPECT_EQ(open_incidents(), 0u);
}

TEST_F(PagerDutyRoutesTest, ATriggerWithoutAKeyIsToldItsOwn) {
    loop_.start();
    const std::string first = field(enqueue(event("trigger", "")), "dedup_key");
    const std::string second = field(enqueue(event("trigger", "")), "dedup_key");
    EXPECT_FALSE(first.empty());
    EXPECT_NE(first, second);
    EXPECT_EQ(open_incidents(), 2u);
    EXPECT_EQ(enqueue(event("resolve", first)).status, 202);
    EXPECT_EQ(open_incidents(), 1u);
}

TEST_F(PagerDutyRoutesTest, EachSourceHasKeysOfItsOwn) {
    loop_.start();
    add_source(source_with_key("labs", "pagerduty", "another key of another"));
    EXPECT_EQ(enqueue(event("trigger", "gw-7")).status, 202);
    EXPECT_EQ(enqueue(event("trigger", "gw-7", "another key of another")).status, 202);
    EXPECT_EQ(open_incidents(), 2u);
    EXPECT_EQ(enqueue(event("trigger", "gw-7", "an older key of estates")).status, 202);
    EXPECT_EQ(open_incidents(), 2u);
}

TEST_F(PagerDutyRoutesTest, WhatIsWrongIsAnswered400WithErrors) {
    loop_.start();
    const Response wrong =
        enqueue(R"({"routing_key":")" + key +
                R"(","event_action":"trigger","payload":{"summary":"s","source":"h"}})");
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(wrong.body, R"({"status":"invalid event","message":"Event object is invalid",)"
                          R"("errors":["'payload.severity' is missing or blank"]})");
    const Response unread = enqueue("{oops");
    EXPECT_EQ(unread.status, 400);
    EXPECT_EQ(unread.body,
              R"({"status":"Unrecognized object","message":"Event object format is unrecognized",)"
              R"("errors":["JSON parse error"]})");
    EXPECT_EQ(open_incidents(), 0u);
}

TEST_F(PagerDutyRoutesTest, NobodyReportsWithoutAKeyOfASource) {
    proves("P19");
    loop_.start();
    add_source(source_with_key("genie", "opsgenie", "a key of opsgenie"));
    for (const char* guess : {"", "guessed", "a key of opsgenie"}) {
        const Response refused = enqueue(event("trigger", "gw-7", guess));
        EXPECT_EQ(refused.status, 400) << guess;
        EXPECT_EQ(field(refused, "status"), "invalid event");
    }
    for (int i = 0; i < 10; ++i) static_cast<void>(enqueue(event("trigger", "x", "guessed")));
    const Response throttled = enqueue(event("trigger", "x", "guessed"));
    EXPECT_EQ(throttled.status, 429);
    EXPECT_NE(find_header(throttled.headers, "Retry-After"), nullptr);
    EXPECT_EQ(open_incidents(), 0u);
    EXPECT_EQ(enqueue(event("trigger", "gw-7")).status, 202);
}

TEST_F(PagerDutyRoutesTest, TooMuchIsAnswered429AndShedsNobodyElse) {
    loop_.start();
    Source slow = source_with_key("slow", "pagerduty", "a key of the slow one");
    slow.per_minute = 2;
    add_source(slow);
    EXPECT_EQ(enqueue(event("trigger", "a", "a key of the slow one")).status, 202);
    EXPECT_EQ(enqueue(event("trigger", "a", "a key of the slow one")).status, 202);
    const Response shed = enqueue(event("trigger", "a", "a key of the slow one"));
    EXPECT_EQ(shed.status, 429);
    EXPECT_EQ(field(shed, "message"), "Request Limit Exceeded");
    ASSERT_NE(find_header(shed.headers, "Retry-After"), nullptr);
    EXPECT_EQ(*find_header(shed.headers, "Retry-After"), "30");
    EXPECT_EQ(door_->limits().shed().at("slow"), 1u);
    EXPECT_EQ(enqueue(event("trigger", "gw-7")).status, 202);
}

TEST_F(PagerDutyRoutesTest, WhatIsNotOnDiskIsAskedForAgain) {
    for (std::size_t i = 0; i < Loop::intake_max; ++i) {
        ASSERT_TRUE(loop_.submit(Tick{}, Lane::intake, [](const Reply&) {}));
    }
    const Response busy = enqueue(event("trigger", "gw-7"));
    EXPECT_EQ(busy.status, 503);
    EXPECT_EQ(field(busy, "status"), "error");
    EXPECT_NE(find_header(busy.headers, "Retry-After"), nullptr);
}

// PagerDuty refuses 512 KB. Its senders never send again what was refused.
TEST_F(PagerDutyRoutesTest, ABodyBeyondPagerDutysLimitIsTakenAllTheSame) {
    loop_.start();
    EXPECT_EQ(enqueue(event("trigger", "gw-7") + std::string(600'000, ' ')).status, 202);
    EXPECT_EQ(open_incidents(), 1u);
}

TEST_F(PagerDutyRoutesTest, WhatWasResolvedOpensAnewThoughItsTimestampIsTheSame) {
    proves("P1");
    loop_.start();
    std::string fixed = event("trigger", "gw-7");
    fixed.insert(fixed.rfind("}}"), R"(,"timestamp":"2026-01-04T02:11:05Z")");
    EXPECT_EQ(enqueue(fixed).status, 202);
    EXPECT_EQ(enqueue(event("resolve", "gw-7")).status, 202);
    EXPECT_EQ(open_incidents(), 0u);
    EXPECT_EQ(enqueue(fixed).status, 202);
    EXPECT_EQ(open_incidents(), 1u);
}

TEST_F(PagerDutyRoutesTest, AChangeIsKeptForTheHandoverAndOpensNothing) {
    loop_.start();
    const std::string change = R"({"routing_key":")" + key +
                               R"(","payload":{"summary":"Deployed EPR 4.18.2","source":"cd-2"}})";
    const Response kept = ask("POST", "/v2/change/enqueue", change);
    EXPECT_EQ(kept.status, 202);
    EXPECT_EQ(field(kept, "status"), "success");
    EXPECT_EQ(notes(), std::vector<std::string>{"change: Deployed EPR 4.18.2 (cd-2)"});
    EXPECT_EQ(open_incidents(), 0u);
    EXPECT_EQ(ask("POST", "/v2/change/enqueue", R"({"routing_key":")" + key + "\"}").status, 400);
    EXPECT_EQ(ask("POST", "/v2/change/enqueue", R"({"routing_key":"no"})").status, 400);
}

}  // namespace
}  // namespace tocsin

// Callbacks over their routes: what is answered, and when it is asked for again.
#include "daemon/callback_routes.h"

#include "channels/wire.h"
#include "daemon/mac.h"
#include "daemon/memory_journal.h"
#include "daemon/slack_callback.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <optional>

namespace tocsin {
namespace {

class CallbackRoutesTest : public StoreTest {
protected:
    CallbackRoutesTest() { routes_.add_routes(router_); }
    void TearDown() override { loop_.stop(); }

    Response post(const std::string& what, const std::string& body) {
        return router_.answer({.method = "POST",
                               .target = "/v1/callbacks/notify/" + what,
                               .headers = {{"Authorization", "Bearer the-token"}},
                               .body = body,
                               .peer = "192.0.2.1"});
    }

    std::unique_ptr<Store> store_ = start();
    MemoryJournal journal_;
    Engine engine_{journal_, std::make_shared<Directory>(directory_of_stories({}))};
    EngineClock clock_{machine_time(), Pace{}};
    Loop loop_{engine_, clock_,
               LoopCalls{.committed = [](const auto&, Instant) {},
                         .fatal = [](const std::string& why) { ADD_FAILURE() << why; },
                         .entropy = [] { return std::uint64_t{7}; }}};
    Archive archive_{path_};
    Api api_{ApiParts{loop_, archive_, {}, {}, {}}};
    CallingBack calling_;  // of every channel but "notify"
    CallbackRoutes routes_{api_,
                           [this](const std::string& channel) {
                               return channel == "notify" ? CallingBack{} : calling_;
                           },
                           [](const std::string& channel) { return channel; }};
    FailureLimiter limiter_;
    Router router_{
        "/problems/",
        {.token = {},
         .hook = {},
         .callback = [this](const Request& request, const Fields& path) -> Identity {
             const std::string& channel = *find_field(path, "channel");
             if (channel != "notify")
                 return identify_callback(calling_.proof, channel, "https://alert.example.org",
                                          limiter_, request, machine_time().utc);
             return identify_bearer({hash_secret("the-token")}, *find_field(path, "channel"),
                                    limiter_, request, machine_time().utc);
         }},
        [](const std::string& why) { ADD_FAILURE() << why; }};
};

const std::string receipt = R"({"id":"n-1","reference":"r-1","status":"delivered"})";
const std::string text = R"({"id":"t-1","source_number":"447700900123","message":"4715"})";

TEST_F(CallbackRoutesTest, WhatIsKeptIsAnsweredWithoutWords) {
    loop_.start();
    for (const Response& response : {post("receipts", receipt), post("texts", text)}) {
        EXPECT_EQ(response.status, 204);
        EXPECT_EQ(response.body, "");
    }
}

TEST_F(CallbackRoutesTest, WhatMayHealIsAskedForAgain) {
    for (std::size_t i = 0; i < Loop::first_max; ++i) loop_.tell(Tick{});
    for (const Response& response : {post("receipts", receipt), post("texts", text)}) {
        EXPECT_EQ(response.status, 503);
        EXPECT_NE(find_header(response.headers, "Retry-After"), nullptr);
    }
}

TEST_F(CallbackRoutesTest, WhatCannotHealIsRefusedAndNeverQuoted) {
    proves("P18");
    loop_.start();
    EXPECT_EQ(post("texts", "no json 447700900123").status, 400);
    const Response wrong = post("texts", R"({"id":"t-1","source_number":"EE447700900123"})");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_NE(wrong.body.find("#/source_number"), std::string::npos);
    EXPECT_EQ(wrong.body.find("7700900"), std::string::npos);
    EXPECT_EQ(post("receipts", std::string(callback_bytes_max + 1, ' ')).status, 413);
    EXPECT_EQ(post("news", receipt).status, 404);
}

TEST_F(CallbackRoutesTest, VonageCallsBackByAnyMethodButNoHeadDoes) {
    proves("P12");
    loop_.start();
    const std::vector<std::string> secrets = {"vsecret"};
    calling_.proof = VonageProof{VonageMethod::sha256_hmac, secrets};
    const auto now = std::chrono::floor<std::chrono::seconds>(machine_time().utc);
    Fields fields = {{"messageId", "0A1"},
                     {"msisdn", "447700900123"},
                     {"text", "4715"},
                     {"timestamp", std::to_string(now.time_since_epoch().count())}};
    fields.emplace_back("sig", vonage_signature(VonageMethod::sha256_hmac, "vsecret", fields));
    const std::string form = form_text(fields);
    const auto asked = [&](const std::string& method, const std::string& query,
                           const std::string& body) {
        return router_
            .answer({.method = method,
                     .target = "/v1/callbacks/vonage/texts",
                     .query = query,
                     .body = body,
                     .peer = "192.0.2.1"})
            .status;
    };
    EXPECT_EQ(asked("GET", form, ""), 204);
    EXPECT_EQ(asked("POST", "", form), 204);
    EXPECT_EQ(asked("GET", form + "1", ""), 403);
    EXPECT_EQ(asked("POST", "", form + "&x=1"), 403);
    EXPECT_NE(asked("HEAD", form, ""), 204);
    const Response notify = router_.answer({.method = "GET",
                                            .target = "/v1/callbacks/notify/texts",
                                            .headers = {{"Authorization", "Bearer the-token"}},
                                            .peer = "192.0.2.1"});
    EXPECT_EQ(notify.status, 405);
}

// Presses come to "slack", signed with its secret.
class PressRoutesTest : public CallbackRoutesTest {
protected:
    PressRoutesTest() {
        calling_.proof = SlackProof{{"old", "new"}};
        calling_.pressers = {{"U0123ABCD", "pat.ash"}};
        loop_.start();
    }

    Response press(const std::string& payload, const std::string& secret = "new",
                   Duration ago = Duration{0}, const std::string& what = "presses") {
        const std::string body = form_text({{"payload", payload}});
        const auto at = std::chrono::floor<std::chrono::seconds>(machine_time().utc - ago);
        const std::string time = std::to_string(at.time_since_epoch().count());
        return router_.answer(
            {.method = "POST",
             .target = "/v1/callbacks/slack/" + what,
             .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                         {"X-Slack-Request-Timestamp", time},
                         {"X-Slack-Signature", "v0=" + hex_of(hmac(HashName::sha256, secret,
                                                                   "v0:" + time + ":" + body))}},
             .body = body,
             .peer = "192.0.2.1"});
    }

    static std::string payload(const std::string& value, const std::string& user = "U0123ABCD",
                               const std::string& action = "tocsin-take") {
        return R"({"type":"block_actions","user":{"id":")" + user +
               R"("},"channel":{"id":"C0123ABCD"},"actions":[{"action_id":")" + action +
               R"(","value":")" + value + R"("}]})";
    }
};

TEST_F(PressRoutesTest, APressIsAnsweredWithoutWordsByEitherSecret) {
    proves("P12");
    for (const char* secret : {"new", "old"}) {
        const Response response = press(payload("i 42"), secret);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.body, "");
    }
}

TEST_F(PressRoutesTest, OnlySlackPressesAndNotLongAgo) {
    proves("P12");
    EXPECT_EQ(press(payload("i 42"), "other").status, 403);
    EXPECT_EQ(press(payload("i 42"), "new", std::chrono::seconds(310)).status, 403);
    EXPECT_EQ(press(payload("i 42"), "new", -std::chrono::seconds(310)).status, 403);
    EXPECT_EQ(press(payload("i 42"), "new", std::chrono::seconds(200)).status, 200);
}

TEST_F(PressRoutesTest, WhatCannotBeReadIsRefusedByItsField) {
    EXPECT_EQ(press("no json").status, 400);
    const Response wrong = press(payload("INC-42 of 7700900"));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_NE(wrong.body.find("#/value"), std::string::npos);
    EXPECT_EQ(wrong.body.find("7700900"), std::string::npos);
    EXPECT_NE(press(payload("i 42", "")).body.find("#/user/id"), std::string::npos);
    EXPECT_NE(press(payload("")).body.find("#/value"), std::string::npos);
}

TEST_F(PressRoutesTest, WhateverElseIsDoneWithAPostIsNotOurs) {
    EXPECT_EQ(press(payload("i 42", "U0123ABCD", "other")).status, 200);
    EXPECT_EQ(press(R"({"type":"view_closed"})").status, 200);
    EXPECT_EQ(press("{}").status, 200);
}

TEST_F(PressRoutesTest, ButtonsAreOfSlackAloneAndSlackHasNothingElse) {
    for (const char* what : {"receipts", "texts"}) {
        EXPECT_EQ(press(payload("i 42"), "new", {}, what).status, 404) << what;
    }
    EXPECT_EQ(post("presses", "{}").status, 404);
}

TEST_F(PressRoutesTest, WhoPressesWithoutEndIsShedAndNobodyElse) {
    int taken = 0;
    for (int one = 0; one < 3 * CallbackRoutes::presses_per_minute; ++one) {
        taken += press(payload("i " + std::to_string(one))).status == 200 ? 1 : 0;
    }
    EXPECT_GE(taken, CallbackRoutes::presses_per_minute);
    EXPECT_LT(taken, 2 * CallbackRoutes::presses_per_minute);
    EXPECT_EQ(press(payload("i 1", "U9")).status, 200);
}

TEST(SlackPress, SaysWhoPressedWhatAndWhere) {
    const Fields form = {
        {"payload",
         R"({"type":"block_actions","user":{"id":"U1","name":"x"},"channel":{"id":"C7"},)"
         R"("message":{"thread_ts":"1.2"},)"
         R"("actions":[{"action_id":"open"},{"action_id":"tocsin-take","value":"k7 7"}]})"}};
    const auto read = read_slack_press(form, "room", {{"U1", "pat.ash"}}, "k7");
    const auto& pressed = std::get<std::optional<Pressed>>(read);
    ASSERT_TRUE(pressed);
    EXPECT_EQ(pressed->channel, "room");
    EXPECT_EQ(pressed->presser, "U1");
    EXPECT_EQ(pressed->room, "C7 1.2");
    EXPECT_EQ(pressed->person, "pat.ash");
    EXPECT_EQ(pressed->incident, IncidentId{7});
    const auto stranger = read_slack_press(form, "room", {{"U2", "pat.ash"}}, "k7");
    EXPECT_EQ(std::get<std::optional<Pressed>>(stranger)->person, "");
    // One app may serve several installations, each with an incident 7.
    const auto elsewhere = read_slack_press(form, "room", {{"U1", "pat.ash"}}, "q2");
    EXPECT_EQ(std::get<std::optional<Pressed>>(elsewhere)->incident, IncidentId{});
    EXPECT_TRUE(std::holds_alternative<ProblemDetail>(read_slack_press({}, "room", {}, "k7")));
}

}  // namespace
}  // namespace tocsin

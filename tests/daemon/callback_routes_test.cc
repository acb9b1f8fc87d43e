// Callbacks over their routes: what is answered, and when it is asked for again.
#include "daemon/callback_routes.h"

#include "channels/wire.h"
#include "daemon/memory_journal.h"
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
             if (*find_field(path, "channel") == "vonage")
                 return identify_callback(calling_.proof, "vonage", "https://alert.example.org",
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

}  // namespace
}  // namespace tocsin

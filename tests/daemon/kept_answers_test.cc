// A change that is asked for twice is made once.
#include "daemon/kept_answers.h"

#include "daemon/problem.h"
#include "daemon/router.h"

#include <gtest/gtest.h>

#include <string>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

const Request note{.method = "POST", .target = "/v1/notes", .body = "{}"};
const Request other{.method = "POST", .target = "/v1/notes", .body = "{ }"};

std::string slug_of(const std::function<void()>& what) {
    try {
        what();
    } catch (const Refused& refused) {
        return refused.problem.slug;
    }
    return "";
}

TEST(KeptAnswers, TheSameKeyAndRequestGiveTheSameAnswerAgain) {
    KeptAnswers kept;
    auto first = kept.begin("kim", "k", fingerprint_of(note));
    ASSERT_NE(first.ticket, nullptr);
    EXPECT_EQ(slug_of([&] { static_cast<void>(kept.begin("kim", "k", fingerprint_of(note))); }),
              "busy");
    first.ticket->done({.status = 201, .body = "made"});
    first.ticket.reset();
    const auto again = kept.begin("kim", "k", fingerprint_of(note));
    EXPECT_EQ(again.ticket, nullptr);
    EXPECT_EQ(again.before.value().body, "made");
    EXPECT_EQ(slug_of([&] { static_cast<void>(kept.begin("kim", "k", fingerprint_of(other))); }),
              "key-reused");
    EXPECT_NE(kept.begin("pat", "k", fingerprint_of(other)).ticket, nullptr)
        << "a key is its principal's";
}

TEST(KeptAnswers, WhatWasNotDoneLeavesItsKeyFree) {
    KeptAnswers kept;
    kept.begin("kim", "k", fingerprint_of(note)).ticket.reset();
    EXPECT_NE(kept.begin("kim", "k", fingerprint_of(other)).ticket, nullptr);
}

TEST(KeptAnswers, MemoryIsBoundedInTimeNumberAndBytes) {
    KeptAnswers kept({.time = 1h, .answers = 2, .bytes = 100});
    const auto now = steady_now();
    const auto done = [&](const std::string& key, const std::string& body) {
        kept.begin("kim", key, fingerprint_of(note), now).ticket->done({.body = body});
    };
    const auto known = [&](const std::string& key, std::chrono::minutes after = 0min) {
        return kept.begin("kim", key, fingerprint_of(note), now + after).before.has_value();
    };
    done("a", "x");
    done("b", "x");
    done("c", "x");
    EXPECT_FALSE(known("a"));
    EXPECT_TRUE(known("b"));
    EXPECT_TRUE(known("c"));
    done("d", std::string(99, 'x'));
    EXPECT_TRUE(known("d")) << "with c these are just 100 bytes";
    EXPECT_TRUE(known("c"));
    done("e", std::string(101, 'x'));
    EXPECT_FALSE(known("e"));
    done("f", "x");
    EXPECT_TRUE(known("f", 30min));
    EXPECT_FALSE(known("f", 61min));
}

TEST(KeptAnswers, WhatIsForgottenIsGoneAndWhatIsUnderWayIsKept) {
    KeptAnswers kept({.time = 1h, .answers = 10, .bytes = 100});
    kept.begin("kim", "a", fingerprint_of(note)).ticket->done({.body = std::string(60, 'x')});
    auto under_way = kept.begin("kim", "b", fingerprint_of(note));
    kept.forget();
    under_way.ticket->done({.body = std::string(60, 'x')});
    EXPECT_TRUE(kept.begin("kim", "b", fingerprint_of(note)).before) << "and there is room for it";
    EXPECT_FALSE(kept.begin("kim", "a", fingerprint_of(note)).before);
}

// Through the router: only changes that need a scope, and not those whose keys the journal keeps.
class KeyedRoutes : public testing::Test {
protected:
    Response ask(const std::string& method, const std::string& target, const std::string& body,
                 const std::string& key) {
        return router_.answer({.method = method,
                               .target = target,
                               .headers = {{"Idempotency-Key", key}},
                               .body = body});
    }
    void add(const std::string& method, const std::string& pattern) {
        router_.add(method, pattern, Scope::operate, [this](const Visit& visit) -> Handled {
            ++made_;
            if (visit.request.body == "wrong") throw Refused({.slug = "fields"});
            Response response{.status = 201, .body = std::to_string(made_)};
            if (visit.request.body != "later") return response;
            return Later{[response](const auto& told) { told([&] { return response; }); }};
        });
    }

    int made_ = 0;
    Router router_{"/problems/",
                   {.token = [](const Request&) -> Identity {
                        return Principal{"kim", {Scope::operate}};
                    },
                    .hook = {},
                    .callback = {}},
                   [](const std::string& why) { ADD_FAILURE() << why; }};
};

TEST_F(KeyedRoutes, EveryMethodThatChangesAnswersOnceAndLaterAnswersToo) {
    for (const char* method : {"POST", "PUT", "DELETE"}) {
        add(method, "/v1/things");
        for (const char* body : {"", "later"}) {
            const std::string key = std::string(method) + body;
            const Response first = ask(method, "/v1/things", body, key);
            const int made = made_;
            const Response again = ask(method, "/v1/things", body, key);
            EXPECT_EQ(made_, made);
            EXPECT_EQ(again.status, 201);
            EXPECT_EQ(again.body, first.body);
            EXPECT_NE(find_header(again.headers, "Idempotency-Replayed"), nullptr);
            EXPECT_EQ(ask(method, "/v1/things", "another", key).status, 409);
            EXPECT_EQ(made_, made);
        }
    }
}

TEST_F(KeyedRoutes, RefusalsAreMadeAnewAndJournalledKeysAreTheHandlers) {
    add("POST", "/v1/things");
    add("POST", "/v1/incidents");
    router_.journals_keys("POST", "/v1/incidents");
    EXPECT_EQ(ask("POST", "/v1/things", "wrong", "k").status, 422);
    EXPECT_EQ(ask("POST", "/v1/things", "right", "k").status, 201);
    EXPECT_EQ(ask("POST", "/v1/things", "right", "a b").status, 400);
    ask("POST", "/v1/incidents", "x", "k");
    const int made = made_;
    ask("POST", "/v1/incidents", "x", "k");
    EXPECT_EQ(made_, made + 1);
}

TEST_F(KeyedRoutes, AnswersToReadingHaveATagAndAreNotSentTwice) {
    router_.add("GET", "/v1/things", Scope::operate,
                [](const Visit&) { return Response{.body = "what there is"}; });
    const Response first = router_.answer({.method = "GET", .target = "/v1/things"});
    const std::string tag = *find_header(first.headers, "ETag");
    for (const std::string& has : {tag, "\"other\", " + tag, "W/" + tag, std::string("*")}) {
        const Response again = router_.answer(
            {.method = "GET", .target = "/v1/things", .headers = {{"If-None-Match", has}}});
        EXPECT_EQ(again.status, 304) << has;
        EXPECT_EQ(again.body, "");
    }
    EXPECT_EQ(router_
                  .answer({.method = "GET",
                           .target = "/v1/things",
                           .headers = {{"If-None-Match", "\"other\""}}})
                  .status,
              200);
}

}  // namespace
}  // namespace tocsin

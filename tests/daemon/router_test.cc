#include "daemon/router.h"

#include "daemon/source_auth.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tocsin {
namespace {

constexpr Instant now{std::chrono::milliseconds(1'772'000'000'000)};

// So many that the matrix below is judged by its credentials alone.
constexpr std::size_t failures_max = 1000;

NewToken token_for(std::string name, std::set<Scope> scopes, std::uint8_t seed,
                   std::optional<Instant> expires = {}) {
    std::array<std::uint8_t, 40> entropy{};
    entropy.fill(seed);
    return make_token({}, std::move(name), std::move(scopes), now, expires, entropy).value();
}

class RouterTest : public testing::Test {
protected:
    RouterTest()
        : router_("/problems/",
                  {.token =
                       [this](const Request& request) {
                           return identify(tokens_, limiter_, request, now);
                       },
                   .hook =
                       [this](const Request& request, const Fields& path) {
                           const std::string* secret = find_field(path, "secret");
                           return identify_source(hook_, "monitor", tokens_, limiter_, request,
                                                  secret == nullptr ? "" : *secret, now);
                       },
                   .callback =
                       [this](const Request& request, const Fields& path) {
                           const std::string& channel = *find_field(path, "channel");
                           return identify_bearer(
                               channel == "notify" ? callback_ : std::vector<SecretHash>{}, channel,
                               limiter_, request, now);
                       }},
                  [this](const std::string& line) { failures_.push_back(line); }) {}

    void add(const std::string& method, const std::string& pattern, Access access = Access::open) {
        router_.add(method, pattern, access, [pattern](const Visit& call) {
            Response response;
            response.body = pattern + "|";
            for (const auto& [name, value] : call.path) response.body += name + "=" + value + ";";
            for (const auto& [name, value] : call.query) response.body += "?" + name + "=" + value;
            for (const auto& [name, value] : call.form) response.body += "&" + name + "=" + value;
            response.body += "|" + call.who.name;
            return response;
        });
    }

    Response ask(const std::string& method, const std::string& target,
                 const std::string& authorization = "") {
        Request request{.method = method, .target = target, .peer = "192.0.2.1"};
        if (!authorization.empty()) request.headers.emplace_back("authorization", authorization);
        return router_.answer(request);
    }

    std::vector<TokenRecord> tokens_;
    FailureLimiter limiter_{{.failures_max = failures_max}};
    SourceAuth hook_ = ByPath{{hash_secret("s3cret")}};
    std::vector<SecretHash> callback_ = {hash_secret("old-token"), hash_secret("new-token")};
    std::vector<std::string> failures_;
    Router router_;
};

std::string header(const Response& response, const std::string& name) {
    const std::string* value = find_header(response.headers, name);
    return value == nullptr ? "(none)" : *value;
}

TEST_F(RouterTest, NamesOfThePathReachTheHandlerDecoded) {
    add("POST", "/v1/incidents/{id}/notes/{note}");
    const Response response = ask("POST", "/v1/incidents/INC-42/notes/a%2Fb+c%20d");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "/v1/incidents/{id}/notes/{note}|id=INC-42;note=a/b+c d;|");
}

TEST_F(RouterTest, QueryAndFormReachTheHandlerDecodedAndInOrder) {
    add("POST", "/in");
    const Response response = router_.answer(
        {.method = "POST",
         .target = "/in",
         .query = "b=1&a=x+y%0A&flag&b=%2",
         .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"}},
         .body = "z=1&y=" + std::string(20'000, 'a')});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "/in|?b=1?a=x y\n?flag=?b=%2&z=1&y=" + std::string(20'000, 'a') + "|");
}

TEST_F(RouterTest, HandlerSeesHeadersAsTheGateGaveThem) {
    router_.add("GET", "/", Access::open, [](const Visit& call) {
        return Response{.body = *find_header(call.request.headers, "x-name")};
    });
    const Response response =
        router_.answer({.method = "GET", .target = "/", .headers = {{"X-Name", "a%0d%0aB: c"}}});
    EXPECT_EQ(response.body, "a%0d%0aB: c");
}

TEST_F(RouterTest, LiteralWinsOverNameWhateverTheOrder) {
    add("GET", "/v1/{what}/x");
    add("GET", "/v1/rota/{name}");
    add("GET", "/v1/rota/now");
    EXPECT_EQ(ask("GET", "/v1/rota/now").body, "/v1/rota/now||");
    EXPECT_EQ(ask("GET", "/v1/rota/x").body, "/v1/rota/{name}|name=x;|");
    EXPECT_EQ(ask("GET", "/v1/other/x").body, "/v1/{what}/x|what=other;|");
}

TEST_F(RouterTest, WhatNoRouteNamesIsUnknown) {
    proves("P19");
    add("GET", "/v1/{a}");
    for (const std::string target :
         {"/", "/v1", "/v1/", "/v1/a/b", "/v1/a/", "//v1/a", "/V1/a", "/v1/{a}/", "/v2/a"}) {
        const Response response = ask("GET", target);
        EXPECT_EQ(response.status, 404) << target;
        EXPECT_EQ(response.content_type, "application/problem+json; charset=utf-8");
    }
}

TEST_F(RouterTest, WrongMethodNamesTheRightOnes) {
    add("GET", "/v1/{a}");
    add("DELETE", "/v1/{a}");
    const Response response = ask("POST", "/v1/x");
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(header(response, "Allow"), "DELETE, GET, HEAD");
}

TEST_F(RouterTest, EveryMethodReachesItsHandler) {
    for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
        add(method, "/v1/x.y~z");
        EXPECT_EQ(ask(method, "/v1/x.y~z").status, 200) << method;
    }
    EXPECT_EQ(ask("HEAD", "/v1/x.y~z").status, 200);
    EXPECT_EQ(ask("GET", "/v1/xAy~z").status, 404);
}

TEST_F(RouterTest, AnswerComesBackAsTheHandlerGaveIt) {
    router_.add("POST", "/", Access::open, [](const Visit&) {
        return Response{.status = 303,
                        .content_type = "text/html",
                        .headers = {{"Location", "/a"}, {"X-B", "c"}},
                        .body = "<p>"};
    });
    const Response response = ask("POST", "/");
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(response.content_type, "text/html");
    EXPECT_EQ(response.body, "<p>");
    EXPECT_EQ(header(response, "Location"), "/a");
    EXPECT_EQ(header(response, "X-B"), "c");
    EXPECT_EQ(response.headers.size(), 2u);
}

TEST_F(RouterTest, ExceptionIsToldToTheOperatorAndNotToTheCaller) {
    proves("P18");
    router_.add("GET", "/v1/{a}", Access::open,
                [](const Visit&) -> Response { throw std::runtime_error("the reason"); });
    const Response response = ask("GET", "/v1/private");
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.body.find("reason"), std::string::npos);
    for (const auto& [name, value] : response.headers) {
        EXPECT_EQ(value.find("reason"), std::string::npos) << name;
    }
    EXPECT_EQ(failures_, std::vector<std::string>{"GET /v1/{a}: the reason"});
}

TEST_F(RouterTest, RefusedBecomesItsProblem) {
    router_.add("POST", "/", Access::open, [](const Visit&) -> Response {
        throw Refused({.slug = "fields",
                       .detail = "1 field is wrong.",
                       .errors = {{"#/key", "is \"missing\""}}});
    });
    const Response response = ask("POST", "/");
    EXPECT_EQ(response.status, 422);
    EXPECT_NE(response.body.find(R"({"pointer":"#/key","detail":"is \"missing\""})"),
              std::string::npos);
    EXPECT_TRUE(failures_.empty());
}

TEST_F(RouterTest, AnAnswerMayComeLaterFromAnotherThread) {
    std::function<void(const std::function<Response()>&)> tell;
    router_.add("POST", "/", Access::open,
                [&](const Visit&) { return Later{[&](const auto& told) { tell = told; }}; });
    std::vector<Response> answers;
    const auto post = [&] {
        router_.answer({.method = "POST", .target = "/"},
                       [&](Response response) { answers.push_back(std::move(response)); });
    };
    post();
    EXPECT_TRUE(answers.empty());
    std::thread([&] { tell([] { return Response{.status = 201, .body = "made"}; }); }).join();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].status, 201);
    EXPECT_EQ(answers[0].body, "made");

    post();
    tell([]() -> Response { throw Refused({.slug = "busy", .detail = "Try again."}); });
    post();
    tell([]() -> Response { throw std::runtime_error("the reason"); });
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(answers[1].status, 503);
    EXPECT_EQ(answers[2].status, 500);
    EXPECT_EQ(failures_, std::vector<std::string>{"POST /: the reason"});
}

TEST_F(RouterTest, LongPathsDoNotCostTheStack) {
    proves("P15");
    add("GET", "/v1/{a}");
    EXPECT_EQ(ask("GET", "/v1/" + std::string(2000, 'a')).status, 200);
    EXPECT_EQ(ask("GET", "/" + std::string(2000, '/')).status, 404);
}

TEST_F(RouterTest, ManyThreadsAskAtOnce) {
    add("GET", "/v1/{a}");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([this, t] {
            const std::string name = std::to_string(t);
            for (int i = 0; i < 200; ++i) {
                EXPECT_EQ(ask("GET", "/v1/" + name).body, "/v1/{a}|a=" + name + ";|");
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

TEST_F(RouterTest, BadRoutesAreBugs) {
    add("GET", "/v1/{a}");
    EXPECT_THROW(add("GET", "/v1/{a}"), std::logic_error);
    EXPECT_THROW(add("OPTIONS", "/"), std::logic_error);
    for (const std::string pattern : {"", "v1", "/{}", "/x{a}", "/{a}x", "/{a}/{a}"}) {
        EXPECT_THROW(add("GET", pattern), std::logic_error) << pattern;
    }
}

// Every kind of access against every kind of credential. What is not granted here is refused.
TEST_F(RouterTest, AccessIsDeniedUnlessTheRouteGrantsIt) {
    proves("P19");
    add("POST", "/open", Access::open);
    add("POST", "/hook/{secret}", Access::hook);
    add("POST", "/callback/{channel}", Access::callback);
    for (const Scope scope : all_scopes) add("POST", "/" + std::string(to_string(scope)), scope);

    std::map<std::string, std::string> credentials = {
        {"none", ""},
        {"empty", "Bearer "},
        {"nonsense", "Bearer toc_x.y"},
        {"otherScheme", "Basic dXNlcjpwYXNz"},
    };
    const NewToken expired = token_for("expired", {Scope::admin}, 100, now);
    NewToken revoked = token_for("revoked", {Scope::admin}, 101);
    revoked.record.revoked = now;
    NewToken wrong = token_for("wrong", {Scope::admin}, 102);
    wrong.token.back() = wrong.token.back() == 'A' ? 'B' : 'A';
    const NewToken bare = token_for("bare", {}, 103);
    tokens_ = {expired.record, revoked.record, wrong.record, bare.record};
    credentials["expired"] = "Bearer " + expired.token;
    credentials["revoked"] = "Bearer " + revoked.token;
    credentials["wrong"] = "Bearer " + wrong.token;
    credentials["bare"] = "Bearer " + bare.token;
    for (const Scope scope : all_scopes) {
        const std::string name(to_string(scope));
        const NewToken made = token_for(name, {scope}, static_cast<std::uint8_t>(scope));
        tokens_.push_back(made.record);
        credentials[name] = "Bearer " + made.token;
    }

    for (const auto& [name, authorization] : credentials) {
        const bool valid = scope_named(name).has_value() || name == "bare";
        for (const Scope needed : all_scopes) {
            const std::string path = "/" + std::string(to_string(needed));
            const Response response = ask("POST", path, authorization);
            const bool granted = name == to_string(needed) || name == "admin";
            EXPECT_EQ(response.status, granted ? 200 : valid ? 403 : 401) << name << " " << path;
            EXPECT_EQ(header(response, "WWW-Authenticate"),
                      valid ? "(none)" : "Bearer realm=\"tocsin\"");
            if (response.status == 403) {
                EXPECT_NE(response.body.find("scope " + std::string(to_string(needed))),
                          std::string::npos);
            }
        }
        EXPECT_EQ(ask("POST", "/open", authorization).status, 200) << name;
        EXPECT_EQ(ask("POST", "/hook/s3cret", authorization).status, 200) << name;
        EXPECT_EQ(ask("POST", "/hook/wrong", authorization).status, 401) << name;
        EXPECT_EQ(ask("POST", "/callback/notify", authorization).status, 401) << name;
    }
}

TEST_F(RouterTest, CallbackTakesAnyLiveTokenOfItsChannelAndNoOther) {
    proves("P19");
    add("POST", "/callback/{channel}", Access::callback);
    add("POST", "/read", Scope::read);
    for (const std::string token : {"old-token", "new-token"}) {
        const Response response = ask("POST", "/callback/notify", "bearer  " + token + " ");
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.body, "/callback/{channel}|channel=notify;|notify");
        EXPECT_EQ(ask("POST", "/read", "Bearer " + token).status, 401);
        EXPECT_EQ(ask("POST", "/callback/notify", "Basic " + token).status, 401);
    }
    const Response wrong = ask("POST", "/callback/notify", "Bearer newer-token");
    const Response stranger = ask("POST", "/callback/nobody", "Bearer new-token");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.body, stranger.body) << "which channels there are is nobody's business";
    EXPECT_EQ(header(wrong, "WWW-Authenticate"), "Bearer realm=\"tocsin\"");
    EXPECT_EQ(header(stranger, "WWW-Authenticate"), "Bearer realm=\"tocsin\"");
    EXPECT_EQ(
        router_.answer({.method = "POST", .target = "/callback/notify", .local_uid = 0}).status,
        401)
        << "nobody on this machine is a provider";
}

TEST_F(RouterTest, WrongCallbacksAreCountedAndTheRightOneAlwaysPasses) {
    add("POST", "/callback/{channel}", Access::callback);
    for (std::size_t i = 0; i < failures_max; ++i) {
        EXPECT_EQ(ask("POST", "/callback/notify", "Bearer wrong").status, 401);
    }
    EXPECT_EQ(ask("POST", "/callback/notify", "Bearer wrong").status, 429);
    EXPECT_EQ(ask("POST", "/callback/notify", "Bearer new-token").status, 200);
}

TEST_F(RouterTest, LocalCallerMayDoEverything) {
    for (const Scope scope : all_scopes) {
        const std::string path = "/" + std::string(to_string(scope));
        add("POST", path, scope);
        const Response response =
            router_.answer({.method = "POST", .target = path, .local_uid = 0});
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.body, path + "||local:0");
    }
}

TEST(Router, WithoutAnAuthenticatorEverythingIsRefused) {
    proves("P19");
    Router router("/problems/", {}, [](const std::string&) {});
    const auto handler = [](const Visit&) { return Response{}; };
    router.add("GET", "/read", Scope::read, handler);
    router.add("POST", "/hook", Access::hook, handler);
    router.add("POST", "/callback", Access::callback, handler);
    router.add("POST", "/event", Access::routing_key, handler);
    router.add("POST", "/alert", Access::genie_key, handler);
    EXPECT_EQ(router.answer({.method = "POST", .target = "/event"}).status, 401);
    EXPECT_EQ(router.answer({.method = "POST", .target = "/alert"}).status, 401);
    EXPECT_EQ(router.answer({.method = "GET", .target = "/read"}).status, 401);
    EXPECT_EQ(router.answer({.method = "POST", .target = "/callback"}).status, 401);
    EXPECT_EQ(router.answer({.method = "POST", .target = "/hook"}).status, 401);
}

TEST(Router, ARouteMaySayItsRefusalsInItsOwnShape) {
    Router router("/problems/",
                  {.token = {},
                   .hook = {},
                   .callback = {},
                   .routing_key = [](const Request& request, const Fields&) -> Identity {
                       if (request.body.empty()) return AuthFailure::unreadable;
                       if (request.body == "wrong") return AuthFailure::wrong;
                       return Principal{"source", {Scope::intake}};
                   }},
                  [](const std::string&) {});
    const auto shape = [](Response problem, const ProblemDetail& detail) {
        problem.body = "shaped " + detail.slug;
        return problem;
    };
    router.add(
        "POST", "/event", Access::routing_key,
        [](const Visit& visit) -> Handled {
            if (visit.request.body == "later") {
                return Later{[](const auto& told) {
                    told([]() -> Response { throw Refused({.slug = "busy"}); });
                }};
            }
            if (visit.request.body == "bug") throw std::runtime_error("a secret");
            throw Refused({.slug = "fields"});
        },
        shape);
    const auto answer = [&](const std::string& body) {
        const Response response =
            router.answer({.method = "POST", .target = "/event", .body = body});
        return std::to_string(response.status) + " " + response.body;
    };
    EXPECT_EQ(answer(""), "400 shaped not-json");
    EXPECT_EQ(answer("wrong"), "401 shaped not-signed");
    EXPECT_EQ(answer("right"), "422 shaped fields");
    EXPECT_EQ(answer("later"), "503 shaped busy");
    EXPECT_EQ(answer("bug"), "500 shaped internal");
}

TEST_F(RouterTest, ThrottledAddressIsToldToWait) {
    add("GET", "/", Scope::read);
    for (std::size_t i = 0; i < failures_max; ++i) limiter_.failed("192.0.2.1", now);
    const Response response = ask("GET", "/", "Bearer toc_a.b");
    EXPECT_EQ(response.status, 429);
    EXPECT_EQ(header(response, "Retry-After"), "60");
}

}  // namespace
}  // namespace tocsin

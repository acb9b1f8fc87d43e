// Messages to stakeholders over their routes: previewed, sent, held, decided, and what is refused.
#include "daemon/notice_routes.h"

#include "daemon/json.h"
#include "rota/clock_words.h"
#include "tests/daemon/routes_test.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// What stands at "readers/0/name" of an answer; "-" when nothing does.
std::string at(const std::string& json, const std::string& path) {
    const JsonResult read = parse_json(json);
    if (!read.tree) return read.why;
    const Node* node = &*read.tree;
    for (std::size_t from = 0; from <= path.size() && node != nullptr;) {
        const std::size_t end = std::min(path.find('/', from), path.size());
        const std::string step = path.substr(from, end - from);
        from = end + 1;
        if (node->kind == Node::Kind::list) {
            const std::size_t index = std::stoul(step);
            node = index < node->items.size() ? &node->items[index] : nullptr;
        } else {
            node = node->find(step);
        }
    }
    return node == nullptr ? "-" : node->text;
}

// A house with one confirmed incident, INC-1.
class NoticeRoutesTest : public RoutesTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        open_house(directory_of_stories({.notices = notices_of_stories()}));
        notices_ =
            std::make_unique<NoticeRoutes>(*api_, *archive_, [this] { return configuration_; });
        notices_->add_routes(router_);
        const Instant now = machine_time().utc;
        engine_->step({{Started{epoch_, "tocsin-1", false, false}, 1}}, now);
        engine_->step(
            {{Configured{"c0ffee", {configuration_->directory.procedures.at("hssi")}}, 1}}, now);
        engine_->step({{Reported{"api", "nsd", {firing("k", "gp-records", 1)}, "", ""}, 2}}, now);
        engine_->step({{Confirmed{{1}, "nsd", {}}, 3}}, now);
        loop_->start();
    }

    std::string post(const std::string& target, const std::string& body, int status) {
        const Response response = ask("POST", target, body);
        EXPECT_EQ(response.status, status) << target << "\n" << response.body;
        return response.body;
    }

    std::unique_ptr<NoticeRoutes> notices_;
};

const std::string notices_path = "/v1/incidents/INC-1/notices";

// A first message, with more fields or others.
std::string first(const std::string& happened = "It stopped", const std::string& more = "") {
    return R"({"stage":"first","happened":")" + happened +
           R"(","impact":"Users wait","location":"Northtown and Eastvale")" + more + "}";
}

const std::string patient = "Record 943 476 5919 does not open";

std::vector<std::string> pointers(const std::string& problem) {
    std::vector<std::string> all;
    for (int index = 0;; ++index) {
        const std::string one = at(problem, "errors/" + std::to_string(index) + "/pointer");
        if (one == "-") return all;
        all.push_back(one);
    }
}

TEST_F(NoticeRoutesTest, APreviewSaysWhatWouldGoToWhomAndSendsNothing) {
    proves("HSSI-31");
    const std::string plan =
        post(notices_path, first("It stopped", R"(,"preview":true,"next":"45m")"), 200);
    EXPECT_EQ(at(plan, "would"), "be sent");
    EXPECT_EQ(at(plan, "location"), "Northtown and Eastvale");
    EXPECT_THAT(at(plan, "texts/sms"), HasSubstr("Where: Northtown and Eastvale"));
    EXPECT_EQ(at(plan, "readers/0/name"), "Kim Hazel");
    EXPECT_EQ(at(plan, "readers/0/lists/0"), "Trusts");
    EXPECT_EQ(at(plan, "status_page"), "true");
    EXPECT_EQ(at(read(notices_path), "notices/0"), "-");
    const std::string empty = post(notices_path, R"({"stage":"first","preview":true})", 200);
    EXPECT_EQ(at(empty, "would"), "be refused");
    EXPECT_EQ(at(empty, "lacks/2/part"), "location");
    const std::string held = post(notices_path, first(patient, R"(,"preview":true)"), 200);
    EXPECT_EQ(at(held, "would"), "be held");
    EXPECT_EQ(at(held, "found"), "1 NHS number in happened");
    EXPECT_THAT(held, Not(HasSubstr("943")));
}

TEST_F(NoticeRoutesTest, WhatIsSentIsListedWithItsReaders) {
    proves("HSSI-40");
    const std::string sent = post(notices_path, first(), 201);
    EXPECT_EQ(at(sent, "done"), "sent");
    EXPECT_EQ(at(sent, "notice"), "1");
    const std::string listed = read(notices_path);
    EXPECT_EQ(at(listed, "notices/0/title"), "First message");
    EXPECT_EQ(at(listed, "notices/0/readers/0/sms/result"), "waiting");
    EXPECT_EQ(at(listed, "notices/0/readers/0/person"), "kim.hazel");
    EXPECT_EQ(at(listed, "notices/1"), "-");
    EXPECT_THAT(listed, Not(HasSubstr("07700 9001")));
    EXPECT_THAT(listed, Not(HasSubstr("@example.org")));
}

TEST_F(NoticeRoutesTest, EveryPartThatIsMissingIsNamed) {
    proves("HSSI-30");
    const std::string problem = post(notices_path, R"({"stage":"first"})", 422);
    EXPECT_EQ(at(problem, "type"), "/problems/sna-incomplete");
    EXPECT_EQ(at(problem, "detail"),
              "3 parts are missing or wrong: happened, impact, location. Nothing was sent on any "
              "medium.");
    EXPECT_THAT(pointers(problem), ElementsAre("#/happened", "#/impact", "#/location"));
    EXPECT_THAT(pointers(post(notices_path,
                              R"({"stage":"frist","next":"soon","degree":"slow","x":1})", 422)),
                testing::UnorderedElementsAre("#/stage", "#/next", "#/degree", "#/x"));
    post("/v1/incidents/INC-99/notices", first(), 404);
    post("/v1/incidents/banana/notices", first(), 404);
}

TEST_F(NoticeRoutesTest, AHeldMessageIsShownMaskedAndDecidedByName) {
    proves("HSSI-47");
    const std::string held = post(notices_path, first(patient), 202);
    EXPECT_EQ(at(held, "done"), "held");
    EXPECT_EQ(at(held, "found"), "1 NHS number in happened");
    EXPECT_EQ(at(held, "reasons/0/decides"), "any person, by name");
    const std::string path = "/v1/holds/" + at(held, "hold");
    const std::string holds = read("/v1/holds");
    EXPECT_EQ(at(holds, "holds/0/notice/happened"), "Record [NHS number] does not open");
    EXPECT_EQ(at(holds, "holds/1"), "-");
    EXPECT_THAT(holds + held, Not(HasSubstr("943")));
    EXPECT_THAT(pointers(post(path, R"({"action":"lift"})", 422)), ElementsAre("#/reason"));
    EXPECT_THAT(pointers(post(path, R"({"reason":"x"})", 422)), ElementsAre("#/action"));
    EXPECT_EQ(at(post(path, R"({"action":"lift","reason":"a ticket"})", 202), "done"), "held")
        << "a token is no person";
    post("/v1/holds/999", R"({"action":"withdraw","reason":"x"})", 404);
    EXPECT_EQ(at(post(path, first("It stopped", R"(,"action":"rewrite")"), 201), "notice"), "1");
    EXPECT_EQ(at(read("/v1/holds"), "holds/0"), "-");
}

TEST_F(NoticeRoutesTest, ARolloutIsApprovedOnceAndForServicesThatThereAre) {
    proves("HSSI-38");
    const std::string live = R"({"reason":"live"})";
    post("/v1/services/ward-orders/rollout", live, 200);
    post("/v1/services/ward-orders/rollout", live, 409);
    post("/v1/services/nothing/rollout", live, 404);
    EXPECT_THAT(pointers(post("/v1/services/ward-orders/rollout", "{}", 422)),
                ElementsAre("#/reason"));
}

TEST_F(NoticeRoutesTest, EveryRouteAsksForItsScope) {
    proves("P19");
    struct Route {
        const char* method;
        std::string target;
        Scope needed;
    };
    const std::vector<Route> routes = {
        {"POST", notices_path, Scope::operate},
        {"GET", notices_path, Scope::read},
        {"GET", "/v1/holds", Scope::read},
        {"POST", "/v1/holds/1", Scope::operate},
        {"POST", "/v1/services/ward-orders/rollout", Scope::operate},
    };
    for (const Route& route : routes) {
        for (const Scope scope : all_scopes) {
            const int status = ask(route.method, route.target, "{}", {scope}).status;
            const bool allowed = scope == route.needed || scope == Scope::admin;
            EXPECT_EQ(status != 403, allowed) << route.target << " " << to_string(scope);
        }
    }
}

}  // namespace
}  // namespace tocsin

// Atlassian Statuspage: what each notice becomes there, and what each answer means.
#include "channels/statuspage.h"

#include "tests/channels/exchanges.h"
#include "tests/channels/place_messages.h"
#include "tests/channels/scripted_server.h"
#include "tests/support/proves.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <functional>

namespace tocsin {
namespace {

using std::chrono::seconds;

constexpr const char* key = "0f3a9c1b77aa4bcd";
constexpr const char* incident = "p31zjtct2jer";

Statuspage page() {
    Statuspage page;
    page.name = "statuspage";
    page.medium = Medium::page;
    page.url = Statuspage::real;
    page.key = key;
    page.page_id = "kctbh9vrtdwd";
    page.components = {{"gp-records", "8kbf7d35c070"}};
    return page;
}

Message notice(const std::string& stage, const std::string& thread = "") {
    return notice_message(Medium::page, stage, thread);
}

std::string body(const Message& message) {
    return StatuspageChannel(page()).compose(message).body;
}

std::string created(const std::string& reference = "k7q2-1-42") {
    return R"({"id":"p31zjtct2jer","name":"n","status":"investigating",)"
           R"("incident_updates":[{"id":"upd1","status":"investigating"}],)"
           R"("metadata":{"tocsin":{"ref":"INC-42","sent":")" +
           reference + R"("}}})";
}

const std::string told = R"("deliver_notifications":false,)"
                         R"("metadata":{"tocsin":{"ref":"INC-42","sent":"k7q2-1-42"}}}})";
const std::string words = R"("body":"Users cannot open shared records.\nWe look into it.")";

TEST(Statuspage, FirstNoticeMakesAnIncident) {
    const WireRequest request = StatuspageChannel(page()).compose(notice("first"));
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://api.statuspage.io/v1/pages/kctbh9vrtdwd/incidents");
    EXPECT_EQ(request.headers, (std::vector<std::pair<std::string, std::string>>{
                                   {"Content-Type", "application/json; charset=utf-8"},
                                   {"Authorization", std::string("OAuth ") + key}}));
    EXPECT_EQ(request.body, R"({"incident":{"name":"GP Records unavailable",)"
                            R"("status":"investigating",)" +
                                words +
                                R"(,"component_ids":["8kbf7d35c070"],)"
                                R"("impact_override":"major",)" +
                                told);
}

Message component(const std::string& state, const std::string& everybody = "") {
    Message message = place_message(Medium::page, "component");
    message.facts["state"] = state;
    message.facts["everybody"] = everybody;
    return message;
}

struct Bad {
    const char* state;
    const char* everybody;
    const char* component;
    const char* impact;
};

constexpr Bad bad_states[] = {{"down", "yes", "major_outage", "critical"},
                              {"down", "", "partial_outage", "major"},
                              {"degraded", "yes", "degraded_performance", "minor"},
                              {"degraded", "", "degraded_performance", "minor"},
                              {"working", "", "operational", ""}};

TEST(Statuspage, ComponentSaysHowBadItIsAndForWhom) {
    proves("HSSI-40");
    for (const Bad& row : bad_states) {
        const WireRequest request =
            StatuspageChannel(page()).compose(component(row.state, row.everybody));
        EXPECT_EQ(request.method, "PATCH");
        EXPECT_EQ(request.url,
                  "https://api.statuspage.io/v1/pages/kctbh9vrtdwd/components/8kbf7d35c070");
        EXPECT_EQ(request.headers.back().second, std::string("OAuth ") + key);
        EXPECT_EQ(request.body,
                  std::string(R"({"component":{"status":")") + row.component + "\"}}");
    }
    Message elsewhere = component("down");
    elsewhere.facts["service"] = "ward-orders";
    EXPECT_THROW((void)StatuspageChannel(page()).compose(elsewhere), NothingToTell);
}

TEST(Statuspage, StateOfAComponentIsSaidAgainWhereItsFateIsUnknown) {
    proves("P5");
    const StatuspageChannel channel(page());
    EXPECT_FALSE(channel.look_up(component("down")));
    const auto verdict = [&](const WireAnswer& answer) {
        return channel.interpret(component("down"), answer).verdict;
    };
    EXPECT_EQ(verdict(place_answer(200, R"({"id":"8kbf7d35c070","status":"partial_outage"})")),
              Verdict::accepted);
    EXPECT_EQ(verdict(place_answer(200, R"({"id":"another"})")), Verdict::unknown);
    EXPECT_EQ(verdict(place_answer(200, "")), Verdict::unknown);
    EXPECT_EQ(verdict(place_answer(404, "")), Verdict::misconfigured);
    EXPECT_EQ(verdict(place_answer(422, "")), Verdict::refused);
    EXPECT_EQ(verdict(place_answer(429, "")), Verdict::deferred);
    EXPECT_EQ(verdict(place_answer(502, "")), Verdict::unknown);
}

TEST(Statuspage, IncidentIsAsBadAsTheNoticeSays) {
    for (const Bad& row : bad_states) {
        for (const char* thread : {"", incident}) {
            Message message = notice(*thread == 0 ? "first" : "update", thread);
            message.facts["state"] = row.state;
            message.facts["everybody"] = row.everybody;
            const std::string impact = std::string(R"("impact_override":")") + row.impact + "\"";
            EXPECT_EQ(body(message).find("impact_override") != std::string::npos, *row.impact != 0);
            EXPECT_EQ(body(message).find(impact) != std::string::npos, *row.impact != 0)
                << row.state << " " << row.everybody;
            EXPECT_EQ(body(message).find("\"components\""), std::string::npos)
                << "what a component shows is told apart";
        }
    }
    Message elsewhere = notice("first");
    elsewhere.facts["service"] = "ward-orders";
    EXPECT_EQ(body(elsewhere).find("component"), std::string::npos);
}

TEST(Statuspage, UpdateChangesTheStatusOnlyWhereTheAuthorSaysSo) {
    const WireRequest request = StatuspageChannel(page()).compose(notice("update", incident));
    EXPECT_EQ(request.method, "PATCH");
    EXPECT_EQ(request.url,
              "https://api.statuspage.io/v1/pages/kctbh9vrtdwd/incidents/p31zjtct2jer");
    const std::string bad = R"(,"impact_override":"major",)";
    EXPECT_EQ(request.body, R"({"incident":{)" + words + bad + told);
    Message found = notice("update", incident);
    found.facts["progress"] = "identified";
    EXPECT_EQ(body(found), R"({"incident":{"status":"identified",)" + words + bad + told);
    found.facts["progress"] = "monitoring";
    EXPECT_EQ(body(found), R"({"incident":{"status":"monitoring",)" + words + bad + told);
    EXPECT_EQ(body(notice("ad-hoc", incident)), R"({"incident":{)" + words + bad + told);
    found.facts["progress"] = "mended";
    EXPECT_EQ(body(found), R"({"incident":{)" + words + bad + told);
    // Where the first was never accepted, the update makes the incident.
    EXPECT_TRUE(
        body(notice("update"))
            .starts_with(
                R"({"incident":{"name":"GP Records unavailable","status":"investigating",)"));
}

TEST(Statuspage, LastNoticeResolvesTheIncident) {
    Message message = notice("final", incident);
    message.subject = "GP Records was down 01:50 to 02:40";
    message.text = "Resolved: a switch was replaced.";
    EXPECT_EQ(body(message),
              R"({"incident":{"status":"resolved",)"
              R"("body":"GP Records was down 01:50 to 02:40\nResolved: a switch was replaced.")"
              "," +
                  told);
}

TEST(Statuspage, RetrospectIsOneIncidentThatIsOver) {
    Message message = notice("final");
    message.subject = "GP Records was down 01:50 to 02:40";
    message.text = "Resolved: a switch was replaced.";
    EXPECT_EQ(body(message), R"({"incident":{"name":"GP Records was down 01:50 to 02:40",)"
                             R"("status":"resolved","body":"GP Records was down 01:50 to 02:40\n)"
                             R"(Resolved: a switch was replaced.",)"
                             R"("component_ids":["8kbf7d35c070"],)" +
                                 told);
}

TEST(Statuspage, PublicHearsOnlyWhatAPersonHasWritten) {
    for (const char* event : {"opened", "repeated", "called", "taken", "passed-on", "severity",
                              "status", "resolved", "closed", "open-room", ""}) {
        EXPECT_THROW((void)StatuspageChannel(page()).compose(place_message(Medium::page, event)),
                     NothingToTell)
            << event;
    }
}

TEST(Statuspage, SubscribersAreMailedOnlyWhereTheOperatorSaidSo) {
    Statuspage loud = page();
    loud.tells_subscribers = true;
    EXPECT_NE(StatuspageChannel(loud)
                  .compose(notice("update", incident))
                  .body.find(R"("deliver_notifications":true)"),
              std::string::npos);
}

TEST(Statuspage, WhatIsTooLongIsCutToWhatItTakes) {
    Message message = notice("first");
    message.subject = std::string(300, 'n');
    message.text = std::string(30000, 't');
    const std::string long_body = body(message);
    EXPECT_NE(long_body.find("\"name\":\"" + std::string(255, 'n') + "\""), std::string::npos);
    EXPECT_NE(long_body.find("\"body\":\"" + std::string(25000, 't') + "\""), std::string::npos);
}

TEST(Statuspage, ThreadCannotLeaveItsPlaceInTheAddress) {
    EXPECT_EQ(StatuspageChannel(page()).compose(notice("update", "../x?y")).url,
              "https://api.statuspage.io/v1/pages/kctbh9vrtdwd/incidents/..%2Fx%3Fy");
}

TEST(Statuspage, EveryAnswerHasItsVerdict) {
    struct Row {
        long status;
        Verdict create;
        Verdict update;
    };
    const Row rows[] = {{200, Verdict::accepted, Verdict::accepted},
                        {201, Verdict::accepted, Verdict::accepted},
                        {301, Verdict::misconfigured, Verdict::misconfigured},
                        {400, Verdict::refused, Verdict::refused},
                        {401, Verdict::misconfigured, Verdict::misconfigured},
                        {403, Verdict::misconfigured, Verdict::misconfigured},
                        {404, Verdict::misconfigured, Verdict::refused},
                        {408, Verdict::deferred, Verdict::deferred},
                        {420, Verdict::deferred, Verdict::deferred},
                        {422, Verdict::refused, Verdict::refused},
                        {429, Verdict::deferred, Verdict::deferred},
                        {500, Verdict::deferred, Verdict::deferred},
                        {502, Verdict::unknown, Verdict::unknown},
                        {503, Verdict::deferred, Verdict::deferred},
                        {504, Verdict::unknown, Verdict::unknown}};
    const StatuspageChannel channel(page());
    for (const Row& row : rows) {
        const WireAnswer answer = place_answer(row.status, created());
        EXPECT_EQ(channel.interpret(notice("first"), answer).verdict, row.create) << row.status;
        EXPECT_EQ(channel.interpret(notice("update", incident), answer).verdict, row.update)
            << row.status;
    }
    WireAnswer broken = place_answer(0);
    broken.curl_code = CURLE_OPERATION_TIMEDOUT;
    EXPECT_EQ(channel.interpret(notice("first"), broken).verdict, Verdict::unknown);
}

TEST(Statuspage, AcceptedNoticeBearsTheIncidentsId) {
    const StatuspageChannel channel(page());
    EXPECT_EQ(channel.interpret(notice("first"), place_answer(201, created())).provider_reference,
              incident);
    for (const char* body : {"", "{}", "<html>", R"({"id":""})", R"({"id":"a b"})",
                             R"({"incident":{"id":"p31zjtct2jer"}})"}) {
        EXPECT_EQ(channel.interpret(notice("first"), place_answer(201, body)).verdict,
                  Verdict::unknown)
            << body;
    }
    EXPECT_EQ(channel.interpret(notice("update", "another"), place_answer(200, created())).verdict,
              Verdict::unknown);
}

TEST(Statuspage, TooManyRequestsWait) {
    const StatuspageChannel channel(page());
    for (const long status : {420, 429}) {
        WireAnswer answer = place_answer(status, R"({"error":"too many"})");
        EXPECT_EQ(channel.interpret(notice("first"), answer).retry_after, seconds(5));
        answer.retry_after = seconds(9);
        EXPECT_EQ(channel.interpret(notice("first"), answer).retry_after, seconds(9));
    }
    EXPECT_EQ(channel.interpret(notice("first"), place_answer(503)).retry_after, std::nullopt);
    EXPECT_EQ(StatuspageChannel::per_minute, 60);
}

TEST(Statuspage, NothingIsMadeTwice) {
    proves("P5");
    const StatuspageChannel channel(page());
    const auto asked = channel.look_up(notice("first"));
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->method, "GET");
    EXPECT_EQ(asked->url, "https://api.statuspage.io/v1/pages/kctbh9vrtdwd/incidents/unresolved");
    EXPECT_EQ(channel.look_up(notice("final"))->url,
              "https://api.statuspage.io/v1/pages/kctbh9vrtdwd/incidents?limit=100");
    EXPECT_EQ(channel.look_up(notice("final", incident))->url,
              "https://api.statuspage.io/v1/pages/kctbh9vrtdwd/incidents/p31zjtct2jer");
    EXPECT_FALSE(channel.look_up(place_message(Medium::page)));

    const auto found = [&](const Message& message, const WireAnswer& answer) {
        return channel.interpret_look_up(message, answer);
    };
    const std::string other = created("k7q2-1-41");
    const Outcome there =
        found(notice("first"), place_answer(200, "[" + other + "," + created() + "]"));
    EXPECT_EQ(there.verdict, Verdict::accepted);
    EXPECT_EQ(there.provider_reference, incident);
    EXPECT_EQ(found(notice("first"), place_answer(200, "[]")).verdict, Verdict::deferred);
    EXPECT_EQ(found(notice("first"), place_answer(200, "[" + other + "]")).verdict,
              Verdict::deferred);
    EXPECT_EQ(found(notice("update", incident), place_answer(200, created())).verdict,
              Verdict::accepted);
    EXPECT_EQ(found(notice("update", incident), place_answer(200, other)).verdict,
              Verdict::deferred);
    for (const char* body : {"", "{}", "<html>", "\"[]\"", "null"}) {
        EXPECT_EQ(found(notice("first"), place_answer(200, body)).verdict, Verdict::unknown)
            << body;
    }
    EXPECT_EQ(found(notice("update", incident), place_answer(200, "[]")).verdict, Verdict::unknown);
    WireAnswer cut = place_answer(200, "[");
    cut.body_cut = true;
    EXPECT_EQ(found(notice("first"), cut).verdict, Verdict::unknown);
    EXPECT_EQ(found(notice("first"), place_answer(401, "[]")).verdict, Verdict::unknown);
}

TEST(Statuspage, DetailShowsNoKey) {
    proves("P18");
    EXPECT_EQ(StatuspageChannel(page())
                  .interpret(notice("first"),
                             place_answer(401, "{\"error\":\"0f3a9c1b77aa4bcd is no key\"}"))
                  .detail,
              "statuspage answered 401 {\"error\":\"*** is no key\"}");
}

TEST(Statuspage, TestReadsThePageAndPostsNothing) {
    const Message test = place_message(Medium::page, "test");
    const StatuspageChannel channel(page());
    const WireRequest request = channel.compose(test);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.url,
              "https://api.statuspage.io/v1/pages/kctbh9vrtdwd/components?per_page=100");
    EXPECT_EQ(request.body, "");
    EXPECT_EQ(request.headers, (std::vector<std::pair<std::string, std::string>>{
                                   {"Authorization", std::string("OAuth ") + key}}));
    const auto tried = [&](long status, const std::string& body) {
        return channel.interpret(test, place_answer(status, body));
    };
    const Outcome good = tried(200, R"([{"id":"x"},{"id":"8kbf7d35c070","group":{"id":"g"}}])");
    EXPECT_EQ(good.verdict, Verdict::accepted);
    EXPECT_EQ(good.detail,
              "statuspage answered 200: the key reads the page's components. Nothing was posted.");
    const Outcome other = tried(200, R"([{"id":"x","group":{"id":"8kbf7d35c070"}}])");
    EXPECT_EQ(other.verdict, Verdict::misconfigured);
    EXPECT_EQ(other.detail,
              "statuspage answered 200, and the page has no component 8kbf7d35c070, "
              "which is that of gp-records.");
    EXPECT_EQ(tried(200, "<html>").verdict, Verdict::unknown);
    EXPECT_EQ(tried(401, R"({"error":"no"})").verdict, Verdict::misconfigured);
    EXPECT_EQ(tried(404, "").verdict, Verdict::misconfigured);
    EXPECT_EQ(tried(420, "").verdict, Verdict::deferred);
}

TEST(Statuspage, IncidentLivesOverTheWire) {
    std::vector<std::string> arrived;
    ScriptedServer server([&](Peer& peer, int) {
        for (std::string request; !(request = peer.request()).empty();) {
            arrived.push_back(request);
            peer.say(
                http_answer(request.starts_with("POST") ? "201 Created" : "200 OK", created()));
        }
    });
    Statuspage local = page();
    local.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/v1";
    local.plain = local.private_addresses = true;
    const StatuspageChannel channel(local);
    Transfers transfers;
    const Outcome first = sent(transfers, channel, notice("first"));
    EXPECT_EQ(first.provider_reference, incident);
    EXPECT_EQ(sent(transfers, channel, notice("final", first.provider_reference)).verdict,
              Verdict::accepted);
    ASSERT_EQ(arrived.size(), 2U);
    EXPECT_TRUE(arrived[0].starts_with("POST /v1/pages/kctbh9vrtdwd/incidents HTTP/1.1\r\n"));
    EXPECT_TRUE(
        arrived[1].starts_with("PATCH /v1/pages/kctbh9vrtdwd/incidents/p31zjtct2jer HTTP/1.1\r\n"));
    EXPECT_NE(arrived[1].find("\r\nAuthorization: OAuth 0f3a9c1b77aa4bcd\r\n"), std::string::npos);
}

TEST(Statuspage, WrongSettingsAreNamed) {
    const auto wrong = [](const std::function<void(Statuspage&)>& spoil) {
        Statuspage settings = page();
        spoil(settings);
        return problems(settings).size();
    };
    EXPECT_EQ(wrong([](Statuspage&) {}), 0U);
    EXPECT_EQ(wrong([](Statuspage& s) { s.url = "http://x"; }), 1U);
    EXPECT_EQ(wrong([](Statuspage& s) { s.key = ""; }), 1U);
    EXPECT_EQ(wrong([](Statuspage& s) { s.page_id = "a/b"; }), 1U);
    EXPECT_EQ(wrong([](Statuspage& s) { s.components["x"] = "\""; }), 1U);
    EXPECT_EQ(wrong([](Statuspage& s) { s.in_flight_max = 0; }), 1U);
    Statuspage bad = page();
    bad.page_id = "";
    EXPECT_THROW(StatuspageChannel{bad}, std::runtime_error);
}

}  // namespace
}  // namespace tocsin

// Every file of systemd/channels, loaded as an administrator names it and sent to a provider made
// of a script: the exact bytes that leave, and what each answer means.
#include "tests/daemon/shipped.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <tuple>

namespace tocsin {
namespace {

using testing::HasSubstr;

TEST(ShippedChannels, EveryFileHasATest) {
    // Vonage signs and calls back, and has tests of its own.
    const std::set<std::string> tested = {"cachet.yaml",    "gotify.yaml", "ntfy.yaml",
                                          "pagerduty.yaml", "teams.yaml",  "vonage.yaml"};
    for (const auto& file :
         std::filesystem::directory_iterator(source_dir() / "systemd" / "channels")) {
        EXPECT_TRUE(tested.contains(file.path().filename().string())) << file.path();
    }
}

// ---------------------------------------------------------------- PagerDuty

class PagerDuty : public testing::Test {
protected:
    static Message message(const std::string& event) { return place_message(Medium::hook, event); }

    Shipped shipped_{
        "pagerduty", "https://events.pagerduty.com", "keys/pagerduty",
        "0123456789abcdef0123456789abcdef",
        http_answer("202 Accepted", R"({"status":"success","message":"Event processed",)"
                                    R"("dedup_key":"tocsin-INC-42"})")};
};

TEST_F(PagerDuty, IncidentIsTriggeredTakenAndResolvedUnderOneKey) {
    EXPECT_EQ(shipped_.line(message("opened")), "POST /v2/enqueue");
    const std::string opened = shipped_.body(message("opened"));
    EXPECT_EQ(
        opened,
        R"-({"routing_key":"0123456789abcdef0123456789abcdef","event_action":"trigger", )-"
        R"-("dedup_key":"tocsin-INC-42","client":"Tocsin", )-"
        R"-("payload":{"summary":"INC-42 Sev 1 GP Records down (INC-42)","source":"tocsin", )-"
        R"-("severity":"critical","timestamp":"2026-01-04T02:11:06Z",)-"
        R"-("component":"GP Records", )-"
        R"-("custom_details":{"text":"Multiple Trusts in North East.\n)-"
        R"-(EDM is called, by 02:24.","place":"Multiple Trusts in North East",)-"
        R"-("page":"https://alert.example.org/i/42"}}})-");
    EXPECT_EQ(shipped_.outcome().verdict, Verdict::accepted);
    EXPECT_EQ(shipped_.outcome().provider_reference, "tocsin-INC-42");
    EXPECT_EQ(shipped_.body(message("reopened")), opened);
    const std::string key = R"({"routing_key":"0123456789abcdef0123456789abcdef",)";
    EXPECT_EQ(shipped_.body(message("taken")),
              key + R"("event_action":"acknowledge", "dedup_key":"tocsin-INC-42"})");
    for (const char* event : {"resolved", "closed"}) {
        EXPECT_EQ(shipped_.body(message(event)),
                  key + R"("event_action":"resolve", "dedup_key":"tocsin-INC-42"})");
    }
}

TEST_F(PagerDuty, SeverityIsOneOfItsFour) {
    const std::pair<const char*, const char*> rows[] = {{"1", "critical"}, {"2", "error"},
                                                        {"3", "warning"},  {"4", "info"},
                                                        {"5", "info"},     {"", "error"}};
    for (const auto& [severity, urgency] : rows) {
        Message opened = message("severity");
        opened.facts["severity"] = severity;
        EXPECT_THAT(shipped_.body(opened),
                    HasSubstr(std::string("\"severity\":\"") + urgency + "\""));
    }
}

TEST_F(PagerDuty, OfWhatItHasNoWordForNothingLeaves) {
    for (const char* event :
         {"called", "passed-on", "escalated", "confirmed", "status", "notice", "open-room"}) {
        EXPECT_THROW((void)shipped_.channel().compose(message(event)), NothingToTell) << event;
    }
    EXPECT_TRUE(shipped_.provider().tells.incidents);
    EXPECT_FALSE(shipped_.provider().tells.notices);
}

TEST_F(PagerDuty, EveryAnswerHasItsVerdict) {
    expect_verdicts(shipped_,
                    {{202, "{}", Verdict::accepted},
                     {200, "{}", Verdict::unknown},
                     {201, "", Verdict::unknown},
                     {204, "", Verdict::unknown},
                     {302, "", Verdict::misconfigured},
                     {400, R"({"status":"invalid event","errors":["x"]})", Verdict::refused},
                     {403, "", Verdict::misconfigured},
                     {404, "", Verdict::refused},
                     {408, "", Verdict::deferred},
                     {429, "Request Limit Exceeded", Verdict::deferred},
                     {500, "", Verdict::deferred},
                     {503, "", Verdict::deferred}});
    EXPECT_EQ(shipped_.channel().interpret(message("opened"), place_answer(429)).retry_after,
              std::chrono::seconds(30));
}

TEST_F(PagerDuty, TestResolvesWhatWasNeverTriggered) {
    EXPECT_EQ(shipped_.body(message("test")),
              R"({"routing_key":"0123456789abcdef0123456789abcdef",)"
              R"("event_action":"resolve", "dedup_key":"tocsin-INC-42"})");
}

TEST_F(PagerDuty, KeyIsNeverShown) {
    proves("P18");
    EXPECT_EQ(shipped_.channel()
                  .interpret(message("opened"),
                             place_answer(400, "bad key 0123456789abcdef0123456789abcdef"))
                  .detail,
              "pagerduty answered 400: bad key ***");
}

// ---------------------------------------------------------------- Teams

class Teams : public testing::Test {
protected:
    Shipped shipped_{"teams", "", "keys/teams",
                     "/workflows/0a1b/triggers/manual/paths/invoke?api-version=1&sig=s3cr3t",
                     http_answer("202 Accepted", "")};
};

TEST_F(Teams, CardSaysWhatHappenedAndOpensThePage) {
    const Message message = place_message(Medium::chat);
    EXPECT_EQ(shipped_.line(message),
              "POST /workflows/0a1b/triggers/manual/paths/invoke?api-version=1&sig=s3cr3t");
    const std::string begin =
        R"-({"type":"message","attachments":[)-"
        R"-({"contentType":"application/vnd.microsoft.card.adaptive", "contentUrl":null,)-"
        R"-("content":{"$schema":"http://adaptivecards.io/schemas/adaptive-card.json", )-"
        R"-("type":"AdaptiveCard","version":"1.2","msteams":{"width":"full"},"body":[ )-"
        R"-({"type":"RichTextBlock","inlines":[{"type":"TextRun",)-"
        R"-("text":"Sev 1 GP Records down (INC-42)","weight":"Bolder",)-"
        R"-("size":"Medium","color":"Attention"}]}, )-"
        R"-({"type":"RichTextBlock","inlines":[{"type":"TextRun",)-"
        R"-("text":"Multiple Trusts in North East.\nEDM is called, by 02:24."}]}, )-"
        R"-({"type":"FactSet","facts":[{"title":"Incident","value":"INC-42"},)-"
        R"-({"title":"Severity","value":"1"}]}])-";
    EXPECT_EQ(shipped_.body(message),
              begin + R"-(, "actions":[{"type":"Action.OpenUrl","title":"Open",)-"
                      R"-("url":"https://alert.example.org/i/42"}]}}]})-");
    EXPECT_EQ(shipped_.outcome().verdict, Verdict::accepted);
    Message without = message;
    without.facts.erase("url");
    EXPECT_EQ(shipped_.body(without), begin + "}}]}");
}

TEST_F(Teams, EveryAnswerHasItsVerdict) {
    expect_verdicts(
        shipped_,
        {{202, "", Verdict::accepted},
         {200, "1", Verdict::accepted},
         {200,
          "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP "
          "error 429 with ContextId tcid=0",
          Verdict::deferred},
         {200, "Microsoft Teams endpoint returned HTTP error 503", Verdict::deferred},
         {200, "Microsoft Teams endpoint returned HTTP error 403", Verdict::misconfigured},
         {200, "<html>Sign in</html>", Verdict::unknown},
         {202, "<!DOCTYPE html>", Verdict::unknown},
         {302, "", Verdict::misconfigured},
         {400, R"({"error":{"code":"TriggerInputSchemaMismatch"}})", Verdict::misconfigured},
         {401, "", Verdict::misconfigured},
         {404, "", Verdict::misconfigured},
         {408, "", Verdict::deferred},
         {410, "", Verdict::misconfigured},
         {429, "", Verdict::deferred},
         {500, "", Verdict::deferred},
         {502, "", Verdict::deferred}});
}

// Microsoft documents that a TextRun is no Markdown, and that a TextBlock always is.
TEST_F(Teams, WhatAnAlarmSaysIsNoLink) {
    for (const bool with_page : {true, false}) {
        Message message = place_message(Medium::chat);
        message.text = message.subject = "[Reset your password](https://evil.example/x)";
        if (!with_page) message.facts.erase("url");
        const std::string body = shipped_.body(message);
        EXPECT_EQ(body.find("TextBlock\",\"text"), std::string::npos) << body;
        const std::string run = R"({"type":"TextRun","text":"[Reset your password](https)";
        EXPECT_EQ(body.find(run) == body.rfind(run), false) << "title and text";
    }
}

TEST_F(Teams, TooManyWaitAsLongAsItCounts) {
    const auto pause = [&](long status, const char* said) {
        return shipped_.channel()
            .interpret(place_message(Medium::chat), place_answer(status, said))
            .retry_after;
    };
    EXPECT_EQ(pause(429, ""), std::chrono::seconds(30));
    EXPECT_EQ(pause(200, "returned HTTP error 429 with"), std::chrono::seconds(30));
    EXPECT_EQ(pause(503, ""), std::nullopt);
}

TEST_F(Teams, AddressIsNeverShown) {
    proves("P18");
    const std::string detail =
        shipped_.channel()
            .interpret(place_message(Medium::chat),
                       place_answer(401,
                                    "no api-version=1&sig=s3cr3t at "
                                    "/workflows/0a1b/triggers/manual/paths/invoke"))
            .detail;
    EXPECT_EQ(detail, "teams answered 401: no *** at ***");
}

// ---------------------------------------------------------------- Cachet

class Cachet : public testing::Test {
protected:
    static Message notice(const std::string& stage, const std::string& thread = "") {
        return notice_message(Medium::page, stage, thread);
    }

    Shipped shipped_{
        "cachet", "https://status.example.org", "keys/cachet", "1|s3cr3t",
        http_answer("201 Created", R"({"data":{"id":"7","type":"incidents","attributes":{"id":9,)"
                                   R"("status":{"human":"Investigating","value":1}}}})")};
};

const std::string cachet_words =
    R"("message":"Users cannot open shared records.\nWe look into it.")";

const std::string last_words = R"("message":"GP Records unavailable\nUsers cannot open )"
                               R"(shared records.\nWe look into it.")";

TEST_F(Cachet, FirstNoticeMakesAnIncidentWithItsComponent) {
    EXPECT_EQ(shipped_.line(notice("first")), "POST /api/incidents");
    EXPECT_THAT(shipped_.head(notice("first")),
                testing::AllOf(HasSubstr("\r\nAuthorization: Bearer 1|s3cr3t\r\n"),
                               HasSubstr("\r\nAccept: application/json\r\n"),
                               HasSubstr("\r\nContent-Type: application/json\r\n")));
    const std::string begin =
        R"({"name":"GP Records unavailable",)" + cachet_words +
        R"(,"status":1,"visible":true,"occurred_at":"2026-01-04T02:11:06Z", )";
    const std::string end = R"("meta":{"ref":"INC-42"}})";
    EXPECT_EQ(shipped_.body(notice("first")),
              begin + R"("components":[{"id":1,"status":3}],)" + end);
    EXPECT_EQ(shipped_.outcome().verdict, Verdict::accepted);
    EXPECT_EQ(shipped_.outcome().provider_reference, "7");
    Message message = notice("first");
    message.facts["everybody"] = "yes";
    EXPECT_EQ(shipped_.body(message), begin + R"("components":[{"id":1,"status":4}],)" + end);
    message.facts["state"] = "degraded";
    EXPECT_EQ(shipped_.body(message), begin + R"("components":[{"id":1,"status":2}],)" + end);
    message.facts["state"] = "";
    EXPECT_EQ(shipped_.body(message), begin + R"("components":[{"id":1,"status":5}],)" + end);
    message.facts["service"] = "unseen";
    EXPECT_EQ(shipped_.body(message), begin + end);
}

TEST_F(Cachet, WhatIsWrittenIsNoMarkdown) {
    for (const auto& [stage, thread] : {std::pair{"first", ""}, std::pair{"final", ""},
                                        std::pair{"update", "7"}, std::pair{"final", "7"}}) {
        Message message = notice(stage, thread);
        message.text = "[Reset](https://evil.example/x) <b>";
        for (const char* progress : {"", "identified", "monitoring"}) {
            message.facts["progress"] = progress;
            const std::string body = shipped_.body(message);
            EXPECT_THAT(body, HasSubstr(R"(\\[Reset\\](https://evil.example/x) &lt;b&gt;")"));
        }
    }
}

TEST_F(Cachet, TestWouldBeReadByThePublic) {
    EXPECT_THROW((void)shipped_.channel().compose(place_message(Medium::page, "test")), Unsendable);
}

TEST_F(Cachet, WhatFollowsUpdatesTheIncident) {
    Message message = notice("update", "7");
    EXPECT_EQ(shipped_.line(message), "PUT /api/incidents/7");
    EXPECT_EQ(shipped_.body(message), "{" + cachet_words + "}");
    message.facts["progress"] = "identified";
    EXPECT_EQ(shipped_.line(message), "POST /api/incidents/7/updates");
    EXPECT_EQ(shipped_.body(message), R"({"status":2,)" + cachet_words + "}");
    message.facts["progress"] = "monitoring";
    EXPECT_EQ(shipped_.body(message), R"({"status":3,)" + cachet_words + "}");
    EXPECT_EQ(shipped_.line(notice("final", "7")), "POST /api/incidents/7/updates");
    EXPECT_EQ(shipped_.body(notice("final", "7")), R"({"status":4,)" + last_words + "}");
}

TEST_F(Cachet, ComponentShowsTheWorstUntilAllIsOver) {
    proves("HSSI-40");
    const std::tuple<const char*, const char*, const char*> rows[] = {
        {"down", "yes", "4"}, {"down", "", "3"}, {"degraded", "yes", "2"}, {"working", "", "1"}};
    for (const auto& [state, everybody, status] : rows) {
        Message message = place_message(Medium::page, "component");
        message.facts["state"] = state;
        message.facts["everybody"] = everybody;
        EXPECT_EQ(shipped_.line(message), "PUT /api/components/1");
        EXPECT_EQ(shipped_.body(message), std::string(R"({"status":)") + status + "}");
        EXPECT_EQ(shipped_.outcome().verdict, Verdict::accepted);
        message.facts["service"] = "unseen";
        EXPECT_THROW((void)shipped_.channel().compose(message), NothingToTell);
    }
}

TEST_F(Cachet, RetrospectIsOneIncidentThatIsFixed) {
    EXPECT_EQ(shipped_.body(notice("final")),
              R"({"name":"GP Records unavailable",)" + last_words +
                  R"(,"status":4,"visible":true,"occurred_at":"2026-01-04T02:11:06Z", )"
                  R"("meta":{"ref":"INC-42"}})");
}

TEST_F(Cachet, PublicHearsOnlyWhatAPersonHasWritten) {
    for (const char* event : {"opened", "called", "taken", "resolved", "closed"}) {
        EXPECT_THROW((void)shipped_.channel().compose(place_message(Medium::page, event)),
                     NothingToTell)
            << event;
    }
    EXPECT_FALSE(shipped_.provider().tells.incidents);
}

TEST_F(Cachet, EveryAnswerHasItsVerdict) {
    const char* data = R"({"data":{"id":"7"}})";
    expect_verdicts(shipped_,
                    {{201, data, Verdict::accepted},
                     {200, data, Verdict::accepted},
                     {201, "<html>", Verdict::unknown},
                     {302, "", Verdict::misconfigured},
                     {401, R"({"message":"Unauthenticated."})", Verdict::misconfigured},
                     {403, R"({"message":"Invalid ability provided."})", Verdict::misconfigured},
                     {404, R"({"message":"Not Found"})", Verdict::misconfigured},
                     {422, R"({"message":"x","errors":{"name":["y"]}})", Verdict::refused},
                     {429, R"({"message":"Too Many Attempts."})", Verdict::deferred},
                     {500, R"({"message":"Server Error"})", Verdict::deferred},
                     {503, "", Verdict::deferred}});
}

}  // namespace
}  // namespace tocsin

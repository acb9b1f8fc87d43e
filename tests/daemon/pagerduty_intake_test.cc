// Events of PagerDuty: what becomes of each, and what is refused as PagerDuty refuses it.
#include "daemon/pagerduty_intake.h"

#include "rota/clock_words.h"

namespace tocsin {
namespace {

const std::string trigger = R"({"routing_key":"0123456789abcdef0123456789abcdef",
 "event_action":"trigger","dedup_key":"ward-7/bedside-gw","client":"EstateMon",
 "client_url":"https://mon.example/a/88","links":[{"href":"https://wiki.example/gw","text":"runbook"}],
 "payload":{"summary":"Bedside gateway ward 7 unreachable","source":"gw-w7.example",
  "severity":"critical","timestamp":"2026-01-04T02:11:05.000+0000","component":"gateway",
  "group":"bedside","class":"reachability","custom_details":{"loss_pct":100,"site":"North"}}})";

Source source() {
    Source source;
    source.name = "estates";
    source.dialect = "pagerduty";
    return source;
}

PagerDutyEvent event(const std::string& body, const Source& from = source()) {
    auto read = read_pagerduty_event(body, from, "drawn");
    if (const auto* wrong = std::get_if<PagerDutyErrors>(&read)) {
        ADD_FAILURE() << wrong->errors.front() << "\n" << body;
        return {"", {Signal{}}};
    }
    return std::get<PagerDutyEvent>(read);
}

std::vector<std::string> errors(const std::string& body) {
    auto read = read_pagerduty_event(body, source(), "drawn");
    const auto* wrong = std::get_if<PagerDutyErrors>(&read);
    return wrong ? wrong->errors : std::vector<std::string>{"accepted"};
}

std::string with_payload(const std::string& payload) {
    return R"({"routing_key":"k","event_action":"trigger","payload":)" + payload + "}";
}

TEST(PagerDutyIntake, ATriggerFires) {
    const PagerDutyEvent read = event(trigger);
    EXPECT_EQ(read.dedup_key, "ward-7/bedside-gw");
    ASSERT_EQ(read.signals.size(), 1u);
    const Signal& signal = read.signals.front();
    const Alarm& alarm = signal.alarm;
    EXPECT_EQ(signal.kind, Signal::Kind::firing);
    EXPECT_TRUE(alarm.firing);
    EXPECT_EQ(alarm.key, "ward-7/bedside-gw");
    EXPECT_EQ(alarm.severity, 1);
    EXPECT_EQ(alarm.summary, "Bedside gateway ward 7 unreachable");
    EXPECT_EQ(alarm.service, "gateway");
    EXPECT_EQ(alarm.place, "North");
    EXPECT_EQ(alarm.link, "https://mon.example/a/88");
    EXPECT_FALSE(alarm.began);
    EXPECT_EQ(alarm.fields.at("timestamp"), "2026-01-04T02:11:05.000+0000");
    EXPECT_EQ(alarm.fields.at("source"), "gw-w7.example");
    EXPECT_EQ(alarm.fields.at("details.loss_pct"), "100");
    EXPECT_EQ(alarm.fields.at("class"), "reachability");
}

TEST(PagerDutyIntake, TheConfigurationNamesTheService) {
    Source own = source();
    own.service = "wards";
    EXPECT_EQ(event(trigger, own).signals.front().alarm.service, "wards");
}

TEST(PagerDutyIntake, TheRoutingKeyIsKeptNowhere) {
    const Alarm alarm = event(trigger).signals.front().alarm;
    EXPECT_EQ(alarm.raw.find("0123456789abcdef"), std::string::npos);
    EXPECT_NE(alarm.raw.find("Bedside"), std::string::npos);
    for (const auto& [name, text] : alarm.fields) {
        EXPECT_EQ(text.find("0123456789abcdef"), std::string::npos) << name;
    }
}

TEST(PagerDutyIntake, SeveritiesAreLevelsAndTheConfigurationGoesFirst) {
    const auto level = [](const std::string& word, const Source& from) {
        const auto read = read_pagerduty_event(
            with_payload(R"({"summary":"s","source":"h","severity":")" + word + "\"}"), from, "k");
        const auto* taken = std::get_if<PagerDutyEvent>(&read);
        return taken ? taken->signals.front().alarm.severity : 0;
    };
    EXPECT_EQ(level("critical", source()), 1);
    EXPECT_EQ(level("error", source()), 2);
    EXPECT_EQ(level("warning", source()), 3);
    EXPECT_EQ(level("info", source()), 4);
    EXPECT_EQ(level("Critical", source()), 1);
    EXPECT_EQ(level("fatal", source()), 0);
    Source own = source();
    own.severities = {{"critical", 2}, {"fatal", 1}};
    EXPECT_EQ(level("critical", own), 2);
    EXPECT_EQ(level("fatal", own), 1);
}

TEST(PagerDutyIntake, ATriggerWithoutAKeyGetsTheDrawnOne) {
    const PagerDutyEvent read =
        event(with_payload(R"({"summary":"s","source":"h","severity":"info"})"));
    EXPECT_EQ(read.dedup_key, "drawn");
    EXPECT_EQ(read.signals.front().alarm.key, "drawn");
    EXPECT_EQ(read.signals.front().alarm.service, "h");
    EXPECT_FALSE(read.signals.front().alarm.began);
}

TEST(PagerDutyIntake, AcknowledgeAndResolveNeedTheirKeyAlone) {
    const PagerDutyEvent taken =
        event(R"({"routing_key":"k","event_action":"acknowledge","dedup_key":"d"})");
    EXPECT_EQ(taken.signals.front().kind, Signal::Kind::acknowledged);
    const PagerDutyEvent over =
        event(R"({"routing_key":"k","event_action":"resolve","dedup_key":"d","payload":null})");
    EXPECT_EQ(over.signals.front().kind, Signal::Kind::over);
    EXPECT_EQ(over.signals.front().alarm.key, "d");
    EXPECT_FALSE(over.signals.front().alarm.firing);
    for (const char* action : {"acknowledge", "resolve"}) {
        EXPECT_EQ(errors(std::string(R"({"routing_key":"k","event_action":")") + action + "\"}"),
                  std::vector<std::string>{"'dedup_key' is missing or blank"});
    }
}

TEST(PagerDutyIntake, EveryThingThatIsWrongIsNamed) {
    using List = std::vector<std::string>;
    EXPECT_EQ(errors("{}"), List{"'event_action' is missing or blank"});
    EXPECT_EQ(errors(R"({"event_action":"page"})"),
              List{"'event_action' must be one of trigger, acknowledge, resolve"});
    EXPECT_EQ(errors(R"({"event_action":"trigger"})"), List{"'payload' is missing or blank"});
    EXPECT_EQ(errors(with_payload("{}")),
              (List{"'payload.summary' is missing or blank", "'payload.source' is missing or blank",
                    "'payload.severity' is missing or blank"}));
    EXPECT_EQ(errors(with_payload(R"({"summary":" ","source":"h","severity":"loud"})")),
              (List{"'payload.summary' is missing or blank",
                    "'payload.severity' must be one of critical, error, warning, info"}));
    EXPECT_EQ(errors(R"({"event_action":"resolve","dedup_key":")" + std::string(256, 'k') + "\"}"),
              List{"'dedup_key' is longer than 255 characters"});
    for (const char* none : {"", "{", "[]", "7"}) EXPECT_EQ(errors(none), List{"JSON parse error"});
}

TEST(PagerDutyIntake, AKeyOfManyBytesIsTheSameForItsResolve) {
    std::string key;
    for (int i = 0; i < 200; ++i) key += "é";
    const std::string payload = R"("payload":{"summary":"s","source":"h","severity":"info"})";
    const auto of = [&](const char* action) {
        return event(std::string(R"({"event_action":")") + action + R"(","dedup_key":")" + key +
                     "\"," + payload + "}");
    };
    EXPECT_EQ(of("trigger").dedup_key, key);
    EXPECT_LE(of("trigger").signals.front().alarm.key.size(), 255u);
    EXPECT_EQ(of("trigger").signals.front().alarm.key, of("resolve").signals.front().alarm.key);
}

TEST(PagerDutyIntake, WhatIsTooLongIsCutAndNotRefused) {
    const PagerDutyEvent read = event(with_payload(R"({"summary":")" + std::string(5000, 's') +
                                                   R"(","source":"h","severity":"info"})"));
    EXPECT_EQ(read.signals.front().alarm.summary.size(), 500u);
}

TEST(PagerDutyIntake, TheKeyOfABody) {
    EXPECT_EQ(routing_key_of(trigger), "0123456789abcdef0123456789abcdef");
    EXPECT_EQ(routing_key_of("{}"), "");
    EXPECT_EQ(routing_key_of(R"({"routing_key":["k"]})"), "");
    EXPECT_EQ(routing_key_of("[]"), std::nullopt);
}

TEST(PagerDutyIntake, AChangeIsALine) {
    const auto line = [](const std::string& body) {
        const auto read = read_pagerduty_change(body);
        const auto* wrong = std::get_if<PagerDutyErrors>(&read);
        return wrong ? "! " + wrong->errors.front() : std::get<std::string>(read);
    };
    EXPECT_EQ(line(R"({"routing_key":"k","payload":{"summary":"Deployed EPR 4.18.2",
                      "source":"cd-runner-2","custom_details":{"build":"1182"}}})"),
              "Deployed EPR 4.18.2 (cd-runner-2)");
    EXPECT_EQ(line(R"({"payload":{"summary":"Rebooted"}})"), "Rebooted");
    EXPECT_EQ(line(R"({"payload":{}})"), "! 'payload.summary' is missing or blank");
    EXPECT_EQ(line("{}"), "! 'payload.summary' is missing or blank");
    EXPECT_EQ(line("oops"), "! JSON parse error");
}

}  // namespace
}  // namespace tocsin

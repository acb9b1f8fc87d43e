#include "daemon/alertmanager.h"

#include "daemon/report_body.h"
#include "daemon/sender_time.h"
#include "rota/clock_words.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace tocsin {
namespace {

const Instant now = *parse_rfc3339("2026-01-04T02:12:00Z");

Source source() {
    Source source;
    source.name = "north";
    source.dialect = "alertmanager";
    source.severities = {{"critical", 1}, {"warning", 3}};
    return source;
}

Reported accepted(const std::string& body) {
    return read_alertmanager(body, source(), "am-token", now);
}

// The one alarm of a message that holds `alert`.
Alarm alarm_of(const std::string& alert, const std::string& more = "") {
    const Reported reported = accepted(R"({"version":"4","alerts":[)" + alert + "]" + more + "}");
    if (reported.alarms.size() != 1) {
        ADD_FAILURE() << reported.alarms.size() << " alarms of " << alert;
        return {};
    }
    return reported.alarms[0];
}

const std::string group = R"({"receiver":"tocsin","status":"firing","alerts":[
  {"status":"firing","labels":{"alertname":"SpineQueueDepth","severity":"critical","service":"spine",
   "site":"north","instance":"q1:9100"},
   "annotations":{"summary":"Spine queue above 5000","description":"north queue 7312\nand rising",
   "runbook_url":"https://wiki.example/spine"},
   "startsAt":"2026-01-04T02:11:05.123456789Z","endsAt":"0001-01-01T00:00:00Z",
   "generatorURL":"https://prom.example/graph?g0.expr=spine_queue\u0026g0.tab=1",
   "fingerprint":"9f2c4be1a07d3c55"},
  {"status":"resolved","labels":{"alertname":"SpineQueueDepth","severity":"warning","service":"spine",
   "site":"south"},"annotations":{"summary":"Spine queue above 5000"},
   "startsAt":"2026-01-04T02:50:00+01:00","endsAt":"2026-01-04T02:10:35Z",
   "generatorURL":"","fingerprint":"1b77e0aa94c2d610"}],
 "groupLabels":{"alertname":"SpineQueueDepth"},"commonLabels":{"alertname":"SpineQueueDepth"},
 "commonAnnotations":{},"externalURL":"https://am.example:9093","version":"4",
 "groupKey":"{}/{team=\"spine\"}:{alertname=\"SpineQueueDepth\"}","truncatedAlerts":0,
 "notification_reason":"first notification","routeLabels":{}}
)";

TEST(Alertmanager, GroupWithFiringAndResolvedIsOneAlarmEach) {
    const Reported reported = accepted(group);
    EXPECT_EQ(reported.source, "north");
    EXPECT_EQ(reported.by, "am-token");
    EXPECT_EQ(reported.idempotency_key, "");
    EXPECT_EQ(reported.fingerprint.size(), 64u);
    ASSERT_EQ(reported.alarms.size(), 2u);
    const Alarm& north = reported.alarms[0];
    EXPECT_EQ(north.key, "9f2c4be1a07d3c55");
    EXPECT_TRUE(north.firing);
    ASSERT_TRUE(north.began);
    EXPECT_EQ(iso_utc(*north.began), "2026-01-04T02:11:05.123Z");
    EXPECT_EQ(north.service, "spine");
    EXPECT_EQ(north.severity, 1);
    EXPECT_EQ(north.summary, "Spine queue above 5000");
    EXPECT_EQ(north.description, "north queue 7312\nand rising");
    EXPECT_EQ(north.place, "north");
    EXPECT_EQ(north.link, "https://prom.example/graph?g0.expr=spine_queue&g0.tab=1");
    EXPECT_EQ(north.state, "");
    EXPECT_EQ(north.procedure, "");
    EXPECT_EQ(north.fields.at("label.instance"), "q1:9100");
    EXPECT_EQ(north.fields.at("annotation.runbook_url"), "https://wiki.example/spine");
    EXPECT_EQ(north.fields.at("receiver"), "tocsin");
    EXPECT_EQ(north.fields.at("groupKey"), "{}/{team=\"spine\"}:{alertname=\"SpineQueueDepth\"}");
    EXPECT_FALSE(north.fields.contains("truncatedAlerts"));
    EXPECT_NE(north.raw.find("9f2c4be1a07d3c55"), std::string::npos);
    EXPECT_EQ(north.raw.find("1b77e0aa94c2d610"), std::string::npos);

    const Alarm& south = reported.alarms[1];
    EXPECT_FALSE(south.firing);
    EXPECT_EQ(south.severity, 3);
    EXPECT_EQ(iso_utc(*south.began), "2026-01-04T01:50:00Z");
    EXPECT_EQ(south.link, "https://am.example:9093");
}

TEST(Alertmanager, ARepeatHasTheSameKeyAndBeginning) {
    const Reported first = accepted(group);
    const Reported again = accepted(group);
    EXPECT_EQ(first.fingerprint, again.fingerprint);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(first.alarms.at(i).key, again.alarms.at(i).key);
        EXPECT_EQ(first.alarms.at(i).began, again.alarms.at(i).began);
    }
    // Without a fingerprint the labels are what makes it the same, in whatever order.
    const Alarm one = alarm_of(R"({"status":"firing","labels":{"a":"1","b":"2"}})");
    const Alarm other = alarm_of(
        R"({"status":"resolved","labels":{"b":"2","a":"1"},"annotations":{"summary":"x"}})");
    EXPECT_EQ(one.key, other.key);
    EXPECT_NE(one.key, alarm_of(R"({"status":"firing","labels":{"a":"2","b":"1"}})").key);
}

TEST(Alertmanager, OnlyTheWordResolvedOfTheAlertEndsAnything) {
    const std::string labels = R"("labels":{"alertname":"A"},"endsAt":"2025-01-01T00:00:00Z")";
    for (const std::string status :
         {R"("status":"firing",)", R"("status":"suppressed",)", R"("status":"",)",
          R"("status":["resolved"],)", R"("status":null,)", ""}) {
        EXPECT_TRUE(alarm_of("{" + status + labels + "}", R"(,"status":"resolved")").firing)
            << status;
    }
    EXPECT_FALSE(
        alarm_of(R"({"status":"resolved",)" + labels + "}", R"(,"status":"firing")").firing);
    EXPECT_FALSE(alarm_of(R"({"status":"Resolved",)" + labels + "}").firing);
}

TEST(Alertmanager, ResolvedWithNothingButAFingerprintResolves) {
    const Alarm alarm = alarm_of(R"({"status":"resolved","fingerprint":"9f2c4be1a07d3c55"})");
    EXPECT_EQ(alarm.key, "9f2c4be1a07d3c55");
    EXPECT_FALSE(alarm.firing);
}

TEST(Alertmanager, ServiceIsTheNamedLabelElseTheNextBest) {
    const auto service_of = [](const std::string& labels) {
        return alarm_of(R"({"status":"firing","fingerprint":"f","labels":{)" + labels + "}}")
            .service;
    };
    EXPECT_EQ(service_of(R"("alertname":"A","job":"j","service":"s")"), "s");
    EXPECT_EQ(service_of(R"("alertname":"A","job":"j","service":"")"), "j");
    EXPECT_EQ(service_of(R"("alertname":"A")"), "A");
    EXPECT_EQ(service_of(""), "Unreadable alarm");
    EXPECT_EQ(service_of("\"service\":\"" + std::string(300, 's') + '"').size(), 100u);
    Source other = source();
    other.service_label = "product";
    const auto result = read_alertmanager(
        R"({"alerts":[{"labels":{"service":"s","product":"p"}}]})", other, "", now);
    EXPECT_EQ(result.alarms.at(0).service, "p");
}

TEST(Alertmanager, SummaryIsNeverEmpty) {
    const auto summary_of = [](const std::string& rest) {
        return alarm_of(R"({"status":"firing","fingerprint":"f00d",)" + rest + "}").summary;
    };
    EXPECT_EQ(summary_of(R"("annotations":{"summary":"s\u0000\nt","message":"m"})"), "s  t");
    EXPECT_EQ(summary_of(R"("annotations":{"summary":" ","message":"m"})"), "m");
    EXPECT_EQ(summary_of(R"("labels":{"alertname":"A","instance":"i"})"), "A on i");
    EXPECT_EQ(summary_of(R"("labels":{"alertname":"A"},"annotations":null)"), "A");
    EXPECT_EQ(summary_of(R"("labels":{})"), "Alert f00d, which says nothing about itself");
}

TEST(Alertmanager, TimesOfEveryForm) {
    const std::vector<std::pair<std::string, std::string>> table = {
        {"2026-01-04T02:11:05Z", "2026-01-04T02:11:05Z"},
        {"2026-01-04T02:11:05.123456789Z", "2026-01-04T02:11:05.123Z"},
        {"2026-01-04T02:11:05.3713213Z", "2026-01-04T02:11:05.371Z"},
        {"2026-01-04T04:11:05+02:00", "2026-01-04T02:11:05Z"},
        {"2026-01-04T02:11:05.000+0000", "2026-01-04T02:11:05Z"},
        {"2026-01-03T21:11:05-0500", "2026-01-04T02:11:05Z"},
        {"2026-01-04T02:11:05", "2026-01-04T02:11:05Z"},
        {"2026-01-04 02:11:05.5", "2026-01-04T02:11:05.500Z"},
        {"1767492665", "2026-01-04T02:11:05Z"},
        {"1767492665.25", "2026-01-04T02:11:05Z"},
        {"1767492665000", "2026-01-04T02:11:05Z"},
    };
    for (const auto& [text, expected] : table) {
        const auto at = sender_time(text);
        ASSERT_TRUE(at) << text;
        EXPECT_EQ(iso_utc(*at), expected) << text;
    }
    for (const std::string none :
         {"0001-01-01T00:00:00Z", "", "soon", "2026.01.04", "0", "17", "-5", "99999999999999999999",
          "2026-13-04T02:11:05Z", "2026-01-04", "2026-01-04T02:11:05+",
          "2026-01-04T02:11:05Z+0000"}) {
        EXPECT_EQ(sender_time(none), std::nullopt) << none;
    }
}

TEST(Alertmanager, ABeginningInTheFutureIsLeftOut) {
    // It would make every later alarm of that key look like an old one, which calls nobody.
    EXPECT_FALSE(alarm_of(R"({"fingerprint":"f","startsAt":"9999-01-01T00:00:00Z"})").began);
    EXPECT_FALSE(alarm_of(R"({"fingerprint":"f","startsAt":"0001-01-01T00:00:00Z"})").began);
    EXPECT_FALSE(alarm_of(R"({"fingerprint":"f","startsAt":{}})").began);
    // Clocks differ by a few minutes; by an hour, one of them is put right later.
    EXPECT_TRUE(alarm_of(R"({"fingerprint":"f","startsAt":"2026-01-04T02:17:00Z"})").began);
    EXPECT_FALSE(alarm_of(R"({"fingerprint":"f","startsAt":"2026-01-04T02:17:01Z"})").began);
}

TEST(Alertmanager, UnreadableAlertOfABatchIsAnAlarmOfItsOwn) {
    const Reported reported = accepted(R"({"alerts":["gone",{},{"status":"resolved"},[1],null,
        {"status":"firing","labels":[],"fingerprint":""},
        {"status":"firing","labels":{"alertname":"A"},"fingerprint":"f"}]})");
    ASSERT_EQ(reported.alarms.size(), 7u);
    std::set<std::string> keys;
    for (std::size_t i = 0; i < 6; ++i) {
        const Alarm& alarm = reported.alarms[i];
        EXPECT_TRUE(alarm.firing) << i;
        EXPECT_EQ(alarm.service, "Unreadable alarm");
        EXPECT_EQ(alarm.severity, 2);
        EXPECT_EQ(alarm.procedure, "");
        EXPECT_NE(alarm.summary.find("north: an alert "), std::string::npos) << alarm.summary;
        keys.insert(alarm.key);
    }
    EXPECT_EQ(keys.size(), 6u);
    EXPECT_EQ(reported.alarms[0].raw, "\"gone\"");
    EXPECT_EQ(reported.alarms[6].service, "A");
    // The same again is not another one.
    EXPECT_EQ(reported.alarms[0].key, alarm_of("\"gone\"").key);
}

TEST(Alertmanager, TruncationIsNotedAndResolvesNothing) {
    const Reported reported = accepted(R"({"truncatedAlerts":3,"alerts":[{"status":"firing",
        "fingerprint":"f","annotations":{"description":"d"}}]})");
    ASSERT_EQ(reported.alarms.size(), 1u);
    EXPECT_TRUE(reported.alarms[0].firing);
    EXPECT_EQ(reported.alarms[0].fields.at("truncatedAlerts"), "3");
    EXPECT_EQ(reported.alarms[0].description, "d\nAlertmanager left 3 alerts out of this message.");
}

TEST(Alertmanager, WhatHoldsNoAlertsIsAnAlarmThatSaysSo) {
    EXPECT_EQ(accepted(R"({"version":"4","alerts":[]})").alarms.size(), 0u);
    EXPECT_EQ(accepted(R"({"version":"1","orgId":1,"alerts":[{"fingerprint":"f"}]})").alarms.size(),
              1u);
    // It is never sent again: a payload of the site's own, or a proxy's page.
    for (const std::string body :
         {"", "alerts", "{\"alerts\":[}", "{\"alerts\":[]}}", "{}", "[]", "7", R"({"alerts":{}})",
          R"({"alerts":"x"})", R"({"alerts":null})", R"({"text":"3 alerts firing"})"}) {
        const Reported reported = accepted(body);
        ASSERT_EQ(reported.alarms.size(), 1u) << body;
        const Alarm& alarm = reported.alarms.front();
        EXPECT_TRUE(alarm.firing) << body;
        EXPECT_EQ(alarm.service, unreadable_service) << body;
        EXPECT_EQ(alarm.raw, body);
        EXPECT_TRUE(alarm.summary.starts_with("Alertmanager source ")) << alarm.summary;
    }
    EXPECT_EQ(accepted("\xdd{").alarms.front().raw, "\xEF\xBF\xBD{");
}

TEST(Alertmanager, HostileSizesAreCutAndNothingIsLost) {
    std::string labels = R"("alertname":"A")";
    for (int i = 0; i < 1000; ++i) labels += ",\"l" + std::to_string(i) + "\":\"\\u0000v\"";
    std::string bells;
    for (int i = 0; i < 5000; ++i) bells += "\xf0\x9f\x94\x94";
    const Alarm alarm =
        alarm_of(R"({"status":"firing","labels":{)" + labels + R"(},"annotations":{"summary":")" +
                 bells + R"(","description":")" + bells + bells + bells + bells + bells +
                 R"("},"generatorURL":"ftp://x",
        "fingerprint":")" +
                 std::string(5000, 'f') + "\"}");
    EXPECT_EQ(alarm.summary, bells.substr(0, 497 * 4) + "...");
    EXPECT_EQ(alarm.description.size(), 19'997u * 4 + 3);
    EXPECT_EQ(alarm.key.size(), 64u);
    EXPECT_EQ(alarm.link, "");
    EXPECT_LE(alarm.raw.size(), raw_bytes_max);
    EXPECT_EQ(alarm.fields.size(), 201u);
    EXPECT_EQ(alarm.fields.at("left-out"), "803 more labels and annotations");
    EXPECT_EQ(alarm.fields.at("label.l0"), "v");
}

TEST(Alertmanager, ValuesThatAreNoTextAreWrittenAsText) {
    const Alarm alarm = alarm_of(
        R"({"status":"firing","labels":{"alertname":7,"on":true,"list":["a",1],"none":null}})");
    EXPECT_EQ(alarm.service, "7");
    EXPECT_EQ(alarm.fields.at("label.on"), "true");
    EXPECT_EQ(alarm.fields.at("label.list"), R"(["a","1"])");
    EXPECT_FALSE(alarm.fields.contains("label.none"));
}

TEST(Alertmanager, OfTooManyAlertsTheFiringOnesAreTakenAndTheRestIsTold) {
    std::string alerts;
    for (int i = 0; i < 1200; ++i) {
        alerts += std::string(i > 0 ? "," : "") + R"({"status":")" +
                  (i < 600 ? "resolved" : "firing") + R"(","fingerprint":")" + std::to_string(i) +
                  "\"}";
    }
    const Reported reported = accepted(R"({"groupKey":"g","alerts":[)" + alerts + "]}");
    ASSERT_EQ(reported.alarms.size(), alerts_max + 1);
    EXPECT_EQ(reported.alarms[0].key, "600");
    EXPECT_EQ(reported.alarms[599].key, "1199");
    EXPECT_FALSE(reported.alarms[600].firing);
    EXPECT_TRUE(reported.alarms.back().firing);
    EXPECT_NE(reported.alarms.back().summary.find("200 more alerts"), std::string::npos);
}

TEST(Alertmanager, NoMutationThrowsOrYieldsAnUnusableAlarm) {
    std::mt19937 random(20'260'104);
    const auto below = [&](std::size_t count) { return random() % count; };
    const std::vector<std::string> pieces = {"\"",
                                             "{",
                                             "}",
                                             "[",
                                             "]",
                                             ",",
                                             ":",
                                             "null",
                                             "\\u0000",
                                             "\\ud800",
                                             "\xf0\x9f\x94\x94",
                                             "\xff",
                                             "1e999",
                                             "-0",
                                             "\"alerts\":",
                                             "\"labels\":{}",
                                             "\"\""};
    std::size_t accepted_count = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string body = group;
        for (std::size_t change = below(4) + 1; change > 0; --change) {
            const std::size_t at = below(body.size());
            switch (below(4)) {
                case 0:
                    body[at] = static_cast<char>(below(256));
                    break;
                case 1:
                    body.erase(at, below(12) + 1);
                    break;
                case 2:
                    body.insert(at, pieces[below(pieces.size())]);
                    break;
                default:
                    body.replace(at, 1, body, below(body.size()), below(40));
                    break;
            }
            if (body.empty()) body = " ";
        }
        Reported reported;
        ASSERT_NO_THROW(reported = accepted(body)) << round;
        if (reported.alarms.size() != 1 || !reported.alarms.front().key.starts_with("unreadable:"))
            ++accepted_count;
        for (const Alarm& alarm : reported.alarms) {
            ASSERT_FALSE(alarm.key.empty()) << round;
            ASSERT_FALSE(alarm.service.empty()) << round;
            ASSERT_FALSE(alarm.summary.empty()) << round;
            ASSERT_TRUE(alarm.severity >= 1 && alarm.severity <= 5) << round;
            ASSERT_EQ(alarm.summary.find('\n'), std::string::npos) << round;
        }
    }
    // Otherwise the mutations say nothing about what lies behind the JSON reader.
    EXPECT_GT(accepted_count, 2000u);
}

}  // namespace
}  // namespace tocsin

#include "daemon/alarm_words.h"
#include "daemon/config.h"
#include "daemon/dialect_file.h"
#include "daemon/dialect_time.h"
#include "daemon/report_body.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const Instant now = *parse_rfc3339("2026-01-04T02:12:00Z");

constexpr const char* minimal = "dialect: lift\nkey: \"{id}\"\n";

Dialect dialect(const std::string& more = "") {
    Problems problems;
    auto read = parse_dialect(minimal + more, "lift.yaml", problems);
    for (const Problem& problem : problems)
        ADD_FAILURE() << problem.mark.line << ": " << problem.what << "; " << problem.why;
    return read.value_or(Dialect{});
}

Source source() {
    Source source;
    source.name = "lifts";
    return source;
}

std::vector<Signal> read(const Dialect& dialect, const std::string& body, Fields headers = {},
                         const Source& from = source()) {
    auto result = read_dialect(dialect, from, {body, headers, now, Zone()});
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) {
        ADD_FAILURE() << refusal->detail;
        return {};
    }
    return std::get<std::vector<Signal>>(std::move(result));
}

Signal one(const Dialect& dialect, const std::string& body, Fields headers = {},
           const Source& from = source()) {
    auto signals = read(dialect, body, std::move(headers), from);
    if (signals.size() == 1) return signals[0];
    ADD_FAILURE() << signals.size() << " signals of " << body.substr(0, 200);
    return {};
}

TEST(Dialect, FirstWholePhraseCounts) {
    const Dialect mapped = dialect(R"(summary: ["{a} on {b}", "{a}", "something"])");
    EXPECT_EQ(one(mapped, R"({"id":"1","a":"x","b":"y"})").alarm.summary, "x on y");
    EXPECT_EQ(one(mapped, R"({"id":"1","a":"x","b":null})").alarm.summary, "x");
    EXPECT_EQ(one(mapped, R"({"id":"1"})").alarm.summary, "something");
}

TEST(Dialect, PathsLeadIntoListsMapsTheWholeBodyAndHeaders) {
    const Dialect mapped = dialect(R"(alarms: list
summary: "{deep.items.1.name}"
description: "{tags[tag=team].value}, {pairs[0=env].1}, {names.*}, {{as is}"
place: "{/site}"
author: "{@x-person}"
comment: "{DEEP.Items.0.name}"
)");
    const Signal signal = one(mapped, R"({"site":"North","list":[{"id":5,
        "deep":{"items":[{"name":"a"},{"name":"b"}]},
        "tags":[{"tag":"x","value":"no"},{"tag":"team","value":"red"}],
        "pairs":[["env","prod"]],"names":["kim",null,"jo"]}]})",
                              {{"X-Person", "Pat Ash"}});
    EXPECT_EQ(signal.alarm.key, "5");
    EXPECT_EQ(signal.alarm.summary, "b");
    EXPECT_EQ(signal.alarm.description, "red, prod, kim, jo, {as is}");
    EXPECT_EQ(signal.alarm.place, "North");
    EXPECT_EQ(signal.author, "Pat Ash");
    EXPECT_EQ(signal.comment, "a");
}

TEST(Dialect, WhatAMonitorCouldNotFillInIsNotThere) {
    for (const char* macro :
         {"null", "*UNKNOWN*", "{EVENT.TAGSJSON}", "{$ZABBIX.URL}", "${N=Alerting;M=AlertID}",
          "$ALERT_ID", "$HOSTNAME$", "$service.name$", "{ProblemTitle}", " ", "{HOST.NAME1}"}) {
        EXPECT_TRUE(unsaid(macro)) << macro;
    }
    for (const char* said : {"$100", "nullable", "{\"a\":1}", "$5 and $6", "a {B}", "$", "{}",
                             "{not a macro}", "Null", "$lower"}) {
        EXPECT_FALSE(unsaid(said)) << said;
    }
}

TEST(Dialect, RulesOfStateAreTriedInOrder) {
    const Dialect mapped = dialect(R"(state:
  - { when: { state: ok, test: any }, is: ignored }
  - { when: { state: [ok, "*recovered*"] }, is: over }
  - { when: { state: none, note: any }, is: noted }
  - { when: { state: seen }, is: acknowledged }
)");
    const auto kind_of = [&](const std::string& more) {
        return one(mapped, R"({"id":"1",)" + more + "}").kind;
    };
    EXPECT_TRUE(read(mapped, R"({"id":"1","state":"OK","test":"1"})").empty());
    EXPECT_EQ(kind_of(R"("state":"Ok")"), Signal::Kind::over);
    EXPECT_EQ(kind_of(R"("state":"it has Recovered at last")"), Signal::Kind::over);
    EXPECT_EQ(kind_of(R"("note":"x")"), Signal::Kind::noted);
    EXPECT_EQ(kind_of(R"("state":"seen")"), Signal::Kind::acknowledged);
    // A word nobody knows must not keep people asleep.
    EXPECT_EQ(kind_of(R"("state":"okay")"), Signal::Kind::firing);
    EXPECT_EQ(kind_of(R"("state":"")"), Signal::Kind::firing);
}

TEST(Dialect, SourceHasTheLastWordOnServiceAndSeverity) {
    const Dialect mapped = dialect(R"(service: "{service}"
severity: ["{urgency}", "{level}"]
severities: { high: 1, low: 4 }
)");
    const auto alarm = [&](const std::string& more, const Source& from) {
        return one(mapped, R"({"id":"1","service":"lift-3",)" + more + "}", {}, from).alarm;
    };
    Source from = source();
    EXPECT_EQ(alarm(R"("urgency":"LOW","level":"high")", from).severity, 4);
    EXPECT_EQ(alarm(R"("urgency":"odd","level":"high")", from).severity, 1);
    EXPECT_EQ(alarm(R"("level":"odd")", from).severity, 2);
    EXPECT_EQ(alarm(R"("level":"odd")", from).service, "lift-3");
    from.severity = 3;
    from.severities = {{"high", 5}};
    from.service = "lifts";
    EXPECT_EQ(alarm(R"("level":"odd")", from).severity, 3);
    EXPECT_EQ(alarm(R"("level":"high")", from).severity, 5);
    EXPECT_EQ(alarm(R"("level":"low")", from).severity, 4);
    EXPECT_EQ(alarm(R"("level":"odd")", from).service, "lifts");
}

TEST(Dialect, EmptyBodyAloneIsRefused) {
    for (const std::string body : {"", " \r\n"}) {
        const auto result = read_dialect(dialect(), source(), {body, {}, now, Zone()});
        ASSERT_TRUE(std::holds_alternative<ProblemDetail>(result));
        EXPECT_EQ(std::get<ProblemDetail>(result).slug, "not-json");
    }
    for (const std::string body : {"hello", "{", "[[1]]", "\"text\"", "17", "\xff\xfe",
                                   "a=%zz&&=", R"({"id":"1","id":"2"})"}) {
        const Alarm alarm = one(dialect(), body).alarm;
        EXPECT_TRUE(alarm.key.starts_with("unreadable:")) << body;
        EXPECT_EQ(alarm.service, "Unreadable alarm");
        EXPECT_TRUE(alarm.summary.starts_with("lift source lifts: ")) << alarm.summary;
    }
    EXPECT_NE(one(dialect(), "hello").alarm.key, one(dialect(), "hullo").alarm.key);
}

TEST(Dialect, FormsAndPartsAreReadAsJsonIs) {
    EXPECT_EQ(one(dialect(), "ID=a%20b+c&ID=2").alarm.key, "a b c");
    const std::string parts =
        "--x\r\nContent-Disposition: form-data; filename=\"a;name=\"; "
        "name=\"id\"\r\nContent-Type: text/plain\r\n\r\n7\r\n--x--\r\n";
    EXPECT_EQ(
        one(dialect(), parts, {{"content-type", "multipart/form-data; boundary=x"}}).alarm.key,
        "7");
    EXPECT_EQ(one(dialect("unwrap: data"), "data=%7B%22id%22%3A%229%22%7D").alarm.key, "9");
    EXPECT_EQ(one(dialect("parse: more\nsummary: \"{more.0.a}\""),
                  R"({"id":"1","more":"[{\"a\":\"b\"}]"})")
                  .alarm.summary,
              "b");
}

TEST(Dialect, HiddenFieldsAreKeptNowhere) {
    const Alarm alarm = one(dialect("hide: [token, a.secret]"),
                            R"({"id":"1","Token":"abc","a":{"secret":"abc","b":"kept"}})")
                            .alarm;
    EXPECT_EQ(alarm.raw.find("abc"), std::string::npos);
    EXPECT_EQ(alarm.fields.count("a.secret"), 0U);
    EXPECT_EQ(alarm.fields.at("a.b"), "kept");
}

TEST(Dialect, FieldsOfEachAlarmInAListAreParsedAndHidden) {
    const Alarm alarm = one(dialect("alarms: list\nhide: token\nparse: more\nplace: \"{more.a}\""),
                            R"({"list":[{"id":"1","token":"abc","more":"{\"a\":\"North\"}"}]})")
                            .alarm;
    EXPECT_EQ(alarm.place, "North");
    EXPECT_EQ(alarm.raw.find("abc"), std::string::npos);
}

TEST(Dialect, OfWhatCannotBeTakenApartNothingIsKeptWhereFieldsAreHidden) {
    const Dialect hides = dialect("hide: token\nunwrap: data");
    for (const std::string body :
         {R"({"id":"1","token":"abc")", "token abc", "data=%7B%22token%22%3A%22abc%22"}) {
        const Alarm alarm = one(hides, body).alarm;
        EXPECT_TRUE(alarm.key.starts_with("unreadable:")) << body;
        EXPECT_EQ(alarm.raw.find("abc"), std::string::npos) << alarm.raw;
        EXPECT_FALSE(alarm.fields.contains("text"));
        EXPECT_NE(alarm.key, one(hides, body + "d").alarm.key);
    }
}

TEST(Dialect, EverythingIsBounded) {
    const std::string words(300'000, 'x');
    const Dialect mapped = dialect(
        "summary: \"{s}\"\ndescription: \"{s}\"\nservice: \"{s}\"\n"
        "place: \"{s}\"\nauthor: \"{s}\"\ncomment: \"{s}\"");
    const Signal signal = one(mapped, R"({"id":")" + words + R"(","s":")" + words + "\"}");
    EXPECT_EQ(signal.alarm.key.size(), 64U);
    EXPECT_EQ(signal.alarm.summary.size(), 500U);
    EXPECT_EQ(signal.alarm.description.size(), 20'000U);
    EXPECT_EQ(signal.alarm.service.size(), 100U);
    EXPECT_EQ(signal.alarm.place.size(), 100U);
    EXPECT_EQ(signal.author.size(), 100U);
    EXPECT_EQ(signal.comment.size(), 2000U);
    EXPECT_EQ(signal.alarm.raw.size(), raw_bytes_max);
    std::string fields = R"({"id":"1")";
    for (int i = 0; i < 500; ++i) fields += ",\"f" + std::to_string(i) + "\":\"x\"";
    const Alarm many = one(mapped, fields + "}").alarm;
    EXPECT_EQ(many.fields.size(), 201U);
    EXPECT_EQ(many.fields.at("left-out"), "301 more fields");
}

TEST(Dialect, OfTooManyAlarmsTheFiringOnesStay) {
    std::string list = "[";
    for (std::size_t i = 0; i < alerts_max; ++i)
        list += R"({"id":"o)" + std::to_string(i) + R"(","state":"ok"},)";
    const Dialect mapped = dialect("state: [{ when: { state: ok }, is: over }]");
    const auto signals = read(mapped, list + R"({"id":"new"},{"id":"newer"}])");
    ASSERT_EQ(signals.size(), alerts_max + 1);
    EXPECT_EQ(signals[alerts_max - 2].alarm.key, "new");
    EXPECT_EQ(signals[alerts_max - 1].alarm.key, "newer");
    EXPECT_TRUE(signals.back().alarm.key.starts_with("left-out:"));
    EXPECT_TRUE(signals.back().alarm.summary.find("2 more alerts") != std::string::npos);
}

TEST(Dialect, TheOrderOfAMessageStays) {
    const Dialect mapped = dialect("state: [{ when: { state: ok }, is: over }]");
    const auto signals = read(mapped, R"([{"id":"1","state":"ok"},{"id":"1"}])");
    ASSERT_EQ(signals.size(), 2U);
    EXPECT_EQ(signals[0].kind, Signal::Kind::over);
    EXPECT_EQ(signals[1].kind, Signal::Kind::firing);
}

TEST(Dialect, ABeginningInTheFutureIsNone) {
    const Dialect mapped = dialect("began: [\"{at}\"]");
    const auto began = [&](const std::string& at) {
        return one(mapped, R"({"id":"1","at":")" + at + "\"}").alarm.began;
    };
    EXPECT_EQ(began("1767492665"), parse_rfc3339("2026-01-04T02:11:05Z"));
    EXPECT_EQ(began("2027-01-04T02:11:05Z"), std::nullopt);
    EXPECT_EQ(began("soon"), std::nullopt);
}

TEST(DialectTime, FormsOfMonitors) {
    const Zone london = load_zone("Europe/London");
    const auto read = [&](const std::string& text) {
        const auto at = dialect_time(text, london);
        return at ? iso_utc(*at) : "none";
    };
    EXPECT_EQ(read("2026-07-04T02:11:05.3713213Z"), "2026-07-04T02:11:05.371Z");
    EXPECT_EQ(read("2026-07-04 02:11:05.120"), "2026-07-04T02:11:05.120Z");
    EXPECT_EQ(read("2026-07-04T02:11:05.000+0100"), "2026-07-04T01:11:05Z");
    EXPECT_EQ(read("1767492665.25"), "2026-01-04T02:11:05Z");
    EXPECT_EQ(read("1767492665000"), "2026-01-04T02:11:05Z");
    // As the wall shows it: summer time.
    EXPECT_EQ(read("2026.07.04 02:11:05"), "2026-07-04T01:11:05Z");
    EXPECT_EQ(read("04 July 2026 02:11"), "2026-07-04T01:11:00Z");
    EXPECT_EQ(read("4 Jan 2026 02:11"), "2026-01-04T02:11:00Z");
    for (const char* text :
         {"", "yesterday", "2026.13.04 02:11:05", "04 Foo 2026 02:11", "32 July"})
        EXPECT_EQ(read(text), "none") << text;
}

}  // namespace
}  // namespace tocsin

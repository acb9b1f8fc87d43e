#include "daemon/report_body.h"

#include "rota/clock_words.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

const Instant now = *parse_rfc3339("2026-07-08T00:52:00Z");

std::variant<Reported, ProblemDetail> read(const std::string& body,
                                           const std::string& idempotency_key = "") {
    return read_report(body, {"ward-app", idempotency_key, "one-draw", now});
}

Reported accepted(const std::string& body, const std::string& idempotency_key = "") {
    auto result = read(body, idempotency_key);
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) {
        ADD_FAILURE() << body << "\n" << refusal->slug << ": " << refusal->detail;
        for (const FieldError& error : refusal->errors) {
            ADD_FAILURE() << error.pointer << " " << error.detail;
        }
        return {"", "", {Alarm{}}, "", ""};
    }
    return std::get<Reported>(result);
}

ProblemDetail refused(const std::string& body) {
    auto result = read(body);
    if (std::holds_alternative<Reported>(result)) {
        ADD_FAILURE() << "accepted: " << body;
        return {};
    }
    return std::get<ProblemDetail>(result);
}

std::vector<std::string> pointers(const ProblemDetail& refusal) {
    std::vector<std::string> pointers;
    for (const FieldError& error : refusal.errors) pointers.push_back(error.pointer);
    return pointers;
}

// A body that is right, with `more` after it: ,"key":"..."
std::string with(const std::string& more) {
    return R"({"service":"gp-records","summary":"Records do not open")" + more + "}";
}

TEST(ReportBody, WhatIsOverSaysSinceWhenAndWhatItWas) {
    proves("HSSI-33");
    const Reported reported =
        accepted(with(R"(,"began":"2026-07-08T00:10:00Z","resolved":"2026-07-08T00:40:00Z")"
                      R"(,"resolution":"Link replaced","impact":"Nobody could read")"));
    ASSERT_TRUE(reported.over);
    EXPECT_EQ(reported.over->resolved, *parse_rfc3339("2026-07-08T00:40:00Z"));
    EXPECT_EQ(reported.over->resolution, "Link replaced");
    EXPECT_EQ(reported.over->impact, "Nobody could read");
    EXPECT_FALSE(accepted(with("")).over);
    using Pointers = std::vector<std::string>;
    EXPECT_EQ(pointers(refused(with(R"(,"resolved":"2026-07-08T00:40:00Z")"))),
              (Pointers{"#/resolution", "#/began"}));
    EXPECT_EQ(pointers(refused(with(R"(,"resolution":"Link replaced")"))),
              Pointers{"#/resolution"});
    EXPECT_EQ(
        pointers(refused(with(R"(,"began":"2026-07-08T00:45:00Z","resolved":"2026-07-08T00:40:00Z")"
                              R"(,"resolution":"Link replaced")"))),
        Pointers{"#/resolved"});
    EXPECT_EQ(
        pointers(refused(with(R"(,"began":"2026-07-08T00:45:00Z","resolved":"2026-07-08T00:53:00Z")"
                              R"(,"resolution":"Link replaced")"))),
        Pointers{"#/resolved"});
}

TEST(ReportBody, NothingStandsBehindAZeroByte) {
    proves("P2");
    const std::string body = std::string(R"({"service":"a","summary":"b"})") + '\0' + "{}";
    const auto result = read_report(body, {"me", "", "unique", Instant{}});
    ASSERT_TRUE(std::holds_alternative<ProblemDetail>(result));
    EXPECT_EQ(std::get<ProblemDetail>(result).slug, "not-json");
    EXPECT_NE(std::get<ProblemDetail>(result).detail.find("column 30"), std::string::npos);
}

TEST(ReportBody, EveryFieldArrives) {
    const Reported reported = accepted(R"({
        "service": "gp-records", "summary": "Records do not open", "key": "nagios-4711",
        "description": "First line\nsecond line", "severity": 1, "state": "degraded",
        "place": "Multiple Trusts in North East", "procedure": "hssi",
        "began": "2026-07-08T01:40:00.5+01:00", "link": "https://mon.example/a/88?x=1",
        "fields": {"host": "app2", "loss": 98.2, "acked": true}})");
    EXPECT_EQ(reported.source, "api");
    EXPECT_EQ(reported.by, "ward-app");
    ASSERT_EQ(reported.alarms.size(), 1u);
    const Alarm& alarm = reported.alarms[0];
    EXPECT_TRUE(alarm.firing);
    EXPECT_EQ(alarm.key, "nagios-4711");
    EXPECT_EQ(alarm.service, "gp-records");
    EXPECT_EQ(alarm.summary, "Records do not open");
    EXPECT_EQ(alarm.description, "First line\nsecond line");
    EXPECT_EQ(alarm.severity, 1);
    EXPECT_EQ(alarm.state, "degraded");
    EXPECT_EQ(alarm.place, "Multiple Trusts in North East");
    EXPECT_EQ(alarm.procedure, "hssi");
    ASSERT_TRUE(alarm.began);
    EXPECT_EQ(iso_utc(*alarm.began), "2026-07-08T00:40:00.500Z");
    EXPECT_EQ(alarm.link, "https://mon.example/a/88?x=1");
    EXPECT_EQ(alarm.fields, (std::map<std::string, std::string>{
                                {"host", "app2"}, {"loss", "98.2"}, {"acked", "true"}}));
    EXPECT_NE(alarm.raw.find("nagios-4711"), std::string::npos);
}

TEST(ReportBody, TwoFieldsSufficeAndNullIsAbsent) {
    const Alarm bare = accepted(with("")).alarms[0];
    EXPECT_EQ(bare.severity, 2);
    EXPECT_EQ(bare.state, "");
    EXPECT_FALSE(bare.began);
    const Alarm nulls = accepted(with(R"(,"key":null,"description":null,"severity":null,
        "state":null,"place":null,"procedure":null,"began":null,"link":null,"fields":null)"))
                            .alarms[0];
    EXPECT_EQ(nulls.severity, 2);
    EXPECT_FALSE(nulls.began);
    EXPECT_EQ(accepted(with(R"(,"severity":"4")")).alarms[0].severity, 4);
    EXPECT_FALSE(accepted(with(R"(,"began":"0001-01-01T00:00:00Z")")).alarms[0].began);
}

TEST(ReportBody, EveryWrongFieldIsNamed) {
    const std::string long_text(501, 'x');
    std::string many;
    for (int i = 0; i < 51; ++i) {
        many += (i > 0 ? ",\"f" : "\"f") + std::to_string(i) + R"(":"x")";
    }
    const std::vector<std::pair<std::string, std::vector<std::string>>> table = {
        {"{}", {"#/service", "#/summary"}},
        {"[]", {"#"}},
        {"\"text\"", {"#"}},
        {R"({"service":"a"})", {"#/summary"}},
        {R"({"service":"  ","summary":"\u0000\n"})", {"#/service", "#/summary"}},
        {R"({"service":["a"],"summary":{"a":"b"}})", {"#/service", "#/summary"}},
        {R"({"service":")" + long_text + R"(","summary":")" + long_text + R"("})",
         {"#/service", "#/summary"}},
        {with(R"(,"key":")" + long_text + '"'), {"#/key"}},
        {with(R"(,"description":")" + std::string(20'001, 'x') + '"'), {"#/description"}},
        {with(R"(,"severity":0)"), {"#/severity"}},
        {with(R"(,"severity":6)"), {"#/severity"}},
        {with(R"(,"severity":2.5)"), {"#/severity"}},
        {with(R"(,"severity":true)"), {"#/severity"}},
        {with(R"(,"severity":"high")"), {"#/severity"}},
        {with(R"(,"severity":99999999999999999999)"), {"#/severity"}},
        {with(R"(,"state":"dwon")"), {"#/state"}},
        {with(R"(,"place":")" + std::string(101, 'x') + '"'), {"#/place"}},
        {with(R"(,"began":"yesterday")"), {"#/began"}},
        {with(R"(,"began":"2026-02-30T00:00:00Z")"), {"#/began"}},
        {with(R"(,"began":"2026-07-09T00:52:01Z")"), {"#/began"}},
        {with(R"(,"link":"javascript:alert")"), {"#/link"}},
        {with(R"(,"link":"https://")"), {"#/link"}},
        {with(R"(,"link":"https://a b")"), {"#/link"}},
        {with(R"(,"link":"https://a/)" + std::string(2000, 'x') + '"'), {"#/link"}},
        {with(R"(,"fields":["a"])"), {"#/fields"}},
        {with(",\"fields\":{" + many + "}"), {"#/fields"}},
        {with(R"(,"fields":{"a/b~c d":{"x":1},"ok":"y"})"), {"#/fields/a~1b~0c%20d"}},
        {with(R"(,"sumary":"x")"), {"#/sumary"}},
        {R"({"sevice":"a","severity":9,"state":1})",
         {"#/service", "#/summary", "#/severity", "#/state", "#/sevice"}},
    };
    for (const auto& [body, expected] : table) {
        const ProblemDetail refusal = refused(body);
        EXPECT_EQ(refusal.slug, "fields") << body;
        EXPECT_EQ(pointers(refusal), expected) << body;
    }
}

TEST(ReportBody, RefusalCountsSuggestsAndNeverRepeatsAValue) {
    const ProblemDetail refusal = refused(R"({"service":"a","sumary":"SECRET","link":"SECRET"})");
    EXPECT_EQ(refusal.detail,
              "3 fields are wrong; they are listed in errors. Nothing was opened. Correct them and "
              "post again.");
    ASSERT_EQ(refusal.errors.size(), 3u);
    EXPECT_EQ(refusal.errors[2].detail, "is not known here; write \"summary\"");
    for (const FieldError& error : refusal.errors) {
        EXPECT_EQ(error.detail.find("SECRET"), std::string::npos) << error.detail;
    }
    EXPECT_EQ(refused(R"({"service":"a"})").detail,
              "1 field is wrong; it is listed in errors. Nothing was opened. Correct it and post "
              "again.");
}

TEST(ReportBody, AttachmentIsRefusedByName) {
    const ProblemDetail refusal = refused(with(R"(,"attachments":[{"name":"a.png"}])"));
    EXPECT_EQ(pointers(refusal), std::vector<std::string>{"#/attachments"});
    EXPECT_NE(refusal.errors.at(0).detail.find("not forwarded"), std::string::npos);
    proves("HSSI-48");
}

TEST(ReportBody, UnknownKeysWithoutEndAreAFewErrorsAtOnce) {
    std::string more;
    // Comparing each key with all before it would take half a minute.
    for (int i = 0; i < 80'000; ++i) more += ",\"k" + std::to_string(i) + "\":1";
    EXPECT_EQ(refused(with(more)).errors.size(), 21u);
    const ProblemDetail huge = refused(with(",\"" + std::string(100'000, '/') + "\":1"));
    EXPECT_LT(huge.errors.at(0).pointer.size(), 400u);
}

TEST(ReportBody, NotJsonSaysLineAndColumn) {
    const ProblemDetail refusal = refused("{\"service\": \"a\",\n \"summary\" \"b\"}");
    EXPECT_EQ(refusal.slug, "not-json");
    EXPECT_EQ(refusal.detail.substr(0, 17), "Line 2, column 14");
    EXPECT_NE(refusal.detail.find("Nothing was opened."), std::string::npos);
    std::string deep = with("");
    deep.pop_back();
    deep += ",\"fields\":" + std::string(500, '[') + std::string(500, ']') + "}";
    for (const std::string& body :
         {std::string(""), std::string(" \n"), std::string("{"), std::string("service=a"), deep,
          with(R"(,"service":"again")"), with(R"(,"place":"\ud800")"), with(",\"place\":\"\xff\""),
          with(",\"place\":\"a\nb\""), with("") + "x"}) {
        EXPECT_EQ(refused(body).slug, "not-json") << body.substr(0, 80);
    }
}

TEST(ReportBody, ControlCharactersBecomeBlanks) {
    const Alarm alarm = accepted(R"({"service":" gp\u0000records\t","summary":"a\nb\r\nc\u001b[1md)"
                                 "\xc2\x9b\xe2\x80\xa8"
                                 R"(e","description":"one\r\n\ttwo\u0007\u007f three\n"})")
                            .alarms[0];
    EXPECT_EQ(alarm.service, "gp records");
    EXPECT_EQ(alarm.summary, "a b  c [1md  e");
    EXPECT_EQ(alarm.description, "one\n\ttwo   three");
}

TEST(ReportBody, LengthsCountSignsAndNotBytes) {
    std::string bells;
    for (int i = 0; i < 500; ++i) bells += "\xf0\x9f\x94\x94";
    EXPECT_EQ(accepted(R"({"service":"a","summary":")" + bells + "\"}").alarms[0].summary, bells);
    EXPECT_EQ(pointers(refused(R"({"service":"a","summary":"x)" + bells + "\"}")),
              std::vector<std::string>{"#/summary"});
}

TEST(ReportBody, KeyIsTheSendersElseTheIdempotencyKeyElseItsOwn) {
    EXPECT_EQ(accepted(with(R"(,"key":"k")"), "idem").alarms[0].key, "k");
    const Reported derived = accepted(with(""), "idem");
    EXPECT_EQ(derived.idempotency_key, "idem");
    EXPECT_EQ(derived.alarms[0].key, accepted(with(""), "idem").alarms[0].key);
    EXPECT_NE(derived.alarms[0].key, accepted(with(""), "other").alarms[0].key);

    auto key_of = [](const std::string& by, const std::string& idem, const std::string& unique) {
        return std::get<Reported>(read_report(with(""), {by, idem, unique, now})).alarms[0].key;
    };
    EXPECT_NE(key_of("one", "", "draw-1"), key_of("one", "", "draw-2"));
    EXPECT_NE(key_of("one", "idem", ""), key_of("two", "idem", ""));
}

TEST(ReportBody, FingerprintKnowsTheSameBodyInAnotherOrder) {
    const std::string one =
        accepted(R"({"service":"a","summary":"b","fields":{"x":"1","y":"2"}})").fingerprint;
    EXPECT_EQ(one.size(), 64u);
    EXPECT_EQ(
        one, accepted(R"( {"fields":{"y":"2","x":"1"}, "summary":"b","service":"a"})").fingerprint);
    EXPECT_NE(one,
              accepted(R"({"service":"a","summary":"b","fields":{"x":"2","y":"1"}})").fingerprint);
    EXPECT_NE(accepted(with("")).fingerprint, accepted(with(R"(,"severity":1)")).fingerprint);
}

TEST(ReportBody, RawIsKeptUpToItsLimit) {
    std::string description;
    for (int i = 0; i < 20'000; ++i) description += "\xf0\x9f\x94\x94";
    const Alarm alarm = accepted(with(",\"description\":\"" + description + '"')).alarms[0];
    EXPECT_LE(alarm.raw.size(), raw_bytes_max);
    EXPECT_GT(alarm.raw.size(), raw_bytes_max - 4);
    // Cut between characters: the last one is whole.
    EXPECT_EQ(alarm.raw.substr(alarm.raw.size() - 4), "\xf0\x9f\x94\x94");
}

TEST(IdempotencyKey, QuotedAndBareAreTheSame) {
    EXPECT_EQ(read_idempotency_key("\"8e03978e-40d5\""), "8e03978e-40d5");
    EXPECT_EQ(read_idempotency_key(" 8e03978e-40d5 "), "8e03978e-40d5");
    EXPECT_EQ(read_idempotency_key(R"("a\"b\\c")"), R"(a"b\c)");
    EXPECT_EQ(read_idempotency_key(std::string(255, 'k')), std::string(255, 'k'));
    for (const std::string& bad :
         {std::string(), std::string("\"\""), std::string("\""), std::string("\"a"),
          std::string("\"a\"b\""), std::string("a b"), std::string("\"a b\""),
          std::string("\"a\\\""), std::string("\"a\\x\""), std::string("k\xc3\xa9y"),
          std::string("a\x01"), std::string("a\x7f"), std::string(256, 'k'),
          std::string("\"a\";p=1")}) {
        EXPECT_EQ(read_idempotency_key(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace tocsin

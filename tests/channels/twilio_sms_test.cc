#include "channels/twilio_sms.h"

#include "channels/template.h"
#include "tests/channels/answers.h"
#include "tests/channels/exchanges.h"
#include "tests/channels/scripted_server.h"
#include "tests/channels/twilio_samples.h"
#include "tests/support/proves.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <functional>

namespace tocsin {
namespace {

using std::chrono::seconds;

const std::string& account = twilio_account_sid;
const std::string sid = "SM00000000000000000000000000000001";

TwilioSms settings() {
    TwilioSms settings;
    settings.name = "twilio";
    settings.account = twilio_account(settings.name);
    settings.from = "+447700900999";
    return settings;
}

Message message() {
    Message message = text_message();
    message.at = Instant(seconds(1767492666));  // 2026-01-04 02:11:06 UTC
    return message;
}

std::string created(const std::string& id = sid) {
    return R"({"account_sid":")" + account + R"(","sid":")" + id +
           R"(","status":"queued","error_code":null,"to":"+447700900104"})";
}

WireAnswer refused(long status, int code, const std::string& words = "no") {
    return answered(status, R"({"code":)" + std::to_string(code) + R"(,"message":")" +
                                json_inside(words) + R"(","more_info":"https://x","status":)" +
                                std::to_string(status) + "}");
}

Outcome said(const WireAnswer& answer) {
    return TwilioSmsChannel(settings()).interpret(message(), answer);
}

TEST(TwilioSms, TextIsAFormWithWhatTwilioKnows) {
    Message sent = message();
    sent.text = "Si\u00E2n: GP Records is down\nReply 4715";
    sent.expires = sent.at + std::chrono::minutes(10);
    const WireRequest request = TwilioSmsChannel(settings()).compose(sent);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url,
              "https://api.twilio.com/2010-04-01/Accounts/" + account + "/Messages.json");
    EXPECT_EQ(request.user, account);
    EXPECT_EQ(request.password, "12345678901234567890123456789012");
    EXPECT_EQ(request.body,
              "To=%2B447700900104&From=%2B447700900999"
              "&Body=Sian%3A%20GP%20Records%20is%20down%0AReply%204715"
              "&StatusCallback=https%3A%2F%2Falert.example.org%2Fv1%2Fcallbacks%2Ftwilio%2Freceipts"
              "%3Freference%3D42-3-1"
              "&ValidityPeriod=600");
    EXPECT_EQ(request.headers.front().second, "application/x-www-form-urlencoded");
}

TEST(TwilioSms, ServiceTakesThePlaceOfANumberAndAKeyThatOfTheToken) {
    TwilioSms own = settings();
    own.from.clear();
    own.messaging_service = "MG00000000000000000000000000000001";
    own.account.user = "SK00000000000000000000000000000001";
    own.account.password = "key-secret";
    own.account.callbacks.clear();
    const WireRequest request = TwilioSmsChannel(own).compose(message());
    EXPECT_TRUE(has_field(request.body, "MessagingServiceSid", own.messaging_service));
    EXPECT_EQ(request.body.find("From="), std::string::npos);
    EXPECT_EQ(request.body.find("StatusCallback"), std::string::npos);
    EXPECT_EQ(request.body.find("ValidityPeriod"), std::string::npos);
    EXPECT_EQ(request.user, own.account.user);
    EXPECT_NE(request.url.find(account), std::string::npos) << "the path stays the account's";
}

TEST(TwilioSms, LifeIsWhatTwilioTakes) {
    const auto lives = [](Duration left) {
        Message sent = message();
        sent.expires = sent.at + left;
        const std::string body = TwilioSmsChannel(settings()).compose(sent).body;
        return body.substr(body.rfind('=') + 1);
    };
    EXPECT_EQ(lives(-seconds(60)), "5");
    EXPECT_EQ(lives(seconds(599)), "599");
    EXPECT_EQ(lives(std::chrono::hours(24)), "36000");
}

TEST(TwilioSms, ATextThatLeavesLateEndsWithItsTryAllTheSame) {
    Message sent = message();
    sent.expires = sent.at + std::chrono::minutes(10);
    const TwilioSmsChannel channel(settings());
    const WireRequest composed = channel.compose(sent);
    const auto left_after = [&](Duration waited) {
        WireRequest leaves = composed;
        channel.sign(leaves, sent.at + waited);
        EXPECT_EQ(leaves.headers.size(), 1U) << "what compose() told sign() does not leave";
        EXPECT_EQ(leaves.body.substr(0, leaves.body.rfind('=')),
                  composed.body.substr(0, composed.body.rfind('=')));
        return leaves.body.substr(leaves.body.rfind('=') + 1);
    };
    EXPECT_EQ(left_after(seconds(0)), "600");
    EXPECT_EQ(left_after(seconds(20)), "580");
    EXPECT_EQ(left_after(std::chrono::minutes(9)), "60");
    EXPECT_EQ(left_after(std::chrono::minutes(11)), "5") << "the least that is worth sending";
}

TEST(TwilioSms, WhatDoesNotExpireLeavesAsItWasComposed) {
    const TwilioSmsChannel channel(settings());
    for (const WireRequest& composed : {channel.compose(message()), *channel.look_up(message())}) {
        WireRequest leaves = composed;
        channel.sign(leaves, message().at + std::chrono::minutes(9));
        EXPECT_EQ(leaves.body, composed.body);
        EXPECT_EQ(leaves.headers, composed.headers);
    }
}

TEST(TwilioSms, TheSameMessageIsTheSameRequest) {
    proves("P5");
    const TwilioSmsChannel channel(settings());
    EXPECT_EQ(channel.compose(message()).body, channel.compose(message()).body);
}

TEST(TwilioSms, LongTextsAndOtherMediaAreRefusedBeforeTheyAreSent) {
    const TwilioSmsChannel channel(settings());
    Message sent = message();
    sent.text = std::string(1600, 'a');
    EXPECT_NO_THROW((void)channel.compose(sent));
    sent.text += "a";
    EXPECT_THROW((void)channel.compose(sent), Unsendable);
    sent = message();
    sent.medium = Medium::voice;
    EXPECT_THROW((void)channel.compose(sent), Unsendable);
    sent = message();
    sent.to = "07700 900104";
    EXPECT_THROW((void)channel.compose(sent), Unsendable);
}

TEST(TwilioSms, EveryErrorHasItsVerdict) {
    const std::map<Verdict, std::vector<int>> table = {
        {Verdict::misconfigured,
         {20003, 20005, 20404, 21205, 21212, 21213, 21215, 21219, 21408, 21603, 21606, 21608, 21609,
          21659, 21660, 21703, 21704, 30002, 30034}},
        {Verdict::refused,
         {21211, 21214, 21217, 21610, 21612, 21614, 21635, 30004, 30005, 30006, 21602, 21617, 21619,
          21620, 21999, 30007, 30010}},
        {Verdict::deferred, {14107, 20429, 21611, 63038, 30001, 30003, 30008, 30009, 30410, 30999}},
    };
    for (const auto& [verdict, codes] : table) {
        for (const int code : codes) {
            EXPECT_EQ(twilio_verdict(code), verdict) << code;
            EXPECT_EQ(said(refused(400, code)).verdict, verdict) << code;
        }
    }
    EXPECT_EQ(twilio_verdict(11200), std::nullopt);
    EXPECT_EQ(said(refused(400, 11200)).verdict, Verdict::refused) << "as its status says";
}

TEST(TwilioSms, EveryStatusHasItsVerdict) {
    struct Row {
        WireAnswer answer;
        Verdict verdict;
    };
    const Row rows[] = {
        {answered(201, created()), Verdict::accepted},
        {answered(201, created("MM00000000000000000000000000000001")), Verdict::accepted},
        {answered(400, "<html>"), Verdict::refused},
        {refused(401, 20003), Verdict::misconfigured},
        {refused(403, 20005), Verdict::misconfigured},
        {refused(403, 21211), Verdict::misconfigured},
        {refused(404, 20404), Verdict::misconfigured},
        {refused(429, 20429), Verdict::deferred},
        {answered(429), Verdict::deferred},
        {refused(500, 20500), Verdict::deferred},
        {answered(502, "<html>"), Verdict::unknown},
        {answered(503), Verdict::deferred},
        {answered(504), Verdict::unknown},
        {answered(301), Verdict::misconfigured},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(said(row.answer).verdict, row.verdict) << row.answer.status << row.answer.body;
    }
}

TEST(TwilioSms, EveryStatusComesThroughTheWire) {
    struct Row {
        std::string status;
        std::string body;
        Verdict verdict;
    };
    const Row rows[] = {
        {"201 Created", created(), Verdict::accepted},
        {"400 Bad Request", R"({"code":21610,"message":"STOP","status":400})", Verdict::refused},
        {"400 Bad Request", R"({"code":21606,"message":"From","status":400})",
         Verdict::misconfigured},
        {"401 Unauthorized", R"({"code":20003})", Verdict::misconfigured},
        {"429 Too Many Requests", R"({"code":20429})", Verdict::deferred},
        {"503 Unavailable", "", Verdict::deferred},
    };
    for (const Row& row : rows) {
        ScriptedServer server(
            ScriptedServer::always(http_answer(row.status, row.body, "Retry-After: 7\r\n")));
        Transfers transfers;
        TwilioSms here = settings();
        here.account.url = "http://127.0.0.1:" + std::to_string(server.port());
        here.account.plain = here.account.private_addresses = true;
        const Outcome outcome = sent(transfers, TwilioSmsChannel(here), message());
        EXPECT_EQ(outcome.verdict, row.verdict) << row.status << row.body;
        EXPECT_EQ(outcome.retry_after, row.verdict == Verdict::deferred
                                           ? std::optional<Duration>(seconds(7))
                                           : std::nullopt);
    }
}

TEST(TwilioSms, AcceptanceWithoutAnIdIsUnknown) {
    proves("P5");
    EXPECT_EQ(said(answered(201, created())).provider_reference, sid);
    for (const std::string& body :
         {std::string(), std::string("OK"), std::string("{}"), created("SM1"),
          created("CA00000000000000000000000000000001"), created().substr(0, 60)}) {
        EXPECT_EQ(said(answered(201, body)).verdict, Verdict::unknown) << body;
    }
}

TEST(TwilioSms, WhatBrokeOffIsUnknownOnlyAfterAllHadLeft) {
    proves("P5");
    WireAnswer answer;
    answer.curl_code = CURLE_OPERATION_TIMEDOUT;
    EXPECT_EQ(said(answer).verdict, Verdict::deferred);
    answer.sent_whole = true;
    EXPECT_EQ(said(answer).verdict, Verdict::unknown);
}

TEST(TwilioSms, DetailHoldsTheErrorAndNeitherTokenNorNumber) {
    proves("P18");
    const std::string detail =
        said(refused(400, 21211, "+447700900104 is none, 12345678901234567890123456789012")).detail;
    EXPECT_NE(detail.find("twilio answered 400, error 21211: "), std::string::npos) << detail;
    EXPECT_EQ(detail.find("7700900104"), std::string::npos) << detail;
    EXPECT_EQ(detail.find("1234567890123"), std::string::npos) << detail;
}

std::string listed(const std::string& body, const std::string& to = "+447700900104",
                   const std::string& made = "Sun, 04 Jan 2026 02:11:07 +0000",
                   const std::string& status = "sent",
                   const std::string& direction = "outbound-api") {
    return R"({"body":")" + json_inside(body) + R"(","date_created":")" + made +
           R"(","direction":")" + direction + R"(","sid":")" + sid + R"(","status":")" + status +
           R"(","subresource_uris":{"media":"/x"},"to":")" + to + R"("})";
}

std::string page(const std::string& messages) {
    return R"({"end":0,"first_page_uri":"/x?PageSize=50","messages":[)" + messages +
           R"(],"next_page_uri":null,"page":0})";
}

Outcome found(const WireAnswer& answer) {
    return TwilioSmsChannel(settings()).interpret_look_up(message(), answer);
}

TEST(TwilioSms, LookUpListsTheMessagesOfThatDayToThatNumber) {
    const auto request = TwilioSmsChannel(settings()).look_up(message());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->method, "GET");
    EXPECT_EQ(request->url, "https://api.twilio.com/2010-04-01/Accounts/" + account +
                                "/Messages.json?To=%2B447700900104&From=%2B447700900999"
                                "&DateSent%3E=2026-01-04&PageSize=50");
    EXPECT_EQ(request->user, account);
    EXPECT_LE(request->timeouts.total, seconds(2));
    Message midnight = message();
    midnight.at = Instant(seconds(1767484830));  // half a minute after it
    EXPECT_NE(TwilioSmsChannel(settings()).look_up(midnight)->url.find("2026-01-03"),
              std::string::npos)
        << "clocks differ";
}

TEST(TwilioSms, LookUpBelievesOnlyTheVeryWordsToTheVeryNumber) {
    proves("P5");
    const std::string text = message().text;
    const Outcome has = found(answered(200, page(listed("other") + "," + listed(text))));
    EXPECT_EQ(has.verdict, Verdict::accepted);
    EXPECT_EQ(has.provider_reference, sid);
    const std::string others[] = {
        listed(text + " "),
        listed(text, "+447700900105"),
        listed(text, "+447700900104", "Sun, 04 Jan 2026 02:10:05 +0000"),
        listed(text, "+447700900104", "yesterday"),
        listed(text, "+447700900104", "Sun, 04 Jan 2026 02:11:07 +0000", "failed"),
        listed(text, "+447700900104", "Sun, 04 Jan 2026 02:11:07 +0000", "undelivered"),
        listed(text, "+447700900104", "Sun, 04 Jan 2026 02:11:07 +0000", "received", "inbound"),
        listed(R"(","body":")" + text + R"(","x":")"),
        "",
    };
    for (const std::string& other : others) {
        EXPECT_EQ(found(answered(200, page(other))).verdict, Verdict::deferred) << other;
    }
}

TEST(TwilioSms, LookUpThatSaysNothingIsUnknown) {
    proves("P5");
    WireAnswer cut = answered(200, page(listed(message().text)));
    cut.body_cut = true;
    EXPECT_EQ(found(cut).verdict, Verdict::unknown);
    for (const std::string& body :
         {std::string(), std::string("<html>"), std::string("{}"), std::string(R"({"messages":1})"),
          std::string(R"({"messages":[)") + listed("other"), std::string(R"({"messages":[}]})")}) {
        EXPECT_EQ(found(answered(200, body)).verdict, Verdict::unknown) << body;
    }
    for (const long status : {400, 401, 404, 429, 500}) {
        EXPECT_EQ(found(answered(status, page(listed(message().text)))).verdict, Verdict::unknown);
    }
}

TEST(TwilioSms, WrongSettingsAreNamed) {
    const auto first = [](const std::function<void(TwilioSms&)>& spoil) {
        TwilioSms wrong = settings();
        spoil(wrong);
        const auto found = problems(wrong);
        return found.empty() ? std::string() : found.front();
    };
    EXPECT_EQ(first([](TwilioSms&) {}), "");
    for (const char* from : {"+447700900900", "60006", "NHS", "Trust 2 NSD"}) {
        EXPECT_EQ(first([&](TwilioSms& s) { s.from = from; }), "") << from;
    }
    for (const char* from : {"", "+44 7700", "far too long a name", "N&D", "12"}) {
        EXPECT_NE(first([&](TwilioSms& s) { s.from = from; }), "") << from;
    }
    EXPECT_NE(first([](TwilioSms& s) { s.account.url = "http://127.0.0.1:1"; }), "");
    EXPECT_NE(first([](TwilioSms& s) { s.account.sid = s.account.user = "AC1"; }), "");
    EXPECT_NE(first([](TwilioSms& s) { s.account.user = "me"; }), "");
    EXPECT_NE(first([](TwilioSms& s) { s.account.password.clear(); }), "");
    EXPECT_NE(first([](TwilioSms& s) { s.account.callbacks = "http://alert.example.org"; }), "");
    EXPECT_NE(
        first([](TwilioSms& s) { s.messaging_service = "MG00000000000000000000000000000001"; }), "")
        << "both";
    EXPECT_NE(first([](TwilioSms& s) { s.from.clear(), s.messaging_service = "MG1"; }), "");
    EXPECT_NE(first([](TwilioSms& s) { s.in_flight_max = 0; }), "");
    TwilioSms bad = settings();
    bad.from.clear();
    EXPECT_THROW(TwilioSmsChannel{bad}, std::runtime_error);
}

TEST(TwilioSms, NobodyAnswersAName) {
    TwilioSms own = settings();
    EXPECT_TRUE(own.two_way());
    own.from = "NHS NSD";
    EXPECT_FALSE(own.two_way());
    own.from.clear();
    EXPECT_TRUE(own.two_way()) << "a messaging service has numbers";
}

}  // namespace
}  // namespace tocsin

#include "channels/provider.h"

#include "channels/json_field.h"
#include "channels/template.h"
#include "tests/channels/exchanges.h"
#include "tests/support/proves.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <map>

namespace tocsin {
namespace {

WireAnswer answered(long status, std::string body = "") {
    WireAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    answer.sent_whole = true;
    return answer;
}

WireAnswer broken(int code, bool sent_whole, long status = 0) {
    WireAnswer answer = answered(status);
    answer.curl_code = code;
    answer.curl_error = "broken";
    answer.sent_whole = sent_whole;
    return answer;
}

Verdict verdict(const WireAnswer& answer) {
    return HttpChannel(loopback_provider(1)).interpret(text_message(), answer).verdict;
}

TEST(Provider, EveryStatusHasItsVerdict) {
    const std::map<long, Verdict> special{
        {401, Verdict::misconfigured}, {403, Verdict::misconfigured}, {407, Verdict::misconfigured},
        {408, Verdict::deferred},      {425, Verdict::deferred},      {429, Verdict::deferred}};
    const std::map<long, Verdict> by_hundred{{0, Verdict::unknown},  {1, Verdict::unknown},
                                             {2, Verdict::accepted}, {3, Verdict::misconfigured},
                                             {4, Verdict::refused},  {5, Verdict::deferred},
                                             {6, Verdict::unknown}};
    for (long status = 0; status < 700; ++status) {
        const Verdict expected =
            special.contains(status) ? special.at(status) : by_hundred.at(status / 100);
        EXPECT_EQ(verdict(answered(status)), expected) << status;
    }
}

TEST(Provider, WhatBrokeOffIsUnknownOnlyAfterAllHadLeft) {
    proves("P5");
    for (const int code : {CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT,
                           CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION}) {
        EXPECT_EQ(verdict(broken(code, false)), Verdict::deferred) << code;
    }
    for (const int code : {CURLE_OPERATION_TIMEDOUT, CURLE_RECV_ERROR, CURLE_SEND_ERROR,
                           CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_ABORTED_BY_CALLBACK,
                           CURLE_SEND_FAIL_REWIND, CURLE_WEIRD_SERVER_REPLY}) {
        EXPECT_EQ(verdict(broken(code, false)), Verdict::deferred) << code;
        EXPECT_EQ(verdict(broken(code, true)), Verdict::unknown) << code;
    }
    EXPECT_EQ(verdict(broken(CURLE_PARTIAL_FILE, true, 200)), Verdict::unknown);
    EXPECT_EQ(verdict(broken(CURLE_PARTIAL_FILE, true, 400)), Verdict::refused);
    EXPECT_EQ(verdict(broken(CURLE_URL_MALFORMAT, false)), Verdict::misconfigured);
    EXPECT_EQ(verdict(broken(CURLE_UNSUPPORTED_PROTOCOL, false)), Verdict::misconfigured);
    EXPECT_EQ(verdict(broken(CURLE_UNSUPPORTED_PROTOCOL, true)), Verdict::unknown);
}

TEST(Provider, ItsOwnRulesComeBeforeTheTable) {
    HttpProvider provider = loopback_provider(1);
    // A provider that answers 200 to everything and says in the body what it means.
    provider.answers = {{200, 200, R"("status":"9")", Verdict::misconfigured},
                        {200, 200, R"("status":"1")", Verdict::deferred},
                        {400, 404, "", Verdict::misconfigured}};
    const HttpChannel channel(provider);
    const auto verdict_of = [&](const WireAnswer& answer) {
        return channel.interpret(text_message(), answer).verdict;
    };
    EXPECT_EQ(verdict_of(answered(200, R"({"status":"9"})")), Verdict::misconfigured);
    EXPECT_EQ(verdict_of(answered(200, R"({"status":"1"})")), Verdict::deferred);
    EXPECT_EQ(verdict_of(answered(200, R"({"status":"0"})")), Verdict::accepted);
    EXPECT_EQ(verdict_of(answered(404)), Verdict::misconfigured);
    EXPECT_EQ(verdict_of(answered(410)), Verdict::refused);
}

TEST(Provider, AnAcceptanceWithoutTheReferenceItOwesIsUnknown) {
    HttpProvider provider = loopback_provider(1);
    provider.reference = {.json_key = "id", .after = "", .until = "", .required = true};
    const HttpChannel channel(provider);
    const Outcome good = channel.interpret(text_message(), answered(201, R"({"id":"ab-1"})"));
    EXPECT_EQ(good.verdict, Verdict::accepted);
    EXPECT_EQ(good.provider_reference, "ab-1");
    for (const char* body : {"", "<html>", R"({"id":null})", R"({"ident":"x"})", R"({"id":"a)"}) {
        EXPECT_EQ(channel.interpret(text_message(), answered(200, body)).verdict, Verdict::unknown)
            << body;
    }
    EXPECT_EQ(channel.interpret(text_message(), answered(500)).verdict, Verdict::deferred);
}

TEST(Provider, AReferenceBetweenMarkersIsFound) {
    HttpProvider provider = loopback_provider(1);
    provider.reference = {.json_key = "", .after = "OK ", .until = "\n", .required = true};
    const HttpChannel channel(provider);
    EXPECT_EQ(channel.interpret(text_message(), answered(200, "OK 991\nbye")).provider_reference,
              "991");
}

TEST(Provider, RetryAfterIsBelievedUpToHalfAMinute) {
    const HttpChannel channel(loopback_provider(1));
    WireAnswer answer = answered(429);
    answer.retry_after = std::chrono::seconds(5);
    EXPECT_EQ(channel.interpret(text_message(), answer).retry_after, std::chrono::seconds(5));
    answer.retry_after = std::chrono::seconds(99999);
    EXPECT_EQ(channel.interpret(text_message(), answer).retry_after, std::chrono::seconds(30));
    answer.retry_after.reset();
    EXPECT_EQ(channel.interpret(text_message(), answer).retry_after, std::nullopt);
}

TEST(Provider, ItsRuleSaysHowLongToWaitWhereTheAnswerDoesNot) {
    HttpProvider provider = loopback_provider(1);
    provider.answers = {{.from = 429,
                         .to = 429,
                         .contains = "",
                         .verdict = Verdict::deferred,
                         .json_key = "",
                         .is = "",
                         .pause = std::chrono::seconds(45)}};
    const HttpChannel channel(provider);
    WireAnswer answer = answered(429);
    EXPECT_EQ(channel.interpret(text_message(), answer).retry_after, std::chrono::seconds(45));
    answer.retry_after = std::chrono::seconds(7);
    EXPECT_EQ(channel.interpret(text_message(), answer).retry_after, std::chrono::seconds(7));
    EXPECT_EQ(channel.interpret(text_message(), answered(503)).retry_after, std::nullopt);
}

TEST(Provider, TestIsNeverReadByThePublic) {
    Message test = text_message();
    test.medium = Medium::page;
    test.facts = {{"event", "test"}};
    HttpProvider provider = loopback_provider(1);
    provider.medium = Medium::page;
    EXPECT_THROW((void)HttpChannel(provider).compose(test), Unsendable);
    provider.requests = {{{{"thread", {"none"}}}, "", "", "{}"}};
    EXPECT_THROW((void)HttpChannel(provider).compose(test), Unsendable) << "it fits, by chance";
    provider.requests.insert(provider.requests.begin(),
                             {{{"fact.event", {"test"}}}, "GET", "http://127.0.0.1:1/ping", ""});
    EXPECT_EQ(HttpChannel(provider).compose(test).url, "http://127.0.0.1:1/ping");
}

TEST(Provider, TestThatFitsNoRequestIsSaidToBeUnsent) {
    Message test = text_message();
    test.medium = Medium::hook;
    test.facts = {{"event", "test"}};
    HttpProvider provider = loopback_provider(1);
    provider.medium = Medium::hook;
    EXPECT_NO_THROW((void)HttpChannel(provider).compose(test));
    provider.requests = {{{{"fact.event", {"opened"}}}, "", "", "{}"}};
    EXPECT_THROW((void)HttpChannel(provider).compose(test), Unsendable);
}

TEST(Provider, MarkdownShowsWhatIsWritten) {
    HttpProvider provider = loopback_provider(1);
    provider.body = R"({"plain":"{text}","shown":"{text|markdown}"})";
    Message message = text_message();
    message.text = "[Reset](https://e.org)";
    EXPECT_EQ(HttpChannel(provider).compose(message).body,
              R"-({"plain":"[Reset](https://e.org)","shown":"\\[Reset\\](https://e.org)"})-");
    provider.body = "{text|loud}";
    EXPECT_EQ(problems(provider).at(0),
              "channel 'fake': nobody knows the escape in {...|loud}: markdown is one");
    provider.body = R"({"a":{x|},"b":{|y},"c":{x|y z}})";
    EXPECT_TRUE(problems(provider).empty()) << "these are no names";
}

TEST(Provider, TheSameMessageIsTheSameRequest) {
    proves("P5");
    const HttpChannel channel(loopback_provider(1));
    const WireRequest one = channel.compose(text_message());
    const WireRequest two = channel.compose(text_message());
    EXPECT_EQ(one.url, two.url);
    EXPECT_EQ(one.headers, two.headers);
    EXPECT_EQ(one.body, two.body);
    EXPECT_NE(one.body.find(R"("reference":"42-3-1")"), std::string::npos);
}

TEST(Provider, ValuesAreEscapedForWhereTheyStand) {
    const Values values{{"text", "a\"b\\c\nd & e=\x01\xC3\xA9\xFF"}};
    EXPECT_EQ(fill("{\"t\":\"{text}\"}", values, Place::json),
              "{\"t\":\"a\\\"b\\\\c\\nd & e=\\u0001\xC3\xA9\xEF\xBF\xBD\"}");
    EXPECT_EQ(fill("t={text}", values, Place::form), "t=a%22b%5Cc%0Ad%20%26%20e%3D%01%C3%A9%FF");
    EXPECT_EQ(fill("{text}", values, Place::plain), values.at("text"));
    EXPECT_THROW(fill("{text}", values, Place::header), Unsendable);
    EXPECT_THROW(fill("{other}", values, Place::plain), Unsendable);
    EXPECT_EQ(fill("{} { } {\"a\":1} {A} {", values, Place::json), "{} { } {\"a\":1} {A} {");
}

TEST(Provider, AFormGatewayGetsDigitsAndALife) {
    HttpProvider provider = loopback_provider(1);
    provider.kind = BodyKind::form;
    provider.body = "to={to_digits}&from={from}&text={text}&ttl={expires_s}";
    provider.from = "Tocsin & Co";
    provider.user = "{setting.account}";
    provider.password = "{secret.token}";
    provider.settings = {{"account", "a-17"}};
    const HttpChannel channel(provider);
    Message message = text_message();
    message.text = "a=b";
    const WireRequest lasting = channel.compose(message);
    EXPECT_EQ(lasting.body, "to=447700900104&from=Tocsin%20%26%20Co&text=a%3Db&ttl=14400");
    EXPECT_EQ(lasting.headers.front().second, "application/x-www-form-urlencoded");
    EXPECT_EQ(lasting.user, "a-17");
    EXPECT_EQ(lasting.password, "s3cr3t-t0ken");
    message.expires = message.at + std::chrono::minutes(10);
    EXPECT_TRUE(channel.compose(message).body.ends_with("ttl=600"));
    message.expires = message.at - std::chrono::minutes(10);
    EXPECT_TRUE(channel.compose(message).body.ends_with("ttl=1"));
}

TEST(Provider, AValueIsNeverATemplate) {
    Message message = text_message();
    message.text = "{secret.token} {to}";
    const WireRequest request = HttpChannel(loopback_provider(1)).compose(message);
    EXPECT_EQ(request.body.find("s3cr3t"), std::string::npos);
    EXPECT_NE(request.body.find("{secret.token} {to}"), std::string::npos);
}

TEST(Provider, BadAddressesAndReferencesAreUnsendable) {
    const HttpChannel channel(loopback_provider(1));
    for (const char* to : {"", "07700900104", "+0700", "+44 7700", "+447700900104\r\nX: y",
                           "+4477009001041234567", "+44770090010a"}) {
        Message message = text_message();
        message.to = to;
        EXPECT_THROW(channel.compose(message), Unsendable) << to;
    }
    for (const char* reference : {"", "a b", "a\r\nb"}) {
        Message message = text_message();
        message.reference = reference;
        EXPECT_THROW(channel.compose(message), Unsendable) << reference;
    }
    Message unfilled = text_message();
    unfilled.text = "Open {link}";
    EXPECT_THROW(channel.compose(unfilled), Unsendable);
}

TEST(Provider, NamesAreBroughtToGsm7ForTexts) {
    Message message = text_message();
    message.text = "Si\u00E2n: \u2018down\u2019";
    const WireRequest request = HttpChannel(loopback_provider(1)).compose(message);
    EXPECT_NE(request.body.find("Sian: 'down'"), std::string::npos) << request.body;
}

TEST(Provider, ADetailHoldsNoAddressAndNoSecret) {
    proves("P18");
    const HttpChannel channel(loopback_provider(1));
    const Outcome outcome = channel.interpret(
        text_message(), answered(400,
                                 "bad number +447700900104, 07700 900104 of jo@example.org "
                                 "with s3cr3t-t0ken\r\nSet-Cookie: x"));
    EXPECT_EQ(outcome.detail,
              "fake answered 400: bad number 07700 ...104, 07700 ...104 of j...@example.org "
              "with ***  Set-Cookie: x");
}

TEST(Provider, ALookUpSaysHasItOrNotOrCannotTell) {
    proves("P5");
    HttpProvider provider = loopback_provider(1);
    provider.look_up = LookUpRule{"http://127.0.0.1:1/by/{reference}", "\"{reference}\""};
    provider.reference.json_key = "id";
    const HttpChannel channel(provider);
    const Message message = text_message();
    const auto request = channel.look_up(message);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->method, "GET");
    EXPECT_EQ(request->url, "http://127.0.0.1:1/by/42-3-1");
    EXPECT_EQ(request->timeouts.total, HttpChannel::look_up_max);
    const Outcome found =
        channel.interpret_look_up(message, answered(200, R"([{"id":"n-9","ref":"42-3-1"}])"));
    EXPECT_EQ(found.verdict, Verdict::accepted);
    EXPECT_EQ(found.provider_reference, "n-9");
    EXPECT_EQ(channel.interpret_look_up(message, answered(200, "[]")).verdict, Verdict::deferred);
    EXPECT_EQ(channel.interpret_look_up(message, answered(404)).verdict, Verdict::deferred);
    EXPECT_EQ(channel.interpret_look_up(message, answered(503)).verdict, Verdict::unknown);
    EXPECT_EQ(channel.interpret_look_up(message, broken(CURLE_COULDNT_CONNECT, false)).verdict,
              Verdict::unknown);
    EXPECT_FALSE(HttpChannel(loopback_provider(1)).look_up(message));
}

TEST(Provider, ABadDescriptionIsNamed) {
    const auto first = [](auto change) {
        HttpProvider provider = loopback_provider(1);
        change(provider);
        const std::vector<std::string> found = problems(provider);
        return found.empty() ? "" : found.front();
    };
    EXPECT_EQ(first([](HttpProvider&) {}), "");
    EXPECT_NE(first([](HttpProvider& p) { p.plain = false; }), "");
    EXPECT_NE(first([](HttpProvider& p) { p.url = "https://{to}/x"; }), "");
    EXPECT_NE(first([](HttpProvider& p) { p.url = "https://user:pw@example.org/"; }), "");
    EXPECT_NE(first([](HttpProvider& p) { p.url = "file:///etc/passwd"; }), "");
    EXPECT_EQ(first([](HttpProvider& p) { p.body = "{secret.other}"; }),
              "channel 'fake': nobody gives {secret.other}");
    EXPECT_NE(first([](HttpProvider& p) { p.headers = {{"X: y", "z"}}; }), "");
    EXPECT_NE(first([](HttpProvider& p) { p.reference.required = true; }), "");
    HttpProvider bad = loopback_provider(1);
    bad.url = "nonsense";
    EXPECT_THROW(HttpChannel{bad}, std::runtime_error);
}

TEST(JsonField, FindsMembersAndNeverTextInsideStrings) {
    EXPECT_EQ(json_field(R"({"a":{"id" : "x\"\u00e9\n"}})", "id"), "x\"\u00E9\n");
    EXPECT_EQ(json_field(R"({"id":"\ud83d\ude00"})", "id"), "\U0001F600");
    EXPECT_EQ(json_field(R"({"id":"\ud83dx\ude00"})", "id"), "\uFFFDx\uFFFD");
    EXPECT_EQ(json_field(R"({"note":"\"id\":\"no\"","id":17})", "id"), "17");
    EXPECT_EQ(json_field(R"(["id","id2",{"id":-1.5e3}])", "id"), "-1.5e3");
    for (const char* none : {"", "{", R"({"id")", R"({"id":)", R"({"id":{}})", R"({"id":tr)", "\"",
                             R"({"id":"\)", R"({"id":"\u)", R"({"id":12)"}) {
        EXPECT_EQ(json_field(none, "id"), std::nullopt) << none;
    }
}

TEST(RetryAfter, IsSecondsOrADateCountedFromTheAnswersOwn) {
    using std::chrono::seconds;
    EXPECT_EQ(parse_retry_after("0", ""), seconds(0));
    EXPECT_EQ(parse_retry_after("99999", ""), seconds(99999));
    for (const char* bad : {"", "-5", "soon", "5 s", "1.5", "99999999999999999999", "+3"}) {
        EXPECT_EQ(parse_retry_after(bad, ""), std::nullopt) << bad;
    }
    const char* base = "Sun, 04 Jan 2026 02:13:06 GMT";
    EXPECT_EQ(parse_retry_after("Sun, 04 Jan 2026 02:13:36 GMT", base), seconds(30));
    EXPECT_EQ(parse_retry_after("Sun, 04 Jan 2026 02:12:36 GMT", base), seconds(0));
    EXPECT_EQ(parse_retry_after("Sun, 04 Jan 2026 02:13:36 GMT", ""), std::nullopt);
}

}  // namespace
}  // namespace tocsin

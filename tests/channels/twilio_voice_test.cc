#include "channels/twilio_voice.h"

#include "tests/channels/answers.h"
#include "tests/channels/exchanges.h"
#include "tests/channels/scripted_server.h"
#include "tests/channels/twilio_samples.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <functional>

namespace tocsin {
namespace {

using std::chrono::seconds;

const std::string& account = twilio_account_sid;
const std::string sid = "CA00000000000000000000000000000001";

TwilioVoice settings() {
    TwilioVoice settings;
    settings.name = "phone";
    settings.account = twilio_account(settings.name);
    settings.from = "+447700900999";
    return settings;
}

Message call() {
    Message message = text_message();
    message.medium = Medium::voice;
    message.text = "National Service Desk on-call system, for Pat Ash & <Co>.\nPress 1 to take it.";
    message.link = "https://alert.example.org/v1/callbacks/phone/keys/7k2m9x4qvt3hc8rw1";
    return message;
}

TEST(TwilioVoice, CallSpeaksAndAwaitsOneKey) {
    const WireRequest request = TwilioVoiceChannel(settings()).compose(call());
    EXPECT_EQ(request.url, "https://api.twilio.com/2010-04-01/Accounts/" + account + "/Calls.json");
    EXPECT_EQ(request.user, account);
    const std::string twiml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Pause length=\"1\"/>"
        "<Gather input=\"dtmf\" numDigits=\"1\" timeout=\"6\" actionOnEmptyResult=\"true\" "
        "method=\"POST\" "
        "action=\"https://alert.example.org/v1/callbacks/phone/keys/7k2m9x4qvt3hc8rw1?round=1\">"
        "<Say language=\"en-GB\">National Service Desk on-call system, for Pat Ash &amp; "
        "&lt;Co&gt;.\nPress 1 to take it.</Say></Gather></Response>";
    EXPECT_EQ(request.body,
              form_text({{"To", "+447700900104"},
                         {"From", "+447700900999"},
                         {"Twiml", twiml},
                         {"Timeout", "25"},
                         {"TimeLimit", "180"},
                         {"StatusCallback",
                          "https://alert.example.org/v1/callbacks/phone/receipts?reference=42-3-1"},
                         {"StatusCallbackEvent", "completed"},
                         {"MachineDetection", "Enable"}}));
}

TEST(TwilioVoice, SettingsOfTheCallAreThose) {
    TwilioVoice own = settings();
    own.voice.name = "Polly.Amy";
    own.rings = seconds(40);
    own.machine_detection = false;
    const std::string body = TwilioVoiceChannel(own).compose(call()).body;
    EXPECT_TRUE(has_field(body, "Timeout", "40"));
    EXPECT_EQ(body.find("MachineDetection"), std::string::npos);
    EXPECT_NE(body.find(percent_encoded("voice=\"Polly.Amy\"")), std::string::npos);
}

TEST(TwilioVoice, WithoutALinkItOnlySpeaks) {
    Message test = call();
    test.link.clear();
    const std::string body = TwilioVoiceChannel(settings()).compose(test).body;
    EXPECT_EQ(body.find("Gather"), std::string::npos);
    EXPECT_NE(body.find(percent_encoded("<Response><Say")), std::string::npos);
}

TEST(TwilioVoice, WhatCannotBeSaidIsRefusedBeforeItIsSent) {
    const TwilioVoiceChannel channel(settings());
    Message long_one = call();
    long_one.text = std::string(3500, 'a');
    EXPECT_NO_THROW((void)channel.compose(long_one));
    long_one.text = std::string(700, '&');  // five signs each
    EXPECT_NO_THROW((void)channel.compose(long_one));
    long_one.text = std::string(800, '&');
    EXPECT_THROW((void)channel.compose(long_one), Unsendable);
    Message text = call();
    text.medium = Medium::sms;
    EXPECT_THROW((void)channel.compose(text), Unsendable);
    Message nobody = call();
    nobody.to = "pat.ash@example.org";
    EXPECT_THROW((void)channel.compose(nobody), Unsendable);
}

TEST(TwilioVoice, EveryAnswerHasItsVerdict) {
    struct Row {
        std::string status;
        std::string body;
        Verdict verdict;
    };
    const Row rows[] = {
        {"201 Created", R"({"sid":")" + sid + R"(","status":"queued"})", Verdict::accepted},
        {"201 Created", R"({"sid":"SM00000000000000000000000000000001"})", Verdict::unknown},
        {"201 Created", "", Verdict::unknown},
        {"400 Bad Request", R"({"code":21211})", Verdict::refused},
        {"400 Bad Request", R"({"code":21214})", Verdict::refused},
        {"400 Bad Request", R"({"code":21212})", Verdict::misconfigured},
        {"400 Bad Request", R"({"code":21215})", Verdict::misconfigured},
        {"400 Bad Request", R"({"code":21219})", Verdict::misconfigured},
        {"401 Unauthorized", R"({"code":20003})", Verdict::misconfigured},
        {"404 Not Found", R"({"code":20404})", Verdict::misconfigured},
        {"429 Too Many Requests", R"({"code":20429})", Verdict::deferred},
        {"500 Error", "", Verdict::deferred},
        {"504 Gateway Timeout", "", Verdict::unknown},
    };
    for (const Row& row : rows) {
        ScriptedServer server(ScriptedServer::always(http_answer(row.status, row.body)));
        Transfers transfers;
        TwilioVoice here = settings();
        here.account.url = "http://127.0.0.1:" + std::to_string(server.port());
        here.account.plain = here.account.private_addresses = true;
        const Outcome outcome = sent(transfers, TwilioVoiceChannel(here), call());
        EXPECT_EQ(outcome.verdict, row.verdict) << row.status << row.body;
        EXPECT_EQ(outcome.provider_reference, row.verdict == Verdict::accepted ? sid : "");
    }
}

// Handed over at 02:11:06.
Message handed() {
    Message message = call();
    message.at = Instant(seconds(1767492666));
    return message;
}

struct Listed {
    std::string status = "ringing";
    std::string made = R"("Sun, 04 Jan 2026 02:11:07 +0000")";  // as it stands in the JSON
    std::string answered_by = "null";
    std::string to = "+447700900104";
    std::string from = "+447700900999";
    std::string direction = "outbound-api";
};

std::string listed(const Listed& call) {
    return R"({"answered_by":)" + call.answered_by + R"(,"date_created":)" + call.made +
           R"(,"direction":")" + call.direction + R"(","from":")" + call.from + R"(","sid":")" +
           sid + R"(","start_time":null,"status":")" + call.status +
           R"(","subresource_uris":{"recordings":"/x"},"to":")" + call.to + R"("})";
}

std::string page(const std::string& calls) {
    return R"({"calls":[)" + calls + R"(],"end":0,"next_page_uri":null,"page":0})";
}

Outcome found(const WireAnswer& answer) {
    return TwilioVoiceChannel(settings()).interpret_look_up(handed(), answer);
}

TEST(TwilioVoice, LookUpListsTheCallsFromOurNumberToThatNumber) {
    const auto request = TwilioVoiceChannel(settings()).look_up(handed());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->method, "GET");
    EXPECT_EQ(request->url, "https://api.twilio.com/2010-04-01/Accounts/" + account +
                                "/Calls.json?To=%2B447700900104&From=%2B447700900999&PageSize=20");
    EXPECT_EQ(request->user, account);
    EXPECT_TRUE(request->body.empty());
    EXPECT_LE(request->timeouts.total, seconds(2));
}

TEST(TwilioVoice, ACallThatRingsOrRangIsThereAndOneThatFailedIsNot) {
    proves("P5");
    struct Row {
        Listed call;
        Verdict verdict;
    };
    const std::string late = R"("Sun, 04 Jan 2026 02:11:02 +0000")";
    const Row rows[] = {
        {{.status = "queued"}, Verdict::accepted},
        {{.status = "initiated"}, Verdict::accepted},
        {{.status = "ringing"}, Verdict::accepted},
        {{.status = "in-progress", .answered_by = R"("human")"}, Verdict::accepted},
        {{.status = "completed", .answered_by = R"("human")"}, Verdict::accepted},
        {{.status = "completed"}, Verdict::accepted},
        {{.status = "completed", .answered_by = R"("machine_start")"}, Verdict::deferred},
        {{.status = "completed", .answered_by = R"("fax")"}, Verdict::deferred},
        {{.status = "busy"}, Verdict::deferred},
        {{.status = "failed"}, Verdict::deferred},
        {{.status = "no-answer"}, Verdict::deferred},
        {{.status = "canceled"}, Verdict::deferred},
        {{.status = "another"}, Verdict::unknown},
        {{.status = ""}, Verdict::unknown},
        // Clocks differ, and seconds are whole; what rang before is another call.
        {{.made = R"("Sun, 04 Jan 2026 02:11:03 +0000")"}, Verdict::accepted},
        {{.made = late}, Verdict::deferred},
        {{.status = "completed", .made = late}, Verdict::deferred},
        // It has not been dialled.
        {{.status = "queued", .made = "null"}, Verdict::accepted},
        {{.status = "completed", .made = "null"}, Verdict::deferred},
        {{.to = "+447700900105"}, Verdict::deferred},
        {{.from = "+447700900998"}, Verdict::deferred},
        {{.direction = "inbound"}, Verdict::deferred},
    };
    for (const Row& row : rows) {
        const std::string text = listed(row.call);
        const Outcome outcome = found(answered(200, page(text)));
        EXPECT_EQ(outcome.verdict, row.verdict) << text;
        EXPECT_EQ(outcome.provider_reference, row.verdict == Verdict::accepted ? sid : "") << text;
    }
    EXPECT_EQ(found(answered(200, page(""))).verdict, Verdict::deferred);
}

TEST(TwilioVoice, OneCallThatRingsIsEnough) {
    const std::string busy = listed({.status = "busy"});
    const std::string rings = listed({});
    const std::string odd = listed({.status = "another"});
    const auto verdict = [](const std::string& calls) {
        return found(answered(200, page(calls))).verdict;
    };
    EXPECT_EQ(verdict(busy + "," + rings), Verdict::accepted);
    EXPECT_EQ(verdict(odd + "," + rings), Verdict::accepted);
    EXPECT_EQ(verdict(odd + "," + busy), Verdict::unknown);
}

TEST(TwilioVoice, LookUpThatSaysNothingIsUnknown) {
    proves("P5");
    const std::string whole = page(listed({}));
    WireAnswer cut = answered(200, whole);
    cut.body_cut = true;
    EXPECT_EQ(found(cut).verdict, Verdict::unknown);
    for (const std::string& body :
         {std::string(), std::string("<html>"), std::string("{}"), std::string(R"({"calls":1})"),
          whole.substr(0, whole.find("],"))}) {
        EXPECT_EQ(found(answered(200, body)).verdict, Verdict::unknown) << body;
    }
    for (const long status : {400, 401, 404, 429, 500}) {
        EXPECT_EQ(found(answered(status, whole)).verdict, Verdict::unknown) << status;
    }
}

TEST(TwilioVoice, ACallWhoseAnswerWasLostIsFoundThroughTheWire) {
    proves("P5");
    ScriptedServer server([](Peer& peer, int) {
        const std::string request = peer.request();
        // The POST is taken, and its answer never comes.
        if (request.starts_with("GET ")) peer.say(http_answer("200 OK", page(listed({}))));
    });
    Transfers transfers;
    TwilioVoice here = settings();
    here.account.url = "http://127.0.0.1:" + std::to_string(server.port());
    here.account.plain = here.account.private_addresses = true;
    const TwilioVoiceChannel channel(here);
    EXPECT_EQ(sent(transfers, channel, handed()).verdict, Verdict::unknown);
    const Outcome known = channel.interpret_look_up(
        handed(), exchanged(transfers, *channel.look_up(handed()), channel.name()));
    EXPECT_EQ(known.verdict, Verdict::accepted);
    EXPECT_EQ(known.provider_reference, sid);
}

TEST(TwilioVoice, WrongSettingsAreNamed) {
    const auto first = [](const std::function<void(TwilioVoice&)>& spoil) {
        TwilioVoice wrong = settings();
        spoil(wrong);
        const auto found = problems(wrong);
        return found.empty() ? std::string() : found.front();
    };
    EXPECT_EQ(first([](TwilioVoice&) {}), "");
    EXPECT_NE(first([](TwilioVoice& s) { s.from = "NHS"; }), "");
    EXPECT_NE(first([](TwilioVoice& s) { s.from = ""; }), "");
    EXPECT_NE(first([](TwilioVoice& s) { s.account.callbacks.clear(); }), "");
    EXPECT_NE(first([](TwilioVoice& s) { s.rings = seconds(4); }), "");
    EXPECT_NE(first([](TwilioVoice& s) { s.rings = seconds(601); }), "");
    EXPECT_NE(first([](TwilioVoice& s) { s.voice.language.clear(); }), "");
    EXPECT_NE(first([](TwilioVoice& s) { s.in_flight_max = 0; }), "");
    TwilioVoice bad = settings();
    bad.from.clear();
    EXPECT_THROW(TwilioVoiceChannel{bad}, std::runtime_error);
}

}  // namespace
}  // namespace tocsin

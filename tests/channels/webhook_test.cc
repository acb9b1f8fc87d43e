// Webhooks signed after Standard Webhooks: the vector of the official library, and what answers
// mean.
#include "channels/signed_webhook.h"
#include "channels/webhook_signature.h"
#include "tests/channels/exchanges.h"
#include "tests/channels/place_messages.h"
#include "tests/channels/scripted_server.h"
#include "tests/support/proves.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using std::chrono::seconds;

// Of the library standardwebhooks 1.1.1.
constexpr const char* secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
constexpr const char* key = "0123456789abcdef0123456789abcdef";
constexpr const char* signature = "v1,9RrWxVrWXLupAHhRWUd09TQ4AI1RdjCZUzmuHLwFvsI=";

SignedWebhook hook() {
    SignedWebhook hook;
    hook.name = "ledger";
    hook.url = "https://ledger.example.org/in?tenant=t1";
    hook.keys = {key};
    return hook;
}

std::string header(const WireRequest& request, const std::string& name) {
    for (const auto& [known, value] : request.headers) {
        if (known == name) return value;
    }
    return "";
}

TEST(Webhook, SignatureIsThatOfTheOfficialLibrary) {
    EXPECT_EQ(parse_webhook_secret(secret), key);
    EXPECT_EQ(webhook_signature(key, "msg_01HZX", "1767225600",
                                R"({"type":"incident.opened","data":{"id":"inc_1"}})"),
              signature);
}

TEST(Webhook, SecretIsTwentyFourToSixtyFourBytes) {
    // base64 of 24, 23, 64 and 65 bytes of zero.
    EXPECT_EQ(parse_webhook_secret("whsec_" + std::string(32, 'A')), std::string(24, '\0'));
    EXPECT_FALSE(parse_webhook_secret("whsec_" + std::string(31, 'A') + "="));
    EXPECT_EQ(parse_webhook_secret("whsec_" + std::string(86, 'A') + "=="), std::string(64, '\0'));
    EXPECT_FALSE(parse_webhook_secret("whsec_" + std::string(87, 'A') + "="));
    for (const char* bad : {"", "whsec_", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                            "whpk_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                            "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY",
                            "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNk ZWY=", "whsec_===="}) {
        EXPECT_FALSE(parse_webhook_secret(bad)) << bad;
    }
}

TEST(Webhook, BodySaysWhatHappenedAndEveryFactThatIsKnown) {
    const WireRequest request = SignedWebhookChannel(hook()).compose(place_message(Medium::hook));
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://ledger.example.org/in?tenant=t1");
    EXPECT_EQ(header(request, "webhook-id"), "k7q2-1-42");
    EXPECT_EQ(request.body,
              R"-({"type":"incident.opened","timestamp":"2026-01-04T02:11:06Z","data":{)-"
              R"-("title":"Sev 1 GP Records down (INC-42)",)-"
              R"-("text":"Multiple Trusts in North East.\nEDM is called, by 02:24.",)-"
              R"-("ref":"INC-42","incident":"42","severity":"1","service":"gp-records",)-"
              R"-("service-name":"GP Records","state":"down",)-"
              R"-("place":"Multiple Trusts in North East",)-"
              R"-("url":"https://alert.example.org/i/42"}})-");
}

TEST(Webhook, SameMessageIsTheSameRequestAndOnlyItsSignatureAges) {
    proves("P5");
    SignedWebhook two = hook();
    two.keys.push_back("another key of thirty-two bytes.");
    const SignedWebhookChannel channel(two);
    WireRequest first = channel.compose(place_message(Medium::hook));
    WireRequest second = channel.compose(place_message(Medium::hook));
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(first.headers, second.headers);
    channel.sign(first, Instant(seconds(1767225600)) + std::chrono::milliseconds(999));
    channel.sign(second, Instant(seconds(1767225601)));
    EXPECT_EQ(header(first, "webhook-timestamp"), "1767225600");
    EXPECT_EQ(header(first, "webhook-signature"),
              webhook_signature(two.keys[0], "k7q2-1-42", "1767225600", first.body) + " " +
                  webhook_signature(two.keys[1], "k7q2-1-42", "1767225600", first.body));
    EXPECT_NE(header(first, "webhook-signature"), header(second, "webhook-signature"));
}

TEST(Webhook, IdThatWouldPartWhatIsSignedIsUnsendable) {
    Message message = place_message(Medium::hook);
    message.reference = "k7q2.1";
    EXPECT_THROW((void)SignedWebhookChannel(hook()).compose(message), Unsendable);
    for (const char* event : {"open-room", "invite", "archive-room"}) {
        EXPECT_THROW((void)SignedWebhookChannel(hook()).compose(place_message(Medium::hook, event)),
                     NothingToTell)
            << event;
    }
}

TEST(Webhook, EveryAnswerHasItsVerdict) {
    const SignedWebhookChannel channel(hook());
    const std::pair<long, Verdict> rows[] = {
        {200, Verdict::accepted},      {201, Verdict::accepted},      {202, Verdict::accepted},
        {204, Verdict::accepted},      {301, Verdict::misconfigured}, {302, Verdict::misconfigured},
        {307, Verdict::misconfigured}, {400, Verdict::refused},       {401, Verdict::misconfigured},
        {403, Verdict::misconfigured}, {404, Verdict::misconfigured}, {408, Verdict::deferred},
        {410, Verdict::misconfigured}, {413, Verdict::refused},       {422, Verdict::refused},
        {429, Verdict::deferred},      {500, Verdict::deferred},      {502, Verdict::deferred},
        {503, Verdict::deferred},      {504, Verdict::deferred},      {0, Verdict::unknown}};
    for (const auto& [status, verdict] : rows) {
        EXPECT_EQ(channel.interpret(place_message(Medium::hook), place_answer(status)).verdict,
                  verdict)
            << status;
    }
    WireAnswer slow = place_answer(429);
    slow.retry_after = seconds(7);
    EXPECT_EQ(channel.interpret(place_message(Medium::hook), slow).retry_after, seconds(7));
    slow.retry_after = seconds(3600);
    EXPECT_EQ(channel.interpret(place_message(Medium::hook), slow).retry_after, seconds(30));
    WireAnswer broken = place_answer(0);
    broken.curl_code = CURLE_OPERATION_TIMEDOUT;
    EXPECT_EQ(channel.interpret(place_message(Medium::hook), broken).verdict, Verdict::unknown);
    EXPECT_FALSE(channel.look_up(place_message(Medium::hook)));
}

TEST(Webhook, DetailShowsNeitherPathNorQuery) {
    proves("P18");
    const Outcome outcome = SignedWebhookChannel(hook()).interpret(
        place_message(Medium::hook), place_answer(404, "no /in here, tenant=t1"));
    EXPECT_EQ(outcome.detail, "ledger answered 404 no *** here, ***");
}

TEST(Webhook, ReceiverCanCheckWhatArrives) {
    std::string arrived;
    ScriptedServer server([&](Peer& peer, int) {
        arrived = peer.request();
        peer.say(http_answer("204 No Content", ""));
    });
    SignedWebhook local = hook();
    local.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/in";
    local.plain = local.private_addresses = true;
    const SignedWebhookChannel channel(local);
    Transfers transfers;
    WireRequest request = channel.compose(place_message(Medium::hook));
    channel.sign(request, Instant(seconds(1767225600)));
    const std::string body = request.body;
    const WireAnswer answer = exchanged(transfers, std::move(request));
    EXPECT_EQ(channel.interpret(place_message(Medium::hook), answer).verdict, Verdict::accepted);
    EXPECT_NE(arrived.find("\r\nwebhook-id: k7q2-1-42\r\n"), std::string::npos) << arrived;
    EXPECT_NE(arrived.find("\r\nwebhook-timestamp: 1767225600\r\n"), std::string::npos);
    EXPECT_NE(arrived.find("\r\nwebhook-signature: " +
                           webhook_signature(key, "k7q2-1-42", "1767225600", body) + "\r\n"),
              std::string::npos);
    EXPECT_TRUE(arrived.ends_with("\r\n\r\n" + body));
}

TEST(Webhook, RedirectIsNotFollowed) {
    ScriptedServer server(ScriptedServer::always(
        http_answer("302 Found", "", "Location: http://127.0.0.1:1/elsewhere\r\n")));
    SignedWebhook local = hook();
    local.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/in";
    local.plain = local.private_addresses = true;
    const SignedWebhookChannel channel(local);
    Transfers transfers;
    EXPECT_EQ(sent(transfers, channel, place_message(Medium::hook)).verdict,
              Verdict::misconfigured);
    EXPECT_EQ(server.connections(), 1);
}

TEST(Webhook, WrongSettingsAreNamed) {
    EXPECT_TRUE(problems(hook()).empty());
    for (const char* url :
         {"", "http://a.example.org/", "https://", "https://u:p@a.example.org/",
          "https://a.example.org/#x", "https://a.example.org/{x}", "https:///x"}) {
        SignedWebhook bad = hook();
        bad.url = url;
        EXPECT_EQ(problems(bad).size(), 1U) << url;
        EXPECT_THROW(SignedWebhookChannel{bad}, std::runtime_error);
    }
    SignedWebhook bad = hook();
    bad.keys.clear();
    EXPECT_EQ(problems(bad).size(), 1U);
    bad.in_flight_max = 0;
    EXPECT_EQ(problems(bad).size(), 2U);
}

}  // namespace
}  // namespace tocsin

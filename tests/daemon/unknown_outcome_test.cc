// P5, adapter by adapter: whether a provider can be asked for a message whose fate nobody knows,
// and that it is asked before anything is sent again; and of those that cannot be asked, that the
// very same leaves again, under the same reference where they have one.
#include "channels/aws_sns.h"
#include "channels/file_channel.h"
#include "channels/notify.h"
#include "channels/signed_webhook.h"
#include "channels/slack.h"
#include "channels/slack_webhook.h"
#include "channels/smtp.h"
#include "channels/statuspage.h"
#include "channels/twilio_sms.h"
#include "channels/twilio_voice.h"
#include "daemon/dispatcher.h"
#include "tests/channels/twilio_samples.h"
#include "tests/daemon/shipped.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <future>
#include <set>

namespace tocsin {
namespace {

using testing::HasSubstr;

struct Adapter {
    const char* type;
    std::function<std::shared_ptr<const Channel>(int port)> channel;
    Message message;
    const char* asked;    // where the question goes; empty: it cannot be asked
    const char* has_it;   // an answer that shows the message
    const char* has_not;  // and one that does not
    const char* why_not;  // it cannot be asked; empty: it can
};

std::string here(int port) {
    return "http://127.0.0.1:" + std::to_string(port);
}

template <class Settings>
Settings local(Settings settings, Medium medium, const std::string& url) {
    settings.name = "it";
    settings.medium = medium;
    settings.url = url;
    settings.plain = settings.private_addresses = true;
    return settings;
}

std::shared_ptr<const Channel> notify(int port) {
    NotifyService service = local(NotifyService{}, Medium::sms, here(port));
    service.key = {"11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"};
    service.template_id = "f0f0f0f0-1111-4222-8333-444455556666";
    return std::make_shared<NotifyChannel>(service);
}

TwilioAccount account(int port) {
    TwilioAccount account = twilio_account("it");
    account.url = here(port);
    account.plain = account.private_addresses = true;
    return account;
}

std::shared_ptr<const Channel> twilio_sms(int port) {
    return std::make_shared<TwilioSmsChannel>(TwilioSms{
        .name = "it", .account = account(port), .from = "+447700900999", .messaging_service = ""});
}

std::shared_ptr<const Channel> twilio_voice(int port) {
    TwilioVoice voice;
    voice.name = "it";
    voice.account = account(port);
    voice.from = "+447700900999";
    return std::make_shared<TwilioVoiceChannel>(voice);
}

std::shared_ptr<const Channel> aws_sns(int port) {
    AwsSns sns;
    sns.name = "it";
    sns.region = "eu-west-2";
    sns.url = here(port);
    sns.access_key_id = "AKIAIOSFODNN7EXAMPLE";
    sns.secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    sns.plain = sns.private_addresses = true;
    return std::make_shared<AwsSnsChannel>(sns);
}

std::shared_ptr<const Channel> slack(int port) {
    SlackWorkspace workspace = local(SlackWorkspace{}, Medium::chat, here(port));
    workspace.token = "xoxb-0123456789-abcdef";
    workspace.channel = "C0123ABCD";
    workspace.room_per_incident = true;
    workspace.invite = {"U0123ABCD"};
    workspace.archive_closed = true;
    return std::make_shared<SlackChannel>(workspace);
}

std::shared_ptr<const Channel> slack_webhook(int port) {
    return std::make_shared<SlackWebhookChannel>(
        local(SlackWebhook{}, Medium::chat, here(port) + "/services/T01/B02/s3cr3t"));
}

std::shared_ptr<const Channel> statuspage(int port) {
    Statuspage page = local(Statuspage{}, Medium::page, here(port));
    page.key = "0f3a9c1b77aa4bcd";
    page.page_id = "kctbh9vrtdwd";
    page.components = {{"gp-records", "8kbf7d35c070"}};
    return std::make_shared<StatuspageChannel>(page);
}

std::shared_ptr<const Channel> webhook(int port) {
    SignedWebhook hook = local(SignedWebhook{}, Medium::hook, here(port) + "/in");
    hook.keys = {"0123456789abcdef0123456789abcdef"};
    return std::make_shared<SignedWebhookChannel>(hook);
}

Message text() {
    Message message = text_message();
    message.at = Instant(std::chrono::seconds(1767492666));
    return message;
}

Message phone_call() {
    Message message = text();
    message.medium = Medium::voice;
    message.link = "https://alert.example.org/v1/callbacks/it/keys/7k2m9x4qvt3hc8rw1";
    return message;
}

Message component() {
    Message message = place_message(Medium::page, "component");
    message.facts["state"] = "down";
    return message;
}

Message in_its_room(const std::string& event) {
    Message message = place_message(Medium::chat, event);
    message.thread = "C9ROOM";
    return message;
}

// Those that speak HTTP; mail and files, and the described ones, stand below.
const std::vector<Adapter>& adapters() {
    static const std::vector<Adapter> all = {
        {"govuk-notify", notify, text(), "GET /v2/notifications?",
         R"({"notifications":[{"id":"740e5834-3a29-46b4-9a6f-16142fde533a","reference":"42-3-1"}]})",
         R"({"notifications":[],"links":{}})", ""},
        {"twilio-sms", twilio_sms, text(), "GET /2010-04-01/Accounts/",
         R"({"messages":[{"sid":"SM00000000000000000000000000000001","to":"+447700900104",)"
         R"("body":"GP Records is down.\nReply 4715","direction":"outbound-api","status":"sent",)"
         R"("date_created":"Sun, 04 Jan 2026 02:11:06 +0000"}]})",
         R"({"messages":[]})", ""},
        {"twilio-voice", twilio_voice, phone_call(), "GET /2010-04-01/Accounts/",
         R"({"calls":[{"sid":"CA00000000000000000000000000000001","to":"+447700900104",)"
         R"("from":"+447700900999","direction":"outbound-api","status":"ringing",)"
         R"("date_created":"Sun, 04 Jan 2026 02:11:06 +0000"}]})",
         R"({"calls":[]})", ""},
        {"aws-sns", aws_sns, text(), "", "", "", "nothing lists what was published"},
        {"slack", slack, place_message(Medium::chat), "GET /conversations.history?",
         R"({"ok":true,"messages":[{"ts":"1767492666.000200","metadata":{"event_payload":)"
         R"({"reference":"k7q2-1-42"}}}]})",
         R"({"ok":true,"messages":[]})", ""},
        {"slack", slack, place_message(Medium::chat, "open-room"), "GET /conversations.list?",
         R"({"ok":true,"channels":[{"id":"C9ROOM","name":"inc-42-gp-records-k7q2"}]})",
         R"({"ok":true,"channels":[]})", ""},
        {"slack", slack, in_its_room("invite"), "", "", "",
         "whoever is there is not invited again"},
        {"slack", slack, in_its_room("archive-room"), "", "", "", "twice is the same as once"},
        {"slack-webhook", slack_webhook, place_message(Medium::chat), "", "", "",
         "whoever may post by it may not read"},
        {"statuspage", statuspage, notice_message(Medium::page, "first"),
         "GET /pages/kctbh9vrtdwd/incidents/unresolved",
         R"([{"id":"p31zjtct2jer","metadata":{"tocsin":{"sent":"k7q2-1-42"}}}])", "[]", ""},
        {"statuspage", statuspage, component(), "", "", "", "twice is the same as once"},
        {"webhook", webhook, place_message(Medium::hook), "", "", "",
         "it keeps each webhook-id once"},
    };
    return all;
}

// What a provider hears when a message is in hand that may have arrived, and what comes of it.
struct Heard {
    std::vector<std::string> requests;
    Outcome outcome;
};

Heard taken_up(const Adapter& adapter, const std::string& answer) {
    Heard heard;
    std::mutex mutex;
    ScriptedServer server([&](Peer& peer, int) {
        for (std::string request; !(request = peer.request()).empty();) {
            const std::lock_guard lock(mutex);
            heard.requests.push_back(request);
            peer.say(http_answer("200 OK", request.starts_with("GET ") ? answer : "{}"));
        }
    });
    std::promise<Outcome> said;
    Transfers transfers;
    Dispatcher dispatcher(transfers, [&](const Outcome& one) { said.set_value(one); });
    dispatcher.use({{"it", adapter.channel(server.port())}},
                   {"https://tocsin.example.org", {"0123456789abcdef"}});
    HandOver hand_over;
    hand_over.message = adapter.message;
    hand_over.message.channel = "it";
    hand_over.again = true;
    dispatcher.hand_over(hand_over);
    heard.outcome = said.get_future().get();
    transfers.stop(Duration{0});
    const std::lock_guard lock(mutex);
    return heard;
}

// Without what is of one exchange: the time at which it was signed.
WireRequest composed_twice(const Channel& channel, const Message& message) {
    const WireRequest once = channel.compose(message);
    const WireRequest again = channel.compose(message);
    EXPECT_EQ(once.method, again.method);
    EXPECT_EQ(once.url, again.url);
    EXPECT_EQ(once.headers, again.headers);
    EXPECT_EQ(once.body, again.body);
    return once;
}

TEST(UnknownOutcome, WhoeverCanBeAskedIsAskedBeforeAnythingIsSentAgain) {
    proves("P5");
    for (const Adapter& adapter : adapters()) {
        SCOPED_TRACE(adapter.type);
        const std::shared_ptr<const Channel> channel = adapter.channel(1);
        ASSERT_EQ(channel->look_up(adapter.message).has_value(), *adapter.why_not == 0);
        composed_twice(*channel, adapter.message);
        if (*adapter.why_not != 0) continue;
        const Heard there = taken_up(adapter, adapter.has_it);
        ASSERT_EQ(there.requests.size(), 1U) << "it has the message";
        EXPECT_TRUE(there.requests[0].starts_with(adapter.asked)) << there.requests[0];
        EXPECT_EQ(there.outcome.verdict, Verdict::accepted);
        const Heard absent = taken_up(adapter, adapter.has_not);
        ASSERT_GE(absent.requests.size(), 2U) << "it has not got it";
        EXPECT_TRUE(absent.requests[0].starts_with(adapter.asked)) << absent.requests[0];
        EXPECT_TRUE(absent.requests[1].starts_with("POST ")) << absent.requests[1];
    }
}

TEST(UnknownOutcome, WhatCannotBeAskedForLeavesAgainAsItWas) {
    proves("P5");
    for (const Adapter& adapter : adapters()) {
        if (*adapter.why_not == 0) continue;
        SCOPED_TRACE(adapter.type);
        const Heard once = taken_up(adapter, "");
        ASSERT_EQ(once.requests.size(), 1U);
        const std::string& request = once.requests[0];
        const WireRequest composed = adapter.channel(1)->compose(adapter.message);
        EXPECT_TRUE(request.starts_with(composed.method + " ")) << request;
        EXPECT_TRUE(request.ends_with("\r\n\r\n" + composed.body)) << request;
    }
    SignedWebhook hook = local(SignedWebhook{}, Medium::hook, "https://x.example.org/in");
    hook.keys = {"0123456789abcdef0123456789abcdef"};
    const auto headers =
        composed_twice(SignedWebhookChannel(hook), place_message(Medium::hook)).headers;
    EXPECT_THAT(headers, testing::Contains(testing::Pair("webhook-id", "k7q2-1-42")));
}

TEST(UnknownOutcome, MailAndFilesKeepTheirName) {
    proves("P5");
    SmtpRelay relay;
    relay.name = "it";
    relay.host = "mail.example.org";
    relay.from = "tocsin@example.org";
    EXPECT_FALSE(SmtpChannel(relay).look_up(mail_message()));
    EXPECT_THAT(composed_twice(SmtpChannel(relay), mail_message()).body,
                HasSubstr("\r\nMessage-ID: <inc-2041.1@alert.example.org>\r\n"));
    const FileChannel file({.name = "it", .medium = Medium::sms, .folder = "/x", .from = ""});
    EXPECT_FALSE(file.look_up(text_message()));
    EXPECT_THAT(composed_twice(file, text_message()).url, testing::EndsWith("/42-3-1.txt"));
}

// ---------------------------------------------------------------- the files of systemd/channels

struct Described {
    const char* name;
    const char* host;
    const char* key;
    Message message;
    bool asked;
};

Message push() {
    Message message = place_message(Medium::push);
    message.facts.clear();
    message.to = "oncall-pat-7f3k9q";
    message.link = "https://alert.example.org/a/2psn7wx7";
    message.urgent = true;
    return message;
}

const std::vector<Described>& described() {
    static const std::vector<Described> all = {
        // Its API does not show the `meta` of an incident.
        {"cachet", "https://status.example.org", "keys/cachet",
         notice_message(Medium::page, "first"), false},
        // Only a client may read messages, and an application may not be one.
        {"gotify", "https://gotify.example.org", "keys/gotify", push(), false},
        {"ntfy", "https://ntfy.example.org", "keys/ntfy", push(), true},
        // Its dedup_key makes twice the same as once.
        {"pagerduty", "https://events.pagerduty.com", "keys/pagerduty", place_message(Medium::hook),
         false},
        // It takes what it is given, and shows nothing.
        {"teams", "", "keys/teams", place_message(Medium::chat), false},
        // Its reports come by other ways, hours later; client-ref stays.
        {"vonage", "", "", text(), false},
    };
    return all;
}

TEST(UnknownOutcome, EveryShippedAdapterStandsInOneOfTheTables) {
    std::set<std::string> names;
    for (const Described& one : described()) names.insert(std::string(one.name) + ".yaml");
    for (const auto& file :
         std::filesystem::directory_iterator(source_dir() / "systemd" / "channels")) {
        EXPECT_TRUE(names.contains(file.path().filename().string())) << file.path();
    }
    std::set<std::string> types = {"file", "smtp", "http"};
    for (const Adapter& one : adapters()) types.insert(one.type);
    ConfigurationSample sample;
    sample.replace(sample.main_file(), "\nchannels:\n",
                   "\nchannels:\n  odd: { medium: sms, type: pigeon }\n");
    const std::string words = sample.load().words("");
    const std::string before = "do:  write ";
    ASSERT_THAT(words, HasSubstr(before));
    std::string line = words.substr(words.find(before) + before.size());
    line.resize(line.find('\n'));
    std::set<std::string> listed;
    std::istringstream list(line);
    for (std::string word; list >> word;) {
        if (word.ends_with(',')) word.pop_back();
        if (word != "or") listed.insert(word);
    }
    EXPECT_EQ(listed, types);
}

TEST(UnknownOutcome, DescribedOnesAreAskedWhereTheFileSaysHow) {
    proves("P5");
    for (const Described& one : described()) {
        if (*one.key == 0) continue;
        SCOPED_TRACE(one.name);
        const Shipped shipped(one.name, one.host, one.key, "/0123456789abcdef0123456789abcdef",
                              http_answer("200 OK", "{}"));
        EXPECT_EQ(shipped.channel().look_up(one.message).has_value(), one.asked);
        composed_twice(shipped.channel(), one.message);
    }
}

TEST(UnknownOutcome, NtfyIsAskedByWhatStandsBehindTheLink) {
    proves("P5");
    const Shipped shipped("ntfy", "https://ntfy.example.org", "keys/ntfy", "tk_s3cr3t",
                          http_answer("200 OK", "{}"));
    const auto asked = shipped.channel().look_up(push());
    ASSERT_TRUE(asked);
    EXPECT_THAT(asked->url, testing::EndsWith("/oncall-pat-7f3k9q/json?poll=1&since=10m"));
    const auto verdict = [&](long status, const std::string& body) {
        return shipped.channel().interpret_look_up(push(), place_answer(status, body)).verdict;
    };
    const std::string said = R"({"id":"x","click":"https://alert.example.org/a/2psn7wx7#)";
    EXPECT_EQ(verdict(200, said + "k7q2-1-41\"}\n" + said + "k7q2-1-42\"}\n"), Verdict::accepted);
    EXPECT_EQ(verdict(200, said + "k7q2-1-420\"}\n"), Verdict::deferred);
    EXPECT_EQ(verdict(200, ""), Verdict::deferred);
    EXPECT_EQ(verdict(403, R"({"code":40301})"), Verdict::unknown);
}

}  // namespace
}  // namespace tocsin

// Whatever a provider quotes of what we sent it, no form of a secret is shown: a table of channels
// by the ways in which a secret leaves or is written down.
#include "channels/secret_forms.h"

#include "channels/aws_sns.h"
#include "channels/notify.h"
#include "channels/provider.h"
#include "channels/signed_webhook.h"
#include "channels/slack.h"
#include "channels/slack_webhook.h"
#include "channels/smtp.h"
#include "channels/statuspage.h"
#include "channels/template.h"
#include "channels/twilio_sms.h"
#include "channels/twilio_voice.h"
#include "tests/channels/exchanges.h"
#include "tests/channels/place_messages.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <cctype>
#include <functional>
#include <vector>

namespace tocsin {
namespace {

// Signs that every encoding writes in its own way.
const std::string secret = "p&w\"s/e+c<r>=zz9\\'y";
const std::string uuid = "66666666-7777-8888-9999-aaaaaaaaaaaa";
const std::string user = "acme/7";
const std::string sid = "AC00000000000000000000000000000001";

// ---------------------------------------------------------------- how a secret may be written

std::string base64(std::string_view bytes, std::string_view last_two) {
    const std::string signs =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + std::string(last_two);
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t three = 0;
        for (std::size_t i = 0; i < 3; ++i)
            three = three << 8 |
                    (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            text += at + i > bytes.size() ? '=' : signs[(three >> (18 - 6 * i)) & 63];
    }
    return text;
}

std::string each(std::string_view text, const std::function<std::string(unsigned char)>& write) {
    std::string out;
    for (const char c : text) out += write(static_cast<unsigned char>(c));
    return out;
}

std::string hex(unsigned char byte, const char* digits) {
    return {digits[byte >> 4], digits[byte & 15]};
}

constexpr const char* lower = "0123456789abcdef";
constexpr const char* upper = "0123456789ABCDEF";

std::string percent_lower(std::string_view text) {
    return each(text, [](unsigned char c) {
        return std::isalnum(c) ? std::string(1, static_cast<char>(c)) : "%" + hex(c, lower);
    });
}

std::string html(std::string_view text) {
    return each(text, [](unsigned char c) {
        switch (c) {
            case '&':
                return std::string("&amp;");
            case '<':
                return std::string("&lt;");
            case '>':
                return std::string("&gt;");
            case '"':
                return std::string("&quot;");
            case '\'':
                return std::string("&#39;");
            default:
                return std::string(1, static_cast<char>(c));
        }
    });
}

std::string with_slashes_escaped(std::string text) {
    for (std::size_t at = 0; (at = text.find('/', at)) != std::string::npos; at += 2)
        text.insert(at, "\\");
    return text;
}

std::map<std::string, std::string> ways_of(const std::string& text) {
    return {
        {"as it is", text},
        {"percent", percent_encoded(text)},
        {"percent, small", percent_lower(text)},
        {"percent, every sign", each(text, [](unsigned char c) { return "%" + hex(c, upper); })},
        {"percent, twice", percent_encoded(percent_encoded(text))},
        {"JSON", json_inside(text)},
        {"JSON, slashes too", with_slashes_escaped(json_inside(text))},
        {"JSON, by number", each(text, [](unsigned char c) { return "\\u00" + hex(c, lower); })},
        {"Python", each(text, [](unsigned char c) { return "\\x" + hex(c, lower); })},
        {"HTML", html(text)},
        {"HTML, by number",
         each(text, [](unsigned char c) { return "&#x" + hex(c, upper) + ";"; })},
        {"base64", base64(text, "+/")},
        {"base64, in an address", percent_encoded(base64(text, "+/"))},
        {"base64, in JSON", with_slashes_escaped(base64(text, "+/"))},
        {"base64url", base64(text, "-_")},
        {"hexadecimal", each(text, [](unsigned char c) { return hex(c, lower); })},
        {"HEXADECIMAL", each(text, [](unsigned char c) { return hex(c, upper); })},
    };
}

// ---------------------------------------------------------------- what each channel shows

struct Told {
    const char* channel;
    std::vector<std::string> leave;  // what it sends that nobody may see
    std::function<std::string(const std::string& quoted)> detail;
};

std::string login() {
    return user + ":" + secret;
}

HttpProvider described() {
    HttpProvider provider = loopback_provider(1);
    provider.url = "http://127.0.0.1:1/send?token={secret.token}";
    provider.secrets = {{"token", "t0k&en/\"7+"}, {"password", secret}};
    provider.settings = {{"user", user}};
    provider.user = "{setting.user}";
    provider.password = "{secret.password}";
    return provider;
}

template <class Settings>
Settings place(const char* name, Medium medium, std::string url) {
    Settings settings;
    settings.name = name;
    settings.medium = medium;
    settings.url = std::move(url);
    return settings;
}

TwilioAccount account(const std::string& signs_in) {
    TwilioAccount account;
    account.sid = sid;
    account.user = signs_in;
    account.password = secret;
    return account;
}

const std::string hook =
    "https://hooks.example.org/services/T0/B0/abc%2FdefS3CR3Tghi?sig=s3c~r3t-0f-it";

std::string http_detail(const std::string& quoted) {
    return HttpChannel(described()).interpret(text_message(), place_answer(400, quoted)).detail;
}

std::string twilio_sms_detail(const std::string& quoted) {
    TwilioSms settings;
    settings.name = "twilio";
    settings.account = account("SK00000000000000000000000000000002");
    settings.from = "+447700900900";
    return TwilioSmsChannel(settings)
        .interpret(text_message(),
                   place_answer(401, "{\"code\":20003," + json_member("message", quoted) + "}"))
        .detail;
}

std::string twilio_voice_detail(const std::string& quoted) {
    TwilioVoice settings;
    settings.name = "phone";
    settings.account = account(sid);
    settings.account.callbacks = "https://alert.example.org/v1/callbacks/phone";
    settings.from = "+447700900900";
    Message call = text_message();
    call.medium = Medium::voice;
    return TwilioVoiceChannel(settings)
        .interpret(call, place_answer(401, "{" + json_member("message", quoted) + "}"))
        .detail;
}

std::string notify_detail(const std::string& quoted) {
    NotifyService service;
    service.name = "notify";
    service.medium = Medium::sms;
    service.key = {"11111111-2222-3333-4444-555555555555", uuid};
    service.template_id = "f0f0f0f0-1111-4222-8333-444455556666";
    return NotifyChannel(service)
        .interpret(text_message(), place_answer(403, R"({"errors":[{"error":"AuthError",)" +
                                                         json_member("message", quoted) + "}]}"))
        .detail;
}

std::string sns_detail(const std::string& quoted) {
    AwsSns settings;
    settings.name = "aws";
    settings.region = "eu-west-2";
    settings.access_key_id = "AKIAEXAMPLE";
    settings.secret_access_key = secret;
    settings.session_token = "IQoJb3JpZ2luX2VjE/session+token";
    return AwsSnsChannel(settings)
        .interpret(text_message(),
                   place_answer(403, "<Error><Code>X</Code><Message>" + quoted + "</Message>"))
        .detail;
}

std::string smtp_detail(const std::string& quoted) {
    SmtpRelay relay;
    relay.name = "relay";
    relay.host = "relay.example.org";
    relay.ehlo = "alert.example.org";
    relay.from = "tocsin@example.org";
    relay.user = user;
    relay.password = secret;
    WireAnswer answer = place_answer(535);
    answer.last_reply = "535 " + quoted;
    return SmtpChannel(relay).interpret(mail_message(), answer).detail;
}

std::string statuspage_detail(const std::string& quoted) {
    auto page = place<Statuspage>("page", Medium::page, Statuspage::real);
    page.key = secret;
    page.page_id = "kctbh9vrtdwd";
    return StatuspageChannel(page)
        .interpret(notice_message(Medium::page, "first"), place_answer(401, quoted))
        .detail;
}

std::string slack_detail(const std::string& quoted) {
    auto workspace = place<SlackWorkspace>("slack", Medium::chat, SlackWorkspace::real);
    workspace.token = secret;
    workspace.channel = "C0123ABCD";
    return SlackChannel(workspace)
        .interpret(place_message(Medium::chat),
                   place_answer(200, "{\"ok\":false," + json_member("error", quoted) + "}"))
        .detail;
}

std::string slack_webhook_detail(const std::string& quoted) {
    return SlackWebhookChannel(place<SlackWebhook>("hook", Medium::chat, hook))
        .interpret(place_message(Medium::chat), place_answer(403, quoted))
        .detail;
}

std::string webhook_detail(const std::string& quoted) {
    auto ledger = place<SignedWebhook>("ledger", Medium::hook, hook);
    ledger.keys = {secret};
    return SignedWebhookChannel(ledger)
        .interpret(place_message(Medium::hook), place_answer(400, quoted))
        .detail;
}

std::string secret_address_detail(const std::string& quoted) {
    HttpProvider provider = loopback_provider(1);
    provider.url = hook;
    provider.url_is_secret = true;
    return HttpChannel(provider).interpret(text_message(), place_answer(400, quoted)).detail;
}

const std::string path = "/services/T0/B0/abc%2FdefS3CR3Tghi";
const std::string query = "sig=s3c~r3t-0f-it";

std::string plain_login() {
    using namespace std::string_literals;
    return "\0"s + user + "\0"s + secret;
}

const Told table[] = {
    {"http", {secret, login(), user, "t0k&en/\"7+"}, http_detail},
    {"http, by url-file", {hook, path, query, "s3cr3t-t0ken"}, secret_address_detail},
    {"twilio-sms", {secret, "SK00000000000000000000000000000002:" + secret}, twilio_sms_detail},
    {"twilio-voice", {secret, sid + ":" + secret}, twilio_voice_detail},
    {"govuk-notify", {uuid}, notify_detail},
    {"aws-sns", {secret, "IQoJb3JpZ2luX2VjE/session+token"}, sns_detail},
    {"smtp", {secret, user, login(), plain_login()}, smtp_detail},
    {"statuspage", {secret}, statuspage_detail},
    {"slack", {secret}, slack_detail},
    {"slack-webhook", {hook, path, query, "abc%2FdefS3CR3Tghi"}, slack_webhook_detail},
    {"webhook", {secret, hook, path, query}, webhook_detail},
};

TEST(SecretForms, NoneIsShownOfWhatAnyChannelSends) {
    proves("P18");
    for (const Told& told : table) {
        for (const std::string& left : told.leave) {
            for (const auto& [way, written] : ways_of(left)) {
                const std::string detail = told.detail("it was '" + written + "', it said");
                EXPECT_TRUE(detail.ends_with("it was '***', it said"))
                    << told.channel << ", " << way << ": " << detail;
            }
        }
    }
}

TEST(SecretForms, NameOfASecretTakesNoOthersPlace) {
    proves("P18");
    HttpProvider provider = described();
    for (const char* name : {"user", "basic", "plain", "1 whole"}) {
        provider.secrets[name] = std::string("of-") + name;
    }
    const HttpChannel channel(provider);
    for (const std::string& left :
         {std::string("of-user"), std::string("of-basic"), base64(login(), "+/"), user}) {
        EXPECT_EQ(channel.interpret(text_message(), place_answer(400, left)).detail,
                  "fake answered 400: ***");
    }
}

// ---------------------------------------------------------------- alone

std::string shown(const std::string& text, const Secrets& secrets = {{"key", secret}}) {
    return without_secrets(text, secrets);
}

TEST(SecretForms, WhatIsNoSecretStaysAsItIs) {
    for (const char* text :
         {"", "100 % of 7 & more", "a\\nb %2F &lt; &#x; \\u12 \\x %", "Basic authentication failed",
          "Bearer authenticationrequired", "basic auth", "{\"error\":\"no such user\"}"}) {
        EXPECT_EQ(shown(text), text);
    }
    EXPECT_EQ(shown("", {}), "");
    EXPECT_EQ(shown("a b", {{"none", ""}}), "a b");
}

TEST(SecretForms, ShortOnesHideNoWordsThatLookLikeThem) {
    // "ab" is YWI in base64 and 6162 in hexadecimal.
    EXPECT_EQ(shown("cab YWI 6162", {{"key", "ab"}}), "c*** YWI 6162");
}

TEST(SecretForms, PartOfABiggerWholeIsHiddenInItsBase64) {
    for (const char* before : {"", "x", "xy", "xyz", "{\"token\":\""}) {
        const std::string quoted = base64(before + uuid + "\"}", "+/");
        const std::string left = shown(quoted, {{"key", uuid}});
        EXPECT_NE(left.find("***"), std::string::npos) << before;
        EXPECT_LT(left.size(), quoted.size() - 40) << left;
    }
}

TEST(SecretForms, CredentialOfAHeaderIsHiddenThoughItWasCutOrSigned) {
    proves("P18");
    const std::string cut = base64(login(), "+/").substr(0, 21);
    EXPECT_EQ(shown("'Authorization': 'Basic " + cut + "...'"), "'Authorization': 'Basic ***'");
    EXPECT_EQ(shown("BEARER eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxIn0.-a_b!"),
              "BEARER ***!");
    EXPECT_EQ(shown("Authorization=OAuth%200f3a9c1b77aa4bcd&x"), "Authorization=OAuth%20***&x");
}

TEST(SecretForms, EmojiAndAccentsAreSignsToo) {
    const Secrets secrets{{"key", "sch\xC3\xB6n-\xF0\x9F\x98\x80-7"}};
    EXPECT_EQ(shown("'sch\\u00f6n-\\ud83d\\ude00-7'", secrets), "'***'");
    EXPECT_EQ(shown("'sch%c3%b6n-%F0%9F%98%80-7'", secrets), "'***'");
    EXPECT_EQ(shown("'sch&#246;n-&#x1F600;-7'", secrets), "'***'");
}

TEST(SecretForms, AnAnswerCutWithinAnEscapeIsReadToItsEnd) {
    // Fewer digits than the escape takes are the same number: "\\u000" is not the zero byte.
    const Secrets secrets{{"e", "\xC3\xA9"}, {"zero", std::string(1, '\0')}, {"letter", "A"}};
    for (const char* cut : {"x\\", "x\\u", "x\\u0", "x\\u00", "x\\u000", "x\\ue9", "x\\u41",
                            "x\\x", "x\\x0", "x%", "x%4", "x&#", "x&#65", "x&#x41"}) {
        EXPECT_EQ(shown(cut, secrets), cut);
    }
    EXPECT_EQ(shown("x\\u00e9\\u0000\\u0041\\x41\\x00%41&#65;", secrets), "x*********************");
    // The padding behind base64 is read in the same way.
    EXPECT_EQ(shown(base64(login(), "+/") + "\\u3d", {{"basic", login()}}), "***\\u3d");
}

TEST(SecretForms, LongAnswerEndsAfterEnough) {
    const std::string all = shown(std::string(100, 'x') + secret + std::string(100000, 'y'));
    EXPECT_EQ(all.size(), 4u * 1024);
    EXPECT_EQ(all.find(secret), std::string::npos);
}

}  // namespace
}  // namespace tocsin

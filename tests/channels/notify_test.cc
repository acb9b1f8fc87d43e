#include "channels/notify.h"

#include "channels/template.h"
#include "tests/channels/exchanges.h"
#include "tests/support/proves.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using std::chrono::seconds;

constexpr const char* id = "740e5834-3a29-46b4-9a6f-16142fde533a";

NotifyService service(Medium medium = Medium::sms) {
    NotifyService service;
    service.name = "notify";
    service.medium = medium;
    service.key = {"11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"};
    service.template_id = "f0f0f0f0-1111-4222-8333-444455556666";
    return service;
}

WireAnswer answered(long status, std::string body = "") {
    WireAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    answer.sent_whole = true;
    return answer;
}

WireAnswer refused(long status, const std::string& error, const std::string& message) {
    return answered(status, R"({"errors":[{"error":")" + error + R"(","message":")" +
                                json_inside(message) + R"("}],"status_code":)" +
                                std::to_string(status) + "}");
}

// As Notify writes it: members in the order of their names.
std::string created(const std::string& reference) {
    return R"({"content":{"body":"id: reference","from_number":"447700900900"},"id":")" +
           std::string(id) + R"(","reference":")" + reference +
           R"(","scheduled_for":null,"template":{"id":"f0f0f0f0-1111-4222-8333-444455556666",)"
           R"("uri":"https://x","version":1},"uri":"https://x"})";
}

std::string listed(const std::string& reference, const std::string& status = "sending") {
    return R"({"links":{"current":"https://x?reference=42-3-1"},"notifications":[{"body":"b",)"
           R"("id":")" +
           std::string(id) + R"(","reference":")" + reference + R"(","status":")" + status +
           R"(","template":{"id":"f0f0f0f0-1111-4222-8333-444455556666"}}]})";
}

Outcome said(const WireAnswer& answer) {
    return NotifyChannel(service()).interpret(text_message(), answer);
}

Outcome found(const WireAnswer& answer) {
    return NotifyChannel(service()).interpret_look_up(text_message(), answer);
}

TEST(Notify, TextHoldsExactlyWhatNotifyKnows) {
    NotifyService settings = service();
    const WireRequest request = NotifyChannel(settings).compose(text_message());
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://api.notifications.service.gov.uk/v2/notifications/sms");
    const std::string body =
        R"({"phone_number":"+447700900104","template_id":"f0f0f0f0-1111-4222-8333-444455556666",)"
        R"("personalisation":{"message":"GP Records is down.\nReply 4715"},"reference":"42-3-1")";
    EXPECT_EQ(request.body, body + "}");
    settings.sms_sender_id = id;
    settings.email_reply_to_id = id;  // of mails alone
    EXPECT_EQ(NotifyChannel(settings).compose(text_message()).body,
              body + R"(,"sms_sender_id":")" + id + R"("})");
}

TEST(Notify, MailHoldsExactlyWhatNotifyKnows) {
    NotifyService settings = service(Medium::email);
    settings.text_placeholder = "text";
    settings.email_reply_to_id = id;
    settings.sms_sender_id = id;
    const WireRequest request = NotifyChannel(settings).compose(mail_message());
    EXPECT_EQ(request.url, "https://api.notifications.service.gov.uk/v2/notifications/email");
    const std::string body =
        R"({"email_address":"jo.elm@example.org",)"
        R"("template_id":"f0f0f0f0-1111-4222-8333-444455556666",)"
        R"("personalisation":{"text":"GP Records is down.\nReply 4715",)"
        R"-("subject":"Take this: Sev 1 GP Records down (INC-2041, try 1 of 2)"},)-"
        R"("reference":"42-3-1","email_reply_to_id":"740e5834-3a29-46b4-9a6f-16142fde533a"})";
    EXPECT_EQ(request.body, body);
    EXPECT_THROW((void)NotifyChannel(settings).compose(text_message()), Unsendable);
}

TEST(Notify, TheSameMessageIsTheSameRequestAndOnlyItsTokenAges) {
    proves("P5");
    const NotifyChannel channel(service());
    WireRequest first = channel.compose(text_message());
    WireRequest second = channel.compose(text_message());
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(first.headers, second.headers);
    channel.sign(first, Instant(seconds(1767225600)));
    channel.sign(second, Instant(seconds(1767225601)));
    EXPECT_EQ(first.headers.back().first, "Authorization");
    EXPECT_TRUE(first.headers.back().second.starts_with("Bearer ey"));
    EXPECT_NE(first.headers.back().second, second.headers.back().second);
}

TEST(Notify, LongTextIsRefusedBeforeItIsSent) {
    const NotifyChannel channel(service());
    Message message = text_message();
    message.text = std::string(918, 'a');
    EXPECT_NO_THROW((void)channel.compose(message));
    message.text += "a";
    EXPECT_THROW((void)channel.compose(message), Unsendable);
    message.text = std::string(460, '[');  // two units each
    EXPECT_THROW((void)channel.compose(message), Unsendable);
}

TEST(Notify, EveryAnswerHasItsVerdict) {
    struct Row {
        WireAnswer answer;
        Verdict verdict;
    };
    const Row rows[] = {
        {answered(201, created("42-3-1")), Verdict::accepted},
        {refused(400, "ValidationError", "phone_number Not enough digits"), Verdict::refused},
        {refused(400, "BadRequestError", "Can't send to this recipient using a team-only API key"),
         Verdict::misconfigured},
        {refused(400, "BadRequestError", "Missing personalisation: message"),
         Verdict::misconfigured},
        {answered(400, "<html>"), Verdict::refused},
        {refused(401, "AuthError", "Unauthorized: authentication token must be provided"),
         Verdict::misconfigured},
        {refused(403, "AuthError", "Invalid token: API key revoked"), Verdict::misconfigured},
        {refused(404, "NoResultFound", "No result found"), Verdict::misconfigured},
        {refused(429, "RateLimitError", "Exceeded rate limit"), Verdict::deferred},
        {refused(429, "TooManyRequestsError", "Exceeded send limits (250000) for today"),
         Verdict::misconfigured},
        {answered(429), Verdict::deferred},
        {refused(500, "Exception", "Internal server error"), Verdict::deferred},
        {answered(502, "<html>"), Verdict::unknown},
        {answered(503), Verdict::deferred},
        {refused(504, "EventletTimeout", "Timeout"), Verdict::unknown},
        {answered(301), Verdict::misconfigured},
        {answered(418), Verdict::refused},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(said(row.answer).verdict, row.verdict)
            << row.answer.status << " " << row.answer.body;
    }
}

TEST(Notify, AcceptedMessageBearsNotifysOwnId) {
    EXPECT_EQ(said(answered(201, created("42-3-1"))).provider_reference, id);
}

TEST(Notify, AcceptanceThatIsNotOfOurMessageIsUnknown) {
    proves("P5");
    for (const std::string& body :
         {std::string(), std::string("OK"), std::string("{}"), created("42-3-2"),
          std::string(R"({"id":"7","reference":"42-3-1"})"),
          std::string(R"({"reference":"42-3-1"})"), created("42-3-1").substr(0, 60)}) {
        EXPECT_EQ(said(answered(201, body)).verdict, Verdict::unknown) << body;
    }
}

TEST(Notify, WhatBrokeOffIsUnknownOnlyAfterAllHadLeft) {
    proves("P5");
    WireAnswer answer;
    answer.curl_code = CURLE_OPERATION_TIMEDOUT;
    EXPECT_EQ(said(answer).verdict, Verdict::deferred);
    answer.sent_whole = true;
    EXPECT_EQ(said(answer).verdict, Verdict::unknown);
}

TEST(Notify, ThrottledMessageWaitsAsLongAsItIsToldAndNeverLong) {
    WireAnswer answer = refused(429, "RateLimitError", "Exceeded rate limit");
    EXPECT_EQ(said(answer).retry_after, seconds(5));
    answer.retry_after = seconds(7);
    EXPECT_EQ(said(answer).retry_after, seconds(7));
    answer.retry_after = seconds(99999);
    EXPECT_EQ(said(answer).retry_after, seconds(30));
    EXPECT_EQ(said(answered(503)).retry_after, std::nullopt);
}

TEST(Notify, DetailNamesTheErrorAndNeitherKeyNorNumber) {
    proves("P18");
    const Outcome outcome = said(refused(
        400, "ValidationError",
        "phone_number 447700900104 is bad, your key 66666666-7777-8888-9999-000000000000 too"));
    EXPECT_NE(outcome.detail.find("notify answered 400 ValidationError: phone_number"),
              std::string::npos);
    EXPECT_EQ(outcome.detail.find("447700900104"), std::string::npos);
    EXPECT_EQ(outcome.detail.find("66666666"), std::string::npos);
    EXPECT_EQ(outcome.detail.find("000000000000"), std::string::npos);
}

TEST(Notify, WrongClockIsToldFromAWrongKey) {
    const NotifyChannel channel(service());
    const Instant signed_at(seconds(1767225600));
    WireAnswer answer =
        refused(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds");
    EXPECT_EQ(channel.clock_ahead(answer, signed_at), std::nullopt) << "without a Date";
    answer.date = signed_at + seconds(41);
    EXPECT_EQ(channel.clock_ahead(answer, signed_at), seconds(41));
    answer.date = signed_at - seconds(41);
    EXPECT_EQ(channel.clock_ahead(answer, signed_at), -seconds(41));
    WireAnswer key = refused(403, "AuthError", "Invalid token: API key not found");
    key.date = signed_at + seconds(41);
    EXPECT_EQ(channel.clock_ahead(key, signed_at), std::nullopt);
    EXPECT_EQ(channel.clock_ahead(answered(201, created("42-3-1")), signed_at), std::nullopt);
}

TEST(Notify, ClocksThatDifferAreTold) {
    for (const seconds ahead : {seconds(41), seconds(-41)}) {
        WireAnswer answer = answered(201, created("42-3-1"));
        answer.signed_ahead = ahead;
        EXPECT_EQ(said(answer).detail,
                  "notify answered 201. Notify's clock and ours differ by 41 s.");
        EXPECT_EQ(said(answer).verdict, Verdict::accepted);
    }
}

TEST(Notify, LookUpAsksForOurReference) {
    Message message = text_message();
    message.reference = "a&b/1";
    const auto request = NotifyChannel(service()).look_up(message);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->method, "GET");
    EXPECT_EQ(request->url,
              "https://api.notifications.service.gov.uk/v2/notifications?reference=a%26b%2F1");
    EXPECT_EQ(request->body, "");
    EXPECT_LE(request->timeouts.total, seconds(2));
}

TEST(Notify, LookUpBelievesOnlyWhatBearsOurReference) {
    proves("P5");
    const Outcome has = found(answered(200, listed("42-3-1")));
    EXPECT_EQ(has.verdict, Verdict::accepted);
    EXPECT_EQ(has.provider_reference, id);
    EXPECT_EQ(found(answered(200, R"({"notifications": [ ], "links":{"current":"x"}})")).verdict,
              Verdict::deferred);
    WireAnswer cut = answered(200, R"({"links":{},"notifications":[)");
    EXPECT_EQ(
        found(answered(200, R"({"links":{"current":"?reference=42-3-1"},"notifications":[]})"))
            .verdict,
        Verdict::deferred);
    cut.body_cut = true;
    EXPECT_EQ(found(cut).verdict, Verdict::unknown);
    for (const std::string& body :
         {std::string(), std::string("<html>"), std::string("{}"), std::string("[]"),
          std::string(R"({"reference":"42-3-1","id":"7"})"), listed("42-3-11"), listed("42-3-2")}) {
        EXPECT_EQ(found(answered(200, body)).verdict, Verdict::unknown) << body;
    }
    for (const long status : {400, 403, 404, 429, 500}) {
        EXPECT_EQ(found(answered(status, listed("42-3-1"))).verdict, Verdict::unknown) << status;
    }
}

TEST(Notify, LookUpSaysWhatAReceiptOfTheStatusWouldSay) {
    struct Row {
        const char* status;
        Verdict verdict;
    };
    const Row rows[] = {
        {"created", Verdict::accepted},
        {"sending", Verdict::accepted},
        {"pending", Verdict::accepted},
        {"sent", Verdict::accepted},
        {"delivered", Verdict::accepted},
        {"permanent-failure", Verdict::refused},
        {"temporary-failure", Verdict::deferred},
        {"technical-failure", Verdict::deferred},
        {"", Verdict::accepted},
        {"of-tomorrow", Verdict::accepted},
    };
    for (const Row& row : rows) {
        const Outcome outcome = found(answered(200, listed("42-3-1", row.status)));
        EXPECT_EQ(outcome.verdict, row.verdict) << row.status;
        EXPECT_EQ(outcome.provider_reference, id) << row.status;
        const bool told = outcome.detail.find("not delivered") != std::string::npos;
        EXPECT_EQ(told, row.verdict != Verdict::accepted) << row.status;
    }
}

TEST(Notify, MailShowsValuesAsTheyAreWrittenAndKeepsOurLink) {
    Message message = mail_message();
    const auto body = [&](const char* text) {
        message.text = text;
        return NotifyChannel(service(Medium::email)).compose(message).body;
    };
    const auto holds = [&](const char* text, const std::string& shown) {
        const std::string all = body(text);
        EXPECT_NE(all.find(json_inside(shown)), std::string::npos) << all;
    };
    holds("[click](http://evil.example)", "\\[click\\](http://evil.example)");
    holds("# a\n- b\n1. c", "\\# a\n\\- b\n1\\. c");
    holds("^ a\n  ^ b\n\u2022 c\nd ^ \u2022", "\\^ a\n  \\^ b\n\\\u2022 c\nd ^ \u2022");
    holds("Open https://a.example/k/x_y-z~1?a=1&b=2\nand type 3028",
          "Open https://a.example/k/x_y-z~1?a=1&b=2\nand type 3028");
    Message text = text_message();
    text.text = "[a](b) # c";
    EXPECT_NE(NotifyChannel(service()).compose(text).body.find("[a](b) # c"), std::string::npos);
}

TEST(Notify, OlderPagesAreAskedForByTheirId) {
    const NotifyChannel channel(service());
    EXPECT_TRUE(channel.ended_messages(id).url.ends_with(std::string("&older_than=") + id));
    EXPECT_TRUE(
        channel.received_texts(id).url.ends_with(std::string("-messages?older_than=") + id));
    EXPECT_EQ(channel.ended_messages().url.find("older_than"), std::string::npos);
}

TEST(Notify, WrongSettingsAreNamed) {
    const auto first = [](const std::function<void(NotifyService&)>& spoil,
                          Medium medium = Medium::sms) {
        NotifyService settings = service(medium);
        spoil(settings);
        const auto found = problems(settings);
        return found.empty() ? std::string() : found.front();
    };
    EXPECT_EQ(first([](NotifyService&) {}), "");
    EXPECT_EQ(first([](NotifyService&) {}, Medium::email), "");
    EXPECT_NE(first([](NotifyService& s) { s.url = "http://127.0.0.1:1"; }), "");
    EXPECT_EQ(first([](NotifyService& s) { s.url = "http://127.0.0.1:1", s.plain = true; }), "");
    for (const char* url :
         {"", "ftp://x", "https://x/", "https://a@b", "https://x?y", "https://x y"}) {
        EXPECT_NE(first([&](NotifyService& s) { s.url = url; }), "") << url;
    }
    EXPECT_NE(first([](NotifyService& s) { s.key = {}; }), "");
    EXPECT_NE(first([](NotifyService& s) { s.template_id = "hssi"; }), "");
    EXPECT_NE(first([](NotifyService& s) { s.text_placeholder = ""; }), "");
    EXPECT_NE(first([](NotifyService& s) { s.text_placeholder = "((message))"; }), "");
    EXPECT_NE(first([](NotifyService& s) { s.subject_placeholder = "message"; }, Medium::email),
              "");
    EXPECT_NE(first([](NotifyService& s) { s.sms_sender_id = "1"; }), "");
    EXPECT_NE(first([](NotifyService& s) { s.email_reply_to_id = "1"; }), "");
    NotifyService bad = service();
    bad.in_flight_max = 0;
    EXPECT_THROW(NotifyChannel{bad}, std::runtime_error);
}

}  // namespace
}  // namespace tocsin

#include "daemon/notify_callback.h"

#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <map>

namespace tocsin {
namespace {

using State = Receipt::State;

std::string receipt(const std::string& status, const std::string& reference = "\"ab12-7\"") {
    return R"({"id":"740e5834-3a29-46b4-9a6f-16142fde533a","reference":)" + reference +
           R"(,"to":"07700900123","status":")" + status +
           R"(","created_at":"2026-01-04T02:11:05.000000Z","completed_at":null,"sent_at":null,)"
           R"("notification_type":"sms","template_id":"f0f0f0f0-1111-4222-8333-444455556666",)"
           R"("template_version":1})";
}

std::string text(const std::string& from, const std::string& message,
                 const std::string& to = "07700900456") {
    return R"({"id":"b5e8d2f0-6d2b-4a1e-8f4e-0d4f5a6b7c8d","source_number":")" + from +
           R"(","destination_number":")" + to + R"(","message":")" + message +
           R"(","date_received":"2026-01-04T02:12:05.250000Z","service_id":"x"})";
}

const std::map<std::string, std::string> senders{
    {"f0f0f0f0-1111-4222-8333-444455556666", "notify-sms"},
    {"e0e0e0e0-1111-4222-8333-444455556666", "notify-mail"}};

Receipt good_receipt(const std::string& body) {
    return std::get<Receipt>(read_notify_receipt(body, "notify-sms", senders));
}

Replied good_text(const std::string& body) {
    return std::get<Replied>(read_notify_text(body, "notify-sms"));
}

// "not-json", or the fields that are wrong.
template <class Read>
std::string refusal(const Read& read) {
    const auto& problem = std::get<ProblemDetail>(read);
    std::string said = problem.slug == "fields" ? "" : problem.slug;
    for (const FieldError& error : problem.errors) said += error.pointer + " ";
    return said;
}

TEST(NotifyCallback, ReceiptNamesTheMessageByItsReferenceAndByNotifysId) {
    const Receipt read = good_receipt(receipt("delivered"));
    EXPECT_EQ(read.channel, "notify-sms");
    EXPECT_EQ(read.reference, "ab12-7");
    EXPECT_EQ(read.provider_reference, "740e5834-3a29-46b4-9a6f-16142fde533a");
    EXPECT_EQ(read.detail, "delivered");
    EXPECT_EQ(good_receipt(receipt("delivered", "null")).reference, "");
}

TEST(NotifyCallback, ReceiptIsAboutTheChannelWhoseTemplateItNames) {
    std::string mail = receipt("delivered");
    mail.replace(mail.find("f0f0f0f0"), 8, "e0e0e0e0");
    EXPECT_EQ(good_receipt(mail).channel, "notify-mail");
    mail.replace(mail.find("e0e0e0e0"), 8, "d0d0d0d0");
    EXPECT_EQ(good_receipt(mail).channel, "notify-sms") << "the one that was called back";
}

TEST(NotifyCallback, EveryStatusHasItsState) {
    const std::map<std::string, State> states{
        {"delivered", State::delivered},      {"permanent-failure", State::failed_for_good},
        {"temporary-failure", State::failed}, {"technical-failure", State::provider_failed},
        {"sent", State::unknown_state},       {"sending", State::unknown_state},
        {"pending", State::unknown_state},    {"something-of-the-future", State::unknown_state}};
    for (const auto& [status, state] : states) {
        EXPECT_EQ(good_receipt(receipt(status)).state, state) << status;
    }
}

TEST(NotifyCallback, TextIsReadAsItWasTyped) {
    const Replied read = good_text(text("447700900123", R"( 4715 ok\nthanks \u00e9 \ud83d\ude00)"));
    EXPECT_EQ(read.channel, "notify-sms");
    EXPECT_EQ(read.id, "b5e8d2f0-6d2b-4a1e-8f4e-0d4f5a6b7c8d");
    EXPECT_EQ(read.from, "+447700900123");
    EXPECT_EQ(read.to, "+447700900456");
    EXPECT_EQ(read.text, "4715 ok\nthanks é 😀");
    EXPECT_EQ(read.sent, Instant(std::chrono::milliseconds(1767492725250)));
}

TEST(NotifyCallback, NumbersComeInEveryFormNotifyHas) {
    for (const char* from : {"447700900123", "+447700900123", "07700900123", "07700 900123"}) {
        EXPECT_EQ(good_text(text(from, "1")).from, "+447700900123") << from;
    }
    EXPECT_EQ(good_text(text("33612345678", "1")).from, "+33612345678");
    EXPECT_EQ(good_text(text("447700900123", "1", "60006")).to, "") << "a short code";
    EXPECT_EQ(good_text(text("447700900123", "1", "447700900456")).to, "+447700900456");
}

TEST(NotifyCallback, LongTextKeepsItsBeginning) {
    std::string letters;
    for (int i = 0; i < 900; ++i) letters += "é";
    const std::string kept = good_text(text("447700900123", "4715 " + letters)).text;
    EXPECT_LE(kept.size(), reply_bytes_max);
    EXPECT_TRUE(kept.starts_with("4715 é"));
    EXPECT_TRUE(kept.ends_with("é"));
}

TEST(NotifyCallback, EmptyTextIsOne) {
    EXPECT_EQ(good_text(text("447700900123", "")).text, "");
}

TEST(NotifyCallback, WhatIsWrongIsNamedAndNeverQuoted) {
    proves("P2");
    proves("P18");
    EXPECT_EQ(refusal(read_notify_receipt("{", "n", {})), "not-json");
    EXPECT_EQ(refusal(read_notify_receipt("", "n", {})), "not-json");
    EXPECT_EQ(refusal(read_notify_receipt("{}", "n", {})), "#/id #/status ");
    EXPECT_EQ(refusal(read_notify_receipt("[1]", "n", {})).substr(0, 1), "#");
    EXPECT_EQ(refusal(read_notify_receipt(receipt("delivered", "{}"), "n", {})), "#/reference ");
    EXPECT_EQ(refusal(read_notify_text("{}", "n")), "#/id #/source_number ");
    for (const char* from : {"EE", "60006", "0", "44770090012x", "4477009001234567890"}) {
        const auto read = read_notify_text(text(from, "4715"), "n");
        EXPECT_EQ(refusal(read), "#/source_number ") << from;
        for (const FieldError& error : std::get<ProblemDetail>(read).errors) {
            EXPECT_EQ(error.detail.find(from), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace tocsin

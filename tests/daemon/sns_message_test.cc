// Messages of Amazon SNS: what is one, who has signed it, and what it says.
#include "daemon/sns_message.h"

#include "rota/clock_words.h"
#include "tests/daemon/sns_samples.h"
#include "tests/support/proves.h"

namespace tocsin {
namespace {

using Kind = SnsMessage::Kind;

const Instant now = *parse_rfc3339("2026-01-04T02:12:00Z");
constexpr auto day = std::chrono::hours(24);

const SnsSample& sender() {
    static const SnsSample sample;
    return sample;
}

const std::string& certificate() {
    static const std::string pem =
        sender().certificate("sns.amazonaws.com", now - day, now + 30 * day);
    return pem;
}

Source source() {
    Source source;
    source.name = "aws";
    source.dialect = "aws-sns";
    return source;
}

SnsMessage message(const std::string& body) {
    auto read = read_sns_message(body);
    if (const auto* wrong = std::get_if<ProblemDetail>(&read)) {
        for (const FieldError& error : wrong->errors) ADD_FAILURE() << error.pointer;
        ADD_FAILURE() << wrong->slug << "\n" << body;
        return {};
    }
    return std::get<SnsMessage>(read);
}

// The pointers of what is wrong, or the slug.
std::string wrong(const std::string& body) {
    const auto read = read_sns_message(body);
    const auto* refusal = std::get_if<ProblemDetail>(&read);
    if (refusal == nullptr) return "accepted";
    if (refusal->errors.empty()) return refusal->slug;
    std::string pointers;
    for (const FieldError& error : refusal->errors) pointers += error.pointer + " ";
    return pointers;
}

bool proven(const std::string& body, const std::string& pem = certificate(), Instant at = now) {
    return is_signed_by_sns(message(body), pem, at);
}

TEST(SnsSignature, OfBothVersionsAndAllKinds) {
    proves("P19");
    for (const char* version : {"1", "2"}) {
        for (const char* kind :
             {"Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"}) {
            EXPECT_TRUE(proven(sender().body(kind, {}, version))) << kind << version;
        }
        EXPECT_TRUE(proven(sender().body("Notification", {{"Subject", "é \"quoted\""}}, version)));
    }
    EXPECT_TRUE(proven(sender().signed_as_notification("UnsubscribeConfirmation")));
    EXPECT_FALSE(proven(sender().signed_as_notification("SubscriptionConfirmation")));
}

TEST(SnsSignature, AnyChangeBreaksIt) {
    const std::string whole = sender().body("Notification", {{"Subject", "one"}});
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string changed = whole;
        changed.replace(changed.find(from), from.size(), to);
        return changed;
    };
    EXPECT_FALSE(proven(with("hello", "hellp")));
    EXPECT_FALSE(proven(with(":ops", ":opt")));
    EXPECT_FALSE(proven(with("02:11:06", "02:11:07")));
    EXPECT_FALSE(proven(with("\"one\"", "\"two\"")));
    EXPECT_FALSE(proven(with("60a1f4d0e001", "60a1f4d0e002")));
    EXPECT_FALSE(proven(with("\"SignatureVersion\":\"2\"", "\"SignatureVersion\":\"1\"")));
    EXPECT_FALSE(proven(sender().body("Notification", {{"Signature", "QUJD"}})));
    EXPECT_FALSE(proven(SnsSample().body("Notification")));
}

TEST(SnsSignature, TheCertificateMustBeSnssAndHold) {
    const std::string body = sender().body("Notification");
    const auto named = [](const std::string& name) {
        return sender().certificate(name, now - day, now + day);
    };
    EXPECT_TRUE(proven(body, named("sns-signing.eu-south-1.amazonaws.com")));
    EXPECT_TRUE(proven(body, named("sns.cn-north-1.amazonaws.com.cn")));
    EXPECT_FALSE(proven(body, named("s3.amazonaws.com")));
    EXPECT_FALSE(proven(body, named("sns.amazonaws.com.evil.example")));
    EXPECT_FALSE(proven(body, named("sns.evil.example/.amazonaws.com")));
    EXPECT_FALSE(proven(body, certificate(), now - 2 * day));
    EXPECT_FALSE(proven(body, certificate(), now + 31 * day));
    EXPECT_FALSE(proven(body, ""));
    EXPECT_FALSE(proven(body, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
    const SnsSample weak(1024);
    EXPECT_FALSE(proven(weak.body("Notification"),
                        weak.certificate("sns.amazonaws.com", now - day, now + day)));
}

TEST(SnsAddress, IsOneOfSnsAlone) {
    for (const char* url : {"https://sns.eu-west-2.amazonaws.com/x.pem",
                            "https://sns.cn-north-1.amazonaws.com.cn/x.pem"}) {
        EXPECT_TRUE(is_sns_certificate_url(url)) << url;
    }
    for (const char* url :
         {"http://sns.eu-west-2.amazonaws.com/x.pem", "https://sns.eu-west-2.amazonaws.com/x",
          "https://sns.eu-west-2.amazonaws.com.evil.example/x.pem",
          "https://evil.example/sns.eu-west-2.amazonaws.com/x.pem",
          "https://sns.eu-west-2.amazonaws.com:8443/x.pem",
          "https://sns.eu-west-2.amazonaws.com@evil.example/x.pem",
          "https://evil.example\\@sns.eu-west-2.amazonaws.com/x.pem",
          "https://sns.a.b.amazonaws.com/x.pem", "https://sns.eu.amazonaws.com/x.pem",
          "https://sns.eu-west-2.amazonaws.com/?x.pem",
          "https://sns.eu-west-2.amazonaws.com/x#.pem",
          "https://xsns.eu-west-2.amazonaws.com/x.pem", "https:///x.pem", "", "https://"}) {
        EXPECT_FALSE(is_sns_certificate_url(url)) << url;
    }
    EXPECT_TRUE(is_sns_url("https://sns.eu-west-2.amazonaws.com/?Action=ConfirmSubscription"));
    EXPECT_FALSE(is_sns_url("https://sqs.eu-west-2.amazonaws.com/"));
}

TEST(SnsMessage, WhatIsNoMessageIsRefusedByItsFields) {
    const auto without = [](const std::string& kind, const std::string& field) {
        return wrong(sender().body(kind, {{field, ""}}));
    };
    EXPECT_EQ(without("Notification", "MessageId"), "#/MessageId ");
    EXPECT_EQ(without("Notification", "TopicArn"), "#/TopicArn ");
    EXPECT_EQ(without("Notification", "SigningCertURL"), "#/SigningCertURL ");
    EXPECT_EQ(without("SubscriptionConfirmation", "Token"), "#/Token ");
    EXPECT_EQ(without("SubscriptionConfirmation", "SubscribeURL"), "#/SubscribeURL ");
    EXPECT_EQ(wrong(sender().body("Alarm")), "#/Type ");
    EXPECT_EQ(wrong(sender().body("Notification", {}, "3")), "#/SignatureVersion ");
    EXPECT_EQ(wrong(sender().body("Notification", {{"Signature", "!"}})), "#/Signature ");
    EXPECT_EQ(
        wrong(sender().body("Notification", {{"SigningCertURL", "https://evil.example/x.pem"}})),
        "#/SigningCertURL ");
    EXPECT_EQ(wrong("{"), "not-json");
    EXPECT_EQ(wrong("[]"), "# ");
}

Signal said(const std::string& text, std::map<std::string, std::string> fields = {},
            const Source& from = source()) {
    fields["Message"] = text;
    return read_sns_notification(message(sender().body("Notification", fields)), from, now).front();
}

TEST(CloudWatch, AnAlarmFiresAndIsOver) {
    const Signal fires = said(cloudwatch_alarm("ALARM"));
    EXPECT_EQ(fires.kind, Signal::Kind::firing);
    EXPECT_EQ(fires.alarm.key, "arn:aws:cloudwatch:eu-west-2:111122223333:alarm:pas-queue-age");
    EXPECT_EQ(fires.alarm.service, "pas-queue-age");
    EXPECT_EQ(fires.alarm.summary, "pas-queue-age: Threshold Crossed");
    EXPECT_EQ(fires.alarm.description, "PAS queue");
    EXPECT_EQ(fires.alarm.began, parse_rfc3339("2026-01-04T02:11:05.472Z"));
    EXPECT_EQ(fires.alarm.severity, 2);
    EXPECT_EQ(fires.alarm.fields.at("Trigger.MetricName"), "Age");
    const Signal over = said(cloudwatch_alarm("OK"));
    EXPECT_EQ(over.kind, Signal::Kind::over);
    EXPECT_FALSE(over.alarm.firing);
    EXPECT_EQ(over.alarm.key, fires.alarm.key);
}

TEST(CloudWatch, WhatIsNotKnownIsNotedAndAnUnknownStateFires) {
    const Signal unsure = said(cloudwatch_alarm("INSUFFICIENT_DATA"));
    EXPECT_EQ(unsure.kind, Signal::Kind::noted);
    EXPECT_EQ(unsure.comment, "Not enough data: Threshold Crossed");
    EXPECT_EQ(said(cloudwatch_alarm("PANIC")).kind, Signal::Kind::firing);
    Source own = source();
    own.severities = {{"alarm", 1}};
    EXPECT_EQ(said(cloudwatch_alarm("ALARM"), {}, own).alarm.severity, 1);
    own.severity = 4;
    own.service = "aws";
    EXPECT_EQ(said("words", {}, own).alarm.severity, 4);
    EXPECT_EQ(said("words", {}, own).alarm.service, "aws");
    EXPECT_EQ(said(cloudwatch_alarm("ALARM"), {}, own).alarm.service, "aws");
}

TEST(CloudWatch, AnythingElseIsAnAlarmInItsOwnWords) {
    const Signal plain = said("disk is full\non pas-1", {{"Subject", "Disk"}});
    EXPECT_EQ(plain.kind, Signal::Kind::firing);
    EXPECT_EQ(plain.alarm.summary, "Disk");
    EXPECT_EQ(plain.alarm.description, "disk is full\non pas-1");
    EXPECT_EQ(plain.alarm.service, "ops");
    EXPECT_EQ(plain.alarm.began, parse_rfc3339("2026-01-04T02:11:06.001Z"));
    EXPECT_EQ(said("other words", {{"Subject", "Disk"}}).alarm.key, plain.alarm.key);
    EXPECT_NE(said("disk is full\non pas-1").alarm.key, plain.alarm.key);
    EXPECT_EQ(said(R"({"AlarmName":"x"})").alarm.summary, R"({"AlarmName":"x"})");
}

TEST(CloudWatch, ATopicThatLeavesIsAnAlarm) {
    const SnsMessage left = message(sender().body("UnsubscribeConfirmation"));
    EXPECT_EQ(left.kind, Kind::unsubscription);
    const Signal signal = sns_unsubscribed(left, source());
    EXPECT_EQ(signal.kind, Signal::Kind::firing);
    EXPECT_EQ(signal.alarm.key, sns_unsubscribed_key(sample_topic));
    EXPECT_NE(signal.alarm.summary.find(sample_topic), std::string::npos);
}

}  // namespace
}  // namespace tocsin

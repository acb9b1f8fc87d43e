// Deliveries of Amazon SNS to a source, with a certificate that the test gives out.
#include "daemon/sns_desk.h"

#include "tests/daemon/sns_samples.h"
#include "tests/daemon/source_house.h"
#include "tests/support/proves.h"

namespace tocsin {
namespace {

constexpr auto day = std::chrono::hours(24);

const SnsSample& sender() {
    static const SnsSample sample;
    return sample;
}

class SnsDeskTest : public SourceHouse {
protected:
    SnsDeskTest() {
        Source source = source_with_key("aws", "aws-sns", "");
        source.topics = {sample_topic};
        add_source(source);
        router_.add("POST", "/v1/hooks/{source}", Access::hook, [this](const Visit& visit) {
            return desk_.take(visit, configuration_->sources.front(), now_);
        });
        pages_[sample_certificate_url] =
            sender().certificate("sns.amazonaws.com", now_ - day, now_ + day);
        loop_.start();
    }

    Response deliver(const std::string& body, const Fields& headers = {}) {
        return ask("POST", "/v1/hooks/aws", body, headers);
    }
    std::string alarm(const std::string& state, const std::string& id = "m-1",
                      const std::string& changed = "2026-01-04T02:11:05.472+0000") const {
        return sender().body("Notification",
                             {{"Message", cloudwatch_alarm(state, changed)}, {"MessageId", id}});
    }

    std::map<std::string, std::string> pages_;  // what is at each address
    std::vector<std::string> asked_;            // in order
    SnsDesk desk_{api_, *door_, [this](const std::string& url, const SnsDesk::Told& told) {
                      asked_.push_back(url);
                      const auto page = pages_.find(url);
                      told(page == pages_.end() ? std::nullopt : std::optional(page->second));
                  }};
};

TEST_F(SnsDeskTest, AnAlarmOpensAndOkEndsIt) {
    const Response fired = deliver(alarm("ALARM"));
    EXPECT_EQ(fired.status, 200);
    EXPECT_EQ(fired.body, R"({"incidents":["INC-1"]})");
    EXPECT_EQ(open_incidents(), 1u);
    EXPECT_EQ(deliver(alarm("OK", "m-2", "2026-01-04T02:20:05.472+0000")).status, 200);
    EXPECT_EQ(open_incidents(), 0u);
    EXPECT_EQ(asked_, std::vector<std::string>{sample_certificate_url});  // once for both
}

TEST_F(SnsDeskTest, WhatIsDeliveredAgainChangesNothing) {
    const std::string words = sender().body("Notification", {{"Subject", "Disk"}});
    EXPECT_EQ(deliver(words).body, R"({"incidents":["INC-1"]})");
    EXPECT_EQ(deliver(words).body, R"({"incidents":[]})");
    // Not only by its id: the same delivery after a restart is the same trouble.
    EXPECT_EQ(deliver(alarm("ALARM", "m-3")).status, 200);
    EXPECT_EQ(deliver(alarm("ALARM", "m-4")).status, 200);
    EXPECT_EQ(open_incidents(), 2u);
}

TEST_F(SnsDeskTest, NotEnoughDataIsANoteOfWhatIsOpen) {
    EXPECT_EQ(deliver(alarm("INSUFFICIENT_DATA")).status, 200);
    EXPECT_EQ(open_incidents(), 0u);
    static_cast<void>(deliver(alarm("ALARM", "m-2")));
    EXPECT_EQ(deliver(alarm("INSUFFICIENT_DATA", "m-3")).status, 200);
    EXPECT_EQ(notes(), std::vector<std::string>{
                           "CloudWatch wrote in aws: Not enough data: Threshold Crossed"});
    EXPECT_EQ(open_incidents(), 1u);
}

TEST_F(SnsDeskTest, NothingIsTakenThatSnsHasNotSigned) {
    proves("P19");
    EXPECT_EQ(deliver(SnsSample().body("Notification")).status, 403);
    EXPECT_EQ(deliver(sender().body("Notification", {{"Signature", "QUJD"}})).status, 403);
    EXPECT_EQ(deliver(alarm("ALARM"), {{"x-amz-sns-rawdelivery", "true"}}).status, 403);
    EXPECT_EQ(
        deliver(sender().body("Notification", {{"SigningCertURL", "https://evil.example/x.pem"}}))
            .status,
        422);
    EXPECT_EQ(deliver("{}").status, 422);
    EXPECT_EQ(deliver("hello").status, 400);
    EXPECT_EQ(open_incidents(), 0u);
}

TEST_F(SnsDeskTest, NothingIsTakenOfATopicThatIsNotListed) {
    proves("P19");
    const std::string other = "arn:aws:sns:eu-west-2:999900001111:ops";
    for (const char* type : {"Notification", "SubscriptionConfirmation"}) {
        EXPECT_EQ(deliver(sender().body(type, {{"TopicArn", other}})).status, 403) << type;
    }
    EXPECT_TRUE(asked_.empty());
    EXPECT_EQ(open_incidents(), 0u);
}

TEST_F(SnsDeskTest, ASubscriptionIsConfirmedAtItsOwnAddress) {
    const std::string confirmation =
        "https://sns.eu-west-2.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37";
    const std::string body = sender().body("SubscriptionConfirmation");
    EXPECT_EQ(deliver(body).status, 503);  // it does not answer: SNS comes again
    pages_[confirmation] = "<ConfirmSubscriptionResponse/>";
    EXPECT_EQ(deliver(body).status, 200);
    EXPECT_EQ(asked_,
              (std::vector<std::string>{sample_certificate_url, confirmation, confirmation}));
    EXPECT_EQ(deliver(body).status, 200);
    EXPECT_EQ(asked_.size(), 3u);  // confirmed once
    EXPECT_EQ(open_incidents(), 0u);
}

TEST_F(SnsDeskTest, IsNotMadeToAskOtherAddresses) {
    proves("P19");
    for (const char* address :
         {"https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
          "https://sns.eu-west-2.amazonaws.com.evil.example/", "http://127.0.0.1/"}) {
        const Response refused =
            deliver(sender().body("SubscriptionConfirmation", {{"SubscribeURL", address}}));
        EXPECT_TRUE(refused.status == 403 || refused.status == 422) << address;
    }
    EXPECT_TRUE(asked_.empty());
}

TEST_F(SnsDeskTest, ATopicThatLeavesIsAnAlarmUntilItIsBack) {
    EXPECT_EQ(deliver(sender().body("UnsubscribeConfirmation")).status, 200);
    EXPECT_EQ(open_incidents(), 1u);
    const std::string back = sender().body("SubscriptionConfirmation", {{"MessageId", "m-2"}});
    pages_["https://sns.eu-west-2.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37"] = "";
    EXPECT_EQ(deliver(back).status, 200);
    EXPECT_EQ(open_incidents(), 0u);
}

TEST_F(SnsDeskTest, WithoutItsCertificateAMessageIsAskedForAgain) {
    pages_.clear();
    const Response later = deliver(alarm("ALARM"));
    EXPECT_EQ(later.status, 503);
    EXPECT_NE(find_header(later.headers, "Retry-After"), nullptr);
    EXPECT_EQ(open_incidents(), 0u);
    EXPECT_EQ(deliver(alarm("ALARM")).status, 503);
    EXPECT_EQ(asked_.size(), 1u);  // and not asked for at once again
}

TEST_F(SnsDeskTest, AForgerDoesNotUseUpWhatTheSourceMaySend) {
    auto configuration = std::make_shared<Configuration>(*configuration_);
    configuration->sources.front().per_minute = 1;
    configuration_ = configuration;
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(deliver(sender().body("Notification", {{"Signature", "QUJD"}})).status, 403);
    }
    EXPECT_EQ(deliver(alarm("ALARM")).status, 200);
    EXPECT_EQ(deliver(alarm("OK", "m-2")).status, 503);
}

}  // namespace
}  // namespace tocsin

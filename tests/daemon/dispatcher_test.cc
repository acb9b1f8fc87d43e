// A channel that throws where it must not costs one message, never the process.
#include "daemon/dispatcher.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

enum class Trouble { none, unsendable, nothing_to_tell, other };

void happens(Trouble trouble) {
    if (trouble == Trouble::unsendable) throw Unsendable("no such address");
    if (trouble == Trouble::nothing_to_tell) throw NothingToTell();
    if (trouble == Trouble::other) throw std::out_of_range("key 07700 900000");
}

class TroubledChannel : public Channel {
public:
    TroubledChannel(Trouble compose, Trouble look_up) : compose_(compose), look_up_(look_up) {}

    const std::string& name() const override { return name_; }
    Medium medium() const override { return Medium::sms; }
    int in_flight_max() const override { return 1; }
    WireRequest compose(const Message&) const override {
        happens(compose_);
        throw Unsendable("composed after all");
    }
    Outcome interpret(const Message& message, const WireAnswer&) const override {
        return outcome(message, Verdict::accepted, "");
    }
    std::optional<WireRequest> look_up(const Message&) const override {
        happens(look_up_);
        return std::nullopt;
    }

private:
    std::string name_ = "sms-a";
    Trouble compose_;
    Trouble look_up_;
};

Outcome handed(Trouble compose, Trouble look_up, bool again) {
    Transfers transfers;
    std::vector<Outcome> said;
    Dispatcher dispatcher(transfers, [&](const Outcome& one) { said.push_back(one); });
    dispatcher.use({{"sms-a", std::make_shared<TroubledChannel>(compose, look_up)}},
                   {"https://tocsin.example.org", {"0123456789abcdef"}});
    HandOver hand_over;
    hand_over.message.id.value = 7;
    hand_over.message.channel = "sms-a";
    hand_over.again = again;
    dispatcher.hand_over(hand_over);
    EXPECT_EQ(said.size(), 1U);
    return said.empty() ? Outcome{} : said.front();
}

class UnsignedChannel : public TroubledChannel {
public:
    UnsignedChannel() : TroubledChannel(Trouble::none, Trouble::none) {}
    WireRequest compose(const Message&) const override { return {}; }
    void sign(WireRequest&, Instant) const override { happens(Trouble::other); }
};

TEST(Dispatcher, RequestThatCannotBeSignedIsToldAsSuch) {
    Transfers transfers;
    std::vector<Outcome> said;
    Dispatcher dispatcher(transfers, [&](const Outcome& one) { said.push_back(one); });
    dispatcher.use({{"sms-a", std::make_shared<UnsignedChannel>()}},
                   {"https://tocsin.example.org", {"0123456789abcdef"}});
    HandOver hand_over;
    hand_over.message.channel = "sms-a";
    dispatcher.hand_over(hand_over);
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said.front().verdict, Verdict::deferred);
    EXPECT_EQ(said.front().detail, "the request cannot be signed");
}

TEST(Dispatcher, MessageThatCannotBeSentIsRefusedWithTheReason) {
    const Outcome said = handed(Trouble::unsendable, Trouble::none, false);
    EXPECT_EQ(said.verdict, Verdict::refused);
    EXPECT_EQ(said.detail, "no such address");
}

TEST(Dispatcher, PlaceThatIsToldNothingOfItHasNotFailed) {
    const Outcome said = handed(Trouble::nothing_to_tell, Trouble::none, false);
    EXPECT_EQ(said.verdict, Verdict::accepted);
    EXPECT_EQ(said.detail, "This place is told nothing of it.");
    EXPECT_EQ(said.provider_reference, "");
}

TEST(Dispatcher, AnyOtherExceptionIsTheSettingsFaultAndIsNotQuoted) {
    for (const bool again : {false, true}) {
        const Outcome said = handed(Trouble::other, Trouble::none, again);
        EXPECT_EQ(said.id.value, 7U);
        EXPECT_EQ(said.verdict, Verdict::misconfigured);
        EXPECT_EQ(said.detail.find("07700"), std::string::npos);
    }
}

TEST(Dispatcher, LookUpThatThrowsCannotBeAskedAndTheMessageIsTried) {
    for (const Trouble trouble : {Trouble::unsendable, Trouble::other}) {
        EXPECT_EQ(handed(Trouble::none, trouble, true).detail, "composed after all");
    }
}

TEST(Dispatcher, WhatIsTriedOutIsToldToWhoeverTriesItAndToNobodyElse) {
    Transfers transfers;
    std::vector<Outcome> reported;
    Dispatcher dispatcher(transfers, [&](const Outcome& one) { reported.push_back(one); });
    dispatcher.use({{"sms-a", std::make_shared<TroubledChannel>(Trouble::none, Trouble::none)}},
                   {"https://tocsin.example.org", {"0123456789abcdef"}});
    std::vector<Outcome> told;
    Message message;
    for (const char* channel : {"sms-a", "not-there"}) {
        message.channel = channel;
        dispatcher.try_out(message, [&](const Outcome& one) { told.push_back(one); });
    }
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].verdict, Verdict::refused);
    EXPECT_EQ(told[1].verdict, Verdict::misconfigured);
    EXPECT_TRUE(reported.empty()) << "its health is of what was decided";
}

// A provider that takes nothing signed by our clock: its own is 41 s ahead.
class ClockedChannel : public Channel {
public:
    explicit ClockedChannel(std::string url) : url_(std::move(url)) {}

    const std::string& name() const override { return name_; }
    Medium medium() const override { return Medium::sms; }
    int in_flight_max() const override { return 1; }
    WireRequest compose(const Message&) const override {
        WireRequest request;
        request.url = url_;
        request.timeouts = {1s, 1s, 1s};
        return request;
    }
    void sign(WireRequest&, Instant now) const override { signed_at.push_back(now); }
    std::optional<Duration> clock_ahead(const WireAnswer&, Instant at) const override {
        EXPECT_EQ(at, signed_at.back());
        return 41s;
    }
    Outcome interpret(const Message& message, const WireAnswer& answer) const override {
        return outcome(message, Verdict::misconfigured,
                       std::to_string(answer.signed_ahead / 1s) + " s");
    }

    mutable std::vector<Instant> signed_at;

private:
    std::string name_ = "sms-a";
    std::string url_;
};

TEST(Dispatcher, ProviderOfAnotherClockIsAskedOnceMoreByItsClock) {
    Transfers transfers;
    std::promise<Outcome> said;
    Dispatcher dispatcher(transfers, [&](const Outcome& one) { said.set_value(one); });
    // Nobody listens there: what counts is how often it was tried.
    const auto channel = std::make_shared<ClockedChannel>("http://127.0.0.1:9");
    dispatcher.use({{"sms-a", channel}}, {"https://tocsin.example.org", {"0123456789abcdef"}});
    HandOver hand_over;
    hand_over.message.id.value = 7;
    hand_over.message.channel = "sms-a";
    dispatcher.hand_over(hand_over);
    EXPECT_EQ(said.get_future().get().detail, "41 s");
    transfers.stop(0s);
    ASSERT_EQ(channel->signed_at.size(), 2U) << "once more, and not again";
    EXPECT_GE(channel->signed_at[1] - channel->signed_at[0], 41s);
    EXPECT_LT(channel->signed_at[1] - channel->signed_at[0], 51s);
}

}  // namespace
}  // namespace tocsin

// P11, P14: no call stays with a provider that fails, or has its hands full, beside one that works;
// and one that takes everything and delivers nothing is found out.
#include "core/channel_health.h"
#include "daemon/health.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

using Mood = Story::Mood;
using Standing = ChannelHealth::Standing;

ChannelHealth health_of(const Story& story, const std::string& name) {
    for (const ChannelHealth& one : channel_health(story.state(), story.directory(), story.now()))
        if (one.provider.name == name) return one;
    return {};
}

// All that left meanwhile.
std::vector<Sent> passes(Story& story, Duration length) {
    std::vector<Sent> all = story.expect_whatever_was_sent();
    for (Duration passed{0}; passed < length; passed += Duration(500ms)) {
        story.wait(500ms);
        for (Sent& one : story.expect_whatever_was_sent()) all.push_back(std::move(one));
    }
    return all;
}

bool has(const std::vector<Sent>& sent, const std::string& text_id, const std::string& channel) {
    return std::ranges::any_of(sent, [&](const Sent& one) {
        return one.text_id == text_id && one.message.channel == channel;
    });
}

TEST(FailoverStory, WhoeverCouldNotTakeItIsAskedAgainWhenTheOtherFailsToo) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::busy);
    story.provider("sms-b", Mood::busy);
    story.alarm("gp-records", 1);
    story.expect_mail_to("pat.ash", "call.open");
    story.provider("sms-a", Mood::accepts);
    story.wait(1s - 1ms);
    EXPECT_EQ(story.requests("sms-a"), 1);
    story.wait(1ms);
    const Sent text = story.expect_text_to("pat.ash", "call.open");
    EXPECT_EQ(text.message.channel, "sms-a");
    story.wait(5min);
    EXPECT_EQ(story.requests("sms-b"), 1);
}

TEST(FailoverStory, TheRoundsBetweenTwoThatFailComeLessAndLessOften) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::busy);
    story.provider("sms-b", Mood::busy);
    story.alarm("gp-records", 4);
    const auto asked = [&] { return story.requests("sms-a") + story.requests("sms-b"); };
    EXPECT_EQ(asked(), 2);
    passes(story, 1s);
    EXPECT_EQ(asked(), 4);
    passes(story, 2min);
    // The back-off grows to 30 s; what level 1 is told goes the same ways, and asks as often.
    EXPECT_GE(asked(), 8);
    EXPECT_LE(asked(), 60);
}

TEST(FailoverStory, AProviderThatRefusesThisPersonIsNotAskedAgainByTheNextRound) {
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::refuses);
    story.provider("sms-b", Mood::busy);
    story.alarm("gp-records", 1);
    passes(story, 3s);
    EXPECT_GE(story.requests("sms-b"), 3);
    // One for the call, and one for what level 1 is told of sms-b.
    EXPECT_LE(story.requests("sms-a"), 2);
}

TEST(FailoverStory, WhenNoTextCanBeSentReadinessIsRedWithin5SecondsAndLevel1IsTold) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::busy);
    story.provider("sms-b", Mood::busy);
    story.alarm("gp-records", 1);
    EXPECT_TRUE(has(passes(story, 5s), "op.provider", "mail"));
    EXPECT_THAT(not_ready(story.engine(), story.now()),
                testing::Contains(testing::HasSubstr("every provider of text")));
}

TEST(FailoverStory, ASeverity1IsOfferedToWhoeverHasHisHandsFree) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.in_flight_max = 1});
    story.provider("sms-a", Mood::hangs);
    story.alarm("ward-orders", 3);
    story.expect_mail_to("pat.ash", "call.open");
    EXPECT_EQ(story.requests("sms-a"), 1);
    const IncidentId worst = story.alarm("gp-records", 1);
    story.escalate(worst, "level-3", "at once");
    const auto sent = story.expect_whatever_was_sent();
    EXPECT_TRUE(std::ranges::any_of(sent, [](const Sent& one) {
        return one.to == "sam.elm" && one.message.channel == "sms-b";
    })) << "beside the one that hangs";
    EXPECT_EQ(story.requests("sms-a"), 1);
}

TEST(FailoverStory, ASeverity1ThatWaitsIsTakenOverByTheFirstWhoseHandsAreFree) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.in_flight_max = 1});
    story.provider("sms-a", Mood::hangs);
    story.provider("sms-b", Mood::hangs);
    story.alarm("ward-orders", 3);
    const IncidentId other = story.alarm("mail-relay", 3);
    story.escalate(other, "level-4", "at once");
    EXPECT_EQ(story.requests("sms-a"), 1);
    EXPECT_EQ(story.requests("sms-b"), 1);
    const IncidentId worst = story.alarm("gp-records", 1);
    story.escalate(worst, "level-3", "at once");
    story.expect_whatever_was_sent();
    story.provider("sms-b", Mood::accepts);
    story.hung_provider_answers("sms-b", Verdict::accepted);
    const auto sent = story.expect_whatever_was_sent();
    EXPECT_TRUE(std::ranges::any_of(sent, [](const Sent& one) {
        return one.to == "sam.elm" && one.message.channel == "sms-b";
    })) << "though it was offered to the one that hangs";
}

TEST(FailoverStory, TheSecondAttemptGoesAnotherWayThanTheFirstThatWasOutOfTurn) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00", {.in_flight_max = 1});
    story.provider("sms-a", Mood::hangs);
    story.alarm("ward-orders", 3);
    const IncidentId worst = story.alarm("gp-records", 1);
    story.escalate(worst, "level-3", "at once");
    const auto by = [](const std::vector<Sent>& sent) {
        std::vector<std::string> channels;
        for (const Sent& one : sent) {
            if (one.to == "sam.elm" && one.message.medium == Medium::sms)
                channels.push_back(one.message.channel);
        }
        return channels;
    };
    EXPECT_THAT(by(passes(story, 5s)), testing::ElementsAre("sms-b"));
    story.provider("sms-a", Mood::accepts);
    story.hung_provider_answers("sms-a", Verdict::accepted);
    EXPECT_THAT(by(passes(story, 10min)), testing::ElementsAre("sms-a"));
}

TEST(FailoverStory, OneThatRefusesOneAddressAfterAnotherIsPassedByAndTold) {
    proves("P11");
    proves("P14");
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::refuses);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    EXPECT_NE(health_of(story, "sms-a").standing, Standing::passed_by) << "one bad number";
    story.escalate(incident, "level-3", "at once");
    story.escalate(incident, "level-4", "at once");
    EXPECT_TRUE(has(passes(story, 1s), "op.provider", "sms-b"));
    EXPECT_EQ(health_of(story, "sms-a").standing, Standing::passed_by);
    const int asked = story.requests("sms-a");
    story.alarm("ward-orders", 1);
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.requests("sms-a"), asked);
}

TEST(FailoverStory, OneBadNumberAgainAndAgainSaysNothingOfTheProvider) {
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Mood::refuses);
    story.alarm("gp-records", 1);
    passes(story, 10min);
    EXPECT_EQ(health_of(story, "sms-a").failures, 0);
}

TEST(FailoverStory, OneWhoseTextsDoNotArriveIsPassedByAndToldUntilOneArrives) {
    proves("P11");
    proves("P14");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.escalate(incident, "level-3", "at once");
    story.escalate(incident, "level-4", "at once");
    std::vector<Sent> texts;
    for (const Sent& one : story.expect_whatever_was_sent()) {
        if (one.message.medium == Medium::sms && one.message.channel == "sms-a")
            texts.push_back(one);
    }
    std::vector<std::string> phones;
    for (const Sent& text : texts) {
        if (std::ranges::find(phones, text.message.to) != phones.end()) continue;
        phones.push_back(text.message.to);
        story.receipt(text, Receipt::State::failed, "undelivered");
    }
    ASSERT_GE(phones.size(), 3U);
    const auto sent = story.expect_whatever_was_sent();
    EXPECT_TRUE(has(sent, "op.provider", "sms-b"));
    EXPECT_EQ(health_of(story, "sms-a").standing, Standing::passed_by);
    const auto again = std::ranges::find_if(
        sent, [](const Sent& one) { return one.message.medium == Medium::sms; });
    ASSERT_NE(again, sent.end());
    EXPECT_EQ(again->message.channel, "sms-b");
}

TEST(FailoverStory, AReceiptThatSpeaksOfTheProviderCountsAtOnce) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.open");
    story.expect_mail_to("pat.ash", "call.open");
    story.receipt(text, Receipt::State::provider_failed, "failed, error 30002");
    story.expect_whatever_was_sent();
    EXPECT_EQ(health_of(story, "sms-a").standing, Standing::passed_by);
    EXPECT_EQ(story.requests("sms-b"), 2) << "the call, and what level 1 is told";
}

TEST(FailoverStory, ThatOneIsBackIsToldByItAndNotByTheOtherThatFails) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::busy);
    story.provider("sms-b", Mood::busy);
    story.alarm("gp-records", 1);
    passes(story, 10s);
    story.provider("sms-b", Mood::accepts);
    const auto sent = passes(story, 2min);
    EXPECT_TRUE(has(sent, "op.back", "sms-b"));
    EXPECT_FALSE(has(sent, "op.back", "sms-a"));
}

TEST(FailoverStory, WhoeverDoesNotAnswerThePhoneSaysNothingOfTheProvider) {
    Story story("Sat 2026-11-28 03:00", {.more_providers = {{"phone", Medium::voice, 10}},
                                         .edm_by = {{Medium::voice}},
                                         .also = [](Directory&) {}});
    story.alarm("gp-records", 1);
    for (int minutes = 0; minutes < 30; ++minutes) {
        for (const Sent& one : passes(story, 1min)) {
            if (one.message.medium == Medium::voice)
                story.receipt(one, Receipt::State::failed, "no-answer");
        }
    }
    story.expect_whatever_was_sent();
    EXPECT_EQ(health_of(story, "phone").failures, 0);
}

}  // namespace
}  // namespace tocsin

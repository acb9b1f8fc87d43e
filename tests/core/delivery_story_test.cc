// P4, P5, P11, P14: providers that refuse, are busy, say nothing, or are dead.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Mood = Story::Mood;

TEST(DeliveryStory, TheNextProviderTakesOverAtOnceAndTheReferenceStays) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::busy);
    story.alarm("gp-records", 1);
    const Sent text = story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(text.message.channel, "sms-b");
    EXPECT_NE(text.message.reference, "tocsin-1-" + std::to_string(text.message.id.value));
    EXPECT_EQ(story.requests("sms-a"), 1);
    EXPECT_EQ(story.requests("sms-b"), 1);
    story.wait(5min);
    EXPECT_EQ(story.requests("sms-a"), 1);
}

TEST(DeliveryStory, AnUnknownOutcomeIsSentAgainOnceWithTheSameReference) {
    proves("P5");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Mood::answers_nothing);
    story.alarm("gp-records", 1);
    const Sent first = story.expect_call_to("pat.ash", "call.open");
    story.wait(1s);
    const Sent again = story.expect_text_to("pat.ash", "call.open");
    EXPECT_EQ(again.message, first.message) << "the same bytes and the same reference";
    story.wait(9min + 58s);
    EXPECT_EQ(story.requests("sms-a"), 2);
    story.wait(1s);
    story.expect_call_to("pat.ash", "call.open.2");  // a send that may have arrived has not failed
    story.expect_level_1_told("op.provider");
}

TEST(DeliveryStory, ABusyProviderIsAskedAgainWhenItSaysButNoLaterThanInThirtySeconds) {
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Mood::busy, 20s);
    story.alarm("gp-records", 1);
    story.expect_mail_to("pat.ash", "call.open");
    story.wait(20s - 1ms);
    EXPECT_EQ(story.requests("sms-a"), 1);
    story.provider("sms-a", Mood::busy, 1h);
    story.wait(1ms);
    EXPECT_EQ(story.requests("sms-a"), 2);
    story.provider("sms-a", Mood::accepts);
    story.wait(30s - 1ms);
    EXPECT_EQ(story.requests("sms-a"), 2);
    story.wait(1ms);
    story.expect_text_to("pat.ash", "call.open");
}

TEST(DeliveryStory, AProviderThatGoesOnFailingIsToldToLevel1) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Mood::busy);
    story.alarm("gp-records", 1);
    story.expect_mail_to("pat.ash", "call.open");
    story.wait(1s);
    story.wait(2s);
    story.expect_mail_to("nsd", "op.provider");  // and its text waits for the provider, as it must
    EXPECT_EQ(story.requests("sms-a"), 4);
    story.provider("sms-a", Mood::accepts);
    story.wait(1s);
    story.expect_text_to("nsd", "op.provider");
    story.expect_level_1_told("op.back");
    story.wait(3s);
    story.expect_text_to("pat.ash", "call.open");
}

TEST(DeliveryStory, WithEveryChannelDeadTheLadderRunsThroughAndTheLastResortIsTriedEvery5Minutes) {
    proves("P11");
    proves("P4");
    for (const Mood mood : {Mood::refuses, Mood::rejects_key}) {
        Story story("Sat 2026-11-28 03:00");
        story.every_provider(mood);
        const IncidentId incident = story.alarm("gp-records", 1);
        EXPECT_EQ(story.incident(incident).climb.round, 1) << "at once, within the same second";
        for (int round = 2; round <= 5; ++round) {
            story.wait(5min);
            EXPECT_EQ(story.incident(incident).climb.round, round);
        }
        story.every_provider(Mood::accepts);
        story.wait(5min);
        story.expect_call_to("duty.director", "call.open.last");
        for (const Sent& one : story.expect_whatever_was_sent()) EXPECT_EQ(one.text_id, "op.back");
    }
}

TEST(DeliveryStory, ALastResortWithoutAnAddressIsTriedEvery5MinutesToo) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00",
                {.without_phone = {"duty.director"}, .without_mail = {"duty.director"}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.escalate(incident, "last-resort", "nobody answers");
    for (int round = 1; round <= 2; ++round) {
        story.expect_level_1_told("told.level1.last");
        // Everybody on duty who has not been called is called with it.
        story.expect_call_to("sam.elm", "call.open.last");
        story.expect_call_to("kim.hazel", "call.open.last");
        if (round == 1) story.wait(5min);
    }
    EXPECT_EQ(story.incident(incident).climb.round, 2);
}

TEST(DeliveryStory, AMailStillStandsWhenNoTextCanBeSent) {
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::refuses);
    story.provider("sms-b", Mood::refuses);
    story.alarm("gp-records", 1);
    story.expect_mail_to("pat.ash", "call.open");
    story.wait(9min);
    story.wait(1min);
    story.expect_mail_to("pat.ash", "call.open.2");
}

TEST(DeliveryStory, WhatWaitsForAProviderLeavesWorstFirstAsItsHandsAreFree) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true, .in_flight_max = 1});
    story.provider("sms-a", Mood::hangs);
    story.alarm("gp-records", 3);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(1min);
    story.alarm("ward-orders", 3);
    story.alarm("mail-relay", 1);
    story.expect_mail_to("pat.ash", "call.open");
    story.expect_mail_to("pat.ash", "call.open");
    story.hung_provider_answers("sms-a", Verdict::accepted);
    const Sent next = story.expect_text_to("pat.ash", "call.open");
    EXPECT_NE(next.message.text.find("Sev 1. Mail Relay"), std::string::npos) << next.message.text;
    story.hung_provider_answers("sms-a", Verdict::accepted);
    const Sent last = story.expect_text_to("pat.ash", "call.open");
    EXPECT_NE(last.message.text.find("Sev 3. Ward Orders"), std::string::npos);
}

TEST(DeliveryStory, CallsLeaveBeforeTheNewsOfTheSameMoment) {
    proves("P8");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true, .in_flight_max = 1});
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    story.provider("sms-a", Mood::hangs);
    story.wait(10min);
    story.expect_text_to("sam.elm", "call.open.why");
    story.expect_mail_to("sam.elm", "call.open.why");
    story.expect_mail_to("nsd", "told.level1.up");
    story.hung_provider_answers("sms-a", Verdict::accepted);
    story.expect_text_to("nsd", "told.level1.up");
}

TEST(DeliveryStory, ATextThatIsGivenUpIsNotInTheWayOfTheNext) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Mood::hangs);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(10min - 500ms);
    story.provider("sms-a", Mood::accepts);
    story.hung_provider_answers("sms-a", Verdict::unknown);
    story.wait(500ms);  // one Tick gives up the first text and makes the second call
    story.expect_call_to("pat.ash", "call.open.2");
}

TEST(DeliveryStory, TextsBeforeAProviderWithItsHandsFullAreWrittenOfOnce) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true, .in_flight_max = 1});
    story.provider("sms-a", Mood::busy, 30s);
    for (const int severity : {3, 2, 1}) {
        story.alarm("gp-records", severity);
        story.expect_mail_to("pat.ash", "call.open");
    }
    story.expect_mail_to("nsd", "op.provider");
    story.provider("sms-a", Mood::hangs);
    story.wait(30s);
    story.expect_text_to("pat.ash", "call.open");
    const std::uint64_t written = story.state().next_seq();
    story.wait(1min);
    EXPECT_EQ(story.state().next_seq(), written);
    story.provider("sms-a", Mood::accepts);
    story.hung_provider_answers("sms-a", Verdict::accepted);
    story.expect_text_to("pat.ash", "call.open");
    story.expect_text_to("pat.ash", "call.open");
    story.expect_text_to("nsd", "op.provider");
    story.expect_level_1_told("op.back");
}

TEST(DeliveryStory, WhatWaitsForAProviderThatIsNoMoreGoesToTheNextAtOnce) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.in_flight_max = 1});
    story.provider("sms-a", Mood::hangs);
    story.alarm("gp-records", 2);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(1min);
    story.alarm("ward-orders", 2);
    story.expect_mail_to("pat.ash", "call.open");
    story.loses_provider("sms-a");
    EXPECT_EQ(story.expect_text_to("pat.ash", "call.open").message.channel, "sms-b");
}

TEST(DeliveryStory, WithNoOtherProviderWhatWaitsForOneThatIsNoMoreHasFailed) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00",
                {.one_text_provider = true, .in_flight_max = 1, .without_mail = {"pat.ash"}});
    story.provider("sms-a", Mood::hangs);
    story.alarm("gp-records", 2);
    story.expect_text_to("pat.ash", "call.open");
    story.wait(1min);
    const IncidentId second = story.alarm("ward-orders", 2);
    story.loses_provider("sms-a");
    EXPECT_GT(story.incident(second).climb.rung, 0) << "nobody can be reached there any more";
    story.expect_mail_to("nsd", "told.level1.up");
    story.expect_mail_to("sam.elm", "call.open.why");
}

TEST(DeliveryStory, WhatIsTakenIsNotSentAgain) {
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Mood::busy, 30s);
    story.alarm("gp-records", 1);
    story.expect_mail_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_mail_to("nsd", "told.level1.taken");
    story.provider("sms-a", Mood::accepts);
    story.wait(30s);
    story.expect_text_to("nsd", "told.level1.taken");
    story.wait(1h);
}

TEST(DeliveryStory, ATextThatIsTooLateIsGivenUp) {
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Mood::busy, 30s);
    story.alarm("gp-records", 1);
    const Sent mail = story.expect_mail_to("pat.ash", "call.open");
    EXPECT_EQ(mail.message.expires, story.now() + 10min);
    story.wait(1min);
    story.expect_mail_to("nsd", "op.provider");
    story.wait(9min - 1ms);
    story.provider("sms-a", Mood::accepts);
    story.wait(1ms);
    story.expect_call_to("pat.ash", "call.open.2");
    story.expect_text_to("nsd", "op.provider");
    story.expect_level_1_told("op.back");
    story.wait(9min);  // and no text of the first try
}

}  // namespace
}  // namespace tocsin

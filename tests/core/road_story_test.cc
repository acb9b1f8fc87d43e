// HSSI-14, P14: the roads to a person, which provider is asked first, and what limits what leaves.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Mood = Story::Mood;

Provider phones() {
    return {"phones", Medium::voice, 4};
}

Provider app() {
    return {"app", Medium::push, 4};
}

TEST(RoadStory, TheSecondAttemptMayRingWhereTheProcedureSaysSo) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {phones()},
                 .edm_by = {{Medium::sms, Medium::email}, {Medium::voice, Medium::sms}}});
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(story.requests("phones"), 0);
    story.wait(10min);
    story.expect_text_to("pat.ash", "call.open.2");
    const Sent rings = story.expect_sent("pat.ash", "voice.call", Medium::voice);
    EXPECT_EQ(rings.message.to, "+447700900101");
    EXPECT_EQ(rings.message.text,
              "National Service Desk on-call system, for Pat Ash, about a severity 1 incident.\n"
              "GP Records: down. Multiple Trusts in North East.\n"
              "Press 1 to take it. Press 2 to pass it on. Press 3 to hear this again. Press 9 if "
              "you are not Pat Ash.");
}

TEST(RoadStory, APushMessageIsOfferedBesideTextAndMail) {
    Story story("Sat 2026-11-28 03:00",
                {.more_providers = {app()}, .topics = {{"pat.ash", "pat-night"}}});
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    const Sent pushed = story.expect_sent("pat.ash", "push.call", Medium::push);
    EXPECT_EQ(pushed.message.to, "pat-night");
    EXPECT_EQ(pushed.message.subject, "Take this: Sev 1 GP Records down");
    EXPECT_EQ(pushed.message.text, "Multiple Trusts in North East. Take it by 03:10.\n{link}");
}

TEST(RoadStory, SeveralIncidentsAreOnePhoneCallAndOnePushMessage) {
    Story story("Sat 2026-11-28 03:00", {.more_providers = {phones(), app()},
                                         .edm_by = {{Medium::voice, Medium::push}},
                                         .topics = {{"pat.ash", "pat-night"}}});
    story.alarms({firing("a", "gp-records", 1), firing("b", "ward-orders", 2)});
    const Sent rings = story.expect_sent("pat.ash", "voice.call.merged", Medium::voice);
    EXPECT_NE(rings.message.text.find("about 2 incidents"), std::string::npos);
    const Sent pushed = story.expect_sent("pat.ash", "push.call.merged", Medium::push);
    EXPECT_EQ(pushed.message.subject, "Take 2: worst Sev 1 GP Records down");
}

TEST(RoadStory, APersonsOwnOrderCountsAndTheFirstRoadOfItWhenTheRungNamesNone) {
    Story story("Sat 2026-11-28 03:00", {.more_providers = {phones()},
                                         .edm_by = {{Medium::sms}},
                                         .reach = {{"pat.ash", {Medium::voice, Medium::email}}}});
    story.alarm("gp-records", 1);
    story.expect_sent("pat.ash", "voice.call", Medium::voice);
}

TEST(RoadStory, APhoneThatCannotBeTextedIsRung) {
    proves("P4");
    Story story(
        "Sat 2026-11-28 03:00",
        {.one_text_provider = true, .without_mail = {"pat.ash"}, .more_providers = {phones()}});
    story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.open");
    story.receipt(text, Receipt::State::failed_for_good, "landline");
    bool rung = false;
    for (const Sent& one : story.expect_whatever_was_sent()) {
        rung = rung || (one.to == "pat.ash" && one.message.medium == Medium::voice);
        EXPECT_FALSE(one.to == "pat.ash" && one.message.medium == Medium::sms) << "it is dead";
    }
    EXPECT_TRUE(rung) << "at once, with the next attempt";
}

TEST(RoadStory, ASeverity1SharesNoCallOfMinutesBefore) {
    Story story("Sat 2026-11-28 03:00", {.texts_an_hour = 1});
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(2min);
    story.alarm("ward-orders", 1);
    story.expect_call_to("pat.ash", "call.open");
}

TEST(RoadStory, TheLastResortGoesEveryWay) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", {.more_providers = {phones()}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.escalate(incident, "last-resort", "nobody answers");
    story.expect_call_to("duty.director", "call.open.last");
    story.expect_sent("duty.director", "voice.call", Medium::voice);
    story.expect_whatever_was_sent();
}

TEST(RoadStory, AProviderThatFailsAgainAndAgainIsPassedByAndThenTriedOut) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::busy);
    for (int alarm = 1; alarm <= 3; ++alarm) {
        story.alarm(alarm == 1 ? "gp-records" : "ward-orders", alarm == 1 ? 3 : 3 - alarm + 1);
        story.expect_whatever_was_sent();
    }
    const int asked = story.requests("sms-a");
    EXPECT_GE(asked, 3);
    story.alarm("mail-relay", 1);
    EXPECT_EQ(story.requests("sms-a"), asked) << "three failures in a row: others go first";
    story.expect_whatever_was_sent();
    story.provider("sms-a", Mood::accepts);
    story.wait(61s);
    story.expect_whatever_was_sent();
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    EXPECT_GT(story.requests("sms-a"), asked) << "it is tried out when its time is over";
}

TEST(RoadStory, CallsThatWaitAtAFailingProviderLeaveIt) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.in_flight_max = 1});
    story.provider("sms-a", Mood::hangs);
    story.alarm("gp-records", 1);
    story.expect_mail_to("pat.ash", "call.open");
    // A call to another person waits behind the one that hangs.
    const IncidentId other = story.alarm("ward-orders", 1);
    story.escalate(other, "level-3", "at once");
    story.expect_whatever_was_sent();
    const int before = story.requests("sms-b");
    for (int failure = 0; failure < 3; ++failure) {
        story.hung_provider_answers("sms-a", Verdict::deferred);
        story.expect_whatever_was_sent();
    }
    EXPECT_GT(story.requests("sms-b"), before);
    story.expect_whatever_was_sent();
}

TEST(RoadStory, AProviderGetsNoMoreThanItMayHaveInAMinuteButSeverity1IsNeverHeldUp) {
    Provider slow{"slow", Medium::sms, 50};
    slow.per_minute = 2;
    Story story("Mon 2026-11-23 10:00",
                {.notices = notices_of_stories(), .more_providers = {slow}, .crowd = 5});
    story.loses_provider("sms-a");
    story.loses_provider("sms-b");
    story.expect_whatever_was_sent();
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.write(incident, first_message());
    const int before = story.requests("slow");
    EXPECT_EQ(before, 2);
    story.alarm("ward-orders", 1);
    EXPECT_EQ(story.requests("slow"), 3) << "the call for severity 1 leaves at once";
    story.expect_whatever_was_sent();
    story.wait(59s);
    story.expect_whatever_was_sent();
    EXPECT_LE(story.requests("slow"), 3);
    story.wait(11s);
    story.expect_whatever_was_sent();
    EXPECT_GT(story.requests("slow"), 3) << "what waited goes on by itself";
}

TEST(RoadStory, WhatIsOfferedAgainAfterACrashHasItsPlaceInThePace) {
    proves("P14");
    Provider slow{"slow", Medium::sms, 50};
    slow.per_minute = 2;
    Story story("Mon 2026-11-23 10:00",
                {.notices = notices_of_stories(), .more_providers = {slow}, .crowd = 5});
    story.loses_provider("sms-a");
    story.loses_provider("sms-b");
    story.provider("slow", Mood::hangs);
    story.expect_whatever_was_sent();
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.write(incident, first_message());
    EXPECT_EQ(story.requests("slow"), 2);
    story.expect_whatever_was_sent();
    story.killed_for(2min);
    EXPECT_EQ(story.requests("slow"), 4) << "the two that it had in hand, and no more";
    story.expect_whatever_was_sent();
}

TEST(RoadStory, ANumberThatHadItsTextsIsToldByMailAndCalledForSeverity1AllTheSame) {
    Story story("Sat 2026-11-28 03:00", {.texts_an_hour = 2});
    for (int alarm = 0; alarm < 2; ++alarm) {
        story.alarm("gp-records", 2);
        story.expect_call_to("pat.ash", "call.open");
        story.wait(31s);
    }
    story.alarm("ward-orders", 2);
    story.nobody_else_was_called();  // it shares the call of half a minute before
    story.wait(5min);
    story.alarm("mail-relay", 2);
    story.expect_mail_to("pat.ash", "call.open");
    story.wait(31s);
    story.alarm("mail-relay", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.expect_whatever_was_sent();
}

}  // namespace
}  // namespace tocsin

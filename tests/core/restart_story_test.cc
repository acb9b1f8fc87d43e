// P4, P5, P8, P9, P13: the process dies, the clock is moved, the disk is full.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Mood = Story::Mood;

TEST(RestartStory, AfterAnHourEverybodyOfTheSkippedStepsIsCalledOnceInOneMessageEach) {
    proves("P8");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId slow = story.alarm("ward-orders", 3);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(1min);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.killed_for(1h);
    story.expect_level_1_told("op.restart");
    // Level 3 and 4 and the last resort, each once, and the worst is named.
    for (const char* person : {"sam.elm", "kim.hazel", "duty.director", "pat.ash"}) {
        const Sent text = story.expect_call_to(person, "call.open.merged");
        EXPECT_NE(text.message.text.find("worst Sev 1 GP Records"), std::string::npos)
            << text.message.text;
        EXPECT_GT(text.message.expires.value(), story.now()) << "a provider would not deliver it";
    }
    // One text for both: the same is to be said of them.
    story.expect_level_1_told("told.level1.last");
    EXPECT_EQ(story.acknowledge("pat.ash").kind, Answer::Kind::taken);
    EXPECT_EQ(story.incident(slow).holder->person, "pat.ash");
    for (const char* person : {"sam.elm", "kim.hazel", "duty.director"}) {
        story.expect_told(person, "told.taken");
    }
    story.expect_level_1_told("told.level1.taken");
    story.wait(6h);
}

TEST(RestartStory, TheWorstIsCalledFirstWhoeverItIsFor) {
    proves("P8");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true, .in_flight_max = 1});
    story.alarm("ward-orders", 3);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(1min);
    const IncidentId worst = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.escalate(worst, "level-3", "possible crisis");
    story.expect_call_to("sam.elm", "call.open.why");
    story.provider("sms-a", Mood::hangs);
    story.killed_for(10min);
    story.expect_mail_to("nsd", "op.restart");
    story.expect_text_to("nsd", "op.restart");
    story.expect_mail_to("pat.ash", "call.open.2");
    story.expect_mail_to("sam.elm", "call.open.2");
    story.hung_provider_answers("sms-a", Verdict::accepted);
    story.expect_text_to("sam.elm", "call.open.2");
    story.hung_provider_answers("sms-a", Verdict::accepted);
    story.expect_text_to("pat.ash", "call.open.2");
}

TEST(RestartStory, ASendInHandAtACrashIsHandedOverAgainWithTheSameReference) {
    proves("P4");
    proves("P5");
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::hangs);
    story.alarm("gp-records", 1);
    const Sent first = story.expect_call_to("pat.ash", "call.open");
    story.provider("sms-a", Mood::accepts);
    story.killed_for(2s);
    const Sent again = story.expect_text_to("pat.ash", "call.open");
    EXPECT_TRUE(again.again) << "a provider that can be asked is asked first";
    EXPECT_EQ(again.message, first.message);
    const Sent told = story.expect_level_1_told("op.restart");
    EXPECT_NE(told.message.text.find("Open: 1. Sends offered again: 1"), std::string::npos);
    story.wait(10min - 2s);
    story.expect_call_to("pat.ash", "call.open.2");
}

TEST(RestartStory, ProcessesThatDieAgainAndAgainTellLevel1OnceInTenMinutes) {
    Story story("Sat 2026-11-28 03:00");
    story.killed_for(1s);
    story.expect_level_1_told("op.restart");
    for (int times = 0; times < 5; ++times) story.killed_for(200ms);
    story.nobody_else_was_called();
    story.wait(10min);
    story.killed_for(1s);
    story.expect_level_1_told("op.restart");
}

TEST(RestartStory, ASendThatWasTakenUpThreeTimesWaitsHalfAMinuteBeforeItLeavesAgain) {
    proves("P5");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Mood::hangs);
    story.alarm("gp-records", 1);
    const Sent first = story.expect_call_to("pat.ash", "call.open");
    for (int times = 1; times <= 3; ++times) {
        story.killed_for(1s);
        story.expect_text_to("pat.ash", "call.open");
        story.expect_text_to("nsd", "op.restart");
        if (times == 1) story.expect_mail_to("nsd", "op.restart");
    }
    story.provider("sms-a", Mood::accepts);
    story.killed_for(200ms);
    story.expect_text_to("nsd", "op.restart");  // the news was taken up twice only
    for (int times = 0; times < 4; ++times) story.killed_for(200ms);
    story.wait(30s - 800ms);
    const Sent again = story.expect_text_to("pat.ash", "call.open");
    EXPECT_TRUE(again.again);
    EXPECT_EQ(again.message, first.message);
}

TEST(RestartStory, ACleanRestartSaysNothing) {
    proves("P8");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.restart();
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
}

TEST(RestartStory, WhatWasAskedBackBeforeACrashDoesNotHoldTheProvider) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true, .in_flight_max = 1});
    story.provider("sms-a", Mood::hangs);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_mail_to("nsd", "told.level1.taken");
    story.provider("sms-a", Mood::accepts);
    story.killed_for(1s);
    story.expect_text_to("nsd", "told.level1.taken");
    story.expect_level_1_told("op.restart");
    story.alarm("ward-orders", 1);
    story.expect_call_to("pat.ash", "call.open");
}

TEST(RestartStory, AClosedIncidentIsForgottenWhenItsLastSendIsSettled) {
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::hangs);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.resolve(incident);
    story.expect_text_to("pat.ash", "told.standdown");
    story.close(incident);
    EXPECT_EQ(story.state().incidents().size(), 1U);
    story.hung_provider_answers("sms-a", Verdict::accepted);
    EXPECT_EQ(story.state().incidents().size(), 0U);
    EXPECT_EQ(story.state().calls().size(), 0U);
    EXPECT_EQ(story.state().sends().size(), 0U);
    story.killed_for(1s);
    story.expect_level_1_told("op.restart");
}

// ---------------------------------------------------------------- clocks

TEST(RestartStory, AClockThatIsMovedNeitherRepeatsNorMissesAStep) {
    proves("P9");
    // Read a millisecond beside, an hour is an hour.
    for (const Duration step :
         {Duration(-1h), Duration(1h), Duration(1ms - 1h), Duration(1h - 1ms)}) {
        Story story("Sat 2026-11-28 03:00");
        story.alarm("gp-records", 1);
        story.expect_call_to("pat.ash", "call.open");
        story.wait(4min);
        story.clock_moves(step);
        const Sent told = story.expect_level_1_told("op.clock");
        EXPECT_NE(told.message.text.find(step < 0s ? "-1 hour" : "+1 hour"), std::string::npos)
            << told.message.text;
        story.wait(6min - 1ms);
        story.nobody_else_was_called();
        story.wait(1ms);
        story.expect_call_to("pat.ash", "call.open.2");
    }
}

TEST(RestartStory, ACallOfBeforeTheClockWentBackIsNotSharedForAnHour) {
    proves("P9");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 2);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(5min);
    story.clock_moves(-1h);
    story.expect_level_1_told("op.clock");
    story.alarm("ward-orders", 2);
    story.expect_call_to("pat.ash", "call.open");
}

TEST(RestartStory, ASendInHandWhenTheClockIsMovedKeepsItsTime) {
    proves("P9");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Mood::hangs);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.clock_moves(1h);
    story.expect_mail_to("nsd", "op.clock");
    story.expect_text_to("nsd", "op.clock");
    story.provider("sms-a", Mood::accepts);
    story.hung_provider_answers("sms-a", Verdict::deferred);
    story.wait(1s);
    story.expect_text_to("pat.ash", "call.open");
    story.expect_text_to("nsd", "op.clock");
}

TEST(RestartStory, AfterARebootAWaitIsNeverLongerThanItWas) {
    proves("P9");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(1min);
    story.killed_for(-3h, true);  // the clock of the machine has lost three hours
    story.expect_level_1_told("op.restart");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
}

TEST(RestartStory, TheHourThatOccursTwiceHoldsNoStepBack) {
    proves("P9");
    Story story("Sun 2026-10-25 00:55");
    story.alarm("gp-records", 1);
    // No rota for October: everybody of the rota is missing.
    story.expect_level_1_told("rota.gap.now");
    story.expect_level_1_told("rota.gap.now");
    story.expect_call_to("kim.hazel", "call.open.why");
    story.wait(10min);
    const Sent text = story.expect_call_to("kim.hazel", "call.open.2");
    EXPECT_NE(text.message.text.find("Take it by 01:15 BST"), std::string::npos)
        << text.message.text;
    story.wait(10min);
    story.expect_call_to("duty.director", "call.open.last");
    story.expect_level_1_told("told.level1.last");
}

TEST(RestartStory, AfterARebootThatLostADayNewsIsNotOfferedForADay) {
    proves("P9");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.provider("sms-a", Mood::hangs);
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    story.provider("sms-a", Mood::busy);
    story.killed_for(-24h, true);
    story.expect_mail_to("nsd", "op.restart");
    story.wait(1s);
    story.expect_mail_to("nsd", "op.provider");
    story.wait(1h);
    EXPECT_EQ(story.state().sends().size(), 0U) << "they are still offered, twice a minute";
    EXPECT_FALSE(story.state().unsettled(incident));
}

TEST(RestartStory, AfterARebootTheRotasAreLookedAtByTheClockThatIsFound) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    story.killed_for(-365 * 24h, true);
    story.expect_level_1_told("op.restart");
    // Nobody wrote a rota for that year: EDM and level 3 are missing, and that is told at once.
    story.expect_level_1_told("rota.gap.now");
    story.expect_level_1_told("rota.gap.now");
    story.expect_level_1_told("rota.gap.day");
    story.expect_mail_to("rota-team", "rota.gap.day");
}

// ---------------------------------------------------------------- a full disk

TEST(RestartStory, WithAFullDiskAReportIsRefusedAndTheLadderGoesOn) {
    proves("P13");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId before = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.disk(Committed::full);
    const Effects refused = story.alarms({firing("x", "mail-relay", 2)});
    EXPECT_FALSE(refused.replies.front().durable);
    EXPECT_TRUE(story.engine().degraded());
    EXPECT_EQ(story.state().incidents().size(), 1U) << "nothing of it is there";
    story.expect_level_1_told("op.disk");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.incident(before).holder->person, "pat.ash") << "an acknowledgement counts";
    story.wait(1h);

    story.disk(Committed::done);
    const Effects accepted = story.alarms({firing("x", "mail-relay", 2)});
    EXPECT_TRUE(accepted.replies.front().durable);
    EXPECT_FALSE(story.engine().degraded());
    story.expect_call_to("pat.ash", "call.open");
    story.killed_for(1s);  // what was decided in memory is in the journal
    story.expect_level_1_told("op.restart");
    EXPECT_EQ(story.incident(before).holder->person, "pat.ash");
}

TEST(RestartStory, WithAFullDiskASeverity1IsCalledFromMemoryAndItsSenderTriesAgain) {
    proves("P13");
    Story story("Sat 2026-11-28 03:00");
    story.disk(Committed::full);
    const Reported report{"api",
                          "desk-tool",
                          {firing("x", "gp-records", 1), firing("y", "ward-orders", 2)},
                          "key-1",
                          "f1"};
    const Effects refused = story.report(report);
    EXPECT_FALSE(refused.replies.front().durable);
    story.expect_call_to("pat.ash", "call.open");
    story.expect_level_1_told("op.disk");
    story.wait(31s);
    story.disk(Committed::done);
    const Effects accepted = story.report(report);
    EXPECT_TRUE(accepted.replies.front().durable);
    EXPECT_EQ(accepted.replies.front().answer.incidents.size(), 2U);
    story.expect_call_to("pat.ash", "call.open");  // for what was left out
    EXPECT_EQ(story.state().incidents().size(), 2U);
}

TEST(RestartStory, AJournalThatFailsInAnyOtherWayStopsTheEngine) {
    proves("P13");
    for (const Committed answer : {Committed::fenced, Committed::refused, Committed::unknown}) {
        Story story("Sat 2026-11-28 03:00");
        story.disk(answer);
        EXPECT_THROW(story.alarm("gp-records", 1), Engine::Fatal);
    }
}

}  // namespace
}  // namespace tocsin

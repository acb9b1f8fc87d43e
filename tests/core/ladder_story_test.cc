// HSSI-10, 11, 14: who is called first, who next, and when.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(LadderStory, OutOfHoursTheEdmIsCalledAndTheNationalServiceDeskIsLevel1) {
    proves("HSSI-10");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    const Sent text = story.expect_call_to("pat.ash", "call.open");
    EXPECT_NE(text.message.text.find("NSD: Sev 1. GP Records down\n"), std::string::npos);
    EXPECT_NE(text.message.text.find("You are EDM on call. Or phone 07700 900010"),
              std::string::npos);
    EXPECT_EQ(story.acknowledge("pat.ash").kind, Answer::Kind::taken);
    story.expect_level_1_told("told.level1.taken", "nsd");
    story.nobody_else_was_called();
}

TEST(LadderStory, InCoreHoursTheContactIsCalledAndTheServiceBridgeIsLevel1) {
    proves("HSSI-10");
    Story story("Wed 2026-11-25 11:00");
    story.alarm("gp-records", 1);
    const Sent text = story.expect_call_to("lee.rowan", "call.open");
    EXPECT_NE(text.message.text.find("Service Bridge: Sev 1."), std::string::npos);
    story.acknowledge("lee.rowan");
    story.expect_level_1_told("told.level1.taken", "service-bridge");
}

TEST(LadderStory, ABankHolidayHasNoCoreHours) {
    proves("HSSI-10");
    Story story("Fri 2026-12-25 11:00");
    // The rotas of the stories end before: nobody is EDM, and level 3 is nobody either.
    story.alarm("gp-records", 1);
    story.expect_level_1_told("rota.gap.now", "nsd");
    story.expect_level_1_told("rota.gap.now", "nsd");
    story.expect_call_to("kim.hazel", "call.open.why");
}

TEST(LadderStory, TheShiftOfFridayNightHasSaturdayMorningUntilSeven) {
    proves("HSSI-11");
    {
        Story story("Sat 2026-11-28 06:59");
        story.alarm("gp-records", 1);
        story.expect_call_to("pat.ash", "call.open");
    }
    Story story("Sat 2026-11-28 07:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("jo.oak", "call.open");
}

TEST(LadderStory, AnEdmWhoDoesNotAnswerIsTriedTwiceInTwentyMinutesAndThenLevel3Is) {
    proves("HSSI-14");
    proves("P7");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    const Sent first = story.expect_call_to("pat.ash", "call.open");
    EXPECT_NE(first.message.text.find("Take it by 03:10"), std::string::npos);
    story.wait(10min - 1ms);
    story.nobody_else_was_called();
    story.wait(1ms);
    const Sent second = story.expect_call_to("pat.ash", "call.open.2");
    EXPECT_NE(second.message.text.find("Take it by 03:20"), std::string::npos);
    EXPECT_EQ(second.message.channel, "sms-b") << "another try prefers another provider";
    story.wait(10min - 1ms);
    story.nobody_else_was_called();
    story.wait(1ms);
    const Sent third = story.expect_call_to("sam.elm", "call.open.why");
    EXPECT_NE(third.message.text.find("EDM not reached, you are level 3"), std::string::npos);
    const Sent told = story.expect_level_1_told("told.level1.up");
    EXPECT_NE(told.message.text.find("03:00 no answer, 03:10 no answer"), std::string::npos)
        << told.message.text;
}

TEST(LadderStory, DeliveryIsNoContact) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_TRUE(story.state().sends().empty()) << "every provider has accepted";
    EXPECT_FALSE(story.incident(incident).holder);
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
}

TEST(LadderStory, TheSecondTryComesAtOnceWhenEveryChannelFailedAndLevel3AtOnceAfterIt) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00", {.level_3 = ""});
    // Level 4 has the call before a minute has passed, though nobody on the way could be reached.
    story.every_provider(Story::Mood::refuses);
    const IncidentId incident = story.alarm("gp-records", 1);
    EXPECT_GE(story.incident(incident).climb.rung, 3);
    EXPECT_EQ(story.requests("mail") > 3, true);
}

TEST(LadderStory, APersonWithoutAnyAddressIsAFailedTryAtOnce) {
    proves("HSSI-14");
    proves("P11");
    Story story("Sat 2026-11-28 03:00",
                {.without_phone = {"pat.ash"}, .without_mail = {"pat.ash"}});
    story.alarm("gp-records", 1);
    story.expect_call_to("sam.elm", "call.open.why");
    const Sent told = story.expect_level_1_told("told.level1.up");
    EXPECT_NE(told.message.text.find("no address"), std::string::npos) << told.message.text;
}

TEST(LadderStory, WhoComesOnDutyBetweenTheTriesIsCalledTooAndTheTimeDoesNotStartAgain) {
    proves("HSSI-14");
    proves("HSSI-11");
    Story story("Sat 2026-11-28 06:55");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait_until("07:05");
    story.expect_call_to("pat.ash", "call.open.2");
    story.expect_call_to("jo.oak", "call.open.2");
    story.wait_until("07:15");
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_level_1_told("told.level1.up");
    EXPECT_EQ(story.acknowledge("jo.oak").kind, Answer::Kind::taken);
    story.expect_told("sam.elm", "told.taken.late");
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
}

TEST(LadderStory, AtEightTheContactOfCoreHoursIsCalledTooAndTheTimeDoesNotStartAgain) {
    proves("HSSI-14");
    Story story("Wed 2026-11-25 07:55");
    story.alarm("gp-records", 1);
    story.expect_call_to("jo.oak", "call.open");
    story.wait_until("08:05");
    story.expect_call_to("jo.oak", "call.open.2");
    story.expect_call_to("lee.rowan", "call.open.2");
    story.wait_until("08:15");
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_level_1_told("told.level1.up", "service-bridge");
}

TEST(LadderStory, AnEdmWhoTakesItLateIsShownToLevel3WhoseCallStands) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    story.wait(10min);
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_level_1_told("told.level1.up");
    story.wait(2min);
    EXPECT_EQ(story.acknowledge("pat.ash").kind, Answer::Kind::taken);
    story.expect_told("sam.elm", "told.taken.late");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.acknowledge("pat.ash").kind, Answer::Kind::already_yours);

    story.wait_until("03:30");
    story.expect_call_to("sam.elm", "call.open.2");
    story.wait(2min);
    EXPECT_EQ(story.acknowledge("sam.elm").kind, Answer::Kind::taken);
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.incident(incident).holder->person, "sam.elm");
    story.wait(3h);
}

TEST(LadderStory, ACallThatStandsClimbsNoHigherOnceSomebodyHasIt) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    story.wait(10min);
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_level_1_told("told.level1.up");
    story.acknowledge("pat.ash");
    story.expect_told("sam.elm", "told.taken.late");
    story.expect_level_1_told("told.level1.taken");
    // The daemon is away while the rest of level 3's time runs out.
    story.killed_for(1h);
    story.expect_level_1_told("op.restart");
    story.expect_call_to("sam.elm", "call.open.2");
    story.wait(3h);
}

TEST(LadderStory, Level3HasTheSameLadderAndThenLevel4AndThenTheLastResort) {
    proves("HSSI-14");
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    story.wait(10min);
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_level_1_told("told.level1.up");
    story.wait(10min);
    story.expect_call_to("sam.elm", "call.open.2");
    story.wait(10min);
    const Sent level_4 = story.expect_call_to("kim.hazel", "call.open.why");
    EXPECT_NE(level_4.message.text.find("level 3 not reached, you are level 4"), std::string::npos);
    story.expect_level_1_told("told.level1.up");
    story.wait(10min);
    story.expect_call_to("kim.hazel", "call.open.2");
    story.wait(10min);
    EXPECT_EQ(story.clock(), "04:00");

    // Nobody has it. The last resort is called every 5 minutes, and level 1 hears of it at growing
    // intervals, until somebody takes it.
    for (int round = 1; round <= 9; ++round) {
        const Sent call = story.expect_call_to("duty.director", "call.open.last");
        EXPECT_NE(call.message.text.find("round " + std::to_string(round)), std::string::npos);
        if (round == 1 || round == 2 || round == 4 || round == 8) {
            story.expect_level_1_told("told.level1.last");
        }
        story.wait(5min);
    }
    story.expect_call_to("duty.director", "call.open.last");
    EXPECT_EQ(story.acknowledge("pat.ash").kind, Answer::Kind::taken);
    for (const char* person : {"sam.elm", "kim.hazel", "duty.director"}) {
        story.expect_told(person, "told.taken");
    }
    story.expect_level_1_told("told.level1.taken");
    story.wait(6h);
}

TEST(LadderStory, WhoComesOnDutyWhileTheLastResortIsCalledIsCalledToo) {
    proves("P11");
    Story story("Sat 2026-11-28 06:00", {.level_3 = ""});
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    story.wait(10min);
    story.expect_level_1_told("rota.gap.now");
    story.expect_level_1_told("told.level1.up");
    story.expect_call_to("kim.hazel", "call.open.why");
    story.wait(10min);
    story.expect_call_to("kim.hazel", "call.open.2");
    for (int round = 1; round <= 4; ++round) {
        story.wait(round == 1 ? 10min : 5min);
        story.expect_call_to("duty.director", "call.open.last");
        if (round != 3) story.expect_level_1_told("told.level1.last");
    }
    story.wait_until("07:00");
    story.expect_call_to("duty.director", "call.open.last");
    story.expect_call_to("jo.oak", "call.open.last");
}

TEST(LadderStory, EveryTryKeepsTheCodeOfTheCall) {
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    const std::string code = story.code_of("pat.ash");
    story.wait(10min);
    const Sent again = story.expect_call_to("pat.ash", "call.open.2");
    EXPECT_EQ(story.code_of("pat.ash"), code);
}

}  // namespace
}  // namespace tocsin

// HSSI-16: where nobody is on the rota, that is never silent.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(GapStory, NobodyIsEdmSoLevel3IsCalledAtOnceAndLevel1IsTold) {
    proves("HSSI-16");
    proves("P11");
    Story story("Sat 2026-11-28 03:00", {.edm = {{"fri-night", ""}}});
    story.alarm("gp-records", 1);
    const Sent text = story.expect_call_to("sam.elm", "call.open.why");
    EXPECT_NE(text.message.text.find("No EDM on rota, you are level 3"), std::string::npos);
    EXPECT_NE(text.message.text.find("Take it by 03:10"), std::string::npos);
    const Sent told = story.expect_level_1_told("rota.gap.now");
    EXPECT_NE(told.message.text.find("nobody is EDM from 03:00 until 07:00"), std::string::npos)
        << told.message.text;
    EXPECT_NE(told.message.text.find("Calls go on to level 3"), std::string::npos);
}

// No text reaches a landline, so none is sent there: that would be silence.
TEST(GapStory, ADeskWithALandlineIsToldByMailAndRungThere) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00",
                {.edm = {{"fri-night", ""}}, .nsd_landline = "+441134960123"});
    story.alarm("gp-records", 1);
    const Sent text = story.expect_call_to("sam.elm", "call.open.why");
    EXPECT_NE(text.message.text.find("Or phone 0113 496 0123"), std::string::npos)
        << text.message.text;
    const Sent told = story.expect_mail_to("nsd", "rota.gap.now");
    EXPECT_NE(told.message.text.find("nobody is EDM from 03:00 until 07:00"), std::string::npos);
}

TEST(GapStory, AGapIsToldAtUploadADayBeforeAndWhenItBeginsAndOnlyOnceEach) {
    proves("HSSI-16");
    Story story("Wed 2026-11-25 09:00");
    const Answer answer = story.upload(story.week("2026-11-23", {{"fri-night", ""}}));
    ASSERT_EQ(answer.gaps.size(), 1U);
    const Sent upload = story.expect_level_1_told("rota.gap", "service-bridge");
    EXPECT_NE(upload.message.text.find("nobody is EDM, Fri 17:30 to Sat 07:00"), std::string::npos)
        << upload.message.text;
    EXPECT_NE(upload.message.text.find("Calls then go straight to level 3"), std::string::npos);
    story.expect_mail_to("rota-team", "rota.gap");

    // The same week once more says nothing new.
    story.upload(story.week("2026-11-23", {{"fri-night", ""}}));
    story.nobody_else_was_called();
    story.restart();

    story.wait(32h + 30min);
    EXPECT_EQ(story.clock(), "17:30");
    const Sent ahead = story.expect_level_1_told("rota.gap.day", "nsd");
    EXPECT_NE(ahead.message.text.find("in 24 hours"), std::string::npos) << ahead.message.text;
    story.expect_mail_to("rota-team", "rota.gap.day");
    story.restart();
    story.wait(24h);
    const Sent begins = story.expect_level_1_told("rota.gap.now", "nsd");
    EXPECT_NE(begins.message.text.find("Calls go straight to level 3"), std::string::npos);
    story.wait(6h);
    story.restart();
    story.wait(24h);
}

TEST(GapStory, AGapNamesWhoIsReallyCalledInstead) {
    proves("HSSI-16");
    Story story("Wed 2026-11-25 09:00", {.level_3 = ""});
    story.upload(story.week("2026-11-23", {{"fri-night", ""}}));
    const Sent told = story.expect_level_1_told("rota.gap", "service-bridge");
    EXPECT_NE(told.message.text.find("Calls then go straight to level 4"), std::string::npos)
        << told.message.text;
    story.expect_mail_to("rota-team", "rota.gap");
}

TEST(GapStory, AGapThatWasFilledIsNotToldAgain) {
    proves("HSSI-16");
    Story story("Wed 2026-11-25 09:00");
    story.upload(story.week("2026-11-23", {{"fri-night", ""}}));
    story.expect_level_1_told("rota.gap", "service-bridge");
    story.expect_mail_to("rota-team", "rota.gap");
    story.upload(story.week("2026-11-23"));
    story.wait(72h);
}

TEST(GapStory, HavingNoEdmInCoreHoursIsNoGap) {
    proves("HSSI-10");
    Story story("Wed 2026-11-25 09:00");
    EXPECT_TRUE(story.upload(story.week("2026-11-23")).gaps.empty());
}

TEST(GapStory, WithNobodyOnAnyRungTheLastResortIsCalledAtOnce) {
    proves("HSSI-16");
    proves("P11");
    Story story("Sat 2026-11-28 03:00", {.edm = {{"fri-night", ""}},
                                         .level_3 = "",
                                         .without_phone = {"kim.hazel"},
                                         .without_mail = {"kim.hazel"}});
    story.alarm("gp-records", 1);
    story.expect_level_1_told("rota.gap.now");
    story.expect_level_1_told("rota.gap.now");
    story.expect_level_1_told("told.level1.last");
    story.expect_call_to("duty.director", "call.open.last");
    EXPECT_EQ(story.clock(), "03:00");
}

TEST(GapStory, AShiftThatEndsInAGapGoesOnCallingWhoWasCalled) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 06:55", {.edm = {{"sat-day", ""}}});
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait_until("07:00");
    story.expect_level_1_told("rota.gap.now");  // the gap itself begins
    story.wait_until("07:05");
    story.expect_call_to("pat.ash", "call.open.2");
}

}  // namespace
}  // namespace tocsin

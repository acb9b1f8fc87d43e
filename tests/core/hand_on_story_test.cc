// HSSI-17, 23: people hand a call on, and level 1 asks for whom it wants.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(HandOnStory, AnEdmWhoIsTiedUpPassesToLevel3) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(1min);
    EXPECT_EQ(story.passes_on("pat.ash", "level-3").kind, Answer::Kind::done);
    const Sent text = story.expect_call_to("sam.elm", "call.open.why");
    EXPECT_NE(text.message.text.find("Pat Ash passed it to you"), std::string::npos);
    EXPECT_NE(text.message.text.find("Take it by 03:11"), std::string::npos);
    story.acknowledge("sam.elm");
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.incident(incident).holder->person, "sam.elm");
}

TEST(HandOnStory, Level3NamesAColleagueAndTheLadderGoesOnWhenTheColleagueDoesNotAnswer) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.passes_on("pat.ash", "level-3");
    story.expect_call_to("sam.elm", "call.open.why");
    story.passes_on("sam.elm", "", "max.birch");
    const Sent text = story.expect_call_to("max.birch", "call.open.why");
    EXPECT_NE(text.message.text.find("Sam Elm passed it to you"), std::string::npos);
    story.wait(10min);
    story.expect_call_to("max.birch", "call.open.2");
    story.wait(10min);
    story.expect_call_to("kim.hazel", "call.open.why");
    story.expect_level_1_told("told.level1.up");
}

TEST(HandOnStory, AnEdmPassesDirectlyToANamedColleagueAndThenLevel3IsNext) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.passes_on("pat.ash", "", "max.birch");
    story.expect_call_to("max.birch", "call.open.why");
    story.wait(10min);
    story.expect_call_to("max.birch", "call.open.2");
    story.wait(10min);
    story.expect_call_to("sam.elm", "call.open.why");
    const Sent told = story.expect_level_1_told("told.level1.up");
}

TEST(HandOnStory, WhoTookItCanStillPassItOn) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    story.wait(1h);
    EXPECT_EQ(story.passes_on("pat.ash").kind, Answer::Kind::done)
        << "the page's button: next rung";
    EXPECT_FALSE(story.incident(incident).holder);
    story.expect_call_to("sam.elm", "call.open.why");
    EXPECT_EQ(story.expect_level_1_told("told.level1.passed").message.text,
              "Tocsin to NSD: Pat Ash (EDM) passed INC-1 on at 04:00\n"
              "Level 3, Sam Elm, called 04:00");
    story.wait(10min);
    story.expect_call_to("sam.elm", "call.open.2");
}

TEST(HandOnStory, Level1HearsOnceOfAllThatWasTakenAndIsPassedOnTogether) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00");
    story.alarms({firing("a", "gp-records", 1), firing("b", "ward-orders", 2)});
    story.expect_call_to("pat.ash", "call.open.merged");
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    story.passes_on("pat.ash", "", "max.birch");
    story.expect_call_to("max.birch", "call.open.merged");
    EXPECT_EQ(story.expect_level_1_told("told.level1.passed").message.text,
              "Tocsin to NSD: Pat Ash (EDM) passed INC-1 and 1 more on at 03:00\n"
              "Colleague, Max Birch, called 03:00");
}

TEST(HandOnStory, Level3HandsOnTheCallThatStandsThoughTheEdmTookItLate) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.escalate(incident, "level-3", "possible crisis");
    story.expect_call_to("sam.elm", "call.open.why");
    story.acknowledge("pat.ash");
    story.expect_told("sam.elm", "told.taken.late");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.passes_on("sam.elm", "", "max.birch").kind, Answer::Kind::done);
    story.expect_call_to("max.birch", "call.open.why");
    EXPECT_EQ(story.incident(incident).holder->person, "pat.ash") << "pat.ash has it meanwhile";
}

TEST(HandOnStory, ACallThatWasPassedOnIsNotSharedByTheNextIncident) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.passes_on("pat.ash", "level-3");
    story.expect_call_to("sam.elm", "call.open.why");
    story.wait(10s);
    story.alarm("ward-orders", 2);
    story.expect_call_to("pat.ash", "call.open");
}

TEST(HandOnStory, ACallPassedOnStopsForEverythingItCovered) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Story::Mood::busy);
    story.alarms({firing("a", "gp-records", 1), firing("b", "ward-orders", 2)});
    story.expect_mail_to("pat.ash", "call.open.merged");
    story.passes_on("pat.ash", "level-3");
    story.provider("sms-a", Story::Mood::accepts);
    story.expect_mail_to("sam.elm", "call.open.merged");
    story.wait(1s);
    story.expect_text_to("sam.elm", "call.open.merged");
    story.wait(5min);  // no text that waited for pat.ash
}

TEST(HandOnStory, SomebodyElseCannotPassOnWhatIsTaken) {
    Story story("Sat 2026-11-28 06:55");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait_until("07:05");
    story.expect_call_to("pat.ash", "call.open.2");
    story.expect_call_to("jo.oak", "call.open.2");
    story.acknowledge("jo.oak");
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.passes_on("pat.ash").kind, Answer::Kind::taken_by_other);
}

TEST(HandOnStory, AnUnknownColleagueIsRefusedAndTheCallStands) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(story.passes_on("pat.ash", "", "nobody.known").kind, Answer::Kind::unknown_person);
    EXPECT_EQ(story.passes_on("pat.ash", "level-9").kind, Answer::Kind::unknown_role);
    EXPECT_TRUE(story.incident(incident).climb.running);
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
}

TEST(HandOnStory, Level1EscalatesToAnyLevelWithAReason) {
    proves("HSSI-23");
    for (const auto& [role, person] : {std::pair{"level-3", "sam.elm"}, {"level-4", "kim.hazel"}}) {
        Story story("Sat 2026-11-28 03:00");
        const IncidentId incident = story.alarm("gp-records", 2);
        story.expect_call_to("pat.ash", "call.open");
        EXPECT_EQ(story.escalate(incident, role, "press office").kind, Answer::Kind::done);
        const Sent text = story.expect_call_to(person, "call.open.why");
        EXPECT_NE(text.message.text.find("NSD asks for you: press office"), std::string::npos);
    }
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 2);
    story.expect_call_to("pat.ash", "call.open");
    story.escalate(incident, "last-resort", "press office");
    // With the last resort goes everybody on duty who has not been called.
    for (const char* person : {"duty.director", "sam.elm", "kim.hazel"}) {
        story.expect_call_to(person, "call.open.last");
    }
    story.expect_level_1_told("told.level1.last");
}

TEST(HandOnStory, Level1EscalatesWhatWasTaken) {
    proves("HSSI-23");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    story.wait(1h);
    story.escalate(incident, "level-3", "possible crisis");
    story.expect_call_to("sam.elm", "call.open.why");
    EXPECT_EQ(story.incident(incident).holder->person, "pat.ash") << "pat.ash has it meanwhile";
    story.acknowledge("sam.elm");
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.incident(incident).holder->person, "sam.elm");
}

TEST(HandOnStory, NothingIsEscalatedOnceItIsOver) {
    proves("HSSI-23");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.resolve(incident);
    story.expect_told("pat.ash", "told.standdown");
    EXPECT_EQ(story.escalate(incident, "level-3", "press office").kind, Answer::Kind::over);
    EXPECT_EQ(story.escalate({99}, "level-3", "press office").kind, Answer::Kind::not_found);
    EXPECT_EQ(story.passes_on("pat.ash").kind, Answer::Kind::over);
    story.wait(1h);
}

}  // namespace
}  // namespace tocsin

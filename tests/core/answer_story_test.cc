// P12: who may take a call, and what the others are told.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

TEST(AnswerStory, ThreeWrongCodesLockTheRoadOfTheMailAndTheCallsGoOn) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(story.types("pat.ash", "0000").kind, Kind::wrong_digits);
    EXPECT_EQ(story.types("pat.ash", "").kind, Kind::wrong_digits);
    EXPECT_EQ(story.types("pat.ash", "0001").kind, Kind::locked);
    EXPECT_EQ(story.types("pat.ash", story.code_of("pat.ash")).kind, Kind::locked);
    story.restart();
    EXPECT_EQ(story.types("pat.ash", story.code_of("pat.ash")).kind, Kind::locked);
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    EXPECT_EQ(story.types("pat.ash", story.code_of("pat.ash")).kind, Kind::locked);
    EXPECT_EQ(story.acknowledge("pat.ash").kind, Kind::taken) << "the link of the text has no code";
    story.expect_level_1_told("told.level1.taken");
}

TEST(AnswerStory, TheCodeOfTheMailTakesIt) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(story.types("pat.ash", "0000").kind, Kind::wrong_digits);
    EXPECT_EQ(story.types("pat.ash", story.code_of("pat.ash")).kind, Kind::taken);
    story.expect_level_1_told("told.level1.taken");
}

TEST(AnswerStory, NobodyUnknownTakesAnything) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(story.acknowledge_by_api("nobody.known", incident).kind, Kind::unknown_person);
    EXPECT_EQ(story.acknowledge_by_api("pat.ash", {99}).kind, Kind::not_found);
    EXPECT_FALSE(story.incident(incident).holder);
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
}

TEST(AnswerStory, WhatIsTakenStaysTakenAndEverybodyReadsWhoHasIt) {
    proves("P12");
    Story story("Sat 2026-11-28 06:55");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait_until("07:05");
    story.expect_call_to("pat.ash", "call.open.2");
    story.expect_call_to("jo.oak", "call.open.2");
    EXPECT_EQ(story.acknowledge("jo.oak").kind, Kind::taken);
    story.expect_told("pat.ash", "told.taken");
    const Sent told = story.expect_level_1_told("told.level1.taken");
    EXPECT_NE(
        told.message.text.find("Jo Oak (EDM) took INC-1 at 07:05 by link, 10 min after the first "
                               "call. Phone 07700 900104"),
        std::string::npos)
        << told.message.text;
    EXPECT_EQ(story.acknowledge("jo.oak").kind, Kind::already_yours);
    const Answer other = story.acknowledge("pat.ash");
    EXPECT_EQ(other.kind, Kind::taken_by_other);
    EXPECT_EQ(other.holder->person, "jo.oak");
    EXPECT_EQ(story.incident(incident).holder->person, "jo.oak");
    story.wait(3h);
}

TEST(AnswerStory, WhoeverHasItHearsThatItIsWorse) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    const auto says = [&](int severity) { story.alarms({firing("one", "gp-records", severity)}); };
    says(3);
    const IncidentId incident{1};
    story.expect_call_to("pat.ash", "call.open");
    // Nobody has it yet: they hear it as it is.
    says(2);
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    says(2);
    says(1);
    const Sent told = story.expect_told("pat.ash", "told.worse");
    EXPECT_NE(told.message.text.find("INC-1 GP Records is Sev 1 now, it was Sev 2"),
              std::string::npos)
        << told.message.text;
    const Sent desk = story.expect_level_1_told("told.level1.worse");
    EXPECT_NE(desk.message.text.find("Pat Ash (EDM) has it. Phone 07700 900101"), std::string::npos)
        << desk.message.text;
    // What has been said is no news.
    says(1);
    EXPECT_EQ(story.incident(incident).severity, 1);
}

TEST(AnswerStory, SomebodyWhoWasNeverCalledTakesItByApiAndIsToldWhenItIsOver) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(story.acknowledge_by_api("max.birch", incident).kind, Kind::taken);
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
    story.resolve(incident);
    story.expect_told("pat.ash", "told.standdown");
    story.expect_told("max.birch", "told.standdown");
    EXPECT_EQ(story.acknowledge("pat.ash").kind, Kind::over);
}

TEST(AnswerStory, OnlyTheDesksAreToldByTextAndByMail) {
    Story story("Sat 2026-11-28 06:55", {.without_phone = {"pat.ash"}});
    story.alarm("gp-records", 1);
    story.expect_mail_to("pat.ash", "call.open");
    story.wait_until("07:05");
    story.expect_mail_to("pat.ash", "call.open.2");
    story.expect_call_to("jo.oak", "call.open.2");
    story.acknowledge("jo.oak");
    story.expect_mail_to("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
}

// ---------------------------------------------------------------- several incidents, one person

TEST(AnswerStory, TwoIncidentsOfOneMomentShareACallAndOneCodeTakesBoth) {
    Story story("Sat 2026-11-28 03:00");
    story.alarms({firing("a", "ward-orders", 2), firing("b", "gp-records", 1)});
    const Sent text = story.expect_call_to("pat.ash", "call.open.merged");
    EXPECT_NE(text.message.text.find("2 incidents"), std::string::npos);
    EXPECT_NE(text.message.text.find("GP Records down"), std::string::npos) << "the worst is named";
    const Answer answer = story.acknowledge("pat.ash");
    EXPECT_EQ(answer.kind, Kind::taken);
    EXPECT_EQ(answer.incidents.size(), 2U);
    story.expect_level_1_told("told.level1.taken");
    story.wait(1h);
}

TEST(AnswerStory, WhatFollowsWithin30SecondsJoinsTheCallAndWhatFollowsLaterDoesNot) {
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 2);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(29s);
    const IncidentId second = story.alarm("ward-orders", 2);
    story.nobody_else_was_called();
    story.wait(1s);
    const IncidentId third = story.alarm("mail-relay", 2);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(story.state().calls().size(), 2U);
    EXPECT_EQ(story.acknowledge_by_api("pat.ash", second).kind, Kind::taken);
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.acknowledge("pat.ash").kind, Kind::taken);
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.incident(third).holder->person, "pat.ash");
}

TEST(AnswerStory, SomethingWorseIsNeverHiddenInACallAboutLess) {
    Story story("Sat 2026-11-28 03:00");
    story.alarm("ward-orders", 3);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(5s);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
}

TEST(AnswerStory, NoPagedIncidentThatBecameWorseHidesAnother) {
    Story story("Sat 2026-11-28 03:00");
    story.alarms({firing("a", "ward-orders", 3)});
    story.expect_call_to("pat.ash", "call.open");
    story.alarms({firing("a", "ward-orders", 1)});  // again, and worse: nobody was told that
    story.nobody_else_was_called();
    story.alarm("gp-records", 2);
    story.expect_call_to("pat.ash", "call.open");
}

TEST(AnswerStory, AStormOfThousandsIsOneCall) {
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 2);
    story.expect_call_to("pat.ash", "call.open");
    for (int batch = 0; batch < 20; ++batch) {
        std::vector<Alarm> storm;
        for (int n = 0; n < 100; ++n) {
            storm.push_back(firing(std::to_string(100 * batch + n), "ward-orders", 2));
        }
        story.alarms(storm);
    }
    story.nobody_else_was_called();
    const Answer answer = story.acknowledge("pat.ash");
    EXPECT_EQ(answer.kind, Kind::taken);
    EXPECT_EQ(answer.incidents.size(), 2001U);
    story.expect_level_1_told("told.level1.taken");
    story.wait(1h);
}

TEST(AnswerStory, ACallThatIsOverIsNotShared) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId first = story.alarm("gp-records", 2);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(5s);
    story.resolve(first);
    story.expect_told("pat.ash", "told.standdown");
    story.wait(5s);
    story.alarm("ward-orders", 2);
    story.expect_call_to("pat.ash", "call.open");
}

TEST(AnswerStory, ACallWhoseIncidentsWereTakenOneByOneIsNotShared) {
    Story story("Sat 2026-11-28 03:00");
    story.alarms({firing("a", "gp-records", 2), firing("b", "ward-orders", 2)});
    story.expect_call_to("pat.ash", "call.open.merged");
    story.acknowledge_by_api("pat.ash", {1});
    story.expect_level_1_told("told.level1.taken");
    story.acknowledge_by_api("pat.ash", {2});
    story.expect_level_1_told("told.level1.taken");
    story.wait(5s);
    story.alarm("mail-relay", 2);
    story.expect_call_to("pat.ash", "call.open");
}

TEST(AnswerStory, ACallThatStandsForOneIncidentIsNotEndedByTheOther) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    const IncidentId other = story.alarm("ward-orders", 1);  // joins
    story.expect_call_to("pat.ash", "call.open");
    story.escalate({1}, "level-3", "possible crisis");
    story.expect_call_to("sam.elm", "call.open.why");
    EXPECT_EQ(story.acknowledge("pat.ash").kind, Kind::taken);
    story.expect_told("sam.elm", "told.taken.late");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_FALSE(story.incident(other).climb.running);
    story.wait(10min);
    story.expect_call_to("sam.elm", "call.open.2");
}

}  // namespace
}  // namespace tocsin

// HSSI-20..22, 25: where a ladder begins, and where it goes on when an incident comes to be more
// than business as usual.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

// The rungs of the stories are level 2, level 3 and level 4. Here level 2 handles alone what is no
// outage; what nobody has said is called an outage.
Setting entered() {
    const Matcher unsaid{.unset = {"kind"}};
    const Matcher outage{.fields = {{"kind", {"outage"}}}};
    Setting setting;
    setting.enters = {{2, {Matcher{.flags = {"harm"}}}, "possible crisis"},
                      {1, {outage, unsaid}, "not business as usual"},
                      {0, {}, ""}};
    return setting;
}

Answer set_kind(Story& story, IncidentId incident, const std::string& kind) {
    const Answer answer =
        story.step({SetFields{incident, {{"kind", {kind}}}, "nsd", ""}, 0}).replies.front().answer;
    story.wait(0s);
    return answer;
}

TEST(LadderEntryStory, WhatNobodyHasSaidBeginsWhereTheWorseBegins) {
    proves("HSSI-20");
    proves("HSSI-64");
    Story story("Sat 2026-11-28 03:00", entered());
    story.alarm("gp-records", 1);
    const Sent text = story.expect_call_to("sam.elm", "call.open");
    EXPECT_NE(text.message.text.find("You are level 3 on call"), std::string::npos);
    story.nobody_else_was_called();
}

TEST(LadderEntryStory, Level1HearsWhomItsPhoneIsGivenTo) {
    proves("HSSI-20");
    Setting setting;
    setting.level_1_first = true;
    setting.enters = {{1, {Matcher{.unset = {"kind"}}}, "not business as usual"}, {}};
    Story story("Sat 2026-11-28 03:00", setting);
    story.alarm("gp-records", 1);
    const Sent called = story.expect_call_to("pat.ash", "call.open");
    EXPECT_NE(called.message.text.find("Or phone 07700 900010"), std::string::npos);
    const Sent told = story.expect_level_1_told("told.level1.began");
    EXPECT_NE(told.message.text.find("EDM Pat Ash called 03:00"), std::string::npos);
    story.nobody_else_was_called();
}

TEST(LadderEntryStory, WhatIsBusinessAsUsualBeginsBelowAndGoesOnWhenItIsNoMore) {
    proves("HSSI-20");
    Setting setting = entered();
    setting.enters[1].when.pop_back();
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(set_kind(story, incident, "performance").kind, Answer::Kind::done);
    story.wait(1min);
    story.nobody_else_was_called();
    set_kind(story, incident, "outage");
    const Sent text = story.expect_call_to("sam.elm", "call.open.why");
    EXPECT_NE(text.message.text.find("not business as usual. Or phone"), std::string::npos)
        << text.message.text;
    // Back again: it never climbs down, and nobody is called anew.
    set_kind(story, incident, "other");
    set_kind(story, incident, "outage");
    story.wait(1min);
    story.nobody_else_was_called();
}

TEST(LadderEntryStory, WhatLevel1KeepsInCoreHoursReachesTheManagerWhenTheyEnd) {
    proves("HSSI-20");
    proves("HSSI-22");
    Setting setting;
    setting.level_1_first = true;
    const Matcher unclear{.unset = {"kind"}, .when = Applies::out_of_hours};
    setting.enters = {{1, {unclear}, "not business as usual"}, {}};
    Story story("Thu 2026-11-26 17:10", setting);
    const IncidentId kept = story.alarm("gp-records", 1);
    story.expect_call_to("service-bridge", "call.open");
    story.acknowledge("service-bridge");
    story.expect_whatever_was_sent();
    story.alarm("ward-orders", 1);
    story.expect_call_to("service-bridge", "call.open");
    story.acknowledge("service-bridge");
    story.expect_whatever_was_sent();
    set_kind(story, {2}, "other");
    story.expect_whatever_was_sent();
    story.killed_for(1min);
    story.expect_whatever_was_sent();
    story.wait_until("17:30");
    const Sent text = story.expect_call_to("jo.oak", "call.open.why");
    EXPECT_NE(text.message.text.find("not business as usual"), std::string::npos);
    EXPECT_NE(text.message.text.find("INC-1"), std::string::npos);
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.incident(kept).called_to, 1);
    EXPECT_EQ(story.incident({2}).called_to, 0) << "business as usual stays with level 1";
}

TEST(LadderEntryStory, WhatIsOverIsNotLookedAtWhenTheHoursChange) {
    Setting setting;
    setting.level_1_first = true;
    const Matcher unclear{.unset = {"kind"}, .when = Applies::out_of_hours};
    setting.enters = {{1, {unclear}, "not business as usual"}, {}};
    Story story("Thu 2026-11-26 17:10", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("service-bridge", "call.open");
    story.acknowledge("service-bridge");
    story.resolve(incident);
    story.expect_whatever_was_sent();
    EXPECT_FALSE(story.state().agenda().at({Due::Kind::review, incident.value}));
    story.wait(1h);
    story.nobody_else_was_called();
}

TEST(LadderEntryStory, APossibleCrisisReachesWhoeverDecidesWithoutWaiting) {
    proves("HSSI-25");
    Story story("Sat 2026-11-28 03:00", entered());
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("sam.elm", "call.open");
    story.acknowledge("sam.elm");
    story.expect_level_1_told("told.level1.taken");
    // Though somebody has it.
    story.flag(incident, "harm");
    const Sent text = story.expect_call_to("kim.hazel", "call.open.why");
    EXPECT_NE(text.message.text.find("possible crisis"), std::string::npos);
    EXPECT_EQ(story.incident(incident).holder->person, "sam.elm");
    story.nobody_else_was_called();
}

TEST(LadderEntryStory, WhatIsOpenAgainReachesWhoeverDecidesAgain) {
    proves("HSSI-25");
    proves("HSSI-55");
    Story story("Sat 2026-11-28 03:00", entered());
    const IncidentId incident = story.alarm("gp-records", 1);
    story.flag(incident, "harm");
    story.acknowledge("kim.hazel");
    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.wait(10min);
    story.step({RemoveFlag{incident, "harm", "nsd", "another ward"}, 0});
    story.step({Reopened{incident, "nsd", "it came back"}, 0});
    story.wait(0s);
    story.expect_call_to("sam.elm", "call.open.why");
    story.acknowledge("sam.elm");
    story.expect_whatever_was_sent();
    story.flag(incident, "harm");
    story.expect_call_to("kim.hazel", "call.open.why");
}

TEST(LadderEntryStory, NobodyIsCalledForWhatTheyHold) {
    proves("HSSI-20");
    Setting setting = entered();
    setting.enters[1].when.pop_back();
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    // Level 3 was phoned, and has it.
    story.acknowledge_by_api("sam.elm", incident);
    story.expect_whatever_was_sent();
    set_kind(story, incident, "outage");
    story.wait(1min);
    story.nobody_else_was_called();
}

// What is an outage needs level 3; what nobody has said does not.
Setting outages_entered() {
    Setting setting = entered();
    setting.enters[1].when.pop_back();
    return setting;
}

// Max Birch comes after Sam Elm as level 3.
WeeklyRota relieved(const Story& story, const std::string& at) {
    WeeklyRota week = story.week("2026-11-23");
    Shift& before = week.shifts.back();
    const Instant change = story.span(at, at).from;
    Shift after = before;
    before.people = {"sam.elm"};
    before.span.to = change;
    after.people = {"max.birch"};
    after.span.from = change;
    week.shifts.push_back(after);
    return week;
}

TEST(LadderEntryStory, WhatLevel3HoldsReachesTheNextLevel3WhenTheShiftEnds) {
    proves("HSSI-20");
    Story story("Sat 2026-11-28 03:00", outages_entered());
    story.upload(relieved(story, "Sat 2026-11-28 05:00"));
    story.expect_whatever_was_sent();
    const IncidentId incident = story.alarm("gp-records", 1);
    story.acknowledge_by_api("sam.elm", incident);
    story.expect_whatever_was_sent();
    set_kind(story, incident, "outage");
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.incident(incident).called_to, 0);
    story.wait_until("04:59");
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.incident(incident).called_to, 0);
    story.wait_until("05:00");
    story.expect_call_to("max.birch", "call.open.why");
    EXPECT_EQ(story.incident(incident).called_to, 1);
    story.expect_whatever_was_sent();
}

TEST(LadderEntryStory, WhatLevel3HoldsReachesWhoeverARotaPutsThere) {
    proves("HSSI-20");
    Story story("Sat 2026-11-28 03:00", outages_entered());
    const IncidentId incident = story.alarm("gp-records", 1);
    story.acknowledge_by_api("sam.elm", incident);
    story.expect_whatever_was_sent();
    set_kind(story, incident, "outage");
    story.expect_whatever_was_sent();
    story.wait(10min);
    story.nobody_else_was_called();
    story.upload(relieved(story, "Sat 2026-11-28 03:05"));
    story.expect_call_to("max.birch", "call.open.why");
    EXPECT_EQ(story.incident(incident).called_to, 1);
    story.expect_whatever_was_sent();
}

TEST(LadderEntryStory, WhoIsReachedByTheLadderInTheSameTickIsNotCalledAgainForWhatItHasBecome) {
    proves("P8");
    Setting setting = entered();
    setting.enters = {{1, {Matcher{.flags = {"harm"}}}, "possible crisis"}, {0, {}, ""}};
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    story.wait(9min);
    // The process dies between the flag and the Tick, and comes back when level 3 is due anyhow.
    story.step({RaiseFlag{incident, "harm", "nsd", "said so"}, 0});
    story.killed_for(5min);
    int called = 0;
    for (const Sent& sent : story.expect_whatever_was_sent())
        called += sent.to == "sam.elm" && sent.message.medium == Medium::sms ? 1 : 0;
    EXPECT_EQ(called, 1);
    EXPECT_EQ(story.incident(incident).climb.attempt, 1);
    story.wait(1min);
    story.nobody_else_was_called();
}

TEST(LadderEntryStory, ItStandsAfterACrashAndClimbsNoHigherThanItMust) {
    proves("P2");
    Story story("Sat 2026-11-28 03:00", entered());
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("sam.elm", "call.open");
    set_kind(story, incident, "outage");
    story.killed_for(1s);
    // Level 1 hears of the restart, and nobody else is called.
    for (const Sent& sent : story.expect_whatever_was_sent())
        EXPECT_EQ(sent.text_id, "op.restart") << sent.to;
    story.wait(1min);
    story.nobody_else_was_called();
    // What is resolved needs nobody, whatever it comes to be.
    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.flag(incident, "harm");
    story.wait(1min);
    story.nobody_else_was_called();
}

TEST(LadderEntryStory, ALadderThatWaitsForAConfirmationBeginsAtTheRungOfThatMoment) {
    proves("HSSI-05");
    Setting setting = entered();
    setting.starts = "confirmed";
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    set_kind(story, incident, "outage");
    story.wait(1min);
    story.nobody_else_was_called();
    story.confirm(incident);
    story.expect_call_to("sam.elm", "call.open");
    story.nobody_else_was_called();
}

}  // namespace
}  // namespace tocsin

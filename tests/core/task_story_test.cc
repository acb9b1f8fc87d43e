// HSSI-42..46: what must be looked into beside an incident is called for at once, and lives until
// it is made safe.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

TaskRule clinical() {
    TaskRule rule;
    rule.name = "clinical-safety";
    rule.title = "clinical safety task";
    rule.when = {Matcher{.flags = {"clinical"}}};
    return rule;
}

TaskRule security() {
    TaskRule rule;
    rule.name = "security";
    rule.title = "security task";
    rule.when = {Matcher{.flags = {"security"}}};
    rule.by_phone_only = true;
    return rule;
}

// Whoever has it must only hear of it.
Setting with_siro() {
    TaskRule told;
    told.name = "siro";
    told.title = "SIRO told";
    told.ends_taken = true;
    Setting setting;
    setting.tasks = {{told, {"level-4"}}};
    return setting;
}

Setting with_tasks() {
    Setting setting;
    setting.tasks = {{clinical(), {"safety", "level-4"}}, {security(), {"level-4", "level-3"}}};
    return setting;
}

// Somebody has the incident, and then the flag is raised: the task's incident.
IncidentId flagged(Story& story, IncidentId incident, const std::string& flag) {
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    story.flag(incident, flag);
    return story.incident(incident).tasks->begin()->second.incident;
}

Answer raised_again(Story& story, IncidentId incident, const std::string& flag) {
    story.step({RemoveFlag{incident, flag, "Sam Elm", "another ward"}, 0});
    return story.flag(incident, flag);
}

TEST(TaskStory, WhatIsOpenedAsTheClockIsSetForwardIsCalledAtOnce) {
    proves("P9");
    Story story("Sat 2026-11-28 03:00", with_tasks());
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    // It is to be looked at, and before that the clock is set.
    story.step({RaiseFlag{incident, "clinical", "nsd", "a dose was shown twice"}, 0});
    story.clock_moves(1h);
    story.expect_level_1_told("op.clock");
    story.expect_call_to("max.birch", "call.open.task");
    story.expect_whatever_was_sent();
}

TEST(TaskStory, AClinicalFlagCallsTheSafetyOfficerBesideWhoeverHasTheIncident) {
    proves("HSSI-42");
    Story story("Sat 2026-11-28 03:00", with_tasks());
    const IncidentId incident = story.alarm("gp-records", 1);
    const IncidentId task = flagged(story, incident, "clinical");
    EXPECT_NE(task, incident);
    const Sent text = story.expect_call_to("max.birch", "call.open.task");
    EXPECT_THAT(text.message.text, HasSubstr("clinical safety task, Sev 1\n"));
    EXPECT_THAT(text.message.text, HasSubstr(" of INC-1, 03:00"));
    EXPECT_EQ(story.incident(task).task_of->incident, incident);
    EXPECT_EQ(story.incident(incident).holder->person, "pat.ash");
    // The same ladder as any other: two attempts in 20 minutes, then whoever is named next.
    story.wait(10min);
    story.expect_call_to("max.birch", "call.open.task");
    story.wait(10min);
    story.expect_call_to("kim.hazel", "call.open.task");
    story.expect_level_1_told("told.level1.up");
    story.acknowledge("kim.hazel");
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.incident(task).holder->person, "kim.hazel");
    EXPECT_EQ(story.incident(incident).holder->person, "pat.ash");
}

TEST(TaskStory, ATaskOutlivesItsIncidentAndIsMadeSafeByWhoeverSaysHow) {
    proves("HSSI-44");
    Story story("Sat 2026-11-28 03:00", with_tasks());
    const IncidentId incident = story.alarm("gp-records", 1);
    const IncidentId task = flagged(story, incident, "clinical");
    story.expect_call_to("max.birch", "call.open.task");
    story.acknowledge("max.birch");
    story.resolve(incident);
    story.close(incident);
    story.expect_whatever_was_sent();
    story.killed_for(1s);
    story.expect_whatever_was_sent();
    ASSERT_NE(story.state().incidents().find(task), nullptr);
    EXPECT_FALSE(story.incident(task).resolved);
    story.resolve(task, "doses are read from paper");
    EXPECT_EQ(story.state().incidents().find(task), nullptr) << "closed as well";
    EXPECT_THAT(story.timeline(), HasSubstr("has a clinical safety task: INC-2 (flag clinical)\n"));
    EXPECT_THAT(
        story.timeline(),
        HasSubstr("clinical safety task INC-2 made safe by nsd: doses are read from paper\n"));
    story.expect_whatever_was_sent();
}

TEST(TaskStory, AnIncidentKnowsWhetherItsTaskIsOpen) {
    proves("HSSI-45");
    Story story("Sat 2026-11-28 03:00", with_tasks());
    const IncidentId incident = story.alarm("gp-records", 1);
    const IncidentId task = flagged(story, incident, "clinical");
    story.expect_whatever_was_sent();
    const auto fits = [&](const Matcher& one) {
        return matches(one, story.incident(incident), false);
    };
    EXPECT_TRUE(fits(Matcher{.open_tasks = {"clinical-safety"}}));
    EXPECT_FALSE(fits(Matcher{.done_tasks = {"clinical-safety"}}));
    EXPECT_FALSE(fits(Matcher{.open_tasks = {"security"}}));
    story.resolve(task, "read from paper");
    story.expect_whatever_was_sent();
    EXPECT_FALSE(fits(Matcher{.open_tasks = {"clinical-safety"}}));
    EXPECT_TRUE(fits(Matcher{.done_tasks = {"clinical-safety"}}));
    EXPECT_TRUE(story.incident(incident).flagged("clinical")) << "made safe is no reason";
}

TEST(TaskStory, ASecurityTaskSaysNothingOfWhatItIsAboutInAnyMessage) {
    proves("HSSI-43");
    Story story("Sat 2026-11-28 03:00", with_tasks());
    const IncidentId incident = story.alarm("gp-records", 1);
    flagged(story, incident, "security");
    story.acknowledge("kim.hazel");
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        if (sent.at != story.now()) continue;
        EXPECT_THAT(sent.message.text, Not(HasSubstr("GP Records"))) << sent.text_id;
        EXPECT_THAT(sent.message.subject, Not(HasSubstr("GP Records"))) << sent.text_id;
        EXPECT_THAT(sent.message.text, Not(HasSubstr("North East"))) << sent.text_id;
        EXPECT_THAT(sent.message.html, Not(HasSubstr("GP Records"))) << sent.text_id;
    }
}

TEST(TaskStory, NorInAnyHandover) {
    proves("HSSI-43");
    Setting setting = with_tasks();
    setting.handovers = {
        {{"", "service-bridge"}, {"", "nsd"}, 17h + 30min, HandoverRule::Call::none, true},
        {{"", "nsd"}, {"", "service-bridge"}, 8h, HandoverRule::Call::none, true}};
    Story story("Sun 2026-11-29 20:00", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.acknowledge("pat.ash");
    story.resolve(incident, "Link replaced");
    story.flag(incident, "security");
    const IncidentId task = story.incident(incident).tasks->at("security").incident;
    story.acknowledge("kim.hazel");
    story.close(incident);
    const bool closed_along = story.incident(task).resolved.has_value();
    EXPECT_FALSE(closed_along);
    story.resolve(task, "the account of a nurse was closed");
    story.expect_whatever_was_sent();
    story.wait_until("08:00");
    const Sent mail = story.expect_mail_to("service-bridge", "mail.handover");
    EXPECT_THAT(mail.message.text, HasSubstr("INC-2"));
    EXPECT_THAT(mail.message.text, Not(HasSubstr("nurse")));
    for (std::size_t at = mail.message.text.find("INC-2"); at != std::string::npos;
         at = mail.message.text.find("INC-2", at + 1)) {
        const std::string line =
            mail.message.text.substr(at, mail.message.text.find('\n', at) - at);
        EXPECT_THAT(line, Not(HasSubstr("GP Records")));
    }
    story.expect_whatever_was_sent();
}

TEST(TaskStory, ATaskIsTakenByAReplyAsAnyCallIs) {
    proves("HSSI-42");
    proves("HSSI-43");
    Setting setting = with_tasks();
    setting.two_way = both_ways;
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.flag(incident, "clinical");
    const Sent text = story.expect_text_to("max.birch", "call.task");
    story.expect_mail_to("max.birch", "call.open.task");
    const std::size_t at = text.message.text.find("Reply ") + 6;
    story.replies("max.birch", text.message.text.substr(at, 4));
    story.expect_whatever_was_sent();
    const IncidentId task = story.incident(incident).tasks->at("clinical-safety").incident;
    EXPECT_EQ(story.incident(task).holder->person, "max.birch");
    story.flag(incident, "security");
    const Sent secret = story.expect_text_to("kim.hazel", "call.task.phone");
    EXPECT_THAT(secret.message.text, HasSubstr("Details by phone only: 07700 900010"));
    story.expect_whatever_was_sent();
}

TEST(TaskStory, ATaskIsOpenedOnceAndAnewWhenItsFlagIsRaisedAgainAfterItWasMadeSafe) {
    Story story("Sat 2026-11-28 03:00", with_tasks());
    const IncidentId incident = story.alarm("gp-records", 1);
    const IncidentId task = flagged(story, incident, "security");
    story.expect_whatever_was_sent();
    raised_again(story, incident, "security");
    story.expect_whatever_was_sent();
    story.wait(1min);
    EXPECT_EQ(story.incident(incident).tasks->at("security").incident, task)
        << "it is open, and looks into it";
    story.resolve(task, "account closed");
    story.step({SetFields{incident, {{"kind", {"other"}}}, "nsd", ""}, 0});
    story.expect_whatever_was_sent();
    story.wait(1min);
    EXPECT_EQ(story.incident(incident).tasks->at("security").incident, task);
    raised_again(story, incident, "security");
    EXPECT_NE(story.incident(incident).tasks->at("security").incident, task);
    story.expect_whatever_was_sent();
}

TEST(TaskStory, WhatSomebodyMustOnlyHearIsOverWhenTheyTakeItAndTheirClockIsTheIncidents) {
    proves("DSPT-01");
    Story story("Sat 2026-11-28 03:00", with_siro());
    const IncidentId incident = story.alarm("gp-records", 1);
    // Both at once, and each must say so.
    story.expect_call_to("pat.ash", "call.open");
    story.expect_call_to("kim.hazel", "call.open.task");
    const IncidentId task = story.incident(incident).tasks->at("siro").incident;
    EXPECT_EQ(story.incident(task).began, story.incident(incident).began);
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_TRUE(story.incident(incident).has_task("siro", false)) << "one is not the other";
    story.acknowledge("kim.hazel");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_TRUE(story.incident(incident).has_task("siro", true));
    EXPECT_TRUE(story.incident(task).resolved);
    story.nobody_else_was_called();
}

TEST(TaskStory, WhoeverStandsInAsTheLastResortHasNotHeardInPlaceOfOthers) {
    proves("DSPT-01");
    Story story("Sat 2026-11-28 03:00", with_siro());
    const IncidentId incident = story.alarm("gp-records", 1);
    story.acknowledge("pat.ash");
    story.expect_whatever_was_sent();
    story.wait(10min);
    story.expect_whatever_was_sent();
    story.wait(10min);
    story.acknowledge("duty.director");
    story.expect_whatever_was_sent();
    EXPECT_TRUE(story.incident(incident).has_task("siro", false));
}

TEST(TaskStory, WhatIsFlaggedAndClosedInOneMomentHasItsTaskAndSafeTasksAreClosedAlong) {
    proves("HSSI-44");
    Story story("Sat 2026-11-28 03:00", with_tasks());
    const IncidentId incident = story.alarm("gp-records", 1);
    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.step({RaiseFlag{incident, "clinical", "nsd", "a dose"}, 0});
    story.step({Closed{incident, "nsd"}, 0});
    story.wait(0s);
    story.expect_call_to("max.birch", "call.open.task");
    const IncidentId task{incident.value + 1};
    story.resolve(task, "read from paper");
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.state().incidents().find(task), nullptr) << "nobody else would close it";

    const IncidentId other = story.alarm("ward-orders", 1);
    story.flag(other, "clinical");
    const IncidentId its_task = story.incident(other).tasks->begin()->second.incident;
    story.resolve(its_task, "read from paper");
    story.resolve(other);
    story.expect_whatever_was_sent();
    EXPECT_NE(story.state().incidents().find(its_task), nullptr);
    story.close(other);
    EXPECT_EQ(story.state().incidents().find(its_task), nullptr);
}

TEST(TaskStory, MadeSafeNeedsItsStatementAndMayTurnOutNotToBe) {
    proves("HSSI-44");
    Story story("Sat 2026-11-28 03:00", with_tasks());
    const IncidentId incident = story.alarm("gp-records", 1);
    const IncidentId task = flagged(story, incident, "clinical");
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.step({Resolved{task, "nsd", ""}, 0}).replies[0].answer.detail,
              "INC-2 is a clinical safety task: say what made it safe.");
    story.resolve(task, "wrong number");
    story.expect_whatever_was_sent();
    EXPECT_TRUE(story.incident(incident).has_task("clinical-safety", true));
    story.step({Reopened{task, "nsd", "it was another task"}, 0});
    story.wait(0s);
    story.expect_call_to("max.birch", "call.open.task");
    EXPECT_TRUE(story.incident(incident).has_task("clinical-safety", false));
}

TEST(TaskStory, NothingOfATaskIsTold) {
    Story story("Sat 2026-11-28 03:00", with_tasks());
    const IncidentId incident = story.alarm("gp-records", 1);
    const IncidentId task = flagged(story, incident, "clinical");
    story.expect_whatever_was_sent();
    story.confirm(task);
    EXPECT_FALSE(story.incident(task).confirmed);
}

}  // namespace
}  // namespace tocsin

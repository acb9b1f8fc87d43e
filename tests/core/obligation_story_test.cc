// What an incident owes: the clock, the warning, the chase, and what people say of it.
#include "core/obligations.h"
#include "core/owed.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

using Act = ObligationAct::Act;
using Kind = Answer::Kind;
using Of = Moment::Of;

ObligationRule conference() {
    ObligationRule rule;
    rule.name = "conference-call";
    rule.title = "conference call arranged";
    rule.ask = "Arrange it, or say why it is not needed";
    rule.starts = {{Of::asked, ""}, {Of::taken, ""}};
    rule.due[0] = {30min};
    rule.warn = {10min};
    rule.owner = ObligationRule::holder;
    rule.late = {{"level-3"}, "", 15min};
    rule.until = Moment{Of::status, "resolved"};
    return rule;
}

ObligationRule report() {
    ObligationRule rule;
    rule.name = "report";
    rule.title = "HSSI report";
    rule.ask = "Send it to level 1";
    rule.starts = {{Of::status, "confirmed"}, {Of::status, "closed"}};
    rule.due[0] = {Duration{0}, 10};
    rule.warn = {48h};
    rule.owner = "level-1";
    rule.proof = true;
    rule.late = {{}, "", 24h};
    return rule;
}

ObligationRule update() {
    ObligationRule rule;
    rule.name = "update";
    rule.title = "update to users";
    rule.ask = "Nothing new is news: say so";
    rule.starts = {{Of::status, "confirmed"}};
    rule.due = {{1, {60min}}, {2, {90min}}};
    rule.every = {{1, 60min}, {2, 90min}};
    rule.warn = {15min};
    rule.owner = "level-1";
    rule.late = {{}, "", 20min};
    rule.until = Moment{Of::status, "resolved"};
    return rule;
}

Answer acts(Story& story, IncidentId incident, const std::string& name, Act act,
            const std::string& text = "", Instant due = {}) {
    return story.step({ObligationAct{incident, name, act, "Kim Hazel", text, due}, 0})
        .replies.front()
        .answer;
}

std::vector<Owed> owes(const Story& story, IncidentId incident) {
    return owed(Draft(story.state(), story.directory(), story.now(), 0), incident);
}

bool says(const Sent& sent, const std::string& words) {
    EXPECT_NE(sent.message.text.find(words), std::string::npos) << sent.message.text;
    return sent.message.text.find(words) != std::string::npos;
}

// What meets the first begins the second, in one breath.
TEST(ObligationStory, WhatIsMetByWhatHappensBeginsWhatFollowsAtOnce) {
    ObligationRule first = report();
    first.name = "first";
    first.starts = {{Of::status, "reported"}};
    first.met_by = {{Of::set, "kind"}};
    ObligationRule second = report();
    second.name = "second";
    second.starts = {{Of::met, "first"}};
    Setting setting;
    setting.obligations = {first, second};
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.step({SetFields{incident, {{"kind", {"outage"}}}, "nsd", ""}, 0});
    story.wait(0s);
    EXPECT_FALSE(story.state().obligation({incident, "first"})->owing());
    ASSERT_NE(story.state().obligation({incident, "second"}), nullptr);
    EXPECT_TRUE(story.state().obligation({incident, "second"})->owing());
    story.expect_whatever_was_sent();
}

// Somebody is called, and has it.
IncidentId taken(Story& story, int severity = 1) {
    const IncidentId incident = story.alarm("gp-records", severity);
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_whatever_was_sent();
    return incident;
}

TEST(ObligationStory, AConferenceCallIsArrangedThirtyMinutesAfterTheAcknowledgement) {
    proves("HSSI-18");
    Story story("Sat 2026-11-28 03:00", {.obligations = {conference()}});
    const IncidentId incident = taken(story);
    EXPECT_TRUE(owes(story, incident).empty()) << "nobody has asked for it";
    EXPECT_EQ(acts(story, incident, "conference-call", Act::ask).kind, Kind::done);
    EXPECT_EQ(acts(story, incident, "conference-call", Act::ask).kind, Kind::wrong_state);
    story.wait(1s);
    ASSERT_EQ(owes(story, incident).size(), 1u);
    EXPECT_EQ(owes(story, incident).front().owner, "Pat Ash (EDM)");
    story.wait_until("03:20");
    const Sent soon = story.expect_text_to("pat.ash", "owed.soon");
    says(soon,
         "Tocsin: conference call arranged due 03:30 on INC-1 GP Records, Sev 1\n"
         "Owed by you as EDM. Arrange it, or say why it is not needed\n"
         "Done? Tell NSD, 07700 900010");
    story.wait_until("03:30");
    for (const char* person : {"pat.ash", "sam.elm"}) {
        const Sent late = story.expect_text_to(person, "owed.late");
        says(late,
             "It was due 03:30, owed by Pat Ash (EDM)\n"
             "Do it now or phone 07700 900010. Next chase 03:45");
    }
    story.expect_level_1_told("owed.late");
    EXPECT_EQ(acts(story, incident, "conference-call", Act::meet).kind, Kind::done);
    EXPECT_EQ(acts(story, incident, "conference-call", Act::meet).kind, Kind::wrong_state);
    story.wait(3h);
    const ObligationState& one = *story.state().obligation({incident, "conference-call"});
    EXPECT_EQ(one.times_late, 1);
    EXPECT_EQ(one.by, "Kim Hazel");
    EXPECT_NE(story.timeline().find("conference-call met, late by Kim Hazel"), std::string::npos)
        << story.timeline();
}

TEST(ObligationStory, WhoeverHasItMaySayThatItIsNotNeeded) {
    proves("HSSI-18");
    Story story("Sat 2026-11-28 03:00", {.obligations = {conference()}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    acts(story, incident, "conference-call", Act::ask);
    story.wait(5min);
    EXPECT_EQ(acts(story, incident, "conference-call", Act::meet).kind, Kind::wrong_state)
        << "its clock begins when somebody takes the incident";
    story.acknowledge("pat.ash");
    story.expect_whatever_was_sent();
    story.wait(1s);
    EXPECT_EQ(acts(story, incident, "conference-call", Act::waive, "fixed meanwhile").kind,
              Kind::done);
    story.wait(2h);
    EXPECT_TRUE(owes(story, incident).empty());
}

TEST(ObligationStory, WhatIsResolvedOwesNoConference) {
    Story story("Sat 2026-11-28 03:00", {.obligations = {conference()}});
    const IncidentId incident = taken(story);
    acts(story, incident, "conference-call", Act::ask);
    story.wait(5min);
    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.wait(2h);
    EXPECT_EQ(story.state().obligation({incident, "conference-call"})->standing,
              ObligationState::Standing::ended);
}

TEST(ObligationStory, WhatBeginsAsTheWallIsSetBackHasItsTimeAllTheSame) {
    proves("P7");
    proves("P9");
    Story story("Sat 2026-11-28 03:00", {.obligations = {conference()}});
    const IncidentId incident = taken(story);
    story.confirm(incident);
    const Instant asked = story.now();
    story.step({ObligationAct{incident, "conference-call", Act::ask, "Kim Hazel", "", {}}, 0});
    story.clock_moves(-1h);  // before a Tick
    const ObligationState* one = story.state().obligation({incident, "conference-call"});
    ASSERT_NE(one, nullptr);
    EXPECT_EQ(one->due, asked + 30min - 1h);
    story.expect_whatever_was_sent();
}

TEST(ObligationStory, AClockKeepsItsTimeOverCrashesAndSteps) {
    proves("P7");
    proves("P9");
    Story story("Sat 2026-11-28 03:00", {.obligations = {conference(), update()}});
    const IncidentId incident = taken(story);
    story.confirm(incident);
    acts(story, incident, "conference-call", Act::ask);
    story.wait(5min);
    story.killed_for(1min);
    story.expect_whatever_was_sent();
    story.wait_until("03:20");
    EXPECT_EQ(story.expect_text_to("pat.ash", "owed.soon").at, story.now());
    story.clock_moves(1h);  // 04:20: ten minutes are left all the same
    story.expect_whatever_was_sent();
    story.wait_until("04:29");
    story.wait_until("04:30");
    story.expect_text_to("pat.ash", "owed.late");
    story.expect_text_to("sam.elm", "owed.late");
    story.expect_level_1_told("owed.late");
    // The process is away while a warning and two chases would have been sent: one goes out.
    story.killed_for(31min);
    const std::vector<Sent> all = story.expect_whatever_was_sent();
    const auto chases = std::ranges::count_if(
        all, [](const Sent& sent) { return sent.to == "pat.ash" && sent.text_id == "owed.late"; });
    EXPECT_EQ(chases, 1);
    story.wait_until("05:15");  // every 15 minutes from when it was due
    story.expect_text_to("pat.ash", "owed.late");
    story.expect_whatever_was_sent();
}

TEST(ObligationStory, UpdatesComeBackAndALateOneIsCountedOnce) {
    Story story("Sat 2026-11-28 03:00", {.obligations = {update()}});
    const IncidentId incident = taken(story, 2);
    story.confirm(incident);
    story.wait_until("03:30");
    EXPECT_EQ(acts(story, incident, "update", Act::meet).kind, Kind::done);
    story.wait_until("04:45");
    story.expect_level_1_told("owed.soon");
    story.wait_until("05:00");
    story.expect_level_1_told("owed.late");
    story.wait_until("05:20");
    story.expect_level_1_told("owed.late");
    story.wait_until("05:25");
    acts(story, incident, "update", Act::meet);
    const ObligationState& one = *story.state().obligation({incident, "update"});
    EXPECT_EQ(one.times_late, 1);
    EXPECT_EQ(one.times_met, 2);
    EXPECT_EQ(one.due, story.now() + 90min);
    // Severity 1 is owed sooner; another time may be set, with a reason, and then stands.
    story.alarms({firing(story.incident(incident).alarm.key, "gp-records", 1)});
    story.expect_told("pat.ash", "told.worse");
    story.expect_level_1_told("told.level1.worse");
    story.wait(1s);
    EXPECT_EQ(one.due, story.now() + 60min - 1s);
    acts(story, incident, "update", Act::put_off, "parts are on their way", story.now() + 4h);
    story.wait(3h + 45min);
    story.expect_level_1_told("owed.soon");
    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.wait(5h);
}

TEST(ObligationStory, AReportOutlivesTheIncidentAndNeedsAProof) {
    Story story("Tue 2026-12-15 11:00", {.obligations = {report()}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.confirm(incident);
    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.close(incident);
    story.wait(1min);
    ASSERT_EQ(owes(story, incident).size(), 1u) << "closed, and known while it owes something";
    // Ten working days, over Christmas and Boxing Day (in lieu, the 28th).
    EXPECT_EQ(owes(story, incident).front().due,
              story.directory().calendar.zone.instant(Day(std::chrono::year(2027) / 1 / 1), 0min));
    story.killed_for(1h);
    story.expect_whatever_was_sent();
    ASSERT_EQ(owes(story, incident).size(), 1u);
    EXPECT_EQ(acts(story, incident, "report", Act::meet).kind, Kind::refused);
    EXPECT_EQ(acts(story, incident, "report", Act::pause, "a person is on leave").kind, Kind::done);
    EXPECT_TRUE(owes(story, incident).front().paused);
    EXPECT_EQ(acts(story, incident, "report", Act::pause, "again").kind, Kind::wrong_state);
    EXPECT_EQ(acts(story, incident, "report", Act::resume).kind, Kind::done);
    EXPECT_EQ(acts(story, incident, "report", Act::meet, "DOC-7").kind, Kind::done);
    story.wait(1s);
    EXPECT_EQ(story.state().incidents().find(incident), nullptr) << "nothing is owed any more";
}

TEST(ObligationStory, AnObligationOfSomeIncidentsBeginsAndLapsesAsTheyChange) {
    ObligationRule once = update();
    once.name = "once";
    once.every.clear();
    ObligationRule again = update();
    for (ObligationRule* rule : {&once, &again}) rule->when = {Matcher{.severities = {1, 2}}};
    Story story("Sat 2026-11-28 03:00", {.obligations = {once, again}});
    const IncidentId incident = taken(story, 3);
    story.confirm(incident);
    story.wait(30min);
    EXPECT_TRUE(owes(story, incident).empty());
    const auto severity = [&](int to) {
        JudgeSeverity judged;
        judged.incident = incident;
        judged.severity = to;
        judged.reason = "seen";
        judged.by = "kim.hazel";
        story.step({judged, 0});
        if (to == 2) story.expect_told("pat.ash", "told.worse");
        story.wait(1s);
        story.expect_whatever_was_sent();
    };
    const auto due = [&](const std::string& name) {
        return story.state().obligation({incident, name})->due;
    };
    severity(2);
    EXPECT_EQ(owes(story, incident).size(), 2u);
    const Instant first = story.now() - 1s + 90min;
    EXPECT_EQ(due("once"), first) << "from the change on, not from the confirmation";
    EXPECT_EQ(due("update"), first);
    story.wait(10min);
    severity(4);
    EXPECT_TRUE(owes(story, incident).empty());
    story.wait(10min);
    severity(2);
    EXPECT_EQ(owes(story, incident).size(), 2u);
    EXPECT_EQ(due("once"), first) << "its first clock stands";
    EXPECT_EQ(due("update"), story.now() - 1s + 90min) << "what comes back begins anew";
    story.resolve(incident);
    story.expect_whatever_was_sent();
}

TEST(ObligationStory, WhatIsLateMayCallTheNextLevel) {
    ObligationRule rule = conference();
    rule.starts = {{Of::taken, "level-2"}};
    rule.late.escalate = "level-3";
    Story story("Sat 2026-11-28 03:00", {.obligations = {rule}});
    taken(story);
    story.wait_until("03:20");
    story.expect_text_to("pat.ash", "owed.soon");
    story.wait_until("03:30");
    const std::vector<Sent> sent = story.expect_whatever_was_sent();
    EXPECT_TRUE(std::ranges::any_of(sent, [](const Sent& one) {
        return one.to == "sam.elm" && one.text_id == "call.open.why";
    }));
    EXPECT_NE(story.timeline().find("called Sam Elm (level 3)"), std::string::npos)
        << story.timeline();
}

TEST(ObligationStory, WhatIsLateCallsNobodyAboveWhoHasTheIncident) {
    ObligationRule rule = conference();
    rule.starts = {{Of::taken, "level-2"}};
    rule.owner = "level-2";
    rule.late.escalate = "level-3";
    Story story("Sat 2026-11-28 03:00", {.obligations = {rule}});
    const IncidentId incident = taken(story);
    story.escalate(incident, "level-3", "two sites now");
    story.expect_whatever_was_sent();
    story.acknowledge("sam.elm");
    story.expect_whatever_was_sent();
    for (const char* clock : {"03:20", "03:30"}) {
        story.wait_until(clock);
        for (const Sent& sent : story.expect_whatever_was_sent())
            EXPECT_FALSE(sent.text_id.starts_with("call.")) << sent.to;
    }
    EXPECT_NE(story.timeline().find("03:30 text to sam.elm"), std::string::npos)
        << story.timeline();
    EXPECT_EQ(story.incident(incident).holder->person, "sam.elm");
}

TEST(ObligationStory, NobodyWhoOwesItIsLevelOnesToKnow) {
    proves("P11");
    ObligationRule rule = update();
    rule.owner = "level-2";
    Story story("Sat 2026-11-28 03:00",
                {.edm = {{"fri-night", ""}, {"sat-day", ""}}, .obligations = {rule}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    story.acknowledge("sam.elm");
    story.expect_whatever_was_sent();
    story.wait_until("03:45");
    const std::vector<Sent> sent = story.expect_whatever_was_sent();
    EXPECT_TRUE(std::ranges::any_of(
        sent, [](const Sent& one) { return one.to == "nsd" && one.text_id == "owed.soon"; }));
}

TEST(ObligationStory, ActsThatMakeNoSenseAreRefusedInWords) {
    Story story("Sat 2026-11-28 03:00", {.obligations = {conference(), update()}});
    const IncidentId incident = taken(story);
    EXPECT_EQ(acts(story, {99}, "update", Act::meet).kind, Kind::not_found);
    const Answer unknown = acts(story, incident, "updates", Act::meet);
    EXPECT_EQ(unknown.kind, Kind::refused);
    EXPECT_EQ(
        unknown.detail,
        "The procedure hssi knows no obligation of that name. It has conference-call, update.");
    EXPECT_EQ(acts(story, incident, "update", Act::ask).kind, Kind::refused);
    EXPECT_EQ(acts(story, incident, "update", Act::meet).kind, Kind::wrong_state);
    story.confirm(incident);
    story.wait(1s);
    EXPECT_EQ(acts(story, incident, "update", Act::put_off, "parts", story.now() - 1h).kind,
              Kind::refused);
    EXPECT_EQ(acts(story, incident, "update", Act::put_off, "parts", story.now() + 4h).kind,
              Kind::done);
    story.wait(3h);
    EXPECT_EQ(owes(story, incident).front().due - story.now(), 1h - 0s);
    story.resolve(incident);
    story.expect_whatever_was_sent();
}

TEST(TimeLimit, IsOfTheClockOrOfTheCalendar) {
    const Story story("Sat 2026-11-28 03:00");
    const Calendar& calendar = story.directory().calendar;
    const auto at = [&](int month, int day, std::chrono::minutes clock, int year = 2026) {
        return calendar.zone.instant(
            Day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                std::chrono::day(static_cast<unsigned>(day))),
            clock);
    };
    const Instant friday = at(12, 24, 23h);
    EXPECT_EQ(due_at({90min}, calendar, friday), friday + 90min);
    EXPECT_EQ(due_at({Duration{0}, 1, 0, 17h + 30min}, calendar, friday), at(12, 29, 17h + 30min))
        << "Christmas, the weekend, and Boxing Day's substitute";
    EXPECT_EQ(due_at({Duration{0}, 2}, calendar, friday), at(12, 31, 0min));
    EXPECT_EQ(due_at({Duration{0}, 0, 2}, calendar, at(12, 31, 9h)), at(3, 1, 0min, 2027))
        << "February has no 31st";
    // Through the night on which the clocks change, a length of time is a length of time.
    const Instant before = at(10, 25, 0min);
    EXPECT_EQ(due_at({3h}, calendar, before), before + 3h);
}

}  // namespace
}  // namespace tocsin

// HSSI-55, WSIC-08, SIRI-06, DPS-06: how an incident ends, comes back, and is corrected.
#include "core/closing.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Kind = Answer::Kind;
using testing::HasSubstr;

Answer closes(Story& story, IncidentId incident, const PersonId& person = "") {
    return story.step({Closed{incident, "nsd", person}, 0}).replies.front().answer;
}

Answer reopens(Story& story, IncidentId incident) {
    const Answer answer = story.step({Reopened{incident, "nsd", "two wards cannot log in"}, 0})
                              .replies.front()
                              .answer;
    story.wait(0s);
    return answer;
}

Answer notes(Story& story, IncidentId incident, const std::string& kind, const std::string& text) {
    return story.step({IncidentNote{incident, kind, text, "Pat Ash"}, 0}).replies.front().answer;
}

// It was called for, taken and resolved.
IncidentId resolved(Story& story) {
    const IncidentId incident = story.alarm("gp-records", 1);
    story.acknowledge("pat.ash");
    story.resolve(incident);
    story.expect_whatever_was_sent();
    return incident;
}

TEST(ClosingStory, OnlyWhoeverTheProcedureNamesClosesAnIncident) {
    proves("WSIC-08");
    Setting setting;
    setting.closing.by = {"level-3"};
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = resolved(story);
    const Answer nobody = closes(story, incident);
    EXPECT_EQ(nobody.kind, Kind::refused);
    EXPECT_EQ(nobody.detail, "Only level 3 (Sam Elm) may close it. Say who does: \"person\".");
    EXPECT_EQ(closes(story, incident, "pat.ash").kind, Kind::refused);
    EXPECT_EQ(closes(story, incident, "sam.elm").kind, Kind::done);
    EXPECT_EQ(story.state().incidents().find(incident), nullptr);
}

TEST(ClosingStory, WhoeverMovesAnIncidentIsKnownAndInTheRecord) {
    proves("WSIC-07");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.acknowledge("pat.ash");
    story.expect_whatever_was_sent();
    const auto says = [&](Occurrence what) { return story.step({what, 0}).replies.front().answer; };
    const PublicWords words{"down", "", "", ""};
    EXPECT_EQ(says(Confirmed{incident, "nsd", words, "pat.ahs"}).kind, Kind::unknown_person);
    EXPECT_EQ(says(Confirmed{incident, "nsd", words, "pat.ash"}).kind, Kind::done);
    EXPECT_EQ(says(Resolved{incident, "nsd", "mended", "nobody"}).kind, Kind::unknown_person);
    EXPECT_EQ(says(Resolved{incident, "nsd", "mended", "kim.hazel"}).kind, Kind::done);
    EXPECT_EQ(closes(story, incident, "nobody").kind, Kind::unknown_person);
    EXPECT_EQ(closes(story, incident, "sam.elm").kind, Kind::done);
    story.expect_whatever_was_sent();
    for (const char* moved :
         {"confirmed by pat.ash, said nsd", "resolved by kim.hazel, said nsd: mended",
          "closed by sam.elm, said nsd"})
        EXPECT_THAT(story.timeline(), HasSubstr(moved));
}

TEST(ClosingStory, WhatMustBeCompleteIsClosedOnlyWhenNothingIsMissing) {
    proves("SIRI-06");
    ObligationRule paper;
    paper.name = "paper";
    paper.title = "report";
    paper.starts = {{Moment::Of::status, "reported"}};
    paper.due[0] = {24h};
    paper.owner = "level-1";
    ObligationRule closing = paper;
    closing.name = "closing";
    closing.title = "closed in time";
    closing.met_by = {{Moment::Of::status, "closed"}};
    Setting setting;
    setting.closing.complete = {Matcher{.severities = {1}}};
    setting.obligations = {paper, closing};
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = resolved(story);
    const Answer early = closes(story, incident);
    EXPECT_EQ(early.kind, Kind::wrong_state);
    EXPECT_EQ(early.detail,
              "INC-1 is not complete: category is not set; kind is not set; report is owed.");
    story.step(
        {SetFields{incident, {{"category", {"clinical"}}, {"kind", {"other"}}}, "nsd", ""}, 0});
    story.step({ObligationAct{incident, "paper", ObligationAct::Act::meet, "nsd", "", {}}, 0});
    EXPECT_EQ(closes(story, incident).kind, Kind::done);
    // Others are closed as they are.
    const IncidentId small = story.alarm("ward-orders", 3);
    story.resolve(small);
    EXPECT_EQ(closes(story, small).kind, Kind::done);
    story.expect_whatever_was_sent();
}

TEST(ClosingStory, WhatIsNotOverIsOpenAgainAndCalledForAnew) {
    proves("HSSI-55");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = resolved(story);
    story.wait(30min);
    EXPECT_EQ(reopens(story, incident).kind, Kind::done);
    const Sent text = story.expect_call_to("pat.ash", "call.open.why");
    EXPECT_THAT(text.message.text, HasSubstr("Back again: two wards cannot log in."));
    EXPECT_EQ(story.incident(incident).status, "reported");
    EXPECT_FALSE(story.incident(incident).resolved);
    EXPECT_FALSE(story.incident(incident).holder);
    EXPECT_EQ(reopens(story, incident).kind, Kind::wrong_state);
    story.killed_for(1s);
    story.expect_whatever_was_sent();
    EXPECT_FALSE(story.incident(incident).resolved);
    story.acknowledge("pat.ash");
    story.resolve(incident);
    story.close(incident);
    story.expect_whatever_was_sent();
    EXPECT_EQ(reopens(story, incident).kind, Kind::not_found);
}

TEST(ClosingStory, WhatEndedWithTheResolutionIsOwedAgainAndWhatFollowsItAnew) {
    proves("HSSI-55");
    ObligationRule update;
    update.name = "update";
    update.title = "update to users";
    update.starts = {{Moment::Of::status, "confirmed"}};
    update.due[0] = {60min};
    update.owner = "level-1";
    update.until = Moment{Moment::Of::status, "resolved"};
    ObligationRule last = update;
    last.name = "last";
    last.starts = {{Moment::Of::status, "resolved"}};
    last.until.reset();
    ObligationRule first = update;
    first.name = "first";
    first.until.reset();
    Setting setting;
    setting.obligations = {first, update, last};
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.acknowledge("pat.ash");
    story.confirm(incident);
    const auto meets = [&](const std::string& name) {
        story.step({ObligationAct{incident, name, ObligationAct::Act::meet, "nsd", "", {}}, 0});
    };
    const auto owed = [&](const std::string& name) {
        const ObligationState* one = story.state().obligation({incident, name});
        return one != nullptr && one->owing();
    };
    meets("first");
    story.expect_whatever_was_sent();
    story.wait(10min);
    story.resolve(incident);
    meets("last");
    story.expect_whatever_was_sent();
    story.wait(10min);
    EXPECT_FALSE(owed("update"));
    reopens(story, incident);
    story.expect_whatever_was_sent();
    EXPECT_TRUE(owed("update"));
    EXPECT_FALSE(owed("first")) << "users were told first";
    EXPECT_FALSE(owed("last")) << "it is not over";
    EXPECT_EQ(story.state().obligation({incident, "update"})->due, story.now() + 60min);
    story.wait(1min);
    story.resolve(incident);
    story.expect_whatever_was_sent();
    EXPECT_TRUE(owed("last"));
    EXPECT_FALSE(owed("update"));
    story.expect_whatever_was_sent();
}

TEST(ClosingStory, WhatMetItBeforeItWasOpenedAgainMeetsNothingThatIsOwedSince) {
    proves("HSSI-55");
    ObligationRule report;
    report.name = "report";
    report.title = "kind said";
    report.starts = {{Moment::Of::status, "resolved"}};
    report.due[0] = {60min};
    report.owner = "level-1";
    report.met_by = {{Moment::Of::set, "kind"}};
    ObligationRule fix = report;
    fix.name = "fix";
    fix.starts = {{Moment::Of::status, "reported"}};
    fix.met_by = {{Moment::Of::status, "resolved"}};
    ObligationRule asked = report;
    asked.name = "asked";
    asked.starts = {{Moment::Of::asked, ""}, {Moment::Of::status, "resolved"}};
    asked.met_by = {};
    Setting setting;
    setting.obligations = {report, fix, asked};
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    const auto set = [&](const std::string& field, const std::string& word) {
        story.expect_whatever_was_sent();
        story.step({SetFields{incident, {{field, {word}}}, "nsd", ""}, 0});
        story.wait(1min);
        story.expect_whatever_was_sent();
    };
    const auto owed = [&](const std::string& name) {
        const ObligationState* one = story.state().obligation({incident, name});
        return one != nullptr && one->owing();
    };
    story.acknowledge("pat.ash");
    story.step({ObligationAct{incident, "asked", ObligationAct::Act::ask, "nsd", "", {}}, 0});
    story.resolve(incident);
    set("kind", "outage");
    EXPECT_FALSE(owed("report"));
    EXPECT_TRUE(owed("asked"));
    reopens(story, incident);
    EXPECT_TRUE(owed("fix")) << "the time to mend it runs again";
    EXPECT_FALSE(owed("asked")) << "what follows a resolution waits for the next";
    set("cause", "a cable");
    story.acknowledge("pat.ash");
    story.resolve(incident);
    set("cause", "another cable");
    EXPECT_TRUE(owed("report")) << "what was said before is not said since";
    EXPECT_FALSE(owed("fix"));
    EXPECT_FALSE(owed("asked")) << "nobody has asked for it again";
    story.expect_whatever_was_sent();
}

TEST(ClosingStory, WhateverHappensIsNotedAndWhatIsClosedIsOnlyCorrected) {
    proves("DPS-06");
    proves("HSSI-55");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    EXPECT_EQ(notes(story, incident, "action", "rack 4 switched over").kind, Kind::done);
    EXPECT_THAT(story.timeline(), HasSubstr("action by Pat Ash: rack 4 switched over\n"));
    story.resolve(incident);
    story.close(incident);
    story.expect_whatever_was_sent();
    EXPECT_EQ(notes(story, incident, "note", "it began at 01:40").kind, Kind::done);
    EXPECT_THAT(story.timeline(), HasSubstr("correction by Pat Ash: it began at 01:40\n"));
    EXPECT_EQ(notes(story, {77}, "note", "x").kind, Kind::not_found);
    EXPECT_EQ(notes(story, {}, "note", "x").kind, Kind::not_found);
    story.expect_whatever_was_sent();
}

}  // namespace
}  // namespace tocsin

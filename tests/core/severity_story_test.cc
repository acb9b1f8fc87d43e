// HSSI-04: what is worked out is proposed; a person decides, and both are kept.
#include "core/draft.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Kind = Answer::Kind;
using testing::HasSubstr;

Answer judge(Story& story, JudgeSeverity said) {
    said.by = said.by.empty() ? "Kim Hazel" : said.by;
    return story.step({said, 0}).replies.front().answer;
}

Answer propose(Story& story, IncidentId incident, const Answers& answers,
               const std::string& way = "") {
    return judge(story, {incident, true, way, answers, 0, "", ""});
}

Answer set(Story& story, IncidentId incident, int severity, const std::string& reason = "") {
    return judge(story, {incident, false, "", {}, severity, "", reason});
}

TEST(SeverityStory, AProposalChangesNothingUntilAPersonDecides) {
    proves("HSSI-04");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 3);
    story.expect_whatever_was_sent();
    EXPECT_EQ(propose(story, incident, {{"users", "many"}, {"harm", "yes"}}).kind, Kind::done);
    EXPECT_EQ(story.incident(incident).severity, 3);
    EXPECT_EQ(story.incident(incident).triage->proposal->severity, 1);
    // As proposed: no reason is needed.
    EXPECT_EQ(set(story, incident, 1).kind, Kind::done);
    EXPECT_EQ(story.incident(incident).severity, 1);
    // Scored again later, it only proposes.
    EXPECT_EQ(propose(story, incident, {{"users", "7"}, {"harm", "no"}}).kind, Kind::done);
    EXPECT_EQ(story.incident(incident).severity, 1);
    EXPECT_EQ(story.incident(incident).triage->proposal->severity, 5);
    // Otherwise than proposed: only with a reason, and then both are kept.
    const std::size_t before = story.journal().size();
    EXPECT_EQ(set(story, incident, 2).kind, Kind::refused);
    EXPECT_EQ(set(story, incident, 2).detail, "Severity 5 is proposed. Say why it is 2.");
    EXPECT_EQ(story.journal().size(), before);
    EXPECT_EQ(set(story, incident, 2, "one ward, and paper works").kind, Kind::done);
    EXPECT_EQ(set(story, incident, 2, "one ward, and paper works").kind, Kind::repeated);
    story.expect_whatever_was_sent();
    story.killed_for(1s);
    const Judgement& kept = *story.incident(incident).triage->judgement;
    EXPECT_EQ(story.incident(incident).severity, 2);
    EXPECT_EQ(kept.from, 1);
    EXPECT_EQ(kept.proposed, 5);
    EXPECT_EQ(kept.by, "Kim Hazel");
    EXPECT_EQ(kept.reason, "one ward, and paper works");
    const std::string timeline = story.timeline();
    EXPECT_THAT(timeline, HasSubstr("matrix proposes severity 1 by Kim Hazel (users many, harm "
                                    "yes)\n"));
    EXPECT_THAT(timeline, HasSubstr("severity 1, was 3 by Kim Hazel, as proposed\n"));
    EXPECT_THAT(timeline, HasSubstr("severity 2, was 1 by Kim Hazel, not 5 as proposed: one ward, "
                                    "and paper works\n"));
    story.expect_whatever_was_sent();
}

TEST(SeverityStory, WithoutAProposalThereIsAReason) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 3);
    EXPECT_EQ(set(story, incident, 1).detail, "No severity is proposed. Say why it is 1.");
    EXPECT_EQ(set(story, incident, 3).kind, Kind::refused) << "to uphold it needs a reason as well";
    EXPECT_EQ(set(story, incident, 3, "checked by phone").kind, Kind::done);
    EXPECT_THAT(story.timeline(), HasSubstr("severity 3 stays by Kim Hazel, nothing was proposed: "
                                            "checked by phone\n"));
    // A score that proposes none leaves it to people as well.
    EXPECT_EQ(propose(story, incident, {{"users", "many"}}, "points").kind, Kind::done);
    EXPECT_THAT(story.timeline(),
                HasSubstr("points comes to 9, and proposes no severity by Kim Hazel (users many)"));
    EXPECT_EQ(set(story, incident, 1).kind, Kind::refused);
    story.expect_whatever_was_sent();
}

TEST(SeverityStory, WhatIsMissingOrWrongIsSaid) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 3);
    const std::size_t before = story.journal().size();
    EXPECT_EQ(propose(story, incident, {}).detail,
              "Still to be answered: users (a number); harm (yes, no).");
    EXPECT_EQ(propose(story, incident, {{"user", "many"}}).detail,
              "Nothing is called \"user\". Write users.");
    EXPECT_EQ(propose(story, incident, {{"harm", "perhaps"}}).detail,
              "harm cannot be \"perhaps\". It can be: yes, no.");
    EXPECT_EQ(propose(story, incident, {{"users", "1.5"}}).detail,
              "users cannot be \"1.5\". Write a whole number.");
    EXPECT_EQ(propose(story, incident, {{"matrix", "1"}}).detail,
              "matrix is what is worked out, and is no answer.");
    EXPECT_EQ(propose(story, incident, {}, "matrx").detail,
              "No way to work severity out is called \"matrx\". Write matrix.");
    EXPECT_EQ(story.journal().size(), before);
    EXPECT_EQ(set(story, {99}, 1, "x").kind, Kind::not_found);
    story.expect_whatever_was_sent();
}

TEST(SeverityStory, AMonitorThatRepeatsItselfDoesNotUndoAPersonsWord) {
    proves("HSSI-04");
    Story story("Sat 2026-11-28 03:00");
    const auto fires = [&](int severity) {
        Alarm alarm = firing("gp", "gp-records", severity);
        return story.alarms({alarm}).replies.front().answer.incidents.front();
    };
    const IncidentId incident = fires(2);
    fires(1);
    EXPECT_EQ(story.incident(incident).severity, 1) << "worse than it had said";
    set(story, incident, 3, "a test rack");
    fires(1);
    fires(2);
    EXPECT_EQ(story.incident(incident).severity, 3);
    story.expect_whatever_was_sent();
}

TEST(SeverityStory, LoweringStopsNoLadderAndRaisingGoesFirst) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId lowered = story.alarm("gp-records", 1);
    const IncidentId raised = story.alarm("ward-orders", 4);
    story.expect_whatever_was_sent();
    set(story, lowered, 5, "one user");
    set(story, raised, 1, "all wards");
    EXPECT_TRUE(story.incident(lowered).climb.running);
    story.wait(10min);
    const Sent again = story.expect_text_to("pat.ash", "call.open.merged");
    const std::string& text = again.message.text;
    EXPECT_LT(text.find("Ward Orders"), text.find("GP Records")) << text;
    story.expect_whatever_was_sent();
}

}  // namespace
}  // namespace tocsin

// HSSI-42..46, 64: what people say an incident is, who said so, and what nobody guesses.
#include "core/draft.h"
#include "core/triage.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Kind = Answer::Kind;
using Words = std::set<std::string>;
using testing::HasSubstr;
using testing::Not;

Answer set(Story& story, IncidentId incident, const FieldValues& fields,
           const std::string& reason = "") {
    return story.step({SetFields{incident, fields, "Pat Ash", reason}, 0}).replies.front().answer;
}

Answer raise(Story& story, IncidentId incident, const std::string& flag,
             const std::string& reason = "a dose was shown twice") {
    return story.step({RaiseFlag{incident, flag, "Pat Ash", reason}, 0}).replies.front().answer;
}

Answer remove(Story& story, IncidentId incident, const std::string& flag,
              const std::string& reason = "it was another hospital") {
    return story.step({RemoveFlag{incident, flag, "Sam Elm", reason}, 0}).replies.front().answer;
}

std::string unset(const Story& story, IncidentId incident) {
    std::string names;
    const Procedure& procedure = story.directory().procedures.at("hssi");
    for (const Field* field : unset_fields(procedure, story.incident(incident), false))
        names += (names.empty() ? "" : " ") + field->name;
    return names;
}

TEST(TriageStory, AFieldComesFromTheServiceAndFromPeopleAndFromNobodyElse) {
    proves("HSSI-64");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId unsaid = story.alarm("gp-records", 1);
    const IncidentId listed = story.alarm("mail-relay", 2);
    EXPECT_EQ(unset(story, unsaid), "category kind");
    EXPECT_EQ(story.incident(unsaid).triage.has_value(), false);
    // What the service says in words of another procedure is nothing here.
    EXPECT_EQ(story.incident(listed).values("category"), Words{"data-centre"});
    EXPECT_EQ(unset(story, listed), "kind");

    EXPECT_EQ(
        set(story, unsaid, {{"category", {"clinical", "multi-site"}}, {"kind", {"outage"}}}).kind,
        Kind::done);
    EXPECT_EQ(story.incident(unsaid).values("category"), (Words{"clinical", "multi-site"}));
    EXPECT_EQ(unset(story, unsaid), "");
    set(story, listed, {{"category", {}}}, "wrong rack");
    EXPECT_EQ(unset(story, listed), "category kind");
    story.expect_whatever_was_sent();
    story.killed_for(1s);
    EXPECT_EQ(story.incident(unsaid).values("kind"), Words{"outage"});
    EXPECT_EQ(unset(story, listed), "category kind");
    EXPECT_THAT(story.timeline(), HasSubstr("category: clinical, multi-site; kind: outage by Pat "
                                            "Ash\n"));
    EXPECT_THAT(story.timeline(), HasSubstr("category: nobody knows by Pat Ash (wrong rack)\n"));
    story.expect_whatever_was_sent();
}

TEST(TriageStory, ATextIsWhatSomebodyWroteAndWordsOfSeveralMayStandInOne) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    const std::string cause = "a cable, cut by a digger";
    EXPECT_EQ(
        set(story, incident, {{"cause", {cause}}, {"category", {"clinical,multi-site"}}}).kind,
        Kind::done);
    EXPECT_EQ(story.incident(incident).values("cause"), Words{cause});
    EXPECT_EQ(story.incident(incident).values("category"), (Words{"clinical", "multi-site"}));
    EXPECT_THAT(story.timeline(), HasSubstr("cause: a cable, cut by a digger by Pat Ash\n"));
    EXPECT_EQ(set(story, incident, {{"cause", {std::string(field_text_max + 1, 'x')}}}).detail,
              "cause has more than 400 bytes of text.");
    story.expect_whatever_was_sent();
    story.killed_for(1s);
    EXPECT_EQ(story.incident(incident).values("cause"), Words{cause});
    set(story, incident, {{"cause", {}}});
    EXPECT_EQ(story.incident(incident).values("cause"), Words{});
    story.expect_whatever_was_sent();
}

TEST(TriageStory, ATextThatAServiceGivesStandsApartFromTheStart) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId listed = story.alarm("mail-relay", 2);
    EXPECT_EQ(story.incident(listed).values("cause"), Words{"the old switch"});
    for (const Entry& entry : story.journal()) {
        const auto* opened = std::get_if<IncidentOpened>(&entry.event);
        if (opened == nullptr) continue;
        EXPECT_EQ(opened->texts.at("cause"), "the old switch");
        EXPECT_FALSE(opened->fields.contains("cause")) << "what people write can be erased";
    }
    story.expect_whatever_was_sent();
}

TEST(TriageStory, WhatAFieldCannotBeIsRefusedWithAllThatIsWrong) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    const std::size_t before = story.journal().size();
    const Answer answer = set(
        story, incident,
        {{"categry", {"clinical"}}, {"kind", {"outage", "other"}}, {"category", {"data-center"}}});
    EXPECT_EQ(answer.kind, Kind::refused);
    EXPECT_EQ(
        answer.detail,
        "category cannot be \"data-center\". Write data-centre. The procedure hssi has no field "
        "\"categry\". Write category. kind has one value, not 2.");
    EXPECT_THAT(set(story, incident, {{"kind", {"x"}}}).detail,
                HasSubstr("It can be: outage, performance, other."));
    EXPECT_EQ(story.journal().size(), before);
    // Said again, it changes nothing, and nothing is written.
    set(story, incident, {{"kind", {"outage"}}});
    EXPECT_EQ(story.journal().size(), before + 1);
    set(story, incident, {{"kind", {"outage"}}});
    EXPECT_EQ(story.journal().size(), before + 1);
    story.expect_whatever_was_sent();
}

TEST(TriageStory, AFlagIsLostOnlyAsRaisedInErrorWithItsReason) {
    proves("HSSI-45");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    EXPECT_EQ(remove(story, incident, "clinical").kind, Kind::wrong_state);
    EXPECT_EQ(raise(story, incident, "clinical").kind, Kind::done);
    EXPECT_EQ(raise(story, incident, "clinical").kind, Kind::repeated);
    EXPECT_EQ(raise(story, incident, "clinicl").detail,
              "The procedure hssi has no flag \"clinicl\". Write clinical.");
    EXPECT_EQ(raise(story, incident, "security").kind, Kind::done);
    EXPECT_EQ(unset(story, incident), "category kind clinical-task");
    // The clinical team has not closed its task.
    const Answer early = remove(story, incident, "clinical");
    EXPECT_EQ(early.kind, Kind::wrong_state);
    EXPECT_EQ(early.detail, "The flag clinical can be removed only with: clinical-task closed.");
    set(story, incident, {{"clinical-task", {"open"}}});
    EXPECT_EQ(remove(story, incident, "clinical").kind, Kind::wrong_state);
    set(story, incident, {{"clinical-task", {"closed"}}}, "made safe");
    EXPECT_TRUE(story.incident(incident).flagged("clinical")) << "made safe is no reason";
    EXPECT_EQ(remove(story, incident, "clinical").kind, Kind::done);
    story.expect_whatever_was_sent();
    story.killed_for(1s);
    EXPECT_FALSE(story.incident(incident).flagged("clinical"));
    EXPECT_TRUE(story.incident(incident).flagged("security"));
    const Flagged& flag = story.incident(incident).triage->flags.at("clinical");
    EXPECT_EQ(flag.by, "Pat Ash");
    EXPECT_EQ(flag.reason, "a dose was shown twice");
    EXPECT_EQ(flag.removed->by, "Sam Elm");
    EXPECT_EQ(flag.removed->reason, "it was another hospital");
    EXPECT_THAT(story.timeline(),
                HasSubstr("flag clinical removed, raised in error by Sam Elm: it was another "
                          "hospital\n"));
    // And raised again it stands again.
    raise(story, incident, "clinical", "seen here as well");
    EXPECT_TRUE(story.incident(incident).flagged("clinical"));
    story.expect_whatever_was_sent();
}

TEST(TriageStory, AResolvedIncidentMayChangeAndAClosedOneMayNot) {
    Story story("Sat 2026-11-28 03:00");
    story.every_provider(Story::Mood::hangs);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.acknowledge_by_api("pat.ash", incident);
    story.resolve(incident);
    EXPECT_EQ(raise(story, incident, "clinical").kind, Kind::done);
    story.close(incident);
    ASSERT_TRUE(story.incident(incident).closed) << "a text is still in hand";
    for (const Answer& late :
         {set(story, incident, {{"kind", {"outage"}}}), raise(story, incident, "security"),
          remove(story, incident, "clinical")}) {
        EXPECT_EQ(late.kind, Kind::wrong_state);
        EXPECT_EQ(late.detail,
                  reference(incident) + " is closed. A closed record does not change.");
    }
    EXPECT_EQ(set(story, {99}, {{"kind", {"outage"}}}).kind, Kind::not_found);
    story.expect_whatever_was_sent();
}

Incident with(const FieldValues& fields, const std::map<std::string, Flagged>& flags = {}) {
    Incident incident;
    incident.severity = 2;
    incident.alarm.service = "gp-records";
    incident.triage = Triage{fields, flags};
    return incident;
}

TEST(Matcher, EachThingItNamesMustHold) {
    Flagged stands;
    Flagged removed;
    removed.removed = Flagged::Removal{};
    Incident incident = with({{"category", {"clinical", "multi-site"}}, {"kind", {"outage"}}},
                             {{"clinical", stands}, {"security", removed}});
    EXPECT_TRUE(matches(Matcher{}, incident, true));
    EXPECT_TRUE(matches(Matcher{.severities = {1, 2}}, incident, true));
    EXPECT_FALSE(matches(Matcher{.severities = {1}}, incident, true));
    EXPECT_TRUE(matches(Matcher{.services = {"gp-records"}}, incident, true));
    EXPECT_FALSE(matches(Matcher{.services = {"ward-orders"}}, incident, true));
    EXPECT_TRUE(
        matches(Matcher{.fields = {{"category", {"data-centre", "clinical"}}}}, incident, true));
    EXPECT_FALSE(matches(Matcher{.fields = {{"category", {"data-centre"}}}}, incident, true));
    EXPECT_FALSE(matches(Matcher{.fields = {{"category", {"clinical"}}, {"kind", {"other"}}}},
                         incident, true));
    EXPECT_FALSE(matches(Matcher{.fields = {{"nowhere", {"x"}}}}, incident, true));
    EXPECT_TRUE(matches(Matcher{.unset = {"clinical-risk"}}, incident, true));
    EXPECT_FALSE(matches(Matcher{.unset = {"clinical-risk", "kind"}}, incident, true));
    EXPECT_TRUE(matches(Matcher{.flags = {"clinical"}}, incident, true));
    EXPECT_FALSE(matches(Matcher{.flags = {"clinical", "security"}}, incident, true));
    EXPECT_TRUE(matches(Matcher{.when = Applies::core_hours}, incident, true));
    EXPECT_FALSE(matches(Matcher{.when = Applies::core_hours}, incident, false));
    EXPECT_TRUE(matches(Matcher{.when = Applies::out_of_hours}, incident, false));
    EXPECT_FALSE(matches(Matcher{.when = Applies::out_of_hours}, incident, true));
    EXPECT_FALSE(matches(Matcher{.reached = 0}, incident, true));
    incident.called["pat.ash"].rung = 1;
    EXPECT_TRUE(matches(Matcher{.reached = 1}, incident, true));
    EXPECT_FALSE(matches(Matcher{.reached = 2}, incident, true));
}

TEST(Matcher, AnyCaseIsEnoughAndNoCaseIsAlways) {
    const Incident incident = with({});
    EXPECT_TRUE(matches(std::vector<Matcher>{}, incident, true));
    EXPECT_TRUE(
        matches(std::vector<Matcher>{{.severities = {1}}, {.severities = {2}}}, incident, true));
    EXPECT_FALSE(matches(std::vector<Matcher>{{.severities = {1}}, {.flags = {"clinical"}}},
                         incident, true));
}

TEST(Matcher, ReadsAloud) {
    const Procedure hssi = directory_of_stories({}).procedures.at("hssi");
    EXPECT_EQ(words(Matcher{.severities = {1, 2, 3},
                            .services = {"gp-records"},
                            .fields = {{"kind", {"other", "outage"}}},
                            .unset = {"category"},
                            .flags = {"clinical"},
                            .reached = 1,
                            .when = Applies::out_of_hours},
                    hssi),
              "severity 1, 2 or 3, service gp-records, kind other or outage, category not set, "
              "flag clinical, level-3 called, out of hours");
    EXPECT_EQ(words(Matcher{.reached = 3, .when = Applies::core_hours}, hssi),
              "last-resort called, in core hours");
}

}  // namespace
}  // namespace tocsin

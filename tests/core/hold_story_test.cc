// HSSI-34, 35, 47, 66: what keeps a message back, and who may let it go.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Kind = Answer::Kind;
using How = HoldDecided::How;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const Setting told = {.notices = notices_of_stories()};

WrittenNotice first() {
    WrittenNotice notice;
    notice.stage = NoticeStage::first;
    notice.happened = "GP Records stopped answering";
    notice.impact = "Users cannot open shared records";
    notice.location = {"Northtown"};
    return notice;
}

IncidentId confirmed(Story& story, int severity = 1) {
    const IncidentId incident = story.alarm("gp-records", severity);
    story.confirm(incident);
    story.acknowledge(story.expect_whatever_was_sent().front().to);
    story.expect_whatever_was_sent();
    return incident;
}

std::vector<Sent> notices(Story& story) {
    std::vector<Sent> all = story.expect_whatever_was_sent();
    std::erase_if(all, [](const Sent& one) { return !one.text_id.starts_with("notice."); });
    return all;
}

TEST(HoldStory, NobodyIsToldOnceAPatientHasComeToHarm) {
    proves("HSSI-34");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story);
    story.flag(incident, "harm");
    const Answer answer = story.write(incident, first());
    EXPECT_EQ(answer.kind, Kind::held);
    ASSERT_THAT(answer.holds, SizeIs(1));
    EXPECT_TRUE(answer.holds.front().never());
    const auto sent = story.expect_level_1_told("hold.never", "service-bridge");
    EXPECT_THAT(sent.message.text, HasSubstr("nobody can lift it. INC-1 GP Records\n"
                                             "Why: a patient has come to harm"));
    for (const char* person : {"sam.elm", "lee.rowan", "duty.director", "service-bridge"}) {
        EXPECT_EQ(story.decide(answer.hold, How::lift, person).kind, Kind::held) << person;
    }
    EXPECT_THAT(notices(story), IsEmpty());
    EXPECT_EQ(story.state().holds().size(), 1U);
    EXPECT_EQ(story.decide(answer.hold, How::withdraw, "nsd").kind, Kind::done);
    EXPECT_EQ(story.decide(answer.hold, How::withdraw, "nsd").kind, Kind::not_found);
}

TEST(HoldStory, HarmThatIsRecordedLaterStopsWhatHasNotLeftAndTheFinalMessage) {
    proves("HSSI-34");
    Setting setting = told;
    setting.in_flight_max = 1;
    Story story("Mon 2026-11-23 10:00", setting);
    const IncidentId incident = confirmed(story);
    story.every_provider(Story::Mood::hangs);
    story.write(incident, first());
    EXPECT_THAT(notices(story), SizeIs(2)) << "one a provider, the others wait";
    story.flag(incident, "harm");
    story.every_provider(Story::Mood::accepts);
    story.killed_for(1s);
    EXPECT_THAT(notices(story), IsEmpty());
    story.wait(5h);
    EXPECT_THAT(notices(story), IsEmpty());

    story.resolve(incident);
    story.expect_whatever_was_sent();
    WrittenNotice final;
    final.stage = NoticeStage::last;
    final.summary = "Network link replaced";
    EXPECT_EQ(story.write(incident, final).kind, Kind::held);
    EXPECT_THAT(notices(story), IsEmpty());
    // Escalation inside goes on.
    story.escalate(incident, "level-3", "harm");
    EXPECT_THAT(story.timeline(), HasSubstr("no message of it may leave any more"));
}

TEST(HoldStory, EscalationInsideIsNeverHeld) {
    proves("HSSI-36");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story);
    story.flag(incident, "harm");
    story.flag(incident, "security");
    story.write(incident, first());
    story.expect_whatever_was_sent();
    story.escalate(incident, "level-3", "a patient has come to harm");
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_whatever_was_sent();
}

TEST(HoldStory, SecurityDecidesOnEachMessage) {
    proves("HSSI-35");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story);
    story.flag(incident, "security");
    const Answer held = story.write(incident, first());
    EXPECT_EQ(held.kind, Kind::held);
    story.expect_level_1_told("hold.level-1", "service-bridge");
    EXPECT_THAT(story.expect_text_to("sam.elm", "hold.decide").message.text,
                HasSubstr("not sent, you decide. INC-1 GP Records\nWhy held: security decides"));
    // Not by somebody else, whatever they say.
    EXPECT_EQ(story.decide(held.hold, How::lift, "kim.hazel").kind, Kind::held);
    EXPECT_THAT(notices(story), IsEmpty());
    story.killed_for(1s);
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.decide(held.hold, How::lift, "sam.elm", "press office agrees").kind,
              Kind::done);
    EXPECT_THAT(notices(story), SizeIs(3));
    EXPECT_THAT(story.timeline(), HasSubstr("lifted by sam.elm: press office agrees"));
    EXPECT_TRUE(story.state().holds().empty());
}

TEST(HoldStory, OutOfHoursTheEdmDecidesBeforeItGoes) {
    proves("HSSI-66");
    Story story("Sat 2026-11-28 03:00", told);
    const IncidentId incident = confirmed(story);
    story.step({SetFields{incident, {{"category", {"multi-site"}}}, "nsd", ""}, 0});
    const Answer held = story.write(incident, first());
    EXPECT_EQ(held.kind, Kind::held);
    story.expect_text_to("pat.ash", "hold.decide");
    EXPECT_THAT(notices(story), IsEmpty());
    EXPECT_EQ(story.decide(held.hold, How::lift, "pat.ash").kind, Kind::done);
    EXPECT_THAT(notices(story), Not(IsEmpty()));
    // The decision comes by phone, and level 1 writes it down with the message.
    WrittenNotice update;
    update.stage = NoticeStage::update;
    update.happened = "Supplier reroutes";
    update.decided_by = "lee.rowan";
    EXPECT_EQ(story.write(incident, update).kind, Kind::held) << "level 2 in core hours only";
    update.decided_by = "nobody.at.all";
    EXPECT_EQ(story.write(incident, update).kind, Kind::incomplete);
    story.expect_whatever_was_sent();
    update.decided_by = "sam.elm";
    EXPECT_EQ(story.write(incident, update).kind, Kind::done);
    EXPECT_THAT(notices(story), Not(IsEmpty()));
    // Whoever decides may write it.
    update.decided_by.clear();
    EXPECT_EQ(story.write(incident, update, "pat.ash").kind, Kind::done);
    story.expect_whatever_was_sent();
}

TEST(HoldStory, WhatMayHoldPatientDataWaitsForANamedPerson) {
    proves("HSSI-47");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story);
    WrittenNotice notice = first();
    notice.happened = "Records such as 943 476 5919 do not open";
    notice.impact = "Jane Doe, DOB 3/4/1984, was sent home";
    const Answer held = story.write(incident, notice);
    EXPECT_EQ(held.kind, Kind::held);
    EXPECT_EQ(held.detail, "1 NHS number in happened, 1 date of birth in impact");
    const Sent warned = story.expect_level_1_told("hold.patient", "service-bridge");
    EXPECT_THAT(warned.message.text, HasSubstr("INC-1 first message may hold patient data\n"
                                               "1 NHS number in happened"));
    for (const Sent& one : story.expect_whatever_was_sent()) {
        EXPECT_THAT(one.message.text, Not(HasSubstr("943")));
    }
    EXPECT_THAT(story.timeline(), Not(HasSubstr("943")));
    EXPECT_THAT(story.timeline(), Not(HasSubstr("1984")));
    // A desk is nobody's name.
    EXPECT_EQ(story.decide(held.hold, How::lift, "service-bridge").kind, Kind::held);
    EXPECT_EQ(story.decide(held.hold, How::lift, "somebody").kind, Kind::held);
    EXPECT_THAT(notices(story), IsEmpty());
    EXPECT_EQ(story.decide(held.hold, How::lift, "kim.hazel", "numbers of tickets").kind,
              Kind::done);
    const auto sent = notices(story);
    ASSERT_THAT(sent, Not(IsEmpty()));
    EXPECT_THAT(sent.front().message.text, HasSubstr("943 476 5919"));
}

TEST(HoldStory, ARewrittenMessageIsJudgedAnew) {
    proves("HSSI-47");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story);
    WrittenNotice notice = first();
    notice.happened = "Record 943 476 5919 does not open";
    const Answer held = story.write(incident, notice);
    story.expect_whatever_was_sent();
    const auto rewrite = [&](HoldId hold, const std::string& happened) {
        notice.happened = happened;
        return story.step({HoldDecided{hold, How::rewrite, "nsd", "", notice}, 0})
            .replies.front()
            .answer;
    };
    EXPECT_EQ(rewrite(held.hold, "").kind, Kind::incomplete) << "and the hold stays";
    const Answer again = rewrite(held.hold, "Record 9434765919 does not open");
    EXPECT_EQ(again.kind, Kind::held);
    EXPECT_NE(again.hold, held.hold);
    EXPECT_EQ(story.state().holds().size(), 1U);
    EXPECT_EQ(rewrite(again.hold, "Some records do not open").kind, Kind::done);
    EXPECT_TRUE(story.state().holds().empty());
    EXPECT_THAT(notices(story), SizeIs(3));
}

TEST(HoldStory, WhatTwoPartsSayBesideOneAnotherIsSeen) {
    proves("HSSI-47");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story);
    WrittenNotice notice = first();
    notice.happened = "A letter went to Jane Doe";
    notice.impact = "LS1 3EX has had no post";
    const Answer held = story.write(incident, notice);
    EXPECT_EQ(held.kind, Kind::held);
    EXPECT_EQ(held.detail, "1 postcode in the text");
    story.expect_whatever_was_sent();
}

TEST(HoldStory, EveryReasonIsDecidedByWhoeverMay) {
    for (const char* rule : {"HSSI-35", "HSSI-47", "HSSI-66"}) proves(rule);
    Story story("Sat 2026-11-28 03:00", told);
    const IncidentId incident = confirmed(story);
    story.step({SetFields{incident, {{"category", {"multi-site"}}}, "nsd", ""}, 0});
    story.flag(incident, "security");
    WrittenNotice notice = first();
    notice.happened = "Record 943 476 5919 does not open";
    const Answer held = story.write(incident, notice);
    ASSERT_THAT(held.holds, SizeIs(3));
    story.expect_whatever_was_sent();
    const auto left = [&] {
        std::vector<std::string> names;
        for (const HoldReason& one : story.state().holds().find(held.hold.value)->reasons)
            names.push_back(one.name);
        return names;
    };
    story.decide(held.hold, How::lift, "kim.hazel", "a ticket");
    EXPECT_THAT(left(), ElementsAre("security", "decision"));
    story.decide(held.hold, How::lift, "pat.ash");
    EXPECT_THAT(left(), ElementsAre("security"));
    story.killed_for(1s);
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.decide(held.hold, How::lift, "sam.elm").kind, Kind::done);
    EXPECT_THAT(notices(story), Not(IsEmpty()));
}

TEST(HoldStory, WhatIsHeldIsJudgedAgainWhenItIsLifted) {
    proves("HSSI-34");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story);
    story.flag(incident, "security");
    const Answer held = story.write(incident, first());
    story.expect_whatever_was_sent();
    story.wait(2h);
    story.flag(incident, "harm");
    EXPECT_EQ(story.decide(held.hold, How::lift, "sam.elm").kind, Kind::held);
    EXPECT_THAT(notices(story), IsEmpty());
    EXPECT_TRUE(story.state().holds().find(held.hold.value)->reasons.front().never());
}

TEST(HoldStory, AHoldEndsWithItsIncident) {
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story);
    story.flag(incident, "security");
    const Answer held = story.write(incident, first());
    story.expect_whatever_was_sent();
    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.close(incident);
    EXPECT_TRUE(story.state().holds().empty());
    EXPECT_THAT(story.timeline(),
                HasSubstr("hold " + std::to_string(held.hold.value) +
                          ": withdrawn by nsd: INC-1 is closed, and nobody had decided: the first "
                          "message was not sent\n"));
    EXPECT_EQ(story.decide(held.hold, How::lift, "sam.elm").kind, Kind::not_found);
    story.killed_for(1s);
    story.expect_whatever_was_sent();
    EXPECT_TRUE(story.state().holds().empty());
}

TEST(HoldStory, AHoldEndsWithItsDrill) {
    Story story("Mon 2026-11-23 10:00", told);
    Reported drill{"api", "kim.hazel", {firing("a", "gp-records", 1)}, "", ""};
    drill.drill = true;
    drill.drill_reason = "yearly exercise";
    const IncidentId incident = story.report(drill).replies.front().answer.incidents.front();
    story.confirm(incident);
    story.flag(incident, "security");
    const Answer held = story.write(incident, first());
    EXPECT_EQ(held.kind, Kind::held);
    story.expect_whatever_was_sent();
    story.step({DrillOver{incident, "Kim Hazel"}, 0});
    story.expect_whatever_was_sent();
    EXPECT_TRUE(story.state().holds().empty());
    EXPECT_THAT(story.timeline(), HasSubstr("withdrawn by Kim Hazel: INC-1 is closed"));
}

TEST(HoldStory, WhatWasDecidedOrIsOfAnotherIncidentIsNotEndedByAClosing) {
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story);
    const IncidentId other = confirmed(story, 2);
    for (const IncidentId one : {incident, other}) story.flag(one, "security");
    const Answer decided = story.write(incident, first());
    const Answer waits = story.write(other, first());
    story.decide(decided.hold, How::withdraw, "nsd", "wrong service");
    story.resolve(incident);
    story.close(incident);
    story.expect_whatever_was_sent();
    EXPECT_NE(story.state().holds().find(waits.hold.value), nullptr);
    EXPECT_THAT(story.timeline(), Not(HasSubstr("nobody had decided")));
}

}  // namespace
}  // namespace tocsin

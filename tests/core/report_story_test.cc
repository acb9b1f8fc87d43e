// P3, HSSI-05: what a monitor says twice, late, or in the wrong order; and how an incident ends.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

Answer answer(const Effects& effects) {
    return effects.replies.front().answer;
}

Alarm over(Alarm alarm) {
    alarm.firing = false;
    return alarm;
}

Alarm began(Alarm alarm, Instant at) {
    alarm.began = at;
    return alarm;
}

TEST(ReportStory, TheSameKeyIsTheSameIncidentAcrossRestarts) {
    proves("P3");
    Story story("Sat 2026-11-28 03:00");
    const Answer first = answer(story.alarms({firing("x", "gp-records", 1)}));
    EXPECT_EQ(first.kind, Kind::opened);
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    for (int day = 0; day < 5; ++day) {
        story.restart();
        const Answer again = answer(story.alarms({firing("x", "gp-records", 1)}));
        EXPECT_EQ(again.kind, Kind::repeated);
        EXPECT_EQ(again.incidents, first.incidents);
        story.wait(24h);
    }
    EXPECT_EQ(story.incident({1}).repeats, 5);
}

// It stood for an incident that was open for longer than a key is kept.
TEST(ReportStory, TheKeyOfARequestIsForgottenOnceItsIncidentIsOver) {
    proves("P3");
    Story story("Mon 2026-11-23 10:00");
    const auto known = [&] {
        return std::ranges::any_of(story.state().keys(),
                                   [](const auto& row) { return row.first.second == "request-1"; });
    };
    const auto others_come = [&](const std::string& key) {
        for (int other = 0; other < 3; ++other) {
            const Alarm alarm = firing(key + std::to_string(other), "x", 4);
            story.report({"other", "other", {over(began(alarm, story.now()))}, "", ""});
        }
        story.expect_whatever_was_sent();
    };
    story.report({"api", "nsd", {firing("k", "gp-records", 3)}, "request-1", "body"});
    story.expect_whatever_was_sent();
    story.resolve({1});
    story.expect_whatever_was_sent();
    story.wait(73h);
    story.expect_whatever_was_sent();
    others_come("a");
    EXPECT_TRUE(known()) << "its incident is not closed";
    story.close({1});
    story.expect_whatever_was_sent();
    story.wait(73h);
    story.expect_whatever_was_sent();
    others_come("b");
    EXPECT_FALSE(known());
}

TEST(ReportStory, TheSameKeyOfAnotherSourceIsAnotherIncident) {
    proves("P3");
    Story story("Sat 2026-11-28 03:00");
    story.alarms({firing("x", "gp-records", 1)});
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(answer(story.report({"other", "other", {firing("x", "gp-records", 1)}, "", ""})).kind,
              Kind::opened);
    EXPECT_EQ(story.state().incidents().size(), 2U);
}

TEST(ReportStory, ALaterEpisodeIsANewIncidentAndALateDeliveryOfTheOldOneIsNot) {
    proves("P3");
    Story story("Sat 2026-11-28 03:00");
    const Alarm first = began(firing("x", "gp-records", 1), story.now() - 1min);
    const Alarm second = began(first, story.now() + 10min);
    story.alarms({first});
    story.expect_call_to("pat.ash", "call.open");
    story.alarms({over(first)});
    story.expect_told("pat.ash", "told.standdown");
    const Answer late = answer(story.alarms({first}));
    EXPECT_EQ(late.kind, Kind::repeated);
    EXPECT_EQ(late.incidents, std::vector<IncidentId>{{1}});
    story.wait(11min);
    EXPECT_EQ(answer(story.alarms({second})).kind, Kind::opened);
    story.expect_call_to("pat.ash", "call.open");
    // "Over" for the first episode comes late: the second goes on.
    story.alarms({over(first)});
    EXPECT_FALSE(story.incident({2}).resolved);
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
}

TEST(ReportStory, OverBeforeItBeganOpensNothing) {
    proves("P3");
    Story story("Sat 2026-11-28 03:00");
    const Answer nothing = answer(story.alarms({over(firing("x", "gp-records", 1))}));
    EXPECT_TRUE(nothing.incidents.empty());
    EXPECT_EQ(answer(story.alarms({firing("x", "gp-records", 1)})).kind, Kind::opened);
    story.expect_call_to("pat.ash", "call.open");
}

TEST(ReportStory, AnEndThatOvertakesItsBeginningIsNotLost) {
    proves("P3");
    Story story("Sat 2026-11-28 03:00");
    const Alarm first = began(firing("x", "gp-records", 1), story.now() - 1min);
    story.alarms({over(first)});
    story.restart();
    EXPECT_TRUE(answer(story.alarms({first})).incidents.empty()) << "it is over";
    story.wait(5min);
    EXPECT_EQ(answer(story.alarms({began(first, story.now())})).kind, Kind::opened) << "a new one";
    story.expect_call_to("pat.ash", "call.open");
}

TEST(ReportStory, AChangeUnderAKeyIsMadeOnceAcrossRestarts) {
    proves("P3");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    const auto note = [&](const std::string& by, const std::string& print) {
        return answer(story.step({IncidentNote{incident, "action", "rack 4 switched over", by},
                                  0,
                                  {by, "k-1", print}}))
            .kind;
    };
    const auto notes = [&] {
        return std::ranges::count_if(story.journal(), [](const Entry& entry) {
            return std::holds_alternative<NoteAdded>(entry.event);
        });
    };
    EXPECT_EQ(note("desk-tool", "f1"), Kind::done);
    EXPECT_EQ(note("desk-tool", "f1"), Kind::done_before);
    story.restart();
    EXPECT_EQ(note("desk-tool", "f1"), Kind::done_before);
    EXPECT_EQ(note("desk-tool", "f2"), Kind::key_reused);
    EXPECT_EQ(notes(), 1);
    EXPECT_EQ(note("another-tool", "f1"), Kind::done) << "the key belongs to its sender";
    EXPECT_EQ(notes(), 2);
}

TEST(ReportStory, ARefusedChangeLeavesItsKeyFree) {
    proves("P3");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    const Input reopen{Reopened{incident, "desk", "too early"}, 0, {"desk-tool", "k-1", "f1"}};
    EXPECT_EQ(answer(story.step(reopen)).kind, Kind::wrong_state) << "it is not resolved";
    story.resolve(incident);
    story.expect_told("pat.ash", "told.standdown");
    EXPECT_NE(answer(story.step(reopen)).kind, Kind::done_before);
    story.expect_whatever_was_sent();
}

TEST(ReportStory, AChangeOfWhatHasMovedMeanwhileIsNotMade) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    const std::uint64_t seen = story.incident(incident).changed;
    const auto resolve = [&](std::uint64_t since) {
        return answer(story.step({Resolved{incident, "desk", "link replaced"},
                                  0,
                                  {.by = "desk", .incident = incident, .unchanged_since = since}}))
            .kind;
    };
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(resolve(seen), Kind::overtaken);
    EXPECT_FALSE(story.incident(incident).resolved);
    EXPECT_EQ(resolve(story.incident(incident).changed), Kind::done);
    story.expect_whatever_was_sent();
}

TEST(ReportStory, AnIdempotencyKeyWithAnotherBodyIsRefusedAndTheFirstStands) {
    proves("P3");
    Story story("Sat 2026-11-28 03:00");
    const Reported first{"api", "desk-tool", {firing("a", "gp-records", 1)}, "key-1", "f1"};
    Reported other = first;
    other.alarms = {firing("b", "ward-orders", 1)};
    other.fingerprint = "f2";
    EXPECT_EQ(answer(story.report(first)).kind, Kind::opened);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(answer(story.report(first)).kind, Kind::repeated);
    const Answer reused = answer(story.report(other));
    EXPECT_EQ(reused.kind, Kind::key_reused);
    EXPECT_EQ(reused.incidents, std::vector<IncidentId>{{1}});
    other.by = "another-tool";
    EXPECT_EQ(answer(story.report(other)).kind, Kind::opened) << "the key belongs to its sender";
}

TEST(ReportStory, ManyAlarmsOfOneRequestAreOneCall) {
    Story story("Sat 2026-11-28 03:00");
    const Answer opened =
        answer(story.alarms({firing("a", "gp-records", 1), firing("a", "gp-records", 1),
                             firing("b", "ward-orders", 2)}));
    EXPECT_EQ(opened.incidents, (std::vector<IncidentId>{{1}, {1}, {2}}));
    story.expect_call_to("pat.ash", "call.open.merged");
}

TEST(ReportStory, WhatTheMonitorClearsIsOverUnlessAPersonHasConfirmedIt) {
    proves("HSSI-05");
    {
        Story story("Sat 2026-11-28 03:00");
        const IncidentId incident = story.alarm("gp-records", 1);
        story.expect_call_to("pat.ash", "call.open");
        story.cleared("gp-records");
        story.expect_told("pat.ash", "told.standdown");
        EXPECT_EQ(story.incident(incident).status, "resolved");
        story.wait(1h);
    }
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.confirm(incident);
    story.cleared("gp-records");
    EXPECT_EQ(story.incident(incident).status, "confirmed");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
}

TEST(ReportStory, AProcedureMayCallNobodyBeforeAPersonHasConfirmed) {
    proves("HSSI-05");
    Story story("Sat 2026-11-28 03:00", {.starts = "confirmed"});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.wait(1h);
    story.confirm(incident);
    story.expect_call_to("pat.ash", "call.open");
    story.confirm(incident, {"degraded", "slow", "", "Westmere"});
    story.wait(10min);
    const Sent text = story.expect_call_to("pat.ash", "call.open.2");
    EXPECT_NE(text.message.text.find("GP Records degraded"), std::string::npos);
    EXPECT_NE(text.message.text.find("Westmere"), std::string::npos)
        << "what a person said comes first";
}

TEST(ReportStory, AnIncidentIsResolvedOnceAndClosedAfterIt) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(answer(story.step({Closed{incident, "nsd"}, 0})).kind, Kind::wrong_state);
    story.resolve(incident);
    story.expect_told("pat.ash", "told.standdown");
    EXPECT_EQ(answer(story.step({Resolved{incident, "nsd", ""}, 0})).kind, Kind::wrong_state);
    EXPECT_EQ(answer(story.step({Confirmed{incident, "nsd", {}}, 0})).kind, Kind::wrong_state);
    EXPECT_EQ(answer(story.step({Closed{incident, "nsd"}, 0})).kind, Kind::done);
    EXPECT_EQ(answer(story.step({Closed{incident, "nsd"}, 0})).kind, Kind::not_found);
    EXPECT_EQ(answer(story.step({Resolved{{99}, "nsd", ""}, 0})).kind, Kind::not_found);
    story.wait(3h);
    EXPECT_EQ(answer(story.alarms({firing("gp-records-1", "gp-records", 1)})).kind, Kind::opened)
        << "the same key, and the trouble is back";
    story.expect_call_to("pat.ash", "call.open");
}

TEST(ReportStory, AnAlarmOfNoKnownServiceIsCalledAllTheSame) {
    Story story("Sat 2026-11-28 03:00");
    Alarm strange = firing("x", "something nobody has ever written down anywhere", 1);
    strange.state = "";
    strange.summary = "<script>alert(1)</script>\n{link}\x07";
    strange.place = "line one\nReply 1234 to win";
    story.alarms({strange});
    const Sent mail = story.expect_mail_to("pat.ash", "call.open");
    const Sent text = story.expect_text_to("pat.ash", "call.open");
    EXPECT_EQ(std::count(text.message.text.begin(), text.message.text.end(), '\n'), 4)
        << text.message.text;
    EXPECT_EQ(mail.message.text.find('\x07'), std::string::npos);
    EXPECT_EQ(mail.message.text.find("{link}"), mail.message.text.rfind("{link}"))
        << "a link only where we put one: " << mail.message.text;
    EXPECT_EQ(mail.message.html.find("<script"), std::string::npos);
    EXPECT_NE(mail.message.html.find("&lt;script&gt;"), std::string::npos);
}

}  // namespace
}  // namespace tocsin

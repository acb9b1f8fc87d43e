// What keeps people from being called for what they know, and what it must never keep from them:
// routes, silences, dependencies, groups, alarms that flap, and heartbeats that do not come.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

Alarm over(Alarm alarm) {
    alarm.firing = false;
    return alarm;
}

Setting with(std::function<void(Directory&)> also) {
    Setting setting;
    setting.also = std::move(also);
    return setting;
}

Setting depending() {
    return with([](Directory& directory) {
        directory.services.at("ward-orders").depends_on = {"mail-relay"};
        directory.services.at("gp-records").depends_on = {"ward-orders"};
    });
}

Answer ask_silence(Story& story, Duration length, std::vector<std::string> services,
                   bool severity_1 = false, Duration ahead = 0s) {
    const Silence silence{{{{"service", std::move(services)}}},
                          story.now() + ahead,
                          story.now() + ahead + length,
                          severity_1,
                          "switch replaced"};
    return story.step({SilenceAsked{silence, "kim.hazel"}, 0}).replies.front().answer;
}

// Time passes, and whatever is said meanwhile is no matter here.
void pass(Story& story, Duration length, Duration step = 1s) {
    story.expect_whatever_was_sent();
    for (const Instant end = story.now() + length; story.now() < end;) {
        story.wait(std::min(step, end - story.now()));
        story.expect_whatever_was_sent();
    }
}

std::size_t opened(const Story& story) {
    return story.state().next_incident().value - 1;
}

// ---------------------------------------------------------------- silences

TEST(NoiseStory, ASilencedAlarmCallsNobodyUntilTheSilenceEnds) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    EXPECT_NE(ask_silence(story, 2h, {"gp-*"}).silence, 0u);
    story.alarms({firing("k", "gp-records", 2)});
    story.wait(119min);
    EXPECT_EQ(opened(story), 0u);
    EXPECT_EQ(story.state().suppressed().size(), 1u) << "it is visible";
    story.wait(1min);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(opened(story), 1u);
    EXPECT_TRUE(story.state().suppressed().empty());
    EXPECT_EQ(story.state().silences().begin()->second.suppressed, 1);
    EXPECT_THAT(story.timeline(), HasSubstr("silence by kim.hazel"));
}

TEST(NoiseStory, WhatIsOverBeforeTheSilenceEndsCallsNobody) {
    Story story("Sat 2026-11-28 03:00");
    ask_silence(story, 2h, {"gp-records"});
    story.alarms({firing("k", "gp-records", 2)});
    story.alarms({over(firing("k", "gp-records", 2))});
    story.wait(3h);
    EXPECT_EQ(opened(story), 0u);
    story.alarms({firing("k", "gp-records", 2)});
    EXPECT_EQ(opened(story), 1u) << "it is another trouble, and nobody expects it any more";
    story.expect_call_to("pat.ash", "call.open");
}

// A monitor that is two programs says everything twice, and not in order.
TEST(NoiseStory, ALateCopyOfWhatWasSilencedAndIsOverIsNotKept) {
    Story story("Sat 2026-11-28 03:00");
    ask_silence(story, 2h, {"gp-records"});
    Alarm alarm = firing("k", "gp-records", 2);
    alarm.began = story.now() - 1min;
    story.alarms({alarm});
    story.alarms({over(alarm)});
    story.alarms({alarm});
    EXPECT_TRUE(story.state().suppressed().empty());
    story.wait(3h);
    EXPECT_EQ(opened(story), 0u);
    alarm.began = story.now();
    story.alarms({alarm});
    EXPECT_EQ(opened(story), 1u) << "it is another trouble";
    story.expect_call_to("pat.ash", "call.open");
}

TEST(NoiseStory, Severity1BreaksThroughUnlessItWasSaidOtherwise) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    ask_silence(story, 2h, {"gp-records"});
    story.alarms({firing("k", "gp-records", 3)});
    EXPECT_EQ(opened(story), 0u);
    story.alarms({firing("k", "gp-records", 1)});
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_TRUE(story.state().suppressed().empty()) << "the same alarm, and it is worse";
    ask_silence(story, 2h, {"ward-orders"}, true);
    story.alarms({firing("w", "ward-orders", 1)});
    story.wait(1s);
    EXPECT_EQ(opened(story), 1u);
}

TEST(NoiseStory, ASilenceAheadBeginsWhenItSaysAndEndsByHand) {
    Story story("Sat 2026-11-28 03:00");
    const std::uint64_t number = ask_silence(story, 1h, {"*"}, false, 1h).silence;
    story.alarms({firing("a", "gp-records", 2)});
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    pass(story, 70min);
    story.alarms({firing("b", "ward-orders", 2)});
    story.wait(1min);
    EXPECT_EQ(opened(story), 1u);
    story.step({SilenceWithdrawn{number, "kim.hazel"}, 0});
    story.wait(0s);
    story.expect_call_to("pat.ash", "call.open");
    const Answer again =
        story.step({SilenceWithdrawn{number, "kim.hazel"}, 0}).replies.front().answer;
    EXPECT_EQ(again.kind, Answer::Kind::wrong_state);
    EXPECT_EQ(ask_silence(story, -1h, {"*"}).kind, Answer::Kind::refused);
}

TEST(NoiseStory, AKilledDaemonForgetsNoSilenceAndNothingThatItKept) {
    proves("P1");
    Story story("Sat 2026-11-28 03:00");
    ask_silence(story, 100h, {"gp-records"});
    story.alarms({firing("k", "gp-records", 2)});
    story.killed_for(99h);
    story.expect_whatever_was_sent();
    EXPECT_EQ(opened(story), 0u);
    pass(story, 1h);
    EXPECT_EQ(opened(story), 1u);
}

TEST(NoiseStory, WithAFullDiskNothingIsSaidToBeSilentOrHeard) {
    proves("P13");
    Story story("Sat 2026-11-28 03:00", with([](Directory& directory) {
                    directory.heartbeats["backup"] = {"backup", 1h, 10min, "mail-relay", "", 2};
                }));
    const Answer set = ask_silence(story, 2h, {"gp-*"});
    story.disk(Committed::full);
    for (const Occurrence& what : std::vector<Occurrence>{
             SilenceAsked{{{}, story.now(), story.now() + 1h}, "kim.hazel"},
             SilenceWithdrawn{set.silence, "kim.hazel"}, Heartbeat{"backup", "cron"}}) {
        EXPECT_FALSE(story.step({what, 0}).replies.front().durable);
    }
    EXPECT_EQ(story.state().silences().size(), 1u);
    EXPECT_FALSE(story.state().silences().begin()->second.ended);
    EXPECT_FALSE(story.state().heartbeats().find("backup")->last);
    story.expect_whatever_was_sent();
}

TEST(NoiseStory, WhatAPersonReportsIsHeardWhateverIsSilent) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    ask_silence(story, 2h, {"*"}, true);
    story.report({"api", "nsd", {firing("k", "gp-records", 2)}, "", ""});
    story.expect_call_to("pat.ash", "call.open");
}

// ---------------------------------------------------------------- what explains what

TEST(NoiseStory, WhatIsDownExplainsWhatDoesNotWorkWithoutIt) {
    Story story("Sat 2026-11-28 03:00", depending());
    const IncidentId network = story.alarm("mail-relay", 2);
    story.expect_call_to("pat.ash", "call.open");
    story.alarms({firing("g", "gp-records", 2)});
    story.wait(1s);
    EXPECT_EQ(opened(story), 1u) << "over ward-orders, which needs it";
    EXPECT_THAT(story.timeline(), HasSubstr("Explains the alarm of gp-records"));
    story.acknowledge("pat.ash");
    story.resolve(network);
    story.expect_whatever_was_sent();
    story.wait(4min);
    EXPECT_EQ(opened(story), 1u);
    story.wait(1min);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(opened(story), 2u) << "it fires still: it has trouble of its own";
}

TEST(NoiseStory, WhatWasExplainedIsLetGoThoughTheCauseWasClosedBeforeAKill) {
    proves("P1");
    Story story("Sat 2026-11-28 03:00", depending());
    const IncidentId network = story.alarm("mail-relay", 2);
    story.expect_call_to("pat.ash", "call.open");
    story.alarms({firing("w", "ward-orders", 3)});
    story.acknowledge("pat.ash");
    story.resolve(network);
    story.close(network);
    story.expect_whatever_was_sent();
    story.killed_for(1min);
    story.expect_whatever_was_sent();
    pass(story, 6min);
    EXPECT_EQ(opened(story), 2u);
    EXPECT_EQ(story.state().incidents().find(network), nullptr) << "and only now is it forgotten";
}

TEST(NoiseStory, AWorstAlarmOrADegradedCauseExplainsNothing) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", depending());
    story.alarm("mail-relay", 2);
    story.alarms({firing("w", "ward-orders", 1)});
    EXPECT_EQ(opened(story), 2u) << "severity 1 is nobody's symptom";
    story.expect_whatever_was_sent();
    Story other("Sat 2026-11-28 03:00", depending());
    Alarm slow = firing("m", "mail-relay", 2);
    slow.state = "degraded";
    other.alarms({slow});
    other.alarms({firing("w", "ward-orders", 2)});
    EXPECT_EQ(opened(other), 2u);
    other.expect_whatever_was_sent();
}

// ---------------------------------------------------------------- groups

Setting grouping() {
    return with([](Directory& directory) {
        AlarmRoute wards;
        wards.name = "wards";
        wards.when = {{{"service", {"ward-*"}}}};
        wards.service = "ward-orders";
        wards.group = {"place"};
        wards.group_within = 10min;
        directory.routes = {wards, AlarmRoute{.name = "rest", .when = {}}};
    });
}

Alarm of_ward(const std::string& key, const std::string& place, int severity = 2) {
    Alarm alarm = firing(key, "ward-bed", severity);
    alarm.place = place;
    return alarm;
}

TEST(NoiseStory, AlarmsOfAGroupAreOneIncidentUntilAllOfThemAreOver) {
    Story story("Sat 2026-11-28 03:00", grouping());
    story.alarms({of_ward("a", "Eastvale"), of_ward("b", "Eastvale"), of_ward("c", "Westmere")});
    EXPECT_EQ(opened(story), 2u);
    pass(story, 5min);
    story.alarms({of_ward("d", "Eastvale", 3)});
    EXPECT_EQ(opened(story), 2u);
    EXPECT_EQ(story.incident({1}).joined->size(), 2u);
    EXPECT_EQ(story.incident({1}).alarm.service, "ward-orders") << "as the route says";
    story.alarms({over(of_ward("a", "Eastvale")), over(of_ward("b", "Eastvale"))});
    EXPECT_FALSE(story.incident({1}).resolved) << "d fires";
    story.alarms({over(of_ward("d", "Eastvale"))});
    EXPECT_TRUE(story.incident({1}).resolved);
    story.expect_whatever_was_sent();
}

TEST(NoiseStory, WhatIsWorseOrLaterIsNoPartOfTheGroup) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", grouping());
    story.alarms({of_ward("a", "Eastvale", 3)});
    story.alarms({of_ward("b", "Eastvale", 2)});
    EXPECT_EQ(opened(story), 2u) << "it is worse";
    pass(story, 10min);
    story.alarms({of_ward("c", "Eastvale", 3)});
    EXPECT_EQ(opened(story), 3u) << "the window is over";
    story.expect_whatever_was_sent();
}

TEST(NoiseStory, TheWorstOfAGroupInOneMessageIsAnIncidentOfItsOwn) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", grouping());
    story.alarms({of_ward("a", "Eastvale", 4), of_ward("b", "Eastvale", 1)});
    EXPECT_EQ(opened(story), 2u);
    EXPECT_EQ(story.incident({2}).severity, 1);
    story.expect_whatever_was_sent();
}

TEST(NoiseStory, WhatFollowsAnotherProcedureIsNoPartOfTheGroup) {
    Story story("Sat 2026-11-28 03:00", with([](Directory& directory) {
                    Procedure other = directory.procedures.at("hssi");
                    other.name = "other";
                    directory.procedures["other"] = other;
                    directory.services.at("mail-relay").procedure = "other";
                    AlarmRoute place;
                    place.name = "place";
                    place.group = {"place"};
                    place.group_within = 1h;
                    directory.routes = {place};
                }));
    story.alarms({firing("a", "gp-records", 2), firing("b", "mail-relay", 2),
                  firing("c", "ward-orders", 2)});
    EXPECT_EQ(opened(story), 2u);
    story.expect_whatever_was_sent();
}

TEST(NoiseStory, ASilenceOverAGroupLetsGoOneIncident) {
    Story story("Sat 2026-11-28 03:00", grouping());
    ask_silence(story, 1h, {"ward-*"});
    story.alarms({of_ward("a", "Eastvale"), of_ward("b", "Eastvale"), of_ward("c", "Eastvale")});
    pass(story, 61min);
    EXPECT_EQ(opened(story), 1u);
    EXPECT_EQ(story.incident({1}).joined->size(), 2u);
}

TEST(NoiseStory, AGroupOfDaysKnowsItsAlarmsAfterARestart) {
    proves("P3");
    Story story("Sat 2026-11-28 03:00", grouping());
    story.alarms({of_ward("a", "Eastvale"), of_ward("b", "Eastvale")});
    story.acknowledge("pat.ash");
    story.expect_whatever_was_sent();
    story.killed_for(96h);
    story.expect_whatever_was_sent();
    story.alarms({of_ward("b", "Eastvale")});
    EXPECT_EQ(opened(story), 1u);
    story.alarms({over(of_ward("a", "Eastvale")), over(of_ward("b", "Eastvale"))});
    EXPECT_TRUE(story.incident({1}).resolved);
    story.expect_whatever_was_sent();
}

// ---------------------------------------------------------------- several things at once

TEST(NoiseStory, WhatFiresAgainInTheMessageThatEndsTheOthersIsNotOver) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", grouping());
    story.alarms({of_ward("a", "Eastvale"), of_ward("b", "Eastvale")});
    story.alarms({over(of_ward("a", "Eastvale"))});
    story.alarms({of_ward("a", "Eastvale"), over(of_ward("b", "Eastvale"))});
    EXPECT_FALSE(story.incident({1}).resolved) << "a fires again";
    story.alarms({of_ward("c", "Eastvale"), over(of_ward("a", "Eastvale"))});
    EXPECT_FALSE(story.incident({1}).resolved) << "c fires, and has just joined";
    story.alarms(
        {of_ward("b", "Eastvale"), over(of_ward("b", "Eastvale")), over(of_ward("c", "Eastvale"))});
    EXPECT_TRUE(story.incident({1}).resolved);
    EXPECT_EQ(opened(story), 1u);
    story.expect_whatever_was_sent();
}

TEST(NoiseStory, WhatIsOverAndFiresAgainInOneMessageFires) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    Alarm alarm = firing("k", "gp-records", 2);
    alarm.began = story.now();
    story.alarms({alarm});
    story.expect_whatever_was_sent();
    Alarm again = alarm;
    again.began = story.now() + 1s;
    story.wait(2s);
    story.alarms({over(alarm), again});
    EXPECT_EQ(opened(story), 2u);
    story.expect_whatever_was_sent();
    story.alarms({over(again)});
    story.expect_whatever_was_sent();
    ask_silence(story, 1h, {"gp-records"});
    Alarm third = again;
    third.began = story.now() + 1s;
    story.wait(2s);
    story.alarms({third});
    story.alarms({over(third), third});
    EXPECT_EQ(story.state().suppressed().size(), 1u) << "and is not forgotten";
    pass(story, 61min);
    EXPECT_EQ(opened(story), 3u);
}

TEST(NoiseStory, ALesserTroubleExplainsNothing) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", depending());
    story.alarm("mail-relay", 5);
    story.expect_whatever_was_sent();
    story.alarms({firing("w", "ward-orders", 2)});
    EXPECT_EQ(opened(story), 2u) << "a certificate that ends in a month does not bring it down";
    story.expect_whatever_was_sent();
}

TEST(NoiseStory, WhatIsSaidToBeDegradedExplainsNothingAnyMore) {
    Story story("Sat 2026-11-28 03:00", depending());
    const IncidentId network = story.alarm("mail-relay", 2);
    story.alarms({firing("w", "ward-orders", 2)});
    EXPECT_EQ(opened(story), 1u);
    story.expect_whatever_was_sent();
    PublicWords words;
    words.state = "degraded";
    story.confirm(network, words);
    story.expect_whatever_was_sent();
    EXPECT_EQ(opened(story), 2u);
}

// ---------------------------------------------------------------- routes

TEST(NoiseStory, AnAlarmThatFitsNoRouteIsHandledAndLevel1Hears) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", with([](Directory& directory) {
                    AlarmRoute relay;
                    relay.name = "relay";
                    relay.when = {{{"summary", {"*queue*"}}}};
                    relay.service = "mail-relay";
                    relay.severity = 3;
                    relay.fields = {{"category", {"clinical"}}};
                    directory.routes = {relay};
                }));
    Alarm queue = firing("q", "postfix", 2);
    queue.summary = "Queue of 900";
    story.alarms({queue});
    EXPECT_EQ(story.incident({1}).alarm.service, "mail-relay");
    EXPECT_EQ(story.incident({1}).severity, 3);
    EXPECT_EQ(story.incident({1}).values("category"), std::set<std::string>{"clinical"});
    story.alarms({queue});
    EXPECT_EQ(story.incident({1}).severity, 3) << "and the monitor's next message changes nothing";
    story.expect_whatever_was_sent();
    story.alarms({firing("x", "unheard-of", 2)});
    EXPECT_EQ(opened(story), 2u);
    bool told = false;
    for (const Sent& sent : story.expect_whatever_was_sent())
        told = told || (sent.text_id == "op.unrouted" && sent.to == "nsd");
    EXPECT_TRUE(told);
    story.alarms({firing("y", "gp-records", 2)});
    for (const Sent& sent : story.expect_whatever_was_sent())
        EXPECT_NE(sent.text_id, "op.unrouted") << "its service is ours";
}

// ---------------------------------------------------------------- flapping

TEST(NoiseStory, AnAlarmThatFlapsStaysOpenUntilItIsQuiet) {
    Story story("Sat 2026-11-28 03:00");
    const Alarm alarm = firing("k", "gp-records", 2);
    for (int time = 0; time < 4; ++time) {
        story.alarms({alarm});
        pass(story, 2min);
        story.alarms({over(alarm)});
        pass(story, 2min);
    }
    EXPECT_EQ(opened(story), 4u);
    EXPECT_FALSE(story.incident({4}).resolved) << "the fourth within the hour";
    story.alarms({alarm});
    pass(story, 20min);
    EXPECT_EQ(opened(story), 4u) << "it is the same trouble, and nobody is called anew";
    EXPECT_FALSE(story.incident({4}).resolved) << "it fires";
    story.alarms({over(alarm)});
    pass(story, 14min);
    EXPECT_FALSE(story.incident({4}).resolved);
    story.killed_for(30s);
    pass(story, 2min);
    EXPECT_TRUE(story.incident({4}).resolved);
    story.expect_whatever_was_sent();
    EXPECT_THAT(story.timeline(), HasSubstr("it flaps"));
}

// ---------------------------------------------------------------- heartbeats

Setting beating(Duration every = 1h, Duration grace = 10min) {
    return with([=](Directory& directory) {
        directory.heartbeats["backup"] = {"backup", every, grace, "mail-relay", "", 2};
    });
}

void beats(Story& story, bool failed = false) {
    story.step({Heartbeat{"backup", "cron", failed, failed ? "disk full" : ""}, 0});
}

TEST(NoiseStory, AHeartbeatThatNeverComesIsMissed) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", beating());
    story.wait(69min);
    EXPECT_EQ(opened(story), 0u);
    story.wait(1min);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_THAT(story.incident({1}).alarm.summary, HasSubstr("never sent a heartbeat"));
    beats(story);
    EXPECT_TRUE(story.incident({1}).resolved) << "it lives, and nobody had confirmed anything";
    story.expect_whatever_was_sent();
    for (int hour = 0; hour < 5; ++hour) {
        pass(story, 59min);
        beats(story);
    }
    EXPECT_EQ(opened(story), 1u);
    pass(story, 71min);
    EXPECT_EQ(opened(story), 2u);
    EXPECT_THAT(story.incident({2}).alarm.summary, HasSubstr("no heartbeat since"));
    story.expect_whatever_was_sent();
}

TEST(NoiseStory, AHeartbeatThatStaysAwayIsTakenUpAgain) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", beating());
    beats(story);
    pass(story, 71min);
    EXPECT_EQ(opened(story), 1u);
    story.resolve({1});
    pass(story, 60min);
    EXPECT_EQ(opened(story), 1u);
    pass(story, 11min);
    EXPECT_EQ(opened(story), 2u) << "somebody closed it, and the job does not run";
}

TEST(NoiseStory, AJobThatSaysItFailedCallsAtOnce) {
    Story story("Sat 2026-11-28 03:00", beating());
    beats(story, true);
    story.wait(0s);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_THAT(story.incident({1}).alarm.summary, HasSubstr("failed: disk full"));
    const Answer nobody = story.step({Heartbeat{"unheard-of", "cron"}, 0}).replies.front().answer;
    EXPECT_EQ(nobody.kind, Answer::Kind::not_found);
}

TEST(NoiseStory, WhatMayHaveComeWhileNobodyListenedIsGivenItsGrace) {
    Story story("Sat 2026-11-28 03:00", beating());
    beats(story);
    story.killed_for(3h);
    story.expect_whatever_was_sent();
    story.wait(9min);
    EXPECT_EQ(opened(story), 0u);
    pass(story, 2min);
    EXPECT_EQ(opened(story), 1u);
    story.expect_whatever_was_sent();
}

TEST(NoiseStory, AWeeklyHeartbeatIsRememberedAcrossARestartDaysLater) {
    Story story("Sat 2026-11-28 03:00", beating(168h, 1h));
    pass(story, 100h, 1min);
    beats(story);
    story.killed_for(100h);
    story.expect_whatever_was_sent();
    pass(story, 68h, 1min);
    EXPECT_EQ(opened(story), 0u);
    pass(story, 2h);
    EXPECT_EQ(opened(story), 1u);
    story.expect_whatever_was_sent();
}

// ---------------------------------------------------------------- what is said in the monitor

Alarm remarked(const std::string& key, AlarmRemark remark) {
    Alarm alarm = firing(key, "gp-records", 2);
    alarm.remark = std::move(remark);
    return alarm;
}

TEST(NoiseStory, AnAcknowledgementInAMonitorTakesOnlyForWhomTheSourceIsTrusted) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00");
    story.alarms({firing("k", "gp-records", 2)});
    story.expect_call_to("pat.ash", "call.open");
    story.alarms({remarked("k", {"pash", "on it", true, ""})});
    EXPECT_FALSE(story.incident({1}).holder) << "nobody knows who that is: the calls go on";
    EXPECT_THAT(story.timeline(), HasSubstr("pash acknowledged it in"));
    story.alarms({remarked("k", {"pash", "", true, "pat.ash"})});
    ASSERT_TRUE(story.incident({1}).holder);
    EXPECT_EQ(story.incident({1}).holder->person, "pat.ash");
    story.expect_whatever_was_sent();
    story.alarms({remarked("unheard-of", {"pash", "", true, "pat.ash"})});
    EXPECT_EQ(opened(story), 1u) << "a remark opens nothing";
}

// ---------------------------------------------------------------- patterns

TEST(AlarmMatcher, StarsStandForAnything) {
    EXPECT_TRUE(fits("gp-*", "GP-Records"));
    EXPECT_TRUE(fits("*", ""));
    EXPECT_TRUE(fits("*queue*", "the Queue"));
    EXPECT_TRUE(fits("a*b*c", "axxbyyc"));
    EXPECT_FALSE(fits("a*b*c", "axxbyy"));
    EXPECT_FALSE(fits("gp", "gp-records"));
    EXPECT_FALSE(fits("", "x"));
    EXPECT_FALSE(fits("*a*a*a*a*a*a*b", std::string(5000, 'a'))) << "and soon";
}

TEST(AlarmMatcher, AllNamesAndAnyPattern) {
    Alarm alarm = firing("k", "gp-records", 3);
    alarm.fields["label.team"] = "imaging";
    const AlarmMatcher matcher{{{"severity", {"2", "3"}}, {"label.team", {"imag*"}}}};
    EXPECT_TRUE(matches(matcher, alarm, "zbx"));
    alarm.severity = 4;
    EXPECT_FALSE(matches(matcher, alarm, "zbx"));
    EXPECT_FALSE(matches({{{"label.none", {"?"}}}}, alarm, "zbx"));
    EXPECT_TRUE(matches({{{"source", {"zbx"}}}}, alarm, "zbx"));
    EXPECT_EQ(words(matcher), "label.team imag*, severity 2 or 3");
    EXPECT_EQ(words(AlarmMatcher{}), "every alarm");
}

}  // namespace
}  // namespace tocsin

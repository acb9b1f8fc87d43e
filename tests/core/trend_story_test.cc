// WSIC-06: several incidents of a kind within a window are one major incident, whoever reported
// them and whatever has become of them since.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Setting with_trend(int count = 3, std::vector<std::string> same = {"category"}) {
    TrendRule trend;
    trend.name = "outbreak";
    trend.title = "several of a kind";
    trend.when = {Matcher{.fields = {{"category", {"clinical", "multi-site"}}}}};
    trend.same = std::move(same);
    trend.count = count;
    trend.within = 24h;
    trend.severity = 1;
    trend.set = {{"kind", {"outage"}}};
    Setting setting;
    setting.trends = {trend};
    return setting;
}

void set_category(Story& story, IncidentId incident, const std::string& category) {
    story.step({SetFields{incident, {{"category", {category}}}, "nsd", ""}, 0});
    story.wait(0s);
}

// Another monitor each time: "from any partners".
IncidentId reported(Story& story, const std::string& who, const std::string& category = "clinical",
                    const std::string& service = "gp-records") {
    const Effects effects = story.report({who, who, {firing("k", service, 3)}, "", ""});
    const IncidentId incident = effects.replies.front().answer.incidents.front();
    story.expect_whatever_was_sent();
    set_category(story, incident, category);
    return incident;
}

std::optional<IncidentId> major_of(const Story& story, IncidentId incident) {
    const Incident* row = story.state().incidents().find(incident);
    if (row == nullptr || !row->part_of) return std::nullopt;
    return row->part_of->at("outbreak");
}

TEST(TrendStory, ThreeOfAKindAreOneMajorIncidentThatCallsByItself) {
    proves("WSIC-06");
    Story story("Sat 2026-11-28 03:00", with_trend());
    reported(story, "north");
    story.wait(2min);
    reported(story, "south", "clinical", "mail-relay");
    story.wait(2min);
    EXPECT_EQ(story.state().incidents().size(), 2u);
    const IncidentId third = reported(story, "west");
    const IncidentId major{4};
    const Sent call = story.expect_call_to("pat.ash", "call.open");
    EXPECT_THAT(call.message.text, HasSubstr("several of a kind"));
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.incident(major).severity, 1);
    EXPECT_EQ(story.incident(major).values("kind"), std::set<std::string>{"outage"});
    EXPECT_EQ(story.incident(major).alarm.service, "") << "they are of two services";
    EXPECT_EQ(story.incident(major).alarm.summary,
              "several of a kind (clinical): INC-1, INC-2, INC-3");
    EXPECT_THAT(story.incident(major).trend_of->of.members,
                ElementsAre(IncidentId{1}, IncidentId{2}, third));
    EXPECT_EQ(major_of(story, {1}), major);
    EXPECT_EQ(major_of(story, third), major);
    EXPECT_THAT(story.timeline(), HasSubstr("part of INC-4: several of a kind (clinical)\n"));
}

TEST(TrendStory, TheWindowIsCountedFromWhenEachCame) {
    proves("WSIC-06");
    Story story("Sat 2026-11-28 03:00", with_trend());
    for (const std::string who : {"north", "south"}) {
        story.resolve(reported(story, who));
        story.expect_whatever_was_sent();
    }
    story.wait(24h);
    reported(story, "west");
    EXPECT_EQ(story.state().next_incident().value, 4u) << "the first two count no more";
    reported(story, "east");
    EXPECT_EQ(story.state().next_incident().value, 5u);
    reported(story, "far-east");
    EXPECT_EQ(story.state().next_incident().value, 7u) << "these three do";
    story.expect_whatever_was_sent();
}

TEST(TrendStory, ThoseThatAreClosedAndForgottenCountThroughAKill) {
    proves("WSIC-06");
    Story story("Sat 2026-11-28 03:00", with_trend());
    for (const std::string who : {"north", "south"}) {
        const IncidentId incident = reported(story, who);
        story.resolve(incident);
        story.close(incident);
        story.expect_whatever_was_sent();
        EXPECT_EQ(story.state().incidents().find(incident), nullptr);
    }
    story.killed_for(1h);
    story.expect_whatever_was_sent();
    const IncidentId third = reported(story, "west");
    EXPECT_EQ(major_of(story, third), IncidentId{4});
    story.expect_whatever_was_sent();
}

TEST(TrendStory, LaterOnesJoinWhileItIsOpenAndCountAnewAfterwards) {
    proves("WSIC-06");
    Story story("Sat 2026-11-28 03:00", with_trend(2));
    reported(story, "north");
    const IncidentId second = reported(story, "south");
    const IncidentId major = *major_of(story, second);
    story.expect_whatever_was_sent();
    const IncidentId later = reported(story, "west");
    EXPECT_EQ(major_of(story, later), major);
    EXPECT_EQ(story.incident(major).trend_of->joined, 3);
    story.killed_for(1min);
    EXPECT_EQ(story.incident(major).trend_of->joined, 3);
    EXPECT_EQ(major_of(story, later), major);
    story.resolve(major);
    story.expect_whatever_was_sent();
    const IncidentId alone = reported(story, "east");
    EXPECT_EQ(major_of(story, alone), std::nullopt);
    const IncidentId next = reported(story, "far-east");
    EXPECT_EQ(major_of(story, next), major_of(story, alone));
    EXPECT_NE(major_of(story, next), major);
    story.expect_whatever_was_sent();
}

TEST(TrendStory, WhatIsOfAnotherKindOrCorrectedDoesNotCount) {
    Story story("Sat 2026-11-28 03:00", with_trend());
    reported(story, "north");
    const IncidentId wrong = reported(story, "south");
    reported(story, "west", "multi-site");
    reported(story, "east", "data-centre");
    set_category(story, wrong, "data-centre");
    reported(story, "far-east");
    EXPECT_EQ(story.state().next_incident().value, 6u) << "two of each kind at most";
    set_category(story, wrong, "clinical");
    EXPECT_EQ(major_of(story, wrong), IncidentId{6});
    story.expect_whatever_was_sent();
}

TEST(TrendStory, OneServiceIsAKindAndAnUnlistedOneIsNone) {
    Story story("Sat 2026-11-28 03:00", with_trend(2, {"service"}));
    reported(story, "north", "clinical", "something else");
    reported(story, "south", "clinical", "something else");
    EXPECT_EQ(story.state().next_incident().value, 3u);
    reported(story, "west", "clinical", "mail-relay");
    const IncidentId second = reported(story, "east", "multi-site", "mail-relay");
    const std::optional<IncidentId> major = major_of(story, second);
    ASSERT_TRUE(major);
    EXPECT_EQ(story.incident(*major).alarm.service, "mail-relay");
    story.expect_whatever_was_sent();
}

TEST(TrendStory, ManyThatComeAtOnceAreOne) {
    proves("WSIC-06");
    Setting setting = with_trend(3, {});
    setting.trends.front().when = {};
    Story story("Sat 2026-11-28 03:00", std::move(setting));
    std::vector<Alarm> alarms;
    for (int i = 0; i < 150; ++i)
        alarms.push_back(firing("k" + std::to_string(i), "gp-records", 3));
    story.alarms(alarms);
    EXPECT_EQ(story.state().next_incident().value, 152u);
    EXPECT_EQ(story.incident({151}).trend_of->joined, 150);
    EXPECT_EQ(story.incident({151}).trend_of->of.members.size(), MajorState::listed_max);
    story.expect_whatever_was_sent();
}

// Its ladder begins with the confirmation; several of a kind need none, and it calls once.
TEST(TrendStory, AMajorIncidentThatIsConfirmedLaterCallsNobodyTwice) {
    Setting setting = with_trend(2);
    setting.starts = "confirmed";
    Story story("Sat 2026-11-28 03:00", std::move(setting));
    reported(story, "north");
    const IncidentId major = *major_of(story, reported(story, "south"));
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_whatever_was_sent();
    story.confirm(major);
    for (const Sent& sent : story.expect_whatever_was_sent())
        EXPECT_THAT(sent.text_id, Not(HasSubstr("call."))) << sent.to;
    EXPECT_EQ(story.incident(major).holder->person, "pat.ash");
}

}  // namespace
}  // namespace tocsin

// HSSI-33: what was resolved when it was reported is told once, by itself; what was reported late
// waits for whoever decides.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;

Setting with_rule() {
    Setting setting;
    setting.notices = notices_of_stories();
    setting.notices.retrospective = {60min, {"level-3"}, {"harm", "security"}, {}};
    setting.notices.retrospective.proposes = {Matcher{.services = {"gp-records"}}};
    return setting;
}

struct Over {
    Duration began_ago{};
    Duration resolved_ago{};
    std::string impact = "Users cannot open shared records";
};

IncidentId reported(Story& story, const Over& over) {
    Alarm alarm = firing("k", "gp-records", 2);
    alarm.summary = "GP Records stopped answering.";
    alarm.place = "Northtown";
    alarm.began = story.now() - over.began_ago;
    const AlreadyOver already{story.now() - over.resolved_ago, "Network link replaced",
                              over.impact};
    const Effects effects = story.report({"api", "nsd", {alarm}, "", "", already});
    const IncidentId incident = effects.replies.front().answer.incidents.front();
    story.nobody_else_was_called();
    story.wait(5min);
    return incident;
}

std::vector<std::string> text_ids(const std::vector<Sent>& sent) {
    std::vector<std::string> ids;
    for (const Sent& one : sent) ids.push_back(one.text_id);
    return ids;
}

bool told(const std::vector<Sent>& sent) {
    const auto ids = text_ids(sent);
    return std::ranges::find(ids, "notice.final") != ids.end();
}

TEST(RetrospectStory, WhatIsReportedInTimeIsToldOnceByItselfAndCallsNobody) {
    proves("HSSI-33");
    Story story("Mon 2026-11-23 10:00", with_rule());
    // In core hours it counts from the resolution, and 60 minutes are in time.
    const IncidentId incident = reported(story, {.began_ago = 5h, .resolved_ago = 60min});
    const auto sent = story.expect_whatever_was_sent();
    ASSERT_TRUE(told(sent));
    for (const Sent& one : sent) {
        EXPECT_EQ(one.text_id, "notice.final") << "nobody is called";
        EXPECT_THAT(one.message.text, HasSubstr("Network link replaced"));
    }
    EXPECT_EQ(story.incident(incident).status, "resolved");
    EXPECT_TRUE(story.incident(incident).confirmed) << "the status page shows it";
    EXPECT_EQ(story.incident(incident).notices->told.size(), 1u);
    story.killed_for(1min);
    story.expect_whatever_was_sent();
    story.wait(2h);
    story.nobody_else_was_called();
}

TEST(RetrospectStory, AFlagOfTheFirstMinutesComesFirst) {
    proves("HSSI-33");
    proves("HSSI-34");
    Story story("Mon 2026-11-23 10:00", with_rule());
    Alarm alarm = firing("k", "gp-records", 2);
    alarm.place = "Northtown";
    alarm.began = story.now() - 1h;
    const Reported over{"api",   "nsd",
                        {alarm}, "",
                        "",      AlreadyOver{story.now() - 5min, "mended", "Nobody could read"}};
    const IncidentId incident = story.report(over).replies.front().answer.incidents.front();
    story.wait(4min);
    story.flag(incident, "harm");
    story.expect_whatever_was_sent();
    story.wait(1min);
    story.expect_level_1_told("hold.never", "service-bridge");
    story.wait(2h);
    EXPECT_FALSE(told(story.expect_whatever_was_sent()));
    EXPECT_EQ(story.state().holds().size(), 1u);
}

TEST(RetrospectStory, WhatIsOpenUnderItsKeyIsToBeResolvedAndIsNotOver) {
    Story story("Mon 2026-11-23 10:00", with_rule());
    const Alarm alarm = firing("k", "gp-records", 2);
    story.report({"api", "nsd", {alarm}, "", ""});
    story.expect_whatever_was_sent();
    const Answer answer =
        story.report({"api", "nsd", {alarm}, "", "", AlreadyOver{story.now(), "mended", ""}})
            .replies.front()
            .answer;
    EXPECT_EQ(answer.kind, Answer::Kind::wrong_state);
    EXPECT_EQ(answer.detail, "INC-1 is open under this key: resolve it.");
    EXPECT_FALSE(story.incident({1}).resolved);
}

TEST(RetrospectStory, OutOfHoursItCountsFromTheBeginning) {
    proves("HSSI-33");
    Story in_time("Sat 2026-11-28 03:00", with_rule());
    reported(in_time, {.began_ago = 60min, .resolved_ago = 5min});
    EXPECT_TRUE(told(in_time.expect_whatever_was_sent()))
        << "and the EDM need not decide: the holds that come first are harm and security alone";
    Story late("Sat 2026-11-28 03:00", with_rule());
    reported(late, {.began_ago = 61min, .resolved_ago = 5min});
    EXPECT_FALSE(told(late.expect_whatever_was_sent()));
    EXPECT_EQ(late.state().holds().size(), 1u);
}

TEST(RetrospectStory, WhatIsLateWaitsForWhoeverDecidesWithAProposal) {
    proves("HSSI-33");
    Story story("Mon 2026-11-23 10:00", with_rule());
    const IncidentId incident = reported(story, {.began_ago = 5h, .resolved_ago = 61min});
    const Sent asked = story.expect_told("sam.elm", "hold.decide");
    EXPECT_THAT(asked.message.text, HasSubstr("reported late; proposal: send"));
    EXPECT_FALSE(told(story.expect_whatever_was_sent()));
    EXPECT_TRUE(story.incident(incident).confirmed) << "the status page shows it either way";
    const HoldId hold{story.state().holds().begin()->first};
    EXPECT_EQ(story.decide(hold, HoldDecided::How::lift, "kim.hazel").kind, Answer::Kind::held);
    story.decide(hold, HoldDecided::How::lift, "sam.elm");
    EXPECT_TRUE(told(story.expect_whatever_was_sent()));
}

// Closed within the minutes in which a flag may still be raised: what is in time goes out all the
// same; what would wait for somebody has nobody left to wait for.
TEST(RetrospectStory, WhatIsClosedAtOnceIsToldOrNotedAndNobodyIsAskedInVain) {
    proves("HSSI-33");
    proves("HSSI-55");
    for (const bool late : {false, true}) {
        Story story("Mon 2026-11-23 10:00", with_rule());
        Alarm alarm = firing("k", "gp-records", 2);
        alarm.place = "Northtown";
        alarm.began = story.now() - 5h;
        const AlreadyOver over{story.now() - (late ? 61min : 60min), "mended", "Nobody could read"};
        const IncidentId incident =
            story.report({"api", "nsd", {alarm}, "", "", over}).replies.front().answer.incidents[0];
        story.wait(2min);
        story.close(incident);
        const auto sent = story.expect_whatever_was_sent();
        EXPECT_EQ(told(sent), !late);
        for (const Sent& one : sent) EXPECT_EQ(one.text_id, "notice.final");
        EXPECT_TRUE(story.state().holds().empty());
        const std::string noted =
            "No message went out by itself; closed before anybody decided: reported late; "
            "proposal: send";
        EXPECT_EQ(story.timeline().find(noted) != std::string::npos, late) << story.timeline();
        story.wait(2h);
        story.nobody_else_was_called();
    }
}

TEST(RetrospectStory, WhatCannotBeSaidIsNotedAndNothingIsSent) {
    Story story("Mon 2026-11-23 10:00", with_rule());
    Alarm alarm = firing("k", "something else", 2);
    alarm.began = story.now() - 10min;
    story.report({"api", "nsd", {alarm}, "", "", AlreadyOver{story.now(), "mended", ""}});
    story.wait(5min);
    EXPECT_FALSE(told(story.expect_whatever_was_sent()));
    EXPECT_THAT(story.timeline(), HasSubstr("No message went out by itself; "));
}

}  // namespace
}  // namespace tocsin

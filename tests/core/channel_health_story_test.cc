// How channels fare, as operators see it: from what their providers answered (P14).
#include "core/channel_health.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

using Standing = ChannelHealth::Standing;

ChannelHealth health_of(const Story& story, const std::string& name) {
    const auto all = channel_health(story.state(), story.directory(), story.now());
    EXPECT_EQ(all.size(), story.directory().providers.size());
    const auto found = std::ranges::find_if(
        all, [&](const ChannelHealth& one) { return one.provider.name == name; });
    return found == all.end() ? ChannelHealth{} : *found;
}

// Whatever is tried again meanwhile.
void passes(Story& story, int seconds) {
    for (int second = 0; second < seconds; ++second) {
        story.wait(1s);
        story.expect_whatever_was_sent();
    }
}

TEST(ChannelHealthStory, OneThatWasNotAskedIsNeverUsedAndOneThatAnswersIsGood) {
    Story story("Sat 2026-11-28 03:00");
    const Standing before = health_of(story, "sms-b").standing;
    EXPECT_EQ(before, Standing::never_used);
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const ChannelHealth good = health_of(story, "sms-a");
    EXPECT_EQ(good.standing, Standing::good);
    EXPECT_FALSE(good.fails());
    EXPECT_EQ(good.in_hand, 0);
    EXPECT_GE(good.handed_lately, 1);
    EXPECT_GE(good.answers, 1);
}

TEST(ChannelHealthStory, OneThatFailsAgainAndAgainIsPassedByAndThenGoodAgain) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Story::Mood::busy);
    const Instant began = story.now();
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const ChannelHealth first = health_of(story, "sms-a");
    EXPECT_EQ(first.standing, Standing::failing);
    EXPECT_EQ(first.failing_since, began);
    EXPECT_EQ(first.waiting, 1) << "the call is to be handed over again";
    passes(story, 10);
    const ChannelHealth shut = health_of(story, "sms-a");
    EXPECT_EQ(shut.standing, Standing::passed_by);
    ASSERT_TRUE(shut.passed_by_until);
    EXPECT_GT(*shut.passed_by_until, story.now());
    EXPECT_GE(shut.failed_percent, 75) << "of all but what set the story up";
    EXPECT_FALSE(shut.last_failure.empty());
    story.provider("sms-a", Story::Mood::accepts);
    passes(story, 120);
    const ChannelHealth again = health_of(story, "sms-a");
    EXPECT_EQ(again.standing, Standing::good);
    EXPECT_FALSE(again.failing_since);
    EXPECT_LT(again.failed_percent, shut.failed_percent);
    EXPECT_FALSE(again.last_failure.empty()) << "what it said is kept";
}

TEST(ChannelHealthStory, TheOldestHandOverWithoutAnAnswerIsSeen) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Story::Mood::hangs);
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.wait(40s);
    const ChannelHealth hung = health_of(story, "sms-a");
    EXPECT_EQ(hung.in_hand, 1);
    EXPECT_EQ(hung.oldest, Duration(40s));
    story.hung_provider_answers("sms-a", Verdict::accepted);
    const ChannelHealth answered = health_of(story, "sms-a");
    EXPECT_EQ(answered.oldest, Duration(0s));
    EXPECT_GT(answered.latency, Duration(0s));
}

}  // namespace
}  // namespace tocsin

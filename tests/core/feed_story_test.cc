// Calendars that somebody opens and takes back.
#include "core/feeds.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

Answer opens(Story& story, const std::string& id, const PersonId& person, const std::string& role) {
    return story.step({FeedAsked{id, person, role, "hash-" + id, "kim.hazel"}, 0})
        .replies.front()
        .answer;
}

Answer revokes(Story& story, const std::string& id) {
    return story.step({FeedWithdrawn{id, "kim.hazel"}, 0}).replies.front().answer;
}

TEST(FeedStory, AFeedIsOpenUntilItIsTakenBackForEver) {
    Story story("Wed 2026-11-25 09:00");
    EXPECT_EQ(opens(story, "f1", "pat.ash", "").kind, Answer::Kind::done);
    EXPECT_EQ(opens(story, "f2", "", "edm").kind, Answer::Kind::done);
    story.killed_for(1min);
    story.expect_level_1_told("op.restart", "service-bridge");
    const FeedState* feed = story.state().feeds().find("f1");
    ASSERT_NE(feed, nullptr);
    EXPECT_EQ(feed->person, "pat.ash");
    EXPECT_EQ(feed->hash, "hash-f1");
    EXPECT_FALSE(feed->revoked);

    EXPECT_EQ(revokes(story, "f1").kind, Answer::Kind::done);
    EXPECT_EQ(revokes(story, "f1").kind, Answer::Kind::not_found);
    EXPECT_EQ(revokes(story, "f9").kind, Answer::Kind::not_found);
    story.restart();
    EXPECT_TRUE(story.state().feeds().find("f1")->revoked);
    EXPECT_FALSE(story.state().feeds().find("f2")->revoked);
}

TEST(FeedStory, AFeedIsOfSomebodyOrSomeRoleThatIsKnown) {
    Story story("Wed 2026-11-25 09:00");
    EXPECT_EQ(opens(story, "f1", "nobody", "").kind, Answer::Kind::unknown_person);
    EXPECT_EQ(opens(story, "f1", "", "porter").kind, Answer::Kind::unknown_role);
    EXPECT_EQ(story.state().feeds().size(), 0U);
    // Somebody whom only a week to come knows.
    WeeklyRota week = story.week("2026-12-14");
    week.contacts.push_back({"alex.fern", "Alex Fern", {"+447700900150", ""}});
    EXPECT_EQ(story.upload(week).kind, Answer::Kind::done);
    EXPECT_EQ(opens(story, "f1", "alex.fern", "").kind, Answer::Kind::done);
}

TEST(FeedStory, TooManyOfOnePersonAreRefused) {
    Story story("Wed 2026-11-25 09:00");
    for (int count = 0; count < feeds_max; ++count)
        EXPECT_EQ(opens(story, "f" + std::to_string(count), "pat.ash", "").kind,
                  Answer::Kind::done);
    EXPECT_EQ(opens(story, "one-more", "pat.ash", "").kind, Answer::Kind::refused);
    EXPECT_EQ(opens(story, "other", "jo.oak", "").kind, Answer::Kind::done);
    EXPECT_EQ(revokes(story, "f3").kind, Answer::Kind::done);
    EXPECT_EQ(opens(story, "one-more", "pat.ash", "").kind, Answer::Kind::done);
}

}  // namespace
}  // namespace tocsin

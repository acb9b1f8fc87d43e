// Our own heartbeat under a clock that a test turns: when it leaves, when it stays away.
#include "daemon/heartbeat_out.h"

#include "daemon/json.h"
#include "rota/clock_words.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class Beats : public ::testing::Test {
protected:
    Beats() {
        settings.url = "https://watch.example.org/x";
        settings.headers = {{"Authorization", "Bearer word"}};
        beat.use(settings, now);
    }

    // A look every second, as the daemon does.
    void pass(seconds time) {
        for (seconds gone{0}; gone < time; gone += seconds(1)) {
            beat.look(
                [this] {
                    ++asked;
                    return facts;
                },
                now);
            now += seconds(1);
        }
    }

    void answer(long status, int curl = 0) {
        ASSERT_FALSE(jobs.empty());
        WireAnswer came;
        came.status = status;
        came.curl_code = curl;
        jobs.back().done(came);
    }

    HeartbeatSettings settings;
    HeartbeatFacts facts{.instance = "National services",
                         .at = *parse_rfc3339("2026-11-27T03:00:00Z"),
                         .open_incidents = 3,
                         .entries = 4711,
                         .head = "ab12"};
    std::vector<WireJob> jobs;
    bool room = true;
    int asked = 0;
    std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
    HeartbeatOut beat{[this](WireJob job) {
        if (room) jobs.push_back(std::move(job));
        return room;
    }};
};

TEST_F(Beats, LeavesAtOnceAndThenEveryMinute) {
    pass(seconds(1));
    ASSERT_EQ(jobs.size(), 1u);
    const WireRequest& request = jobs[0].request;
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, settings.url);
    EXPECT_EQ(request.headers[0].second, "Bearer word");
    EXPECT_LE(request.answer_max, 4096u);
    EXPECT_EQ(jobs[0].in_flight_max, 1);
    answer(200);
    pass(seconds(59));
    EXPECT_EQ(jobs.size(), 1u);
    EXPECT_EQ(asked, 1) << "the state is looked at only when one is due";
    pass(seconds(1));
    EXPECT_EQ(jobs.size(), 2u);
    EXPECT_EQ(beat.health(now).arrived_total, 1u);
}

TEST_F(Beats, SaysWhoWhatAndHowFar) {
    facts.oldest_unsent = seconds(61);
    pass(seconds(1));
    const JsonResult read = parse_json(jobs.at(0).request.body);
    ASSERT_TRUE(read.tree);
    EXPECT_EQ(read.tree->find("instance")->text, "National services");
    EXPECT_EQ(read.tree->find("time")->text, "2026-11-27T03:00:00Z");
    EXPECT_EQ(read.tree->find("oldest_unsent_page_seconds")->text, "61");
    EXPECT_EQ(read.tree->find("open_incidents")->text, "3");
    EXPECT_EQ(read.tree->find("journal")->find("entries")->text, "4711");
    EXPECT_EQ(read.tree->find("journal")->find("head")->text, "ab12");
    EXPECT_FALSE(read.tree->find("version")->text.empty());
}

TEST_F(Beats, StaysAwayWhileAPageDoesNotLeaveAndComesBackSoonAfter) {
    pass(seconds(1));
    answer(200);
    facts.oldest_unsent = minutes(2) + seconds(1);
    pass(minutes(10));
    EXPECT_EQ(jobs.size(), 1u);
    EXPECT_TRUE(beat.health(now).withheld);
    EXPECT_EQ(beat.health(now).withheld_total, 1u) << "begun once, however long it lasts";
    EXPECT_GE(beat.health(now).age, minutes(10) - seconds(2));
    facts.oldest_unsent = Duration{0};
    pass(seconds(5));
    EXPECT_EQ(jobs.size(), 2u);
    EXPECT_FALSE(beat.health(now).withheld);
}

TEST_F(Beats, StaysAwayWhileWhatIsDueIsLate) {
    EXPECT_EQ(why_withheld(facts, minutes(2)), "");
    facts.overdue = minutes(2);
    EXPECT_EQ(why_withheld(facts, minutes(2)), "") << "a limit is not passed by being reached";
    facts.overdue = minutes(3);
    EXPECT_NE(why_withheld(facts, minutes(2)), "");
    pass(minutes(5));
    EXPECT_TRUE(jobs.empty());
}

TEST_F(Beats, AWatcherThatDoesNotAnswerIsTriedAgainSoonAndOnlyOnceAtATime) {
    pass(minutes(5));
    EXPECT_EQ(jobs.size(), 1u) << "one is in flight";
    answer(0, 28);
    pass(seconds(1));
    EXPECT_EQ(jobs.size(), 2u);
    answer(302);  // a redirect is no receipt
    pass(seconds(6));
    EXPECT_EQ(jobs.size(), 3u);
    EXPECT_EQ(beat.health(now).failures_total, 2u);
    EXPECT_EQ(beat.health(now).arrived_total, 0u);
}

TEST_F(Beats, WithoutRoomItIsAFailureAndNothingHangs) {
    room = false;
    pass(seconds(11));
    EXPECT_EQ(beat.health(now).failures_total, 3u);
    room = true;
    pass(seconds(5));
    EXPECT_EQ(jobs.size(), 1u);
}

TEST_F(Beats, AnAnswerOfAnEarlierConfigurationCountsForNothing) {
    pass(seconds(1));
    settings.url = "https://other.example.org";
    beat.use(settings, now);
    pass(seconds(1));
    ASSERT_EQ(jobs.size(), 2u);
    WireAnswer late;
    late.status = 200;
    jobs[0].done(late);
    EXPECT_EQ(beat.health(now).arrived_total, 0u);
    beat.use(std::nullopt, now);
    pass(minutes(5));
    EXPECT_EQ(jobs.size(), 2u);
    EXPECT_FALSE(beat.health(now).configured);
}

}  // namespace
}  // namespace tocsin

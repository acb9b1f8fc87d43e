// What follows a commit: in order, beside whoever posts it, and all of it before the end.
#include "daemon/follow_up.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <vector>

namespace tocsin {
namespace {

using std::chrono::milliseconds;

TEST(FollowUp, TasksAreDoneInOrderOnOneThreadOfTheirOwn) {
    FollowUp follow_up;
    std::vector<int> done;
    std::vector<std::thread::id> by;
    for (int task = 0; task < 100; ++task) {
        follow_up.post([&, task] {
            done.push_back(task);
            by.push_back(std::this_thread::get_id());
        });
    }
    follow_up.drain();
    ASSERT_EQ(done.size(), 100U);
    for (int task = 0; task < 100; ++task) EXPECT_EQ(done[static_cast<std::size_t>(task)], task);
    EXPECT_EQ(by.front(), by.back());
    EXPECT_NE(by.front(), std::this_thread::get_id());
}

TEST(FollowUp, WhoeverPostsDoesNotWaitForTheTaskInHand) {
    FollowUp follow_up;
    std::promise<void> go_on;
    std::promise<void> begun;
    follow_up.post([&] {
        begun.set_value();
        go_on.get_future().wait();
    });
    begun.get_future().wait();
    bool done = false;
    follow_up.post([&] { done = true; });
    EXPECT_LT(follow_up.last_turn(), steady_now()) << "the task in hand is seen";
    go_on.set_value();
    follow_up.drain();
    EXPECT_TRUE(done);
}

TEST(FollowUp, AThreadThatWaitsIsAlive) {
    FollowUp follow_up;
    follow_up.post([] {});
    follow_up.drain();
    const auto before = steady_now();
    EXPECT_GE(follow_up.last_turn(), before);
}

TEST(FollowUp, WithTooMuchWaitingWhoeverPostsWaits) {
    FollowUp follow_up;
    std::promise<void> go_on;
    follow_up.post([&] { go_on.get_future().wait(); });
    std::atomic<std::size_t> posted = 0;
    std::atomic<std::size_t> done = 0;
    const std::size_t all = FollowUp::waiting_max + 10;
    std::thread poster([&] {
        for (std::size_t task = 0; task < all; ++task) {
            follow_up.post([&] { ++done; });
            ++posted;
        }
    });
    const auto end = steady_now() + std::chrono::seconds(10);
    while (posted < FollowUp::waiting_max && steady_now() < end) std::this_thread::yield();
    EXPECT_LE(posted, FollowUp::waiting_max + 1);
    go_on.set_value();
    poster.join();
    follow_up.drain();
    EXPECT_EQ(done, all);
}

TEST(FollowUp, StopDoesWhatWaitsAndWhatComesLaterIsDoneByTheCaller) {
    std::vector<int> done;
    FollowUp follow_up;
    for (int task = 0; task < 10; ++task) follow_up.post([&, task] { done.push_back(task); });
    follow_up.stop();
    EXPECT_EQ(done.size(), 10U);
    follow_up.post([&] { done.push_back(10); });
    EXPECT_EQ(done.back(), 10);
    follow_up.stop();
}

}  // namespace
}  // namespace tocsin

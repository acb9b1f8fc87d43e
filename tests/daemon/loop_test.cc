// The engine's thread, and how others meet it.
#include "daemon/loop.h"

#include "daemon/memory_journal.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class LoopTest : public testing::Test {
protected:
    void TearDown() override { loop_.stop(); }

    static Occurrence note(const std::string& text) {
        return NoteWritten{"information", text, "kim.hazel"};
    }
    std::vector<std::string> notes() const {
        std::vector<std::string> texts;
        for (const Entry& entry : journal_.entries()) {
            if (const auto* taken = std::get_if<NoteTaken>(&entry.event))
                texts.push_back(taken->text);
        }
        return texts;
    }

    MemoryJournal journal_;
    Engine engine_{journal_, std::make_shared<Directory>(directory_of_stories({}))};
    EngineClock clock_{machine_time(), Pace{}};
    Loop loop_{engine_, clock_,
               LoopCalls{.committed = [](const auto&, Instant) {},
                         .fatal = [](const std::string& why) { ADD_FAILURE() << why; },
                         .entropy = [] { return std::uint64_t{7}; }}};
};

// The thrower's thread must let go before the catcher's does: under TSan this says whether it did.
TEST_F(LoopTest, WhatALookThrowsComesOutAtItsCaller) {
    loop_.start();
    std::vector<std::thread> callers;
    for (int number = 0; number < 4; ++number) {
        callers.emplace_back([this, number] {
            const std::string words = "there is no incident of number " + std::to_string(number);
            for (int time = 0; time < 50; ++time) {
                try {
                    static_cast<void>(loop_.look(
                        [&](const Engine&, Instant) { throw std::runtime_error(words); }));
                    ADD_FAILURE() << "nothing came out";
                } catch (const std::runtime_error& error) {
                    EXPECT_EQ(error.what(), words);
                }
            }
        });
    }
    for (std::thread& caller : callers) caller.join();
}

TEST_F(LoopTest, WhoDoesNotWaitForALookIsNotLookedFor) {
    bool looked = false;
    EXPECT_FALSE(loop_.look([&](const Engine&, Instant) { looked = true; }, 10ms));
    loop_.start();
    EXPECT_TRUE(loop_.look([](const Engine&, Instant) {}));
    EXPECT_FALSE(looked) << "its caller is gone, and what it captured with it";
}

TEST_F(LoopTest, AFullLaneRefusesAndTheFirstLaneGoesOnBeforeIt) {
    proves("P2");
    for (std::size_t number = 0; number < Loop::intake_max; ++number) {
        ASSERT_TRUE(loop_.submit(Tick{}, Lane::intake, nullptr));
    }
    EXPECT_FALSE(loop_.submit(note("one too many"), Lane::intake));
    std::promise<std::size_t> behind;
    ASSERT_TRUE(loop_.submit(note("before many reports"), Lane::first,
                             [&](const Reply&) { behind.set_value(loop_.waiting()); }));
    EXPECT_EQ(loop_.waiting(), Loop::intake_max + 1);
    loop_.start();
    EXPECT_EQ(behind.get_future().get(), Loop::intake_max + 1 - Loop::batch_max)
        << "it is of the first batch";
    loop_.stop();
    EXPECT_THAT(notes(), ElementsAre("before many reports"));
}

TEST_F(LoopTest, AnAnswerComesBehindItsCommit) {
    proves("P1");
    loop_.start();
    std::promise<std::size_t> kept;
    ASSERT_TRUE(loop_.submit(note("kept"), Lane::first, [&](const Reply& reply) {
        EXPECT_TRUE(reply.durable);
        kept.set_value(notes().size());
    }));
    EXPECT_EQ(kept.get_future().get(), 1U);
}

TEST_F(LoopTest, WhatWaitsAtTheEndIsDecidedAndNothingIsTakenBehindIt) {
    std::optional<std::future<Reply>> last = loop_.submit(note("the last"), Lane::first);
    ASSERT_TRUE(last);
    loop_.start();
    loop_.stop();
    EXPECT_TRUE(last->get().durable);
    EXPECT_THAT(notes(), ElementsAre("the last"));
    EXPECT_FALSE(loop_.submit(note("too late"), Lane::first));
    EXPECT_FALSE(loop_.look([](const Engine&, Instant) {}));
}

}  // namespace
}  // namespace tocsin

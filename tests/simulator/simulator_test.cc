// The simulator itself under test: all promises hold over many seeds, a seed is a seed, and every
// planted bug is caught. TOCSIN_CAMPAIGN=1 runs fifty times as much.
#include "core/sabotage.h"
#include "tests/simulator/simulation.h"
#include "tests/simulator/store_journal.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

namespace tocsin {
namespace {

std::uint64_t campaign() {
    return std::getenv("TOCSIN_CAMPAIGN") == nullptr ? 1 : 50;
}

std::unique_ptr<SimulatedJournal> in_store() {
    return std::make_unique<StoreJournal>();
}

Outline run(std::uint64_t seed) {
    return Simulation(seed, in_memory, nullptr).run();
}

struct Plant {
    Mutant mutant;
    const char* name;
};

const std::vector<Plant> plants = {
    {Mutant::deadline_from_now, "deadline_from_now"},
    {Mutant::silent_gap, "silent_gap"},
    {Mutant::one_attempt, "one_attempt"},
    {Mutant::forget_handed, "forget_handed"},
    {Mutant::resend_accepted, "resend_accepted"},
    {Mutant::ladder_ends, "ladder_ends"},
    {Mutant::page_after_ack, "page_after_ack"},
    {Mutant::answer_before_commit, "answer_before_commit"},
    {Mutant::key_forgotten, "key_forgotten"},
    {Mutant::fifo_catch_up, "fifo_catch_up"},
    {Mutant::repeat_skipped, "repeat_skipped"},
    {Mutant::stale_copies, "stale_copies"},
    {Mutant::clock_ignored, "clock_ignored"},
    {Mutant::yesterdays_shift, "yesterdays_shift"},
    {Mutant::code_reused, "code_reused"},
    {Mutant::room_unused, "room_unused"},
    {Mutant::numbers_reused, "numbers_reused"},
    {Mutant::code_of_any_phone, "code_of_any_phone"},
    {Mutant::wrong_code_takes, "wrong_code_takes"},
    {Mutant::reply_taken_twice, "reply_taken_twice"},
    {Mutant::road_never_locks, "road_never_locks"},
    {Mutant::machine_answered, "machine_answered"},
    {Mutant::reply_unanswered, "reply_unanswered"},
    {Mutant::receipt_takes, "receipt_takes"},
    {Mutant::failure_waits, "failure_waits"},
    {Mutant::shift_unasked, "shift_unasked"},
    {Mutant::shift_unwarned, "shift_unwarned"},
    {Mutant::shift_asked_again, "shift_asked_again"},
    {Mutant::live_untold, "live_untold"},
    {Mutant::landline_texted, "landline_texted"},
    {Mutant::feed_outlives, "feed_outlives"},
    {Mutant::week_again, "week_again"},
    {Mutant::diary_closed, "diary_closed"},
    {Mutant::handover_again, "handover_again"},
    {Mutant::call_unreminded, "call_unreminded"},
    {Mutant::call_reminded_on, "call_reminded_on"},
    {Mutant::closed_unsaid, "closed_unsaid"},
    {Mutant::late_unsaid, "late_unsaid"},
    {Mutant::held_unsaid, "held_unsaid"},
    {Mutant::obligation_unbegun, "obligation_unbegun"},
    {Mutant::late_untold, "late_untold"},
    {Mutant::stated_next_ignored, "stated_next_ignored"},
    {Mutant::rejection_forgotten, "rejection_forgotten"},
    {Mutant::proposal_decides, "proposal_decides"},
    {Mutant::flag_fades, "flag_fades"},
    {Mutant::entry_missed, "entry_missed"},
    {Mutant::task_unopened, "task_unopened"},
    {Mutant::safe_unsaid, "safe_unsaid"},
    {Mutant::trend_unseen, "trend_unseen"},
    {Mutant::hours_unseen, "hours_unseen"},
    {Mutant::retrospect_held, "retrospect_held"},
    {Mutant::anybody_closes, "anybody_closes"},
    {Mutant::reopened_quietly, "reopened_quietly"},
    {Mutant::term_untold, "term_untold"},
    {Mutant::patients_told, "patients_told"},
    {Mutant::harm_told, "harm_told"},
    {Mutant::told_twice, "told_twice"},
    {Mutant::incomplete_sent, "incomplete_sent"},
    {Mutant::closed_list_opened, "closed_list_opened"},
    {Mutant::never_told, "never_told"},
    {Mutant::management_published, "management_published"},
    {Mutant::drill_unmarked, "drill_unmarked"},
    {Mutant::real_marked, "real_marked"},
    {Mutant::drill_merged, "drill_merged"},
    {Mutant::drill_shares_call, "drill_shares_call"},
    {Mutant::outsider_called, "outsider_called"},
    {Mutant::drill_goes_on, "drill_goes_on"},
    {Mutant::pace_ignored, "pace_ignored"},
    {Mutant::thread_jumped, "thread_jumped"},
    {Mutant::place_silent, "place_silent"},
    {Mutant::readers_forgotten, "readers_forgotten"},
    {Mutant::breaker_ignored, "breaker_ignored"},
    {Mutant::budget_ignored, "budget_ignored"},
    {Mutant::silence_outlives, "silence_outlives"},
    {Mutant::silence_deaf, "silence_deaf"},
    {Mutant::explained_lost, "explained_lost"},
    {Mutant::group_ends_early, "group_ends_early"},
    {Mutant::heartbeat_unheard, "heartbeat_unheard"},
    {Mutant::changed_again, "changed_again"},
    {Mutant::due_lost, "due_lost"},
};

// A planted bug must show within so many seeds; the sound engine keeps every promise in far more.
constexpr std::uint64_t seeds_for_a_mutant = 600;

class Planted : public ::testing::TestWithParam<Plant> {
protected:
    void TearDown() override { planted = Mutant::none; }
};

TEST(Simulator, EveryPromiseHoldsWhateverHappens) {
    for (const char* rule :
         {"HSSI-10", "HSSI-12", "HSSI-14", "HSSI-15", "HSSI-16", "HSSI-17", "HSSI-19",
          "HSSI-23", "HSSI-29", "HSSI-50", "HSSI-67", "HSSI-04", "HSSI-45", "HSSI-64",
          "WSIC-11", "HSSI-28", "HSSI-30", "HSSI-34", "HSSI-37", "HSSI-38", "HSSI-39",
          "HSSI-47", "DSPT-10", "P1",      "P3",      "P4",      "P5",      "P7",
          "P8",      "P9",      "P11",     "P12",     "P14"}) {
        proves(rule);
    }
    const std::uint64_t wanted = 1'200'000 * campaign();
    const auto began = std::chrono::steady_clock::now();
    Outline all;
    std::uint64_t seed = 0;
    while (all.transitions < wanted) {
        const Outline outline = run(++seed);
        ASSERT_EQ(outline.broken, "") << "seed " << seed << ": " << outline.how;
        all.transitions += outline.transitions;
        all.injected += outline.injected;
        all.processes += outline.processes;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::cout << all.transitions << " transitions, " << all.injected << " faults, " << all.processes
              << " processes, " << seed << " seeds, " << took.count() << " s\n";
}

// Every twentieth seed again, on the real store and through the codec: the
// same decisions, and the same state after every crash.
TEST(Simulator, OneSeedInTwentyRunsOnTheRealStore) {
    std::uint64_t transitions = 0;
    std::uint64_t seeds = 0;
    for (std::uint64_t seed = 20; seed <= 500 * campaign(); seed += 20, ++seeds) {
        const Outline stored = Simulation(seed, in_store, nullptr).run();
        ASSERT_EQ(stored.broken, "") << "seed " << seed << ": " << stored.how;
        EXPECT_EQ(stored.hash, run(seed).hash) << "seed " << seed;
        transitions += stored.transitions;
    }
    std::cout << transitions << " transitions on the real store, " << seeds << " seeds\n";
}

TEST(Simulator, ASeedIsTheSameEveryTime) {
    for (std::uint64_t seed = 1; seed <= 3000 * campaign(); seed += 100) {
        const Outline once = run(seed);
        const Outline again = run(seed);
        EXPECT_EQ(once.hash, again.hash) << "seed " << seed;
        EXPECT_EQ(once.transitions, again.transitions) << "seed " << seed;
    }
}

TEST_P(Planted, IsCaught) {
    planted = GetParam().mutant;
    for (std::uint64_t seed = 1; seed <= seeds_for_a_mutant; ++seed) {
        const Outline outline = run(seed);
        if (outline.broken.empty()) continue;
        std::cout << GetParam().name << ": caught by " << outline.broken << " at seed " << seed
                  << " (" << outline.how.substr(0, 120) << ")\n";
        return;
    }
    FAIL() << "no promise noticed it in " << seeds_for_a_mutant << " seeds";
}

INSTANTIATE_TEST_SUITE_P(Bugs, Planted, ::testing::ValuesIn(plants),
                         [](const auto& plant) { return std::string(plant.param.name); });

}  // namespace
}  // namespace tocsin

// Power cuts: FULL loses nothing, and whatever is weaker is seen to lose. TOCSIN_CAMPAIGN=1 cuts
// 250 times as often.
#include "tests/powercut/cuts.h"

#include "core/sabotage.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

namespace tocsin {
namespace {

std::uint64_t campaign() {
    return std::getenv("TOCSIN_CAMPAIGN") == nullptr ? 1 : 250;
}

class PowerCuts : public testing::Test {
protected:
    ~PowerCuts() override { planted = Mutant::none; }

    CutPlace place_;
};

TEST_F(PowerCuts, NothingAcknowledgedIsLostWhereverThePowerIsCut) {
    for (const char* rule : {"P1", "P13", "P17", "P22"}) proves(rule);
    const std::uint64_t wanted = 20'000 * campaign();
    const auto began = std::chrono::steady_clock::now();
    std::uint64_t cuts = 0;
    std::uint64_t operations = 0;
    std::uint64_t seed = 0;
    while (cuts < wanted) {
        const Cuts found = cut_everywhere(place_, {.seed = ++seed});
        ASSERT_EQ(found.example, "");
        cuts += found.cuts;
        operations += found.operations;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::cout << cuts << " cuts within " << operations << " operations of " << seed
              << " seeds: 0 lost, 0 half, 0 damaged, " << took.count() << " s\n";
}

// The three that must fail: else the test above could not see a loss.
TEST_F(PowerCuts, SynchronousNormalIsSeenToLose) {
    planted = Mutant::synchronous_normal;
    const Cuts found = cut_everywhere(place_, {.seed = 1, .batches = 10});
    std::cout << "NORMAL: " << found.lost << " of " << found.cuts << " cuts lost\n";
    EXPECT_GT(found.lost, found.cuts / 20);
    EXPECT_EQ(found.damaged, 0U) << found.example;
}

TEST_F(PowerCuts, SynchronousOffIsSeenToLoseAndToDamage) {
    planted = Mutant::synchronous_off;
    const Cuts found = cut_everywhere(place_, {.seed = 1, .batches = 10});
    std::cout << "OFF: " << found.lost << " of " << found.cuts << " cuts lost, " << found.damaged
              << " damaged\n";
    EXPECT_GT(found.lost + found.half, found.cuts / 20);
    EXPECT_GT(found.damaged, 0U);
}

TEST_F(PowerCuts, DiskThatIgnoresSyncIsSeenToLose) {
    const Cuts found = cut_everywhere(place_, {.seed = 1, .batches = 10, .ignores_sync = true});
    std::cout << "a disk that lies: " << found.lost << " of " << found.cuts << " cuts lost, "
              << found.damaged << " damaged\n";
    EXPECT_GT(found.lost + found.damaged, found.cuts / 20);
}

}  // namespace
}  // namespace tocsin

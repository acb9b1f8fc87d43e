// P7, P9: a ladder on a machine whose clocks step, flicker, sleep, freeze and begin anew. Nothing
// is missed, nothing comes twice, nothing comes early, and every step of the wall clock is told.
#include "tests/daemon/clock_night.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

using Wall = ClockNight::Wall;

constexpr Instant evening = std::chrono::sys_days{std::chrono::year{2026} / 6 / 30} + 22h + 55min;

// The attempts of three rungs, then two rounds of the last resort.
constexpr int steps = 8;

class ClockEngine : public ::testing::Test {
protected:
    // A night of its own for `befalls`, in the middle of every step of the ladder.
    void in_every_step(const std::function<void(ClockNight&)>& befalls, int told) {
        for (int stage = 0; stage < steps; ++stage) {
            ClockNight night(static_cast<std::uint64_t>(stage) + 1, evening);
            try {
                night.alarm();
                night.awake_to_step(stage);
                befalls(night);
                night.awake(1h + 15min);
                EXPECT_EQ(night.steps_told(), told) << "in step " << stage;
                night.acknowledge();
                night.awake(2h);
            } catch (const ClockNight::Wrong& wrong) {
                ADD_FAILURE() << "in step " << stage << ": " << wrong.what() << "\n"
                              << night.history();
            }
        }
    }
};

TEST_F(ClockEngine, AStepOfTheWallClockMovesNoStepOfTheLadder) {
    proves("P7");
    proves("P9");
    for (const Duration by : {Duration(500ms), Duration(1s)}) {
        in_every_step([&](ClockNight& night) { night.step(by); }, 0);
        in_every_step([&](ClockNight& night) { night.step(-by); }, 0);
    }
    for (const Duration by : {Duration(2s), Duration(60s), Duration(3600s), Duration(86400s)}) {
        in_every_step([&](ClockNight& night) { night.step(by); }, 1);
        in_every_step([&](ClockNight& night) { night.step(-by); }, 1);
    }
}

TEST_F(ClockEngine, NeitherDoesAClockThatSays1970OrIsBeyond2038) {
    proves("P9");
    for (const std::chrono::year year : {std::chrono::year{1970}, std::chrono::year{2041}}) {
        const Instant there = std::chrono::sys_days{year / 1 / 1} + 1h;
        in_every_step([&](ClockNight& night) { night.step(there - evening); }, 1);
        in_every_step(
            [&](ClockNight& night) {
                night.step(there - evening);
                night.awake(7min);
                night.step(evening - there);
            },
            2);
    }
}

TEST_F(ClockEngine, AClockThatFlickersOrRepeatsASecondIsNothingToTell) {
    proves("P7");
    proves("P9");
    in_every_step([](ClockNight& night) { night.strobe(); }, 0);
    in_every_step([](ClockNight& night) { night.leap_second(); }, 0);
}

TEST_F(ClockEngine, SuspendCountsAndWhatFellDueInItComesAtOnceAndOnce) {
    proves("P8");
    proves("P9");
    for (const Duration length : {Duration(5s), Duration(1h), Duration(8h)}) {
        in_every_step([&](ClockNight& night) { night.suspended(length); }, 0);
    }
}

TEST_F(ClockEngine, AMachineThatStoodStillAsAWholeGoesOnWhereItWas) {
    proves("P9");
    for (const Duration length : {Duration(5s), Duration(1h), Duration(8h)}) {
        in_every_step([&](ClockNight& night) { night.frozen(length); }, 1);
    }
}

TEST_F(ClockEngine, AStepWhileNoProcessRunsIsToldByTheNextOne) {
    proves("P9");
    in_every_step(
        [](ClockNight& night) {
            night.step(-1h);
            night.killed(20s);
        },
        1);
}

TEST_F(ClockEngine, ARebootInAnyStepOfTheLadderWhateverTheClockSaysAfterwards) {
    proves("P8");
    proves("P9");
    for (const Wall wall : {Wall::right, Wall::behind, Wall::in_1970, Wall::a_year_ahead}) {
        in_every_step([&](ClockNight& night) { night.rebooted(90s, wall); }, 0);
    }
    // The network's time comes a minute after the boot.
    in_every_step(
        [](ClockNight& night) {
            night.rebooted(90s, Wall::in_1970);
            night.awake(1min);
            night.step(evening - Instant{});
        },
        1);
}

TEST_F(ClockEngine, WhateverTheClocksDoInOneNight) {
    proves("P7");
    proves("P9");
    const std::uint64_t nights = std::getenv("TOCSIN_CAMPAIGN") == nullptr ? 200 : 100'000;
    int begun = 0;
    int told = 0;
    for (std::uint64_t seed = 1; seed <= nights; ++seed) {
        ClockNight night(seed, evening);
        try {
            night.awake(night.chance().between(Duration(1s), Duration(1h)));
            night.alarm();
            for (int happenings = night.chance().between(1, 8); happenings > 0; --happenings) {
                night.awake(night.chance().between(Duration(1s), Duration(20min)));
                night.misfortune();
            }
            night.awake(40min);
            night.acknowledge();
            night.misfortune();
            night.awake(2h);
        } catch (const ClockNight::Wrong& wrong) {
            ADD_FAILURE() << "night " << seed << ": " << wrong.what() << "\n" << night.history();
            return;
        }
        begun += night.steps_begun();
        told += night.steps_told();
    }
    std::cout << nights << " nights, " << begun << " steps of ladders, " << told
              << " steps of clocks told\n";
}

// Who is on duty in 1970 nobody knows: the rungs of the rota are empty, and that is never silent.
TEST_F(ClockEngine, InAYearWithoutARotaSomebodyIsCalledAllTheSame) {
    proves("P11");
    FakeMachine machine(evening);
    ClockedDaemon daemon(machine, std::make_shared<Directory>(directory_of_stories({})));
    daemon.start();
    machine.step(Instant(1h) - evening);
    daemon.turn();
    const Effects effects =
        daemon.turn({Reported{"monitor", "monitor", {firing("k", "gp-records", 1)}, "", ""}});
    std::set<std::string> said;
    for (const Entry& entry : effects.entries) {
        if (const auto* offered = std::get_if<SendOffered>(&entry.event))
            said.insert(offered->person + " " + offered->text_id);
    }
    EXPECT_TRUE(said.contains("kim.hazel call.open.why"));
    EXPECT_TRUE(said.contains("nsd rota.gap.now"));
}

}  // namespace
}  // namespace tocsin

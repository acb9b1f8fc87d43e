// Which loops count as wedged.
#include "daemon/watchdog.h"

#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::chrono::steady_clock::time_point now{1h};

TEST(WatchdogTest, LoopsThatTurnAreNotWedged) {
    EXPECT_THAT(wedged({{"engine", now}, {"gate", now - 1s}}, now, unready_after), IsEmpty());
    EXPECT_THAT(wedged({{"engine", now - unready_after}}, now, unready_after), IsEmpty());
    EXPECT_THAT(wedged({}, now, unready_after), IsEmpty());
}

TEST(WatchdogTest, ALoopThatStandsIsNamedOnceItsTimeIsOver) {
    proves("P16");
    const Turns turns = {
        {"engine", now - 16s}, {"gate", now - 200ms}, {"transfers", now - unready_after - 1ms}};
    EXPECT_THAT(wedged(turns, now, unready_after), ElementsAre("engine", "transfers"));
    EXPECT_THAT(wedged(turns, now, wedged_after), ElementsAre("engine"));
}

TEST(WatchdogTest, ATurnAfterTheLookIsNoTrouble) {
    EXPECT_THAT(wedged({{"engine", now + 5ms}}, now, unready_after), IsEmpty());
}

TEST(WatchdogTest, WhatARestartMendsEndsTheSignsOfLife) {
    proves("P16");
    EXPECT_TRUE(shows_life({{"engine", now}, {"gate", now - wedged_after}}, now));
    EXPECT_FALSE(shows_life({{"engine", now}, {"gate", now - wedged_after - 1ms}}, now));
    EXPECT_TRUE(shows_life({{"engine", now}, {"writer of the sheet", now - 1h, false}}, now));
}

TEST(WatchdogTest, AWedgedLoopIsEndedBeforeThePromiseEnds) {
    proves("P16");
    constexpr auto watchdog_sec = 10s;  // systemd/tocsin.service
    EXPECT_LE(unready_after, 15s);
    EXPECT_LE(wedged_after + watchdog_sec, 15s);
}

}  // namespace
}  // namespace tocsin

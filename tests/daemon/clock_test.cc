// The engine's time: an anchor and the clock that counts suspend, whatever the wall clock does.
#include "daemon/clock.h"

#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <vector>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

constexpr Instant night = std::chrono::sys_days{std::chrono::year{2026} / 11 / 28} + 3h;

MachineTime machine(Instant wall, Duration boottime, const std::string& boot = "boot-1") {
    return {wall, boottime, boot};
}

TEST(Clock, AReadingThatWasInterruptedIsMadeAgain) {
    proves("P9");
    // Stopped for a minute between the two clocks: the wall clock is read before, the other after.
    std::vector<Duration> boottimes = {1h, 1h + 1min, 1h + 1min};
    std::vector<Duration> walls = {night.time_since_epoch(), night.time_since_epoch() + 1min};
    const auto next = [](std::vector<Duration>& values) {
        const Duration value = values.front();
        if (values.size() > 1) values.erase(values.begin());
        return value;
    };
    const MachineTime read =
        read_clocks({[&] { return next(walls); }, [&] { return next(boottimes); }, "boot-1"});
    EXPECT_EQ(read.utc, night + 1min);
    EXPECT_EQ(read.boottime, 1h + 1min);
    EXPECT_EQ(EngineClock(machine(night, 1h), {}).stepped(read), 0ms);
}

TEST(Clock, AMachineThatInterruptsEveryReadingStillHasATime) {
    Duration boottime = 1h;
    const MachineTime read = read_clocks(
        {[] { return night.time_since_epoch(); }, [&] { return boottime += 1s; }, "boot-1"});
    EXPECT_EQ(read.utc, night);
    EXPECT_LE(read.boottime, 1h + 20s);
}

TEST(Clock, TheMachineItselfHasAllThree) {
    const MachineTime once = machine_time();
    const MachineTime again = machine_time();
    EXPECT_GT(once.utc, night - std::chrono::hours(24 * 365 * 3));
    EXPECT_GE(again.boottime, once.boottime);
    EXPECT_EQ(again.boot_id, once.boot_id);
}

TEST(Clock, AStepIsToldFromTwoSecondsOnAndOnce) {
    proves("P9");
    for (const Duration step : {Duration(-1999ms), Duration(1999ms)}) {
        EngineClock clock(machine(night, 1h), {});
        EXPECT_EQ(clock.stepped(machine(night + 1min + step, 1h + 1min)), 0ms);
        EXPECT_EQ(clock.at(machine(night + 1min + step, 1h + 1min)), night + 1min);
    }
    for (const Duration step : {Duration(-24h), Duration(-2s), Duration(2s), Duration(24h)}) {
        EngineClock clock(machine(night, 1h), {});
        const MachineTime moved = machine(night + 1min + step, 1h + 1min);
        EXPECT_EQ(clock.stepped(moved), step);
        EXPECT_EQ(clock.stepped(moved), 0ms);
        EXPECT_EQ(clock.at(moved), moved.utc);
    }
}

TEST(Clock, SmallStepsAddUpUntilTheyAreTold) {
    proves("P9");
    EngineClock clock(machine(night, 1h), {});
    EXPECT_EQ(clock.stepped(machine(night - 1s, 1h)), 0ms);
    EXPECT_EQ(clock.stepped(machine(night - 2s, 1h)), -2s);
    EXPECT_EQ(clock.stepped(machine(night - 3s, 1h)), 0ms);
}

TEST(Clock, AProcessOfTheSameBootGoesOnWithTheTimeOfTheLast) {
    proves("P9");
    const EngineClock before(machine(night, 1h), {});
    const auto kept = before.meta(machine(night + 1min, 1h + 1min));
    const MachineTime later = machine(night + 2h, 2h);  // meanwhile the wall was moved by an hour
    EngineClock after(later, {});
    EXPECT_TRUE(after.resume(kept, later));
    EXPECT_EQ(after.at(later), night + 1h);
    EXPECT_EQ(after.stepped(later), 1h);
}

TEST(Clock, AfterARebootTheWallClockCounts) {
    proves("P9");
    const EngineClock before(machine(night, 1h), {});
    const auto kept = before.meta(machine(night + 1min, 1h + 1min));
    const MachineTime later = machine(night - 3h, 20s, "boot-2");
    EngineClock after(later, {});
    EXPECT_FALSE(after.resume(kept, later));
    EXPECT_EQ(after.at(later), night - 3h);
    EXPECT_EQ(after.stepped(later), 0ms);
    EXPECT_FALSE(EngineClock(later, {}).resume({}, later));
}

TEST(Clock, AMachineThatCannotTellItsBootsApartIsTakenForRebooted) {
    proves("P9");
    const EngineClock before(machine(night, 10h, ""), {});
    const auto kept = before.meta(machine(night, 10h, ""));
    const MachineTime later = machine(night + 1min, 20s, "");
    EngineClock after(later, {});
    EXPECT_FALSE(after.resume(kept, later));
    EXPECT_EQ(after.at(later), night + 1min);
}

TEST(Clock, AnExerciseRunsFasterKnowsNoStepsAndGoesOnWhereItWas) {
    EngineClock clock(machine(night, 1h), {60, true, night});
    EXPECT_EQ(clock.at(machine(night, 1h + 10s)), night + 10min);
    EXPECT_EQ(clock.stepped(machine(night + 24h, 1h + 10s)), 0ms);
    EXPECT_EQ(clock.real(10min), 10s);
    const auto kept = clock.meta(machine(night, 1h + 10s));
    const MachineTime later = machine(night + 24h, 20s, "boot-2");
    EngineClock after(later, {60, true, std::nullopt});
    EXPECT_FALSE(after.resume(kept, later));
    EXPECT_EQ(after.at(later), night + 10min);
}

}  // namespace
}  // namespace tocsin

// The one place that reads clocks. Engine time is UTC at an anchor plus the clock that counts
// suspend (CLOCK_BOOTTIME), so it never steps and never stops; in an exercise it runs faster.
#pragma once

#include "rota/time.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace tocsin {

// The machine's clocks at one moment. Tests make their own.
struct MachineTime {
    Instant utc{};
    Duration boottime{};  // since boot, suspend included
    std::string boot_id;  // another one after every boot; empty where the machine does not say
};

// Where the two readings come from.
struct ClockSource {
    std::function<Duration()> realtime;  // since 1970
    std::function<Duration()> boottime;
    std::string boot_id;
};

// Both clocks at one moment: a process that is stopped between two readings reads again, for what
// went by in between would look like a step of the wall clock.
MachineTime read_clocks(const ClockSource& source);

MachineTime machine_time();

// What the kernel says of the machine's clock.
struct ClockSaid {
    bool known = true;         // false: we may not ask, as in some containers
    bool set = false;          // somebody sets it: NTP
    double worst_seconds = 0;  // by how much it may be off
};

ClockSaid ask_clock();

// For measuring how long something takes, and when a loop last turned. Stops in suspend.
std::chrono::steady_clock::time_point steady_now();

// An exercise runs faster, from an instant of its own. Speed 1 and no beginning: the real time.
struct Pace {
    int speed = 1;
    bool exercise = false;
    std::optional<Instant> begins;
};

class EngineClock {
public:
    EngineClock(const MachineTime& now, Pace pace);

    // Goes on with the time of an earlier process of the same boot, as meta() kept it: no step
    // between them. Returns false after a reboot, when the machine cannot tell one boot from
    // another, or when there is nothing to go on with; an exercise then goes on where it was, for
    // its time is nobody else's.
    bool resume(const std::map<std::string, std::string>& meta, const MachineTime& now);

    Instant at(const MachineTime& now) const;

    // How far the wall clock has been moved since the last look; zero for less than 2 s (P9).
    // After a step the engine's time is the wall's again. An exercise knows no steps.
    Duration stepped(const MachineTime& now);

    // The real time that `length` of engine time takes.
    Duration real(Duration length) const { return length / pace_.speed; }

    // What resume() needs, kept with every commit.
    std::map<std::string, std::string> meta(const MachineTime& now) const;

private:
    Pace pace_;
    Instant anchor_;  // engine time at `boottime_`
    Duration boottime_{};
};

}  // namespace tocsin

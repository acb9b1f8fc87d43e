// Which loops have stopped turning (P16): a pure judgement over the times of their last turns. Each
// loop turns at least once a second while it is alive, or counts as turning while it has no work.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace tocsin {

struct Turn {
    std::string loop;  // "engine", "gate", "transfers": for the line a person reads
    std::chrono::steady_clock::time_point last;
    // False: it waits for something outside, such as a folder on another machine, which a restart
    // does not mend; and no call waits for it.
    bool mended_by_restart = true;
};

using Turns = std::vector<Turn>;

// Readiness goes red after four missed turns: soon enough for P16, longer than a slow sync.
inline constexpr std::chrono::seconds unready_after{4};
// A restart costs more than a red light. The pings to systemd stop here, and it ends us when none
// has come for WatchdogSec (10 s): 15 s from the last turn. Whatever turns again before is let
// live.
inline constexpr std::chrono::seconds wedged_after{5};

// The loops, in their order, whose last turn is longer ago than `limit`. Empty: all turn.
[[nodiscard]] std::vector<std::string> wedged(const Turns& turns,
                                              std::chrono::steady_clock::time_point now,
                                              std::chrono::steady_clock::duration limit);

// Whether systemd is told of life: all that a restart mends have turned within `wedged_after`.
[[nodiscard]] bool shows_life(Turns turns, std::chrono::steady_clock::time_point now);

}  // namespace tocsin

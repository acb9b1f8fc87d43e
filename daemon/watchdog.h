// Which loops have stopped turning (P16): a pure judgement over the times of their last turns. Each
// loop turns at least once a second while it is alive, whether or not it has work.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace tocsin {

struct Turn {
    std::string loop;  // "engine", "gate", "transfers": for the line a person reads
    std::chrono::steady_clock::time_point last;
};

using Turns = std::vector<Turn>;

// Readiness goes red after four missed turns: soon enough for P16, longer than a slow sync.
inline constexpr std::chrono::seconds unready_after{4};
// A restart costs more than a red light: the pings to systemd stop only here.
inline constexpr std::chrono::seconds wedged_after{15};

// The loops, in their order, whose last turn is longer ago than `limit`. Empty: all turn.
[[nodiscard]] std::vector<std::string> wedged(const Turns& turns,
                                              std::chrono::steady_clock::time_point now,
                                              std::chrono::steady_clock::duration limit);

}  // namespace tocsin

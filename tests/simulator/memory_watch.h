// What the daemon remembers does not grow with the weeks: in its calmest hour the last week has of
// nothing many more than the second, by which time all that is kept for a week is there; and a key
// whose time is over is remembered for the sake of an open incident alone (P3).
#pragma once

#include "core/state.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace tocsin {

class MemoryWatch {
public:
    // At the end of a day of this week; the first is 0.
    void look(int week, const State& state);

    // After the last of at least three weeks. Throws Broken.
    void ended() const;

private:
    void judge_keys(const State& state);

    std::map<AlarmKey, Instant> idle_keys_;                  // since when nobody needs them
    std::vector<std::map<std::string, std::size_t>> weeks_;  // the least there were of each
};

}  // namespace tocsin

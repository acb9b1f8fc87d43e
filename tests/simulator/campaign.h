// Many seeds, on all the cores there are.
#pragma once

#include "tests/simulator/simulation.h"

#include <iosfwd>

namespace tocsin {

struct Tally {
    std::uint64_t seeds = 0;
    std::uint64_t transitions = 0;
    std::uint64_t inputs = 0;
    std::uint64_t processes = 0;
    FaultCounts faults{};
    Duration virtual_time{};
    double seconds = 0;           // that it took
    std::vector<Outline> broken;  // of the seeds that broke a promise, the least first

    void add(const Outline& outline);
    std::uint64_t all_faults() const;
};

// Seeds from `first` on, until there are `seeds` of them or `transitions` in all (0: as many as it
// takes); with `stops`, the first that breaks a promise ends it. With `weeks`, each runs that long.
Tally run_campaign(std::uint64_t first, std::uint64_t seeds, std::uint64_t transitions, bool stops,
                   int weeks = 0);

// "10,000,213 transitions, 540,112 faults, ... in 71 s".
std::ostream& operator<<(std::ostream& out, const Tally& tally);

// One line a fault: how often it happened.
void list_faults(std::ostream& out, const FaultCounts& counts);

}  // namespace tocsin

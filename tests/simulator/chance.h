// The only source of chance of a simulation: SplitMix64, and nothing of the standard library, whose
// distributions differ between machines. A seed means the same everywhere.
#pragma once

#include "rota/time.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tocsin {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U + 1) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31);
    }

    // 0 up to, but not including, `count`, which is at least 1.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
    int between(int least, int most) {
        return least + static_cast<int>(below(static_cast<std::size_t>(most - least + 1)));
    }
    bool percent(int hits) { return between(0, 99) < hits; }

    // `least` up to and including `most`, in milliseconds.
    Duration between(Duration least, Duration most) {
        return least + Duration(static_cast<std::int64_t>(
                           below(static_cast<std::size_t>((most - least).count() + 1))));
    }

    template <class Thing>
    const Thing& of(const std::vector<Thing>& things) {
        return things[below(things.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace tocsin

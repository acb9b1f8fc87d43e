// The clock on the wall as the C library knows it, for oracles that share nothing with rota/zone.
// It reads the zone files itself, rules of their last line included.
#pragma once

#include "rota/time.h"

#include <string>
#include <vector>

namespace tocsin {

class Wall {
public:
    // From the end of 2023 to the beginning of 2041.
    explicit Wall(const std::string& zone);

    // Local minutes since 1970 that the wall shows at `at`.
    std::chrono::minutes shown(Instant at) const;

    // The first instant at which the wall shows `local`; where it skips that, the first instant
    // after it. Found by looking at the wall minute after minute.
    Instant first(std::chrono::minutes local) const;

    // Every instant at which the clocks change, in order.
    const std::vector<Instant>& changes() const { return changes_; }

private:
    std::vector<Instant> changes_;
    std::vector<std::chrono::minutes> offsets_;  // one more: before the first change, after each
};

}  // namespace tocsin

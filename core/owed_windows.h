// Every turn of what incidents owed, as the journal tells it: due when, met, late, waived, or still
// owed. What documents and the evidence of a drill are written from; pure.
#pragma once

#include "core/obligation_event.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

struct OwedWindow {
    enum class Standing { open, met, waived, ended, lapsed };

    ObligationBegan owed;
    Instant due{};
    Standing standing = Standing::open;
    bool paused = false;
    bool late = false;
    std::optional<Instant> done = {};  // when it was met, waived or ended
    std::string by = {};
    std::string text = {};  // the proof, or why

    bool undone() const { return standing == Standing::open || standing == Standing::ended; }
};

// Gathers them, entry by entry.
class OwedWindows {
public:
    void began(const ObligationBegan& event);
    void moved(const ObligationMoved& event, Instant at);

    // All turns, in the order in which they began; what is not done and was due before `end` is
    // late.
    std::vector<OwedWindow> all(Instant end) const;
    // The latest turn of each obligation, in the order in which those began first.
    std::vector<OwedWindow> latest(Instant end) const;

private:
    using Key = std::pair<IncidentId, std::string>;

    void turn_again(std::size_t& window, Instant due);

    std::vector<OwedWindow> windows_;
    std::vector<Key> order_;
    std::map<Key, std::size_t> latest_;
};

}  // namespace tocsin

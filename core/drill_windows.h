// Which windows a drill has met: every turn of what it owed, met, late, waived, or not yet due
// (DSPT-10). Part of its evidence (core/drill_report.h); pure.
#pragma once

#include "core/facts.h"
#include "core/obligation_event.h"
#include "rota/zone.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

class DrillWindows {
public:
    void began(const ObligationBegan& event);
    void moved(const ObligationMoved& event, Instant at);

    // Adds the list `windows` and their counts. `end`: of the drill, or now; `over`: it has ended.
    void tell(Facts& facts, const Zone& zone, Instant end, bool over);

private:
    enum class Standing { open, met, waived, ended, lapsed };
    struct Window {
        ObligationBegan owed;
        Instant due;
        Standing standing = Standing::open;
        bool paused = false;
        bool late = false;
        std::optional<Instant> done = {};
        std::string by = {};
        std::string text = {};

        bool undone() const { return standing == Standing::open || standing == Standing::ended; }
    };

    static std::string words(const Window& window, bool over);
    void turn_again(std::size_t& window, Instant due);

    std::vector<Window> windows_;
    std::map<std::pair<IncidentId, std::string>, std::size_t> latest_;
};

}  // namespace tocsin

// Passes what a monitor said on to the engine. What fires or is over goes there as a report; that
// somebody acknowledged it in the monitor, and what is noted, as a note of the open incident.
#pragma once

#include "daemon/api.h"
#include "daemon/signal.h"
#include "daemon/source_limits.h"

#include <functional>
#include <optional>
#include <string>

namespace tocsin {

class SignalDesk {
public:
    // `api` outlives it.
    explicit SignalDesk(const Api& api) : api_(api) {}

    // What the engine is to be asked; nothing when the signal is about an alarm that is not open
    // and does not fire. Waits for the engine where it must be looked up: workers only.
    [[nodiscard]] std::optional<Occurrence> occurrence_of(const Signal& signal,
                                                          const Source& source) const;

    // The incident that is open under a key of the source; none: 0. Waits for the engine.
    [[nodiscard]] IncidentId open_under(const std::string& source, const std::string& key) const;

    // Asks it, and holds `place` until it is answered. `answer` is told of the incident once it is
    // on disk; none: 0. Any thread.
    [[nodiscard]] Later pass_on(Occurrence what, SourcePlace place,
                                std::function<Response(IncidentId)> answer) const;

private:
    const Api& api_;
};

}  // namespace tocsin

// Passes what a monitor said on to the engine.
#pragma once

#include "daemon/api.h"
#include "daemon/signal.h"
#include "daemon/source_limits.h"

#include <functional>
#include <string>

namespace tocsin {

class SignalDesk {
public:
    // `api` outlives it.
    explicit SignalDesk(const Api& api) : api_(api) {}

    // What the engine is to be told. Waits for the engine where somebody acknowledges, and the
    // source is trusted to say who: workers only.
    [[nodiscard]] Reported report_of(Signal signal, const Source& source) const;

    // Tells it, and holds `place` until it is answered. `answer` is told of the incident once it is
    // on disk; none: 0. Any thread.
    [[nodiscard]] Later pass_on(Occurrence what, SourcePlace place,
                                std::function<Response(IncidentId)> answer) const;

private:
    const Api& api_;
};

}  // namespace tocsin

// When the moments came from which the clocks of an incident run, and by which they stop.
#pragma once

#include "core/procedure.h"
#include "core/state.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tocsin {

struct Came {
    Instant at;
    std::uint64_t seq = 0;  // of the entry that made it; 0: it comes only once
};

// When the moment came for the incident; nothing: it has not yet. `of` is the obligation that asks.
std::optional<Came> since(const State& state, const Procedure& procedure, const Incident& incident,
                          const Moment& moment, const std::string& of);

// Whether any obligation may begin when an incident opens.
bool owes_with_report(const Procedure& procedure);

// The lowest rung of which a moment of the procedure's obligations asks whether it was called;
// nothing: of none.
std::optional<int> lowest_rung_asked(const Procedure& procedure);

}  // namespace tocsin

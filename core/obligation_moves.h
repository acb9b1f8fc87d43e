// The events by which an obligation moves, as its rule has them.
#pragma once

#include "core/draft.h"

#include <optional>
#include <string>

namespace tocsin {

// nullptr: the procedure has none of that name.
const ObligationRule* rule_of(const Procedure& procedure, const std::string& name);

// The time of one turn of an obligation.
struct Turn {
    Instant from;
    Instant due;
};

// When a Tick looks next: at the first warning after `after`, else at the end.
Instant next_look(const ObligationRule& rule, Turn turn, Instant after);

// The turn that ends at `due`: from when it was last met, else from its beginning.
Turn turn_to(const ObligationState& one, Instant due);

// With the times it has.
ObligationMoved moved(const ObligationState& one, ObligationMoved::To to);

// It is met at `at`: done, or owed again at the time that was stated, else an interval later
// (HSSI-29).
ObligationMoved met(const ObligationState& one, const ObligationRule& rule, int severity,
                    Instant at, std::optional<Instant> stated = {});

}  // namespace tocsin

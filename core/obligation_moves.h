// The events by which an obligation moves, as its rule has them.
#pragma once

#include "core/draft.h"

#include <string>

namespace tocsin {

// nullptr: the procedure has none of that name.
const ObligationRule* rule_of(const Procedure& procedure, const std::string& name);

// When a Tick looks next at what is due at `due`: the first warning after `after`, else its end.
Instant next_look(const ObligationRule& rule, Instant due, Instant after);

// With the times it has.
ObligationMoved moved(const ObligationState& one, ObligationMoved::To to);

// It is met at `at`: done, or owed again an interval later (HSSI-29).
ObligationMoved met(const ObligationState& one, const ObligationRule& rule, int severity,
                    Instant at);

}  // namespace tocsin

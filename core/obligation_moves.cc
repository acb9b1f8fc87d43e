#include "core/obligation_moves.h"

#include <algorithm>

namespace tocsin {

const ObligationRule* rule_of(const Procedure& procedure, const std::string& name) {
    const auto found = std::ranges::find(procedure.obligations, name, &ObligationRule::name);
    return found == procedure.obligations.end() ? nullptr : &*found;
}

Instant next_look(const ObligationRule& rule, Turn turn, Instant after) {
    Instant next = turn.due;
    const auto consider = [&](Instant warning) {
        if (warning > after) next = std::min(next, warning);
    };
    for (const Duration before : rule.warn) consider(turn.due - before);
    for (const int share : rule.warn_shares)
        consider(turn.from + (turn.due - turn.from) * share / 100);
    return next;
}

Turn turn_to(const ObligationState& one, Instant due) {
    return {std::max(one.owed.from, one.last_met.value_or(one.owed.from)), due};
}

ObligationMoved moved(const ObligationState& one, ObligationMoved::To to) {
    ObligationMoved event;
    event.incident = one.owed.incident;
    event.name = one.owed.name;
    event.to = to;
    event.due = one.due;
    event.look = one.look;
    return event;
}

ObligationMoved met(const ObligationState& one, const ObligationRule& rule, int severity,
                    Instant at, std::optional<Instant> stated) {
    ObligationMoved event = moved(one, ObligationMoved::To::met);
    event.look.reset();
    const bool late = one.late || at > one.due;
    event.count = late ? 1 : 0;
    const Duration* every = by_severity(rule.every, severity);
    if (every == nullptr) return event;
    // Missed intervals are one lateness with a count.
    if (late) event.count += static_cast<int>((at - one.due) / *every);
    event.goes_on = true;
    event.due = stated.value_or(at + *every);
    event.look = next_look(rule, {at, event.due}, at);
    return event;
}

}  // namespace tocsin

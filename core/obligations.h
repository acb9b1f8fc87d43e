// What an incident owes: begun by what happens to it, met by what happens or by a person, told when
// it is due soon and when it is late. The rules are the procedure's (core/obligation_rule.h).
#pragma once

#include "core/draft.h"
#include "core/input.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tocsin {

// When the moment came for the incident; nothing: it has not yet. `of` is the obligation that asks.
std::optional<Instant> since(const State& state, const Procedure& procedure,
                             const Incident& incident, const Moment& moment, const std::string& of);

// Who owes it now: the people of its role, or the holder. Nobody: level 1 hears in their place.
struct Owner {
    std::vector<Callee> people;
    std::string called;  // "EDM"
};
Owner owner_of(const Draft& draft, const Incident& incident, const std::string& owner);

// The Tick's part: what has happened to the incident begins, meets and ends what it owes.
void review_obligations(Draft& draft, IncidentId id);

// What has happened and was not looked at yet, before the clock moves: its lengths of time run
// from when it happened.
void review_all(Draft& draft);

// The Tick's part: a warning is due, or it is late. `number` is the state's.
void obligation_due(Draft& draft, std::uint64_t number);

// Somebody asks for one, meets, waives, puts off, pauses or resumes it.
void act_on_obligation(Draft& draft, const ObligationAct& act);

}  // namespace tocsin

// What an incident owes: begun, met and ended by what happens to it. The rules are the procedure's
// (core/obligation_rule.h); core/obligation_chase.h tells who owes it, core/obligation_act.h is
// what people do about it.
#pragma once

#include "core/draft.h"

#include <optional>
#include <string>

namespace tocsin {

// When the moment came for the incident; nothing: it has not yet. `of` is the obligation that asks.
std::optional<Instant> since(const State& state, const Procedure& procedure,
                             const Incident& incident, const Moment& moment, const std::string& of);

// Whether any obligation may begin when an incident opens.
bool owes_with_report(const Procedure& procedure);

// Its rule is over for the incident: it ended with a status that has come.
bool owed_no_more(const Draft& draft, const Incident& incident, const ObligationRule& rule);

// The review's part: what has happened to the incident begins, meets and ends what it owes.
void review_obligations(Draft& draft, const Incident& incident);

}  // namespace tocsin

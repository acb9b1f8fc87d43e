// What an incident owes: begun, met and ended by what happens to it. The rules are the procedure's
// (core/obligation_rule.h); core/obligation_chase.h tells who owes it, core/obligation_act.h is
// what people do about it.
#pragma once

#include "core/draft.h"

#include <optional>
#include <string>

namespace tocsin {

// Its rule is over for the incident: it ended with a status that has come.
bool owed_no_more(const Draft& draft, const Incident& incident, const ObligationRule& rule);

// What whoever takes an incident at this moment owes from then on: what is due first. `role` is the
// ladder's, at which they were called; empty: they were not. Nothing: they owe nothing by that.
struct Expected {
    std::string title;
    Instant due;
};
std::optional<Expected> expected_of_taker(const Draft& draft, const Incident& incident,
                                          const std::string& role);

// The review's part: what has happened to the incident begins, meets and ends what it owes.
void review_obligations(Draft& draft, const Incident& incident);

}  // namespace tocsin

// An explanation as programs read it. Pure.
#pragma once

#include "core/explain.h"

#include <string>

namespace tocsin {

// What is said of the rows that prove it: "chain verified", or why not.
struct ExplainProof {
    bool verified = false;
    std::string words;
};

// {"incident", "conclusion", "rule", "rota": ["..."], "clock", "lines": [{"at", "kind": "step" |
// "other", "words"; of a step "rung", "try", "round", "role", "called", "people": [{"person",
// "name", "called"}], "rota_version", "on_duty": {"from", "to"} | null, "until", "failed",
// "failed_why", "sends": [{"at", "medium": "text" | "email", "channel", "address", "reference",
// "provider_reference", "fate": ["..."]}]}], "not_called", "proof": {"first", "last", "verified",
// "words"}}. Times are UTC; empty when there is none.
std::string explanation_json(IncidentId incident, const Explanation& explanation,
                             const ExplainProof& proof);

}  // namespace tocsin

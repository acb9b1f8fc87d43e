// The body of POST /v1/simulate, checked against the directory in force into what is supposed.
// {"service", "state": "down" | "degraded", "severity", "at", "procedure", "place",
// "taken_after_min", "answers": ["pat.ash@+12m"], "fails": ["hospital-sms"], "texts"}
// The service is an id or a name. Pure.
#pragma once

#include "daemon/problem.h"
#include "daemon/rehearsal.h"

#include <string>
#include <variant>

namespace tocsin {

struct SimulateCall {
    Supposition supposed;
    bool texts = false;  // every text and mail, where words are answered
};

// The refusal names every bad field, with the name that was probably meant.
[[nodiscard]] std::variant<SimulateCall, ProblemDetail> read_simulate(const std::string& body,
                                                                      const Directory& directory,
                                                                      Instant now);

}  // namespace tocsin

// A trend as a procedure says it: so many incidents of a kind within so long are one major incident
// (WSIC-06).
#pragma once

#include "core/matcher.h"
#include "rota/time.h"

#include <string>
#include <vector>

namespace tocsin {

struct TrendRule {
    std::string name;                // "outbreak"
    std::string title;               // "several of a kind": the service of the major one, in texts
    std::vector<std::string> rules;  // "WSIC-06"
    std::vector<Matcher> when;       // which incidents count; empty: all
    std::vector<std::string> same;   // fields, "service" or "place": equal words are one kind;
                                     // empty: all that count are of one
    int count = 3;
    Duration within = std::chrono::hours(24);  // counted from when each was opened here
    int severity = 1;                          // of the major one
    FieldValues set;                           // its fields
};

}  // namespace tocsin

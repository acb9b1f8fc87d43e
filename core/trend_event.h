// What is decided about several incidents of a kind, in the past tense (WSIC-06).
#pragma once

#include "core/ids.h"
#include "rota/time.h"

#include <string>
#include <tuple>
#include <vector>

namespace tocsin {

// Which incidents count together: those of a procedure that one of its trends counts, and that are
// of a kind as it says ("virus").
struct TrendKey {
    std::string procedure;
    std::string trend;
    std::string kind;

    auto operator<=>(const TrendKey&) const = default;
};

// What makes an incident the major one that stands for several.
struct TrendOf {
    std::string name;   // "outbreak"
    std::string title;  // "several of a kind"
    std::string kind;
    std::vector<IncidentId> members;  // that were found; later ones join
};

// An incident counts until then, or no more, for it is part of a major one. Of the house: it counts
// when it is long closed.
struct TrendCounted {
    IncidentId counted;
    TrendKey key;
    Instant until{};
    IncidentId major;  // 0: it counts
};

// The incident is part of a major one.
struct TrendJoined {
    IncidentId incident;
    TrendKey key;
    std::string title;
    IncidentId major;
};

}  // namespace tocsin

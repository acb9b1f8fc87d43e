// What a rota leaves open, and what it gives to two: said at upload and a day before (HSSI-16).
#pragma once

#include "rota/calendar.h"
#include "rota/rota.h"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct Required {
    std::string role;
    bool outside_core_hours_only = false;  // the EDM; false: always, as level 3
    Hours core = core_hours();
};

struct Gap {
    std::string role;
    Span span;
    int present = 0;  // fewer than the rota's people_needed

    bool operator==(const Gap&) const = default;
};

struct Overlap {
    std::string role;
    Span span;
    Mark first;   // of the shift that began earlier
    Mark second;  // of the one that takes over

    bool operator==(const Overlap&) const = default;
};

// Where fewer than people_needed are on call though the role must be filled, in order. Core hours
// are no gap for a role that is needed outside them only (HSSI-10).
std::vector<Gap> gaps(const Rota& rota, const Required& required, const Calendar& calendar,
                      Span within);

// Where two shifts with people in them run at once, in order of the second one's beginning.
std::vector<Overlap> overlaps(const WeeklyRota& week, std::string_view role);

}  // namespace tocsin

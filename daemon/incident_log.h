// Incidents of some days, found in the journal by their numbers, which follow one another in time.
#pragma once

#include "core/facts.h"
#include "daemon/archive.h"

#include <string>
#include <vector>

namespace tocsin {

// More than these are too many for one answer.
inline constexpr std::size_t logged_incidents_max = 500;

struct LoggedIncidents {
    std::vector<Facts> facts;  // oldest first
    bool too_many = false;
};

// Those of the procedure that were opened on days from `first` to `last`; `newest` is the highest
// number there is.
LoggedIncidents incidents_of_days(Archive& archive, IncidentId newest, Day first, Day last,
                                  const Procedure& procedure, const Directory& directory,
                                  Instant now);

// The name of the incident's chat channel (DPS-01): no other incident opened before it on its day
// has it. The same at any time.
std::string channel_of(Archive& archive, const std::vector<Entry>& entries, IncidentId id,
                       const Directory& directory);

}  // namespace tocsin

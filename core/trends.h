// Several incidents of a kind, from whomever, are one major incident: it is opened when there are
// enough within the window, calls by the ladder from its beginning, and those that come later are
// linked to it while it is open (WSIC-06).
#pragma once

#include "core/draft.h"

#include <optional>
#include <string>

namespace tocsin {

// Of which kind an incident is to a trend: the words of what must be the same, one behind the
// other. Nothing: it does not count, or one of those is not known, such as a service that the
// directory does not list. Tasks, drills, major incidents
// and what was over before it was reported never count.
std::optional<std::string> kind_of(const TrendRule& trend, const Incident& incident,
                                   const Directory& directory, bool core_hours);

// The review's part.
void see_trends(Draft& draft, const Incident& incident);

}  // namespace tocsin

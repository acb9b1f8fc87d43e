// The terms for which people hold a role, as a procedure file gives them, and what is wrong with
// them: overlaps, days on which nobody holds it, an end that is near (WSIC-11).
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

#include <optional>
#include <vector>

namespace tocsin {

// `from`, `until` and `interim` of one line of a role; `people`: it names its people outright.
std::optional<Term> read_term(MapReader& line, const std::string& role, bool people);

// `marks` are those of the lines. Without `today` the end of the last term is nothing to warn of.
void check_terms(const Role& role, const std::vector<Mark>& marks, Duration warn,
                 std::optional<Day> today, Complaints& complaints);

}  // namespace tocsin

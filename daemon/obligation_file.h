// The block "obligations" of a procedure file (core/obligation_rule.h).
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"
#include "daemon/procedure_file.h"

#include <optional>
#include <string_view>
#include <vector>

namespace tocsin {

// What is owed under `procedure`, whose roles, statuses and ladder have been read. `node` is the
// block: a map of obligations by name. Every mistake is a complaint; what could be understood
// comes back.
std::vector<ObligationRule> read_obligations(const Node& node, const Procedure& procedure,
                                             const KnownContacts* known, Complaints& complaints);

// "30 min", "10 working days", "10 working days 17:30", "next working day 17:30", "2 months".
// Nothing for anything else, and for more than a year.
std::optional<TimeLimit> parse_time_limit(std::string_view text);

}  // namespace tocsin

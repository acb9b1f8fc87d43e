// Moments of a procedure file: "confirmed", { taken: level-2 }, { notice: first }.
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// Nothing when the node says no moment; every problem is told. `obligations` are those of the file.
std::optional<Moment> read_moment(const Node& node, const Procedure& procedure,
                                  const std::vector<std::string>& obligations,
                                  Complaints& complaints);

// The role of an obligation, or a problem at `mark`.
const Role* role_of(const std::string& name, Mark mark, const char* otherwise,
                    const Procedure& procedure, Complaints& complaints);

// Complains in the words of `otherwise` and `why` when the ladder has no rung for the role.
void judge_rung(const std::string& role, Mark mark, const char* otherwise, const char* why,
                const Procedure& procedure, Complaints& complaints);

}  // namespace tocsin

// Who may move an incident along its statuses (WSIC-07, 08; SIRI-05).
#pragma once

#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

// Why this person may not `act` on it ("close"), as whole sentences; empty: somebody of these roles
// is who does it, or anybody may.
std::string barred(const Draft& draft, const Incident& incident,
                   const std::vector<std::string>& roles, const PersonId& person,
                   const std::string& act);

// Whether any of these roles has somebody now.
bool has_somebody(const Draft& draft, const Incident& incident,
                  const std::vector<std::string>& roles);

}  // namespace tocsin

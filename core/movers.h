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

// Whether the person who moves it is known, or none is named. Otherwise the answer says so.
bool mover_known(Draft& draft, const PersonId& person);

// Who is written down as having moved it: the person, where one is named, and who said so.
std::string mover(const PersonId& person, const std::string& said_by);

// Whether any of these roles has somebody now.
bool has_somebody(const Draft& draft, const Incident& incident,
                  const std::vector<std::string>& roles);

}  // namespace tocsin

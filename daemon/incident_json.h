// Incidents, their timelines and who is on call, as the API shows them. Pure.
#pragma once

#include "core/directory.h"
#include "core/state.h"

#include <string>
#include <vector>

namespace tocsin {

std::string incident_json(const Incident& incident, const Directory& directory);

// One line an entry that a person wants to read: {"seq","at","kind","sentence"}.
std::string timeline_json(const std::vector<Entry>& entries, const Directory& directory);

// The same as lines: "02:14:06  called Pat Ash (EDM)".
std::string timeline_text(const std::vector<Entry>& entries, const Directory& directory);

// Who has which role of the default procedure at `at`, with phones in full: for people who must
// phone somebody.
std::string on_call_json(const State& state, const Directory& directory, Instant at);

// The week of a rota that is in force; there is one. Swaps are not in it.
std::string rota_json(const RotaVersion& rota, Day week, const Directory& directory);

}  // namespace tocsin

// Incidents, their timelines and who is on call, as the API shows them. Pure.
#pragma once

#include "core/directory.h"
#include "core/state.h"

#include <string>
#include <vector>

namespace tocsin {

std::string incident_json(const Incident& incident, const Directory& directory);

// The alarms that an incident stands for, as they arrived: {"at","source","key","service",
// "severity","summary","description","link","fields"}, and with `raw` what the sender sent.
std::string alarms_json(const std::vector<Entry>& entries, bool raw);

// One line an entry that a person wants to read: {"seq","at","kind","sentence"}.
std::string timeline_json(const std::vector<Entry>& entries, const Directory& directory);

// The same as lines: "02:14:06  called Pat Ash (EDM)".
std::string timeline_text(const std::vector<Entry>& entries, const Directory& directory);

// Who has which role of the default procedure at `at`, and until when. `asked`: one role, by its
// name or as it is called then; empty: all. `with_contacts`: phones in full, for people who must
// phone somebody; else those of desks alone.
std::string on_call_json(const State& state, const Directory& directory, Instant at,
                         const std::string& asked, bool with_contacts);

}  // namespace tocsin

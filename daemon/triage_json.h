// What people say an incident is, and how severe, as the API shows it.
#pragma once

#include "core/directory.h"
#include "core/severity.h"
#include "core/state.h"
#include "daemon/json_writer.h"

namespace tocsin {

// Adds fields, unset, flags, and what severity was proposed and set, to an incident's JSON.
void add_triage(JsonObject& json, const Incident& incident, const Directory& directory);

// What severity comes to, line by line, and what is still to be answered.
std::string assessment_json(const Incident& incident, const Assessment& assessment,
                            const Directory& directory);

}  // namespace tocsin

// The fields and flags of a procedure as people write them, and the values that a service gives
// its incidents.
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

namespace tocsin {

struct KnownContacts;

// fields, flags; after the ladder, whose rungs their conditions may name.
void read_triage(MapReader& file, Procedure& procedure, const KnownContacts* known);

// Words of fields: { category: [data-centre], kind: outage }. Nothing is known of what they mean.
FieldValues read_field_values(MapReader& map, const std::string& key);

// Complains of those under `node` that incidents of the procedure cannot have.
void judge_field_values(const Node& node, const Procedure& procedure, Complaints& complaints);

}  // namespace tocsin

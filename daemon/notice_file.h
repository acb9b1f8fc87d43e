// Messages to stakeholders as a procedure writes them: who is told, what a message must hold, in
// which words, and what keeps one back (HSSI-28..41).
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

namespace tocsin {

struct KnownContacts;

// audiences, notices; after roles, statuses, ladder, fields and flags.
void read_notices(MapReader& file, Procedure& procedure, const KnownContacts* known);

}  // namespace tocsin

// Conditions of a procedure as people write them: which incidents something is for.
//   when: { category: [data-centre, multi-site], kind: outage }     one case
//   when: [ { severity: 1 }, { flag: clinical, hours: out-of-hours } ]     any of them
// Keys: severity, service, hours, flag (all of them), unset (fields without a value), reached (a
// rung of the ladder that was called, or a higher one), status (that it has now), open-task and
// done-task (tasks that are open, that were made safe), and each field of the procedure.
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

#include <string>
#include <vector>

namespace tocsin {

struct KnownContacts;

// Whether a field may have this name: a matcher's own keys are none.
bool matcher_key(const std::string& name);

// The cases under `key`; empty when it is absent: always. The fields, flags and ladder of
// `procedure` have been read. `known` is nullptr where no configuration says which services there
// are.
std::vector<Matcher> read_matchers(MapReader& map, const std::string& key,
                                   const Procedure& procedure, const KnownContacts* known);

}  // namespace tocsin

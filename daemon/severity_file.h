// How a procedure works severity out, as people write it (HSSI-01..03, 63).
//   severity:
//     ways: [matrix]               # questions that a severity comes of; the first is the usual one
//     questions:                   # each names only those above it
//       urgency: { answers: { 1: Many users, 2: Few users } }       # or a list: [1, 2]
//       priority: { answers: [none, high], cases: [{ when: { reached: level-3 }, answer: high }] }
//       scope: { field: scope }                                     # what the incident has there
//       users: { bands: { many: 1000, few: 0 }, scaled: yes }       # from so many on
//       impact: { table: { rows: priority, columns: users, cells: { none: [2, 3], high: [1, 2] } }
//       } score: { sum: { priority: { none: 0, high: 5 } }, bands: { 1: 5, 2: 0 } } harm: { worst:
//       { priority: { high: 1 } } }                  # the most severe of them
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

namespace tocsin {

struct KnownContacts;

// severity; after the fields, flags and ladder, which its cases may name.
void read_severity(MapReader& file, Procedure& procedure, const KnownContacts* known);

}  // namespace tocsin

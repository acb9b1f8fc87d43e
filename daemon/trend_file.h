// Trends of a procedure as people write them (WSIC-06):
//   trends:
//     outbreak:
//       title: several of a kind
//       when: { kind: [virus, confidentiality] }
//       same: [kind]
//       count: 3
//       within: 24 h
//       opens: { severity: 1, set: { major: yes } }
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

#include <vector>

namespace tocsin {

struct KnownContacts;

// Empty where there are none. The fields, flags, tasks and ladder of `procedure` have been read.
std::vector<TrendRule> read_trends(MapReader& file, const Procedure& procedure,
                                   const KnownContacts* known);

}  // namespace tocsin

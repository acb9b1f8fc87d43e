// What is reported to us, and how an incident's status moves.
#pragma once

#include "core/draft.h"

namespace tocsin {

void report(Draft& draft, const Reported& reported);
void confirm(Draft& draft, const Confirmed& confirmed);
void resolve(Draft& draft, const Resolved& resolved);

}  // namespace tocsin

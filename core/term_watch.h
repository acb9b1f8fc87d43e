// A role that people hold for terms is not to fall vacant in silence (WSIC-11).
#pragma once

#include "core/draft.h"

namespace tocsin {

// A part of the look at the rotas. Answers when to look again.
Instant watch_terms(Draft& draft);

}  // namespace tocsin

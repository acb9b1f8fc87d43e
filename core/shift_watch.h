// What the rotas say of shifts that begin: who is asked (HSSI-15), whose question stands down, who
// hears of an escalation before the shift (HSSI-67), and whom nothing reaches.
#pragma once

#include "core/draft.h"

namespace tocsin {

// A part of the look at the rotas. Answers when to look again.
Instant watch_shifts(Draft& draft);

}  // namespace tocsin

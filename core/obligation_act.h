// What people do about an obligation.
#pragma once

#include "core/draft.h"
#include "core/input.h"

namespace tocsin {

// Somebody asks for one, meets, waives, puts off, pauses or resumes it.
void act_on_obligation(Draft& draft, const ObligationAct& act);

}  // namespace tocsin

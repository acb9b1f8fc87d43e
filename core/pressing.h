// The button under a post of a place: whoever presses it takes the incident, as they could by the
// link of a call, and is answered whatever comes of it.
#pragma once

#include "core/draft.h"

namespace tocsin {

// Nobody takes anything whom the place's settings do not name (P12). Pressed again, or by a place
// that tells of it again, it is taken once and answered again.
void press(Draft& draft, const Pressed& said);

}  // namespace tocsin

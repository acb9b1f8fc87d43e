// The button under a post of a place: whoever presses it takes the incident, and is answered
// whatever comes of it.
#pragma once

#include "core/draft.h"

namespace tocsin {

// Whoever the place's settings name may take it, called for it or not, as a colleague may by API;
// and nobody else (P12). Pressed again, or by a place that tells of it again, it is taken once and
// answered again.
void press(Draft& draft, const Pressed& said);

}  // namespace tocsin

// Of which incidents a place hears: of those that it asks for, and of one that it has begun to hear
// of until its end. Else a room would never hear that it is over, and a page would show a service
// down for ever. Pure.
#pragma once

#include "core/draft.h"

namespace tocsin {

// Whether it was told anything of the incident before this decision.
bool has_begun(const Draft& draft, const Provider& place, const Incident& incident);

// `incident` as it is to be judged: as this decision leaves it, or as it was before.
bool hears_of(const Draft& draft, const Provider& place, const Incident& incident);

}  // namespace tocsin

// What the state says of the house's health: who will be on call, who of them can be reached, how
// the channels fare, what is silenced. Pure: the engine and the moment.
#pragma once

#include "daemon/engine.h"
#include "daemon/finding.h"

namespace tocsin {

Findings look_at_house(const Engine& engine, Instant now);

}  // namespace tocsin

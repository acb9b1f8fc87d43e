// What the alarms of a message would become at this moment, and why: decided by the engine's own
// judgement on its own state, and thrown away.
#pragma once

#include "core/input.h"
#include "daemon/engine.h"

#include <string>

namespace tocsin {

// {"alarms":[{"key","says","service","severity","summary","route","procedure"}],
//  "would":["INC-5: reported by ...", "it calls EDM: Pat Ash"]}. On the engine's thread.
std::string alarm_trial_json(const Engine& engine, const Reported& reported, Instant now);

}  // namespace tocsin

// A rehearsal as people read it and as programs do. Pure.
#pragma once

#include "daemon/rehearsal.h"
#include "rota/zone.h"

#include <string>

namespace tocsin {

// "Nothing is sent. If ...", then one line a call, and what else happens between. `texts`: every
// text and mail at the end, else the first text alone.
std::string rehearsal_text(const Rehearsal& rehearsal, const Zone& zone, bool texts);

// One object, in a form that stays. Times are UTC, beside them the local time; addresses are
// masked. {"nothing_is_sent": true, "service", "service_name", "state", "place", "severity",
// "procedure", "procedure_hash", "at", "local", "answers": [{"person", "after_s"}], "failing": [],
// "confirmed_at_once", "anybody_reached", "rota_gap", "lines": [{"kind": "call" | "gap" | "news" |
// "taken" | "shift", "at", "local", "after_s", "role", "called", "person", "name", "try", "round",
// "last_resort", "until", "why", "words", "rota_version", "sends": [{"medium", "channel", "to",
// "verdict", "text_id", "subject", "text", "characters", "segments"}]}], "ends", "end": "taken" |
// "last-resort" | "nobody-left" | "horizon" | "steps", "notes": []}
std::string rehearsal_json(const Rehearsal& rehearsal, const Zone& zone);

}  // namespace tocsin

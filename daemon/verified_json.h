// What a proof of the journal says, as programs read it.
#pragma once

#include "daemon/history.h"

#include <string>

namespace tocsin {

// {"sound","entries","head","first_bad","why"}
std::string verified_json(const Verified& verified);

}  // namespace tocsin

// A provider's verdict, as the configuration and the API write it.
#pragma once

#include "core/send.h"

#include <string>

namespace tocsin {

// "accepted", "misconfigured".
std::string verdict_name(Verdict verdict);

}  // namespace tocsin

// A decision that changes nothing, and says why.
#pragma once

#include "core/draft.h"

#include <string>

namespace tocsin {

// `why` is whole sentences, for whoever asked; empty where the kind says all.
void refuse(Draft& draft, Answer::Kind kind, const std::string& why);

}  // namespace tocsin

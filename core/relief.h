// Whom a role means at a moment, how long that holds, and who follows: for people who ask. The
// engine itself asks only for this moment (core/ladder.h).
#pragma once

#include "core/ladder.h"

namespace tocsin {

struct Relief {
    Meaning now;
    Instant until = never;  // when somebody else has the role, or has it under another name
    Meaning then;           // of that moment; not looked up when it never comes
};

Relief relief(const State& state, const Directory& directory, const Procedure& procedure,
              const std::string& role, Instant at);

}  // namespace tocsin

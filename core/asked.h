// Changes that are asked for again, or of what is not any more as whoever asks has seen it: what
// has to be known before anything is decided. Reports bring keys of their own (core/reporting.h).
#pragma once

#include "core/decide.h"
#include "core/draft.h"

#include <optional>

namespace tocsin {

// Whether an answer of that kind says that what was asked for is so now.
bool is_done(Answer::Kind kind);

// Why the change is not made: done_before, key_reused or overtaken. Nothing when it is to be
// decided.
std::optional<Answer> hindered(const State& state, const Asked& asked);

// What was decided is bound to the key of whoever asked, for 72 h (P3), if it changed anything. A
// refusal leaves the key free.
void bind_change(Draft& draft, const Asked& asked);

}  // namespace tocsin

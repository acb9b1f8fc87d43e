// What providers say later about a handset. It is never an answer of a person; but a send that
// failed for good moves the ladder as a refusal at the hand-over does (P4).
#pragma once

#include "core/draft.h"

namespace tocsin {

// Receipts that come twice, late, out of order, or about nothing we know change nothing.
void receive(Draft& draft, const Receipt& receipt);

}  // namespace tocsin

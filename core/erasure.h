// What leaves the journal: somebody's words, or whole entries that a file has. The shell finds the
// entries, since what is over has left the state; whether they may go is decided here.
#pragma once

#include "core/draft.h"

namespace tocsin {

// wrong_state: one of the incidents is open, `incidents` names those that are. Its clocks and calls
// need their words until it is over.
void erase(Draft& draft, const EraseAsked& asked);

// wrong_state likewise: a start reads the entries of what is open.
void archive(Draft& draft, const ArchiveAsked& asked);

}  // namespace tocsin

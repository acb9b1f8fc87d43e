// An upload is a transaction: what changes, what it leaves open, and then all of it or nothing
// (HSSI-13, 16).
#pragma once

#include "core/draft.h"

namespace tocsin {

// Its weeks take their place, unless they leave gaps where somebody was on call, or where no rota
// was, and no reason accepts them. The answer has the version, the changes, and the gaps in what
// is still to come.
void activate_rota(Draft& draft, const RotaUploaded& uploaded);

// The weeks of an earlier version, as a new version. Its reason accepts its gaps.
void restore_rota(Draft& draft, const RotaRestored& restored);

// The Tick's part: an upload whose time has come. It was proven when it was uploaded; a gap that
// has come up since is told, and does not refuse it.
void activate_planned(Draft& draft, std::uint64_t plan);

void withdraw_plan(Draft& draft, const RotaPlanWithdrawn& withdrawn);

// The changes of every role inside `within`, for the answer.
void add_changes(Draft& draft, const Rota& before, const Rota& after, Span within);

}  // namespace tocsin

// What befalls Tocsin itself, and what its operator hears of it: level 1 of the default procedure.
// Each is told again only after a while, for what lasts comes back every minute.
#pragma once

#include "core/draft.h"

namespace tocsin {

// P8: a process that ended without a word is told, unless one was a moment before.
bool tells_of_restart(const Draft& draft, const Started& started);
// `again` sends were offered once more with it.
void tell_of_restart(Draft& draft, int again);

// P9.
void tell_of_clock(Draft& draft, const ClockMoved& moved);
// P13.
void tell_of_disk(Draft& draft);
// P11: the second look at what is owed differs from the first.
void tell_of_audit(Draft& draft, const AuditFound& found);
// P14: a provider whose failing was told has taken this one, and works again. Before the state
// knows.
void tell_of_back(Draft& draft, const Outcome& outcome);
// P21. It stands in the next handover as well.
void tell_of_backup(Draft& draft, const BackupFailed& failed);

}  // namespace tocsin

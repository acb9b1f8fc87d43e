// Which windows a drill has met, as facts: every turn of what it owed, met, late, waived, or not
// yet due (DSPT-10). Part of its evidence (core/drill_report.h); pure.
#pragma once

#include "core/facts.h"
#include "core/owed_windows.h"
#include "rota/zone.h"

#include <vector>

namespace tocsin {

// Adds the list `windows` and their counts. `over`: the drill has ended.
void tell_windows(Facts& facts, const std::vector<OwedWindow>& windows, const Zone& zone,
                  bool over);

}  // namespace tocsin

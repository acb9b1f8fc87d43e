// What an incident owed, as facts for documents, and how many of many were met in time (SIRI-09).
#pragma once

#include "core/facts.h"
#include "core/owed_windows.h"
#include "rota/zone.h"

#include <string>
#include <utility>
#include <vector>

namespace tocsin {

// One line each: name, title, owner, due, outcome, and where it was met, when, by whom and with
// which proof.
std::vector<Facts> owed_facts(const std::vector<OwedWindow>& windows, const Zone& zone);

Vocabulary owed_vocabulary();

// One line a target, in its order, counted over the lines "obligations" of these incidents: how
// many were due by now or met, how many of them in time, the percentage rounded down, whether the
// target is reached, and the exceptions: which were late. Nothing was due: no percentage, and
// reached. Waived, lapsed and ended ones do not count.
std::vector<Facts> figures(const std::vector<Facts>& incidents,
                           const std::vector<std::pair<std::string, int>>& targets);

Vocabulary figures_vocabulary();

}  // namespace tocsin

// The evidence of a drill: who was called, who answered and how fast, which windows were met, and
// what was kept from whoever is outside (DSPT-10). From the journal alone; pure.
#pragma once

#include "core/facts.h"

#include <vector>

namespace tocsin {

// ref, reason, answers_median, windows_met ...; the lists are calls, answers, unanswered, windows,
// withheld and timeline.
const Vocabulary& drill_vocabulary();

// `entries` are about the drill and its tasks, in order, each once; the opening of `id` is among
// them. Times are the journal's: of an exercise that runs faster, the exercise's.
Facts drill_facts(const std::vector<Entry>& entries, IncidentId id, const Directory& directory,
                  Instant now);

// The tasks of the drill that these entries name, for whoever must read their entries too.
std::vector<IncidentId> tasks_named(const std::vector<Entry>& entries);

// The value at that share of the sorted values, by nearest rank: the smallest of which at least so
// many per cent are not greater. `values` is not empty; `percent` is 1 to 100.
Duration percentile(const std::vector<Duration>& values, int percent);

}  // namespace tocsin

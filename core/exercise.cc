#include "core/exercise.h"

#include "core/sabotage.h"

#include <algorithm>

namespace tocsin {

bool is_drill(const State& state, const std::vector<IncidentId>& about) {
    bool any = false;
    for (const IncidentId id : about) {
        const Incident* incident = state.incidents().find(id);
        if (incident == nullptr) continue;
        if (!incident->drill) return false;
        any = true;
    }
    return any;
}

bool is_exercise(const Directory& directory, const Incident& incident) {
    return directory.exercise || (incident.drill && !sabotaged(Mutant::drill_unmarked));
}

bool is_exercise(const State& state, const Directory& directory,
                 const std::vector<IncidentId>& about) {
    if (directory.exercise) return true;
    if (sabotaged(Mutant::drill_unmarked)) return false;
    if (sabotaged(Mutant::real_marked) && !about.empty())
        return std::ranges::any_of(state.incidents(),
                                   [](const auto& row) { return row.second.drill; });
    return is_drill(state, about);
}

std::vector<IncidentId> incidents_of(const Call& call) {
    std::vector<IncidentId> ids;
    for (const Covered& line : call.covers) ids.push_back(line.incident);
    return ids;
}

std::string named_in_list(const Incident& incident, const std::string& name) {
    return incident.drill ? "EXERCISE: " + name : name;
}

}  // namespace tocsin

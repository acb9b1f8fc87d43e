#include "core/review.h"

#include "core/ladder_entry.h"
#include "core/moments.h"
#include "core/obligations.h"
#include "core/tasks.h"

#include <algorithm>

namespace tocsin {

bool may_change(const Procedure& procedure) {
    return !procedure.obligations.empty() || !procedure.tasks.empty() ||
           !procedure.ladder.enters.empty();
}

bool begins_with_report(const Procedure& procedure) {
    // A flag is never there at the report, and what waits for one does not begin with it.
    const auto needs_flag = [](const TaskRule& task) {
        return !task.when.empty() && std::ranges::none_of(task.when, [](const Matcher& one) {
            return one.flags.empty();
        });
    };
    return owes_with_report(procedure) || !std::ranges::all_of(procedure.tasks, needs_flag);
}

void review(Draft& draft, IncidentId id) {
    const Incident* incident = draft.state.incidents().find(id);
    if (incident == nullptr) return;
    enter_higher(draft, *incident);
    open_tasks(draft, *incident);
    end_taken(draft, *incident);
    review_obligations(draft, *incident);
    draft.add(ObligationsReviewed{id});
}

void review_all(Draft& draft) {
    for (const auto& [at, due] : draft.state.agenda().due(Instant::max())) {
        if (due.kind == Due::Kind::review) review(draft, {due.id});
    }
}

}  // namespace tocsin

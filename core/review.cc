#include "core/review.h"

#include "core/ladder_entry.h"
#include "core/moments.h"
#include "core/noticing.h"
#include "core/obligations.h"
#include "core/relief.h"
#include "core/sabotage.h"
#include "core/tasks.h"
#include "core/trends.h"

#include <algorithm>
#include <cstddef>
#include <variant>

namespace tocsin {

bool may_change(const Procedure& procedure) {
    return !procedure.obligations.empty() || !procedure.tasks.empty() ||
           !procedure.ladder.enters.empty() || !procedure.trends.empty();
}

bool begins_with_report(const Procedure& procedure) {
    // A flag is never there at the report, and what waits for one does not begin with it.
    const auto needs_flag = [](const TaskRule& task) {
        return !task.when.empty() && std::ranges::none_of(task.when, [](const Matcher& one) {
            return one.flags.empty();
        });
    };
    return owes_with_report(procedure) || !procedure.trends.empty() ||
           !std::ranges::all_of(procedure.tasks, needs_flag);
}

namespace {

// Whether an event of a review may lead to another: a condition asks for tasks and statuses, and
// what is met may begin what follows it.
bool leads_on(const Event& event) {
    const auto* moved = std::get_if<ObligationMoved>(&event);
    return std::holds_alternative<TaskOpened>(event) || std::holds_alternative<NoticeSent>(event) ||
           std::holds_alternative<StatusMoved>(event) ||
           (moved != nullptr && moved->to == ObligationMoved::To::met);
}

// Whether this Tick has called a rung of which an obligation asks: the state does not know yet.
bool reaches_what_is_asked_for(const Draft& draft, const Incident& incident) {
    const auto here = draft.climbed.find(incident.id);
    return here != draft.climbed.end() && incident.owes_rung && here->second >= *incident.owes_rung;
}

// Whether other conditions of its procedure hold for it in core hours than out of them.
bool hours_matter(const Procedure& procedure, const Incident& incident) {
    if (entry_of(procedure, incident, true) != entry_of(procedure, incident, false)) return true;
    const auto differs = [&](const auto& rule) {
        return matches(rule.when, incident, true) != matches(rule.when, incident, false);
    };
    return std::ranges::any_of(procedure.tasks, differs) ||
           std::ranges::any_of(procedure.obligations, differs) ||
           std::ranges::any_of(procedure.trends, differs);
}

// When whoever has it may be on duty no longer at the rung that it needs: until then nobody there
// had to be called (HSSI-20).
Instant held_until(const Draft& draft, const Incident& incident, const Procedure& procedure) {
    if (!incident.holder || procedure.ladder.enters.empty()) return never;
    const bool core_hours = within(draft.directory.calendar, procedure.core_hours, draft.now);
    const LadderEntry* entry = entry_of(procedure, incident, core_hours);
    if (entry == nullptr || entry->rung <= incident.called_to) return never;
    Instant until = never;
    for (auto rung = static_cast<std::size_t>(entry->rung); rung < procedure.ladder.rungs.size();
         ++rung) {
        const std::string& role = procedure.ladder.rungs[rung].role;
        until =
            std::min(until, relief(draft.state, draft.directory, procedure, role, draft.now).until);
    }
    return until;
}

// When an incident is looked at again though nothing happens to it (HSSI-20, 22, 33).
std::optional<Instant> next_look(const Draft& draft, const Incident& incident) {
    const Procedure& procedure = draft.procedure(incident);
    if (const auto told = told_in_retrospect_at(incident);
        told && draft.now < *told && !incident.closed)
        return told;
    if (incident.resolved || sabotaged(Mutant::hours_unseen)) return std::nullopt;
    Instant change = held_until(draft, incident, procedure);
    if (hours_matter(procedure, incident)) {
        change = std::min(change,
                          next_change(draft.directory.calendar, procedure.core_hours, draft.now));
    }
    return change == never ? std::nullopt : std::optional(change);
}

}  // namespace

void review(Draft& draft, IncidentId id) {
    const Incident* incident = draft.state.incidents().find(id);
    if (incident == nullptr) return;
    // A drill that is over owes nothing, and nothing follows from it (DSPT-10).
    if (incident->drill && incident->closed && !sabotaged(Mutant::drill_goes_on)) {
        draft.add(ObligationsReviewed{id, false});
        return;
    }
    const auto before = static_cast<std::ptrdiff_t>(draft.decision.events.size());
    tell_in_retrospect(draft, *incident);
    enter_higher(draft, *incident);
    open_tasks(draft, *incident);
    end_taken(draft, *incident);
    see_trends(draft, *incident);
    review_obligations(draft, *incident);
    const auto& events = draft.decision.events;
    const bool again = std::any_of(events.begin() + before, events.end(), leads_on) ||
                       reaches_what_is_asked_for(draft, *incident);
    draft.add(ObligationsReviewed{id, again, next_look(draft, *incident)});
}

void review_all(Draft& draft) {
    // Those that are to be looked at when core hours change have nothing that waits.
    for (const auto& [at, due] : draft.state.agenda().due(draft.state.last_at())) {
        if (due.kind == Due::Kind::review) review(draft, {due.id});
    }
}

}  // namespace tocsin

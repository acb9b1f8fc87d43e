#include "core/closing.h"

#include "core/drill.h"
#include "core/handover_record.h"
#include "core/ladder_entry.h"
#include "core/movers.h"
#include "core/noticing.h"
#include "core/obligation_moves.h"
#include "core/public_record.h"
#include "core/refusal.h"
#include "core/sabotage.h"
#include "core/tasks.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

// What the status page goes on showing; nothing for what it never showed.
std::optional<PublicKept> public_record(const Draft& draft, const Incident& incident) {
    std::vector<PublicMessage> messages = public_messages(incident);
    const bool shown = incident.confirmed && incident.words &&
                       publicly_told(draft.state, draft.directory, incident, draft.now);
    if ((messages.empty() && !shown) || incident.drill) return std::nullopt;
    return PublicKept{incident.id,           incident.alarm.service,
                      incident.service_name, public_words(incident),
                      incident.began,        incident.confirmed.value_or(incident.opened),
                      *incident.resolved,    std::move(messages)};
}

// Whether the closing itself meets it: then it stands in nobody's way.
bool waits_for_closing(const ObligationRule& rule) {
    const Moment closed{Moment::Of::status, "closed"};
    return std::ranges::find(rule.met_by, closed) != rule.met_by.end();
}

// What must be done before; nothing: it may be closed.
std::vector<std::string> missing(const Draft& draft, const Incident& incident,
                                 const Procedure& procedure) {
    const bool core_hours = within(draft.directory.calendar, procedure.core_hours, draft.now);
    std::vector<std::string> all;
    if (procedure.closing.complete.empty() ||
        !matches(procedure.closing.complete, incident, core_hours)) {
        return all;
    }
    for (const Field* field : unset_fields(procedure, incident, core_hours))
        all.push_back(field->name + " is not set");
    for (const ObligationState* one : draft.state.obligations_of(incident.id)) {
        const ObligationRule* rule = rule_of(procedure, one->owed.name);
        if (one->owing() && (rule == nullptr || !waits_for_closing(*rule)))
            all.push_back(one->owed.title + " is owed");
    }
    if (incident.tasks) {
        for (const auto& [name, task] : *incident.tasks) {
            if (!task.safe) all.push_back("the task " + reference(task.incident) + " is open");
        }
    }
    return all;
}

}  // namespace

void close(Draft& draft, const Closed& closed) {
    draft.decision.answer.incidents = {closed.incident};
    const Incident* incident = draft.state.incidents().find(closed.incident);
    if (incident == nullptr) return refuse(draft, Kind::not_found, "");
    const std::string ref = reference(incident->id);
    if (incident->closed) return refuse(draft, Kind::wrong_state, ref + " is closed already.");
    if (!incident->resolved) {
        return refuse(draft, Kind::wrong_state, ref + " is not resolved yet. Resolve it first.");
    }
    if (!mover_known(draft, closed.person)) return;
    const Procedure& procedure = draft.procedure(*incident);
    if (const std::string why =
            barred(draft, *incident, procedure.closing.by, closed.person, "close");
        !why.empty() && !sabotaged(Mutant::anybody_closes)) {
        return refuse(draft, Kind::refused, why);
    }
    if (const auto left = missing(draft, *incident, procedure); !left.empty()) {
        return refuse(draft, Kind::wrong_state,
                      ref + " is not complete: " + join_words(left, "; ") + ".");
    }
    const std::string by = mover(closed.person, closed.by);
    // A flag of this very moment has its task before the record is closed.
    open_tasks(draft, *incident);
    close_safe_tasks(draft, *incident, by);
    if (const auto kept = public_record(draft, *incident)) draft.add(*kept);
    if (is_handed_over(draft.directory) && !sabotaged(Mutant::closed_unsaid))
        draft.add(kept_of(*incident, draft.directory));
    if (incident->drill) end_obligations(draft, *incident, by);
    end_holds(draft, *incident, by);
    draft.add(StatusMoved{incident->id, "closed", by, "", {}, false, true});
}

void reopen(Draft& draft, const Reopened& reopened) {
    draft.decision.answer.incidents = {reopened.incident};
    const Incident* incident = draft.state.incidents().find(reopened.incident);
    if (incident == nullptr) return refuse(draft, Kind::not_found, "");
    const std::string ref = reference(incident->id);
    if (incident->closed) {
        return refuse(draft, Kind::wrong_state,
                      ref + " is closed. A closed record does not change: report it anew.");
    }
    if (!incident->resolved) return refuse(draft, Kind::wrong_state, ref + " is open already.");
    const Procedure& procedure = draft.procedure(*incident);
    StatusMoved moved;
    moved.incident = incident->id;
    moved.to = incident->confirmed ? "confirmed" : procedure.statuses.front();
    moved.by = reopened.by;
    moved.note = reopened.reason;
    moved.reopens = true;
    draft.add(moved);
    note_reopened(draft, *incident);
    if (!has_started(draft, *incident) || sabotaged(Mutant::reopened_quietly)) return;
    Climbed climbed;
    climbed.incident = incident->id;
    climbed.rung = entry_rung(draft, as_moved(*incident, moved), procedure);
    climbed.why = "Back again: " + reopened.reason;
    draft.add(climbed);
}

const std::vector<std::string>& incident_note_kinds() {
    static const std::vector<std::string> kinds = {"note", "action", "observation", "progress",
                                                   "correction"};
    return kinds;
}

void add_note(Draft& draft, const IncidentNote& note) {
    draft.decision.answer.incidents = {note.incident};
    // What is over is known to the journal alone; what was never opened, to nobody.
    if (!note.incident || note.incident.value >= draft.state.next_incident().value) {
        return refuse(draft, Kind::not_found, "");
    }
    const Incident* incident = draft.state.incidents().find(note.incident);
    const bool closed = incident == nullptr || incident->closed;
    draft.add(NoteAdded{note.incident, closed ? "correction" : note.kind, note.text, note.by});
}

}  // namespace tocsin

#include "core/reporting.h"

#include "core/answering.h"
#include "core/intake.h"
#include "core/ladder_entry.h"
#include "core/movers.h"
#include "core/refusal.h"
#include "core/sabotage.h"
#include "core/tasks.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <map>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

const Incident* find(Draft& draft, IncidentId id) {
    const Incident* incident = draft.state.incidents().find(id);
    draft.decision.answer.incidents = {id};
    if (incident == nullptr) draft.decision.answer.kind = Kind::not_found;
    return incident;
}

// Of several alarms of one request the worst is told, once.
void tell_what_is_worse(Draft& draft) {
    std::map<IncidentId, int> worst;
    for (const Event& event : draft.decision.events) {
        const auto* again = std::get_if<AlarmRepeated>(&event);
        if (again == nullptr || draft.over.contains(again->incident)) continue;
        int& severity = worst.try_emplace(again->incident, again->severity).first->second;
        severity = std::min(severity, again->severity);
    }
    for (const auto& [id, severity] : worst) {
        const Incident& incident = *draft.state.incidents().find(id);
        // What was worse before has been heard; a person may have judged it otherwise since.
        if (severity < incident.alarm.severity) tell_worse(draft, incident, severity, "");
    }
}

}  // namespace

void report(Draft& draft, const Reported& reported) {
    Answer& answer = draft.decision.answer;
    const std::pair idempotency{
        (reported.drill ? "idempotency-drill:" : "idempotency:") + reported.by,
        reported.idempotency_key};
    if (!reported.idempotency_key.empty()) {
        if (const BoundKey* key = draft.state.keys().find(idempotency)) {
            answer.kind =
                key->fingerprint == reported.fingerprint ? Kind::repeated : Kind::key_reused;
            answer.incidents = key->incidents;
            return;
        }
    }
    OpenedGroups groups;
    Intake intake(draft, reported, groups);
    for (const Alarm& alarm : reported.alarms) intake.take(alarm);
    if (const IncidentId open = intake.open_though_over(); open && !intake.opened_any()) {
        return refuse(draft, Kind::wrong_state,
                      reference(open) + " is open under this key: resolve it.");
    }
    tell_what_is_worse(draft);
    answer.kind = intake.opened_any() ? Kind::opened : Kind::repeated;
    answer.incidents = intake.incidents();
    if (!reported.idempotency_key.empty() && !sabotaged(Mutant::key_forgotten)) {
        draft.add(KeyBound{
            idempotency.first, idempotency.second, answer.incidents, {}, reported.fingerprint});
    }
}

void confirm(Draft& draft, const Confirmed& confirmed) {
    const Incident* incident = find(draft, confirmed.incident);
    if (incident == nullptr) return;
    if (incident->resolved) {
        refuse(draft, Kind::wrong_state,
               reference(incident->id) + " is " + incident->status + ". It cannot be confirmed.");
        return;
    }
    if (incident->task_of && incident->task_of->own) {
        refuse(draft, Kind::wrong_state,
               reference(incident->id) + " is a " + incident->task_of->title + " of " +
                   reference(incident->task_of->incident) +
                   ". Nothing of it is told to the public: take it, and make it safe.");
        return;
    }
    if (!mover_known(draft, confirmed.person)) return;
    const Procedure& procedure = draft.procedure(*incident);
    // A gap must not keep an incident from being confirmed: its ladder may begin with that.
    const std::vector<std::string>& may = procedure.movers.confirm;
    if (const std::string why = barred(draft, *incident, may, confirmed.person, "confirm");
        !why.empty() && has_somebody(draft, *incident, may)) {
        return refuse(draft, Kind::refused, why);
    }
    StatusMoved moved;
    moved.incident = incident->id;
    moved.to = "confirmed";
    moved.by = mover(confirmed.person, confirmed.by);
    moved.words = with_defaults(draft, incident->alarm.service, confirmed.words);
    moved.climbs = procedure.ladder.starts == "confirmed" && !incident->confirmed &&
                   !has_started(draft, *incident);
    if (moved.climbs) moved.rung = entry_rung(draft, as_moved(*incident, moved), procedure);
    draft.add(moved);
}

void resolve(Draft& draft, const Resolved& resolved) {
    const Incident* incident = find(draft, resolved.incident);
    if (incident == nullptr) return;
    if (incident->resolved) {
        refuse(draft, Kind::wrong_state,
               reference(incident->id) + " is " + incident->status + " already.");
        return;
    }
    if (incident->task_of && resolved.summary.empty()) {
        refuse(draft, Kind::wrong_state,
               reference(incident->id) + " is a " + incident->task_of->title +
                   ": say what made it safe.");
        return;
    }
    if (!mover_known(draft, resolved.person)) return;
    if (const std::string why = barred(draft, *incident, draft.procedure(*incident).movers.resolve,
                                       resolved.person, "resolve");
        !why.empty()) {
        return refuse(draft, Kind::refused, why);
    }
    const std::string by = mover(resolved.person, resolved.by);
    draft.add(StatusMoved{incident->id, "resolved", by, resolved.summary, {}, false, true});
    const std::string when = short_time(draft.directory.calendar.zone, draft.now, draft.now);
    tell_over(draft, *incident, (incident->task_of ? "Made safe " : "Resolved ") + when);
    note_safe(draft, *incident, by, resolved.summary);
}

}  // namespace tocsin

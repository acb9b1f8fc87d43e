#include "core/drill.h"

#include "core/answering.h"
#include "core/handover_record.h"
#include "core/news.h"
#include "core/noticing.h"
#include "core/obligation_moves.h"
#include "core/refusal.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

using Kind = Answer::Kind;

constexpr int reminder_severity = 4;

bool goes_on(const Incident* incident) {
    return incident != nullptr && !incident->closed;
}

// It and its tasks, and theirs; those alone that are not over.
void gather(const State& state, const Incident& incident, std::vector<const Incident*>& all) {
    if (goes_on(&incident)) all.push_back(&incident);
    if (!incident.tasks) return;
    for (const auto& [name, task] : *incident.tasks) {
        if (const Incident* one = state.incidents().find(task.incident)) gather(state, *one, all);
    }
}

void end_one(Draft& draft, const Incident& incident, const std::string& by) {
    tell_over(draft, incident,
              "Exercise over " + short_time(draft.directory.calendar.zone, draft.now, draft.now));
    end_obligations(draft, incident, by);
    Incident ended = incident;
    if (!incident.resolved) {
        ended.resolved = draft.now;
        ended.resolution = exercise_over;
        draft.add(StatusMoved{incident.id, "resolved", by, exercise_over, {}, false, true});
    }
    if (is_handed_over(draft.directory)) draft.add(kept_of(ended, draft.directory));
    end_holds(draft, incident, by);
    draft.add(StatusMoved{incident.id, "closed", by, exercise_over, {}, false, true});
}

}  // namespace

void end_obligations(Draft& draft, const Incident& incident, const std::string& by) {
    if (sabotaged(Mutant::drill_goes_on)) return;
    for (const ObligationState* one : draft.state.obligations_of(incident.id)) {
        if (!one->owing()) continue;
        ObligationMoved ended = moved(*one, ObligationMoved::To::ended);
        ended.look.reset();
        ended.by = by;
        ended.text = exercise_over;
        draft.add(ended);
    }
}

void remind_of_exercise(Draft& draft, const Procedure& procedure, DiaryLook& look) {
    if (procedure.exercise_months == 0) return;
    const Exercised* row = draft.state.exercised().find(procedure.name);
    const Exercised known = row == nullptr ? Exercised{} : *row;
    const Instant since = known.held.value_or(draft.state.diary_since().value_or(draft.now));
    const auto months_after = [&](Instant from, int months) {
        return due_at({.months = months}, draft.directory.calendar, from);
    };
    Instant due = months_after(since, procedure.exercise_months);
    const Instant told = known.told.value_or(since);
    if (told >= due) due = months_after(told, 1);
    if (due > draft.now) return look.remember(due);
    draft.add(ExerciseTold{procedure.name});
    look.remember(months_after(draft.now, 1));
    const Zone& zone = draft.directory.calendar.zone;
    tell_level_1(draft, procedure, "exercise.due",
                 {{"procedure", procedure.name},
                  {"last", known.held ? long_day(zone.day(*known.held)) : "none on record"}},
                 {}, reminder_severity);
}

void end_drill(Draft& draft, const DrillOver& over) {
    draft.decision.answer.incidents = {over.incident};
    const State& state = draft.state;
    const Incident* incident = state.incidents().find(over.incident);
    if (incident == nullptr) return refuse(draft, Kind::not_found, "");
    const std::string ref = reference(incident->id);
    if (!incident->drill) {
        return refuse(draft, Kind::wrong_state,
                      ref + " is no drill, it is real: resolve it, and close it.");
    }
    if (incident->task_of && goes_on(state.incidents().find(incident->task_of->incident))) {
        return refuse(draft, Kind::wrong_state,
                      ref + " is a task of the drill " + reference(incident->task_of->incident) +
                          ": end that one, and its tasks end with it.");
    }
    std::vector<const Incident*> all;
    gather(state, *incident, all);
    if (all.empty()) return refuse(draft, Kind::wrong_state, "The drill " + ref + " is over.");
    for (const Incident* one : all) end_one(draft, *one, over.by);
}

}  // namespace tocsin

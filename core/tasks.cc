#include "core/tasks.h"

#include "core/handover_record.h"
#include "core/ladder.h"
#include "core/noticing.h"
#include "core/opening.h"
#include "core/sabotage.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tocsin {
namespace {

// The entry that raised the last flag of this case; 0 where it names none.
std::uint64_t raised(const Matcher& one, const Incident& incident) {
    std::uint64_t latest = 0;
    for (const std::string& flag : one.flags) {
        latest = std::max(latest, incident.triage->flags.at(flag).seq);
    }
    return latest;
}

// The case for which the task is wanted now; nullptr: none. Not while there is one, nor again for
// what it was made safe of.
const Matcher* wanted(const TaskRule& rule, const Incident& incident, bool core_hours) {
    static const Matcher always;
    const TaskState* before = nullptr;
    if (incident.tasks) {
        const auto found = incident.tasks->find(rule.name);
        if (found != incident.tasks->end()) before = &found->second;
    }
    if (before != nullptr && !before->safe) return nullptr;
    if (rule.when.empty()) return before == nullptr ? &always : nullptr;
    for (const Matcher& one : rule.when) {
        if (!matches(one, incident, core_hours)) continue;
        if (before == nullptr || before->safe_seq < raised(one, incident)) return &one;
    }
    return nullptr;
}

void close_task(Draft& draft, const Incident& task, const std::string& by) {
    if (is_handed_over(draft.directory)) draft.add(kept_of(task, draft.directory));
    end_holds(draft, task, by);
    draft.add(StatusMoved{task.id, "closed", by, "", {}, false, true});
}

void open(Draft& draft, const Incident& incident, const TaskRule& rule, const Procedure& procedure,
          const Matcher& fits) {
    IncidentOpened task;
    task.incident = draft.new_incident();
    task.source = "task";
    task.alarm.key = reference(incident.id) + " " + rule.name + " " + reference(task.incident);
    // What belongs to the incident from the start has its clock.
    task.alarm.began = rule.when.empty() ? incident.began : draft.now;
    task.alarm.service = incident.alarm.service;
    task.alarm.severity = incident.severity;
    task.alarm.state = incident.words ? incident.words->state : incident.alarm.state;
    task.alarm.place = incident.words ? incident.words->place : incident.alarm.place;
    task.alarm.summary = rule.title + " of " + reference(incident.id);
    task.service_name = incident.service_name;
    task.drill = incident.drill;
    if (task.drill) task.drill_reason = "task of " + reference(incident.id);
    task.listed = draft.directory.services.contains(incident.alarm.service);
    if (incident.triage) task.fields = fitting(incident.triage->fields, procedure);
    task.task_of = TaskOf{incident.id,          rule.name,          rule.title,
                          rule.follows.empty(), rule.by_phone_only, rule.ends_taken};
    const std::string why = words(fits, draft.procedure(incident));
    draft.add(TaskOpened{incident.id, rule.name, rule.title, task.incident, why});
    open_incident(draft, std::move(task), procedure);
}

}  // namespace

void open_tasks(Draft& draft, const Incident& incident) {
    const Procedure& procedure = draft.procedure(incident);
    if (procedure.tasks.empty() || incident.closed) return;
    const bool core_hours = within(draft.directory.calendar, procedure.core_hours, draft.now);
    for (std::size_t i = 0; i < procedure.tasks.size(); ++i) {
        const TaskRule& rule = procedure.tasks[i];
        // A procedure that another one leads to leads to no third: they could go round in circles.
        if (!rule.follows.empty() && incident.task_of) continue;
        const Matcher* fits = wanted(rule, incident, core_hours);
        if (fits == nullptr || sabotaged(Mutant::task_unopened)) continue;
        const auto other = draft.directory.procedures.find(rule.follows);
        const bool own = other == draft.directory.procedures.end();
        open(draft, incident, rule, own ? procedure.of_tasks[i] : other->second, *fits);
    }
}

void end_taken(Draft& draft, const Incident& task) {
    if (!task.task_of || !task.task_of->ends_taken || !task.holder || task.resolved) return;
    // Whoever stands in as the last resort has not been told in place of those who must hear of it.
    const auto called = task.called.find(task.holder->person);
    if (called == task.called.end()) return;
    if (called->second.rung >= last_resort(draft.procedure(task))) return;
    const std::string note = "taken by " + task.holder->name;
    draft.add(StatusMoved{task.id, "resolved", task.holder->name, note, {}, false, true});
    note_safe(draft, task, task.holder->name, note);
}

void note_safe(Draft& draft, const Incident& task, const std::string& by,
               const std::string& statement) {
    if (!task.task_of || sabotaged(Mutant::safe_unsaid)) return;
    const TaskOf& of = *task.task_of;
    draft.add(TaskMadeSafe{of.incident, of.name, of.title, task.id, by, statement});
    const Incident* whole = draft.state.incidents().find(of.incident);
    if (whole != nullptr && !whole->closed) return;
    Incident safe = task;
    safe.resolved = draft.now;
    safe.resolution = statement;
    close_task(draft, safe, by);
}

void close_safe_tasks(Draft& draft, const Incident& incident, const std::string& by) {
    if (!incident.tasks) return;
    for (const auto& [name, state] : *incident.tasks) {
        const Incident* task = draft.state.incidents().find(state.incident);
        if (task != nullptr && task->resolved && !task->closed) close_task(draft, *task, by);
    }
}

void note_reopened(Draft& draft, const Incident& task) {
    if (!task.task_of) return;
    const TaskOf& of = *task.task_of;
    draft.add(TaskOpened{of.incident, of.name, of.title, task.id, "open again"});
}

}  // namespace tocsin

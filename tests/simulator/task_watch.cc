#include "tests/simulator/task_watch.h"

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

bool is_due(const State& state, Due due, Instant now) {
    const std::optional<Instant> at = state.agenda().at(due);
    return at && *at <= now;
}

bool about_to_be_looked_at(const State& state, IncidentId id, Instant now) {
    return is_due(state, {Due::Kind::review, id.value}, now);
}

// Whoever has it is on duty at the higher rung as well: nobody above them needs to be called.
bool is_held_above(IncidentId id, const State& state) {
    const Incident* incident = state.incidents().find(id);
    const RotaVersion* rota = state.rotas().find("on-call");
    if (incident == nullptr || !incident->holder || rota == nullptr) return false;
    const OnCall duty = on_call(rota->rota, "level-3", state.last_at());
    return std::ranges::find(duty.people, incident->holder->person) != duty.people.end();
}

}  // namespace

void TaskWatch::entry(const Record& record, const Step* step) {
    for (const IncidentId id : about(record.entry.event)) touched_.insert(id);
    std::visit([&](const auto& event) { on(step, event); }, record.entry.event);
}

void TaskWatch::forget() {
    seen_.clear();
    open_.clear();
    touched_.clear();
}

void TaskWatch::on(const Step*, const IncidentOpened& event) {
    Seen& seen = seen_[event.incident];
    seen.procedure = &directory_.procedure_versions.at(event.procedure_hash);
    seen.task = event.task_of.has_value();
    seen.drill = event.drill;
    open_.insert(event.incident);
    if (event.rung != 0)
        throw Broken("HSSI-20", name(event.incident) + " begins above the first rung unflagged");
    if (!seen.task) return;
    const Seen& whole = seen_[event.task_of->incident];
    const auto opened = whole.tasks.find(event.task_of->name);
    if (opened == whole.tasks.end() || opened->second != event.incident)
        throw Broken("HSSI-42", name(event.incident) + " is a task of which nobody knows");
}

void TaskWatch::on(const Step* step, const StatusMoved& event) {
    Seen& seen = seen_[event.incident];
    seen.over = (seen.over && !event.reopens) || event.over;
    if (seen.over) {
        open_.erase(event.incident);
    } else {
        open_.insert(event.incident);
    }
    if (event.to == "closed" && step != nullptr && !seen.procedure->closing.by.empty()) {
        const bool may = seen.drill || std::ranges::any_of(step->inputs, [&](const auto& input) {
                             const auto* closed = std::get_if<Closed>(&input.what);
                             return closed != nullptr && closed->incident == event.incident &&
                                    closed->person == "oak";
                         });
        if (!may) throw Broken("WSIC-08", name(event.incident) + " is closed by who may not");
    }
    seen.closed = seen.closed || event.to == "closed";
}

void TaskWatch::on(const Step*, const FlagRaised& event) {
    seen_[event.incident].flags.insert(event.flag);
}

void TaskWatch::on(const Step*, const FlagRemoved& event) {
    seen_[event.incident].flags.erase(event.flag);
}

void TaskWatch::on(const Step*, const Climbed& event) {
    Seen& seen = seen_[event.incident];
    seen.highest = std::max(seen.highest, event.rung);
}

void TaskWatch::on(const Step*, const StepBegan& event) {
    Seen& seen = seen_[event.incident];
    seen.highest = std::max(seen.highest, event.rung);
}

void TaskWatch::on(const Step*, const TaskOpened& event) {
    Seen& seen = seen_[event.incident];
    const bool flagged = std::ranges::any_of(seen.procedure->tasks, [&](const TaskRule& rule) {
        return rule.name == event.name && std::ranges::all_of(rule.when[0].flags, [&](auto& flag) {
                   return seen.flags.contains(flag);
               });
    });
    const auto had = seen.tasks.find(event.name);
    const bool open_again = had != seen.tasks.end() && had->second == event.task;
    if ((!flagged && !open_again) || seen.task)
        throw Broken("HSSI-42", name(event.incident) + " has a task for which it has no flag");
    if (seen.tasks.contains(event.name) && !seen.safe.contains(event.name))
        throw Broken("HSSI-44", name(event.incident) + " has two open tasks " + event.name);
    seen.tasks[event.name] = event.task;
    seen.safe.erase(event.name);
}

void TaskWatch::on(const Step*, const TaskMadeSafe& event) {
    const Seen& task = seen_[event.task];
    if (!task.task || !task.over)
        throw Broken("HSSI-44", name(event.task) + " is said to be safe, and nobody said so");
    Seen& seen = seen_[event.incident];
    if (seen.tasks[event.name] == event.task) seen.safe.insert(event.name);
}

void TaskWatch::judge(IncidentId id, const Seen& seen, const State& state, Instant now) const {
    if (!seen.closed && !seen.task) {
        for (const TaskRule& rule : seen.procedure->tasks) {
            const bool wanted = std::ranges::all_of(
                rule.when[0].flags, [&](const auto& flag) { return seen.flags.contains(flag); });
            if (wanted && !seen.tasks.contains(rule.name))
                throw Broken("HSSI-42", name(id) + " is flagged, and nobody looks into it");
        }
    }
    for (const auto& [task, incident] : seen.tasks) {
        const auto of = seen_.find(incident);
        // What ends with its drill has not been made safe.
        const bool ended = of != seen_.end() && of->second.drill && of->second.closed;
        if (of != seen_.end() && of->second.over && !ended && !seen.safe.contains(task))
            throw Broken("HSSI-44", name(id) + " does not know that its task is made safe");
    }
    judge_rung(id, seen, state, now);
}

void TaskWatch::judge_rung(IncidentId id, const Seen& seen, const State& state, Instant now) const {
    if (seen.over || seen.task) return;
    // A rota has just changed: the next Tick looks who has what.
    if (is_due(state, {Due::Kind::rota_watch, 0}, now)) return;
    const bool core_hours = within(directory_.calendar, seen.procedure->core_hours, now);
    for (const LadderEntry& entry : seen.procedure->ladder.enters) {
        const bool fits = std::ranges::any_of(entry.when, [&](const Matcher& one) {
            return applies(one.when, core_hours) &&
                   std::ranges::all_of(one.flags,
                                       [&](const auto& flag) { return seen.flags.contains(flag); });
        });
        if (fits && seen.highest < entry.rung && !is_held_above(id, state))
            throw Broken("HSSI-20", name(id) + " needs a higher rung, and nobody there is called");
    }
}

void TaskWatch::look(const State& state, Instant now) {
    std::set<IncidentId> later;
    for (const IncidentId id : std::exchange(touched_, {})) {
        const auto seen = seen_.find(id);
        if (seen == seen_.end()) continue;
        if (about_to_be_looked_at(state, id, now)) {
            later.insert(id);
        } else {
            judge(id, seen->second, state, now);
        }
        // Its incident, if it is a task.
        for (const auto& [other, one] : seen_) {
            for (const auto& [task, incident] : one.tasks) {
                if (incident == id) judge(other, one, state, now);
            }
        }
    }
    touched_.merge(later);
    // The hours change though nothing happens.
    for (const IncidentId id : open_) {
        if (!about_to_be_looked_at(state, id, now)) judge_rung(id, seen_.at(id), state, now);
    }
}

}  // namespace tocsin

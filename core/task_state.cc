// What State knows of tasks: the incident that is one, and the one that has it.
#include "core/state.h"

namespace tocsin {

bool Incident::has_task(const std::string& task, bool safe) const {
    if (!tasks) return false;
    const auto found = tasks->find(task);
    return found != tasks->end() && found->second.safe.has_value() == safe;
}

const std::string& Incident::follows_task() const {
    static const std::string none;
    return task_of && task_of->own ? task_of->name : none;
}

void State::on(const Entry& entry, const TaskOpened& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    if (!incident->tasks) incident->tasks = std::map<std::string, TaskState>{};
    (*incident->tasks)[event.name] = {event.task, entry.at, {}};
    review(*incident);
}

void State::on(const Entry& entry, const TaskMadeSafe& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr || !incident->tasks) return;
    TaskState& task = (*incident->tasks)[event.name];
    // A later one of the same name stays open.
    if (task.incident == event.task) {
        task.safe = entry.at;
        task.safe_seq = entry.seq;
    }
    review(*incident);
}

}  // namespace tocsin

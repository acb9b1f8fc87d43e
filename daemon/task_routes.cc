#include "daemon/task_routes.h"

#include "core/draft.h"
#include "daemon/body_road.h"
#include "daemon/operate_body.h"

namespace tocsin {
namespace {

// A statement of what was done, for the record.
constexpr std::size_t statement_signs_max = 2000;

struct Safe {
    std::string task;
    std::string statement;
    std::string by;
};

std::variant<Safe, ProblemDetail> read_safe(const std::string& body, const std::string& principal) {
    return read_fields_of<Safe>(body, [&](Body& fields, Safe& safe) {
        safe.statement = fields.need_line("statement", statement_signs_max);
        safe.task = fields.line("task", 64);
        safe.by = by_whom(fields, principal);
    });
}

// The tasks of an incident that are open, of that name or of any.
std::vector<IncidentId> open_tasks(const Incident& incident, const std::string& name) {
    std::vector<IncidentId> open;
    if (!incident.tasks) return open;
    for (const auto& [task, state] : *incident.tasks) {
        if (!state.safe && (name.empty() || task == name)) open.push_back(state.incident);
    }
    return open;
}

[[noreturn]] void refuse(const std::string& slug, const std::string& detail) {
    throw Refused({.slug = slug, .detail = detail + " Nothing changed."});
}

}  // namespace

void TaskRoutes::add_routes(Router& router) {
    router.add("POST", "/v1/incidents/{id}/safe", Scope::operate,
               [this](const Visit& visit) { return make_safe(visit); });
}

Response TaskRoutes::make_safe(const Visit& visit) const {
    const Safe safe = checked(read_safe(visit.request.body, visit.who.name));
    const IncidentId id = read_incident_id(*find_field(visit.path, "id")).value_or(IncidentId{});
    std::vector<IncidentId> meant{id};
    bool known = false;
    api_.look([&](const Engine& engine, Instant) {
        const Incident* incident = engine.state().incidents().find(id);
        if (incident == nullptr) return;
        known = true;
        if (!incident->task_of) meant = open_tasks(*incident, safe.task);
    });
    if (!known) {
        refuse("unknown", "There is no incident " + *find_field(visit.path, "id") +
                              " that is open. A task has a number of its own.");
    }
    if (meant.empty()) {
        refuse("wrong-state", reference(id) + " has no open task" +
                                  (safe.task.empty() ? "" : " called " + safe.task) + ".");
    }
    if (meant.size() > 1) {
        std::string which;
        for (const IncidentId one : meant) which += (which.empty() ? "" : ", ") + reference(one);
        refuse("wrong-state",
               reference(id) + " has several open tasks: " + which + ". Say which of them.");
    }
    return api_.change(visit, Resolved{meant.front(), safe.by, safe.statement}, "made safe");
}

}  // namespace tocsin

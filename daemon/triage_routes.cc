#include "daemon/triage_routes.h"

#include "core/judging.h"
#include "daemon/operate_body.h"
#include "daemon/triage_body.h"
#include "daemon/triage_json.h"

namespace tocsin {
namespace {

// The number of the path; 0, which no incident has, when it is none.
IncidentId id_of(const Visit& visit) {
    return read_incident_id(*find_field(visit.path, "id")).value_or(IncidentId{});
}

[[noreturn]] void refuse(std::string slug, std::string detail) {
    throw Refused({.slug = std::move(slug), .detail = std::move(detail)});
}

}  // namespace

void TriageRoutes::add_routes(Router& router) {
    const auto add = [&](const char* method, const char* pattern, Access access,
                         Response (TriageRoutes::*handler)(const Visit&) const) {
        router.add(method, pattern, access,
                   [this, handler](const Visit& visit) { return (this->*handler)(visit); });
    };
    add("POST", "/v1/incidents/{id}/fields", Scope::operate, &TriageRoutes::set_fields);
    add("POST", "/v1/incidents/{id}/flags", Scope::operate, &TriageRoutes::raise_flag);
    add("POST", "/v1/incidents/{id}/flags/{flag}/raised-in-error", Scope::operate,
        &TriageRoutes::remove_flag);
    add("GET", "/v1/incidents/{id}/severity", Scope::read, &TriageRoutes::show_severity);
    add("POST", "/v1/incidents/{id}/severity", Scope::operate, &TriageRoutes::judge_severity);
}

Response TriageRoutes::set_fields(const Visit& visit) const {
    return api_.change(
        visit, checked(read_fields(visit.request.body, id_of(visit), visit.who.name)), "set");
}

Response TriageRoutes::raise_flag(const Visit& visit) const {
    return api_.change(visit, checked(read_flag(visit.request.body, id_of(visit), visit.who.name)),
                       "flagged");
}

Response TriageRoutes::remove_flag(const Visit& visit) const {
    return api_.change(visit,
                       checked(read_flag_removal(visit.request.body, id_of(visit),
                                                 *find_field(visit.path, "flag"), visit.who.name)),
                       "unflagged");
}

Response TriageRoutes::show_severity(const Visit& visit) const {
    std::string way;
    Answers answers;
    for (const auto& [name, value] : visit.query) {
        if (name == "way") {
            way = value;
        } else {
            answers[name] = value;
        }
    }
    const IncidentId id = id_of(visit);
    std::optional<std::string> body;
    std::vector<std::string> wrong;
    api_.look([&](const Engine& engine, Instant now) {
        const Incident* incident = engine.state().incidents().find(id);
        if (incident == nullptr) return;
        const Judged judged = judge(engine.directory(), *incident, way, answers, now);
        wrong = judged.wrong;
        body = judged.assessment
                   ? assessment_json(*incident, *judged.assessment, engine.directory())
                   : "";
    });
    if (!body)
        refuse("unknown",
               "There is no such incident that is open. Open incidents: GET "
               "/v1/incidents?open=true");
    if (wrong.empty()) return json_response(200, *body);
    std::string all;
    for (const std::string& one : wrong) all += (all.empty() ? "" : " ") + one;
    refuse("fields", all);
}

Response TriageRoutes::judge_severity(const Visit& visit) const {
    return api_.change(
        visit, checked(read_judgement(visit.request.body, id_of(visit), visit.who.name)), "judged");
}

}  // namespace tocsin

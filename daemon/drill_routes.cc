#include "daemon/drill_routes.h"

#include "channels/paper.h"
#include "core/draft.h"
#include "core/drill_report.h"
#include "daemon/body_road.h"
#include "daemon/incident_json.h"
#include "daemon/json_writer.h"

#include <algorithm>

namespace tocsin {
namespace {

[[noreturn]] void refuse(std::string slug, std::string detail) {
    throw Refused({.slug = std::move(slug), .detail = std::move(detail)});
}

std::variant<DrillOver, ProblemDetail> read_end(const std::string& body, IncidentId id,
                                                const std::string& principal) {
    return read_fields_of<DrillOver>(body, [&](Body& fields, DrillOver& over) {
        over.incident = id;
        over.by = by_whom(fields, principal);
    });
}

std::string facts_json(const Facts& facts) {
    JsonObject json;
    for (const auto& [name, value] : facts.values) json.text(name, value);
    for (const auto& [name, rows] : facts.lists) {
        JsonList list;
        for (const Facts& row : rows) list.raw(facts_json(row));
        json.raw(name, list.str());
    }
    return json.str();
}

// Of the drill and its tasks, in the order of the journal, each once. Nothing when there is no such
// drill.
std::vector<Entry> entries_of(Archive& archive, IncidentId id) {
    std::vector<Entry> all = archive.about(id);
    for (const IncidentId task : tasks_named(all)) {
        for (Entry& entry : archive.about(task)) all.push_back(std::move(entry));
    }
    std::ranges::sort(all, {}, &Entry::seq);
    const auto twice = std::ranges::unique(all, {}, &Entry::seq);
    all.erase(twice.begin(), twice.end());
    return all;
}

const IncidentOpened* opening_of(const std::vector<Entry>& entries, IncidentId id) {
    for (const Entry& entry : entries) {
        const auto* opened = std::get_if<IncidentOpened>(&entry.event);
        if (opened != nullptr && opened->incident == id) return opened;
    }
    return nullptr;
}

const DocumentTemplate* report_of(const Directory& directory, const std::string& name) {
    const auto procedure = directory.procedures.find(name);
    if (procedure == directory.procedures.end()) return nullptr;
    const auto& papers = procedure->second.documents;
    const auto paper =
        std::ranges::find(papers, DocumentTemplate::Of::drill, &DocumentTemplate::of);
    return paper == papers.end() ? nullptr : &*paper;
}

}  // namespace

void DrillRoutes::add_routes(Router& router) {
    const auto add = [&](const char* method, const char* pattern, Scope scope,
                         Response (DrillRoutes::*handler)(const Visit&) const) {
        router.add(method, pattern, scope,
                   [this, handler](const Visit& visit) { return (this->*handler)(visit); });
    };
    router.add("POST", "/v1/drills", Scope::operate,
               [this](const Visit& visit) { return api_.start_drill(visit); });
    router.journals_keys("POST", "/v1/drills");
    add("GET", "/v1/drills", Scope::read, &DrillRoutes::list);
    add("POST", "/v1/drills/{id}/end", Scope::operate, &DrillRoutes::end);
    add("GET", "/v1/drills/{id}/report", Scope::read, &DrillRoutes::report);
}

Response DrillRoutes::list(const Visit&) const {
    JsonList list;
    api_.look([&](const Engine& engine, Instant) {
        for (const auto& [id, incident] : engine.state().incidents()) {
            if (incident.drill && !incident.closed)
                list.raw(incident_json(incident, engine.directory()));
        }
    });
    return json_response(200, JsonObject().raw("drills", list.str()).str());
}

Response DrillRoutes::end(const Visit& visit) const {
    const IncidentId id = incident_named(*find_field(visit.path, "id"));
    return api_.change(visit, checked(read_end(visit.request.body, id, visit.who.name)), "ended");
}

Response DrillRoutes::report(const Visit& visit) const {
    const IncidentId id = incident_named(*find_field(visit.path, "id"));
    const std::vector<Entry> entries = entries_of(archive_, id);
    const IncidentOpened* opened = opening_of(entries, id);
    if (opened == nullptr) refuse("unknown", "There is no " + reference(id) + ".");
    if (!opened->drill) {
        refuse("wrong-state", reference(id) +
                                  " is no drill, it is real. Its documents: GET /v1/incidents/" +
                                  reference(id) + "/documents");
    }
    if (opened->task_of) {
        refuse("wrong-state", reference(id) + " is a task of the drill " +
                                  reference(opened->task_of->incident) +
                                  ", whose report has it as well.");
    }
    const auto configuration = configuration_();
    const Directory& directory = configuration->directory;
    Instant now{};
    api_.look([&](const Engine&, Instant engine_now) { now = engine_now; });
    const Facts facts = drill_facts(entries, id, directory, now);
    const std::string* accept = find_header(visit.request.headers, "Accept");
    if (accept != nullptr && accept->starts_with("application/json"))
        return json_response(200, facts_json(facts));
    const DocumentTemplate* paper = report_of(directory, opened->procedure);
    if (paper == nullptr) {
        refuse("unknown", "The procedure " + opened->procedure +
                              " has no document of a drill. Add one with \"of: drill\" (see "
                              "documents/drill-report.md), or ask for JSON.");
    }
    const std::string file =
        reference(id) + "-" + paper->name + "." + std::string(file_ending(paper->format));
    return {.content_type = std::string(content_type(paper->format)),
            .headers = {{"Content-Disposition", "attachment; filename=\"" + file + "\""}},
            .body = filled_in(*paper, facts, true)};
}

}  // namespace tocsin

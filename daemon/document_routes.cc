#include "daemon/document_routes.h"

#include "channels/paper.h"
#include "core/draft.h"
#include "daemon/incident_log.h"
#include "daemon/json_writer.h"
#include "daemon/operate_body.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

using Of = DocumentTemplate::Of;

constexpr int days_otherwise = 31;

std::string paper_json(const DocumentTemplate& paper, const std::string& procedure) {
    return JsonObject()
        .text("name", paper.name)
        .text("procedure", procedure)
        .text("title", paper.title)
        .text("format", word(paper.format))
        .text("of", paper.of == Of::log     ? "log"
                    : paper.of == Of::drill ? "drill"
                                            : "incident")
        .text("asked_by", paper.asked_by)
        .str();
}

Response paper_response(const DocumentTemplate& paper, const Facts& facts, bool exercise,
                        const std::string& file) {
    const std::string name = file + "." + std::string(file_ending(paper.format));
    return {.content_type = std::string(content_type(paper.format)),
            .headers = {{"Content-Disposition", "attachment; filename=\"" + name + "\""}},
            .body = filled_in(paper, facts, exercise)};
}

const DocumentTemplate* paper_named(const Procedure& procedure, const std::string& name, Of of) {
    const auto paper = std::ranges::find_if(
        procedure.documents, [&](const auto& one) { return one.name == name && one.of == of; });
    return paper == procedure.documents.end() ? nullptr : &*paper;
}

// A day of the query; Refused when it is none.
std::optional<Day> day_of(const Visit& visit, const char* field) {
    const std::string* text = find_field(visit.query, field);
    if (text == nullptr) return std::nullopt;
    const std::optional<Day> day = parse_day(*text);
    if (!day) {
        throw Refused(
            {.slug = "request", .detail = std::string(field) + " is a day, such as 2026-11-23."});
    }
    return day;
}

}  // namespace

struct DocumentRoutes::Found {
    IncidentId id;
    std::vector<Entry> entries;
    std::shared_ptr<const Configuration> configuration;
    const Procedure* procedure = nullptr;
    bool drill = false;
};

void DocumentRoutes::add_routes(Router& router) {
    const auto add = [&](const char* pattern,
                         Response (DocumentRoutes::*handler)(const Visit&) const) {
        router.add("GET", pattern, Scope::read,
                   [this, handler](const Visit& visit) { return (this->*handler)(visit); });
    };
    add("/v1/documents", &DocumentRoutes::all);
    add("/v1/documents/{name}", &DocumentRoutes::log);
    add("/v1/incidents/{id}/documents", &DocumentRoutes::of_incident);
    add("/v1/incidents/{id}/documents/{name}", &DocumentRoutes::one);
}

Instant DocumentRoutes::now() const {
    Instant at{};
    api_.look([&](const Engine&, Instant engine_now) { at = engine_now; });
    return at;
}

DocumentRoutes::Found DocumentRoutes::find(const Visit& visit) const {
    const auto id = read_incident_id(*find_field(visit.path, "id"));
    Found found;
    if (id) {
        found.id = *id;
        found.entries = archive_.about(*id);
    }
    found.configuration = configuration_();
    for (const Entry& entry : found.entries) {
        const auto* opened = std::get_if<IncidentOpened>(&entry.event);
        if (opened == nullptr || opened->incident != found.id) continue;
        // A document is filled in as the procedure says today, not as it said then.
        const auto& procedures = found.configuration->directory.procedures;
        const auto procedure = procedures.find(opened->procedure);
        found.procedure = procedure == procedures.end()
                              ? &procedures.at(found.configuration->directory.default_procedure)
                              : &procedure->second;
        found.drill = opened->drill;
        return found;
    }
    throw Refused({.slug = "unknown",
                   .detail = "There is no such incident. Open incidents: GET "
                             "/v1/incidents?open=true"});
}

Response DocumentRoutes::all(const Visit&) const {
    const auto configuration = configuration_();
    JsonList list;
    for (const auto& [name, procedure] : configuration->directory.procedures) {
        for (const DocumentTemplate& paper : procedure.documents) {
            list.raw(paper_json(paper, name));
        }
    }
    return json_response(200, JsonObject().raw("documents", list.str()).str());
}

Response DocumentRoutes::of_incident(const Visit& visit) const {
    const Found found = find(visit);
    JsonList list;
    for (const DocumentTemplate& paper : found.procedure->documents) {
        if (paper.of == Of::incident) list.raw(paper_json(paper, found.procedure->name));
    }
    return json_response(200, JsonObject()
                                  .text("incident", reference(found.id))
                                  .text("procedure", found.procedure->name)
                                  .text("channel", channel_of(archive_, found.entries, found.id,
                                                              found.configuration->directory))
                                  .raw("documents", list.str())
                                  .str());
}

Response DocumentRoutes::one(const Visit& visit) const {
    const Found found = find(visit);
    const std::string& name = *find_field(visit.path, "name");
    const DocumentTemplate* paper = paper_named(*found.procedure, name, Of::incident);
    if (paper == nullptr) {
        throw Refused({.slug = "unknown",
                       .detail = "The procedure " + found.procedure->name +
                                 " has no document of that name for one incident. GET "
                                 "/v1/incidents/" +
                                 reference(found.id) + "/documents lists them."});
    }
    const Directory& directory = found.configuration->directory;
    Facts facts = incident_facts(found.entries, found.id, directory, now());
    facts.values["channel"] = channel_of(archive_, found.entries, found.id, directory);
    return paper_response(*paper, facts, directory.exercise || found.drill,
                          reference(found.id) + "-" + name);
}

Response DocumentRoutes::log(const Visit& visit) const {
    const auto configuration = configuration_();
    const Directory& directory = configuration->directory;
    const std::string& name = *find_field(visit.path, "name");
    const DocumentTemplate* paper = nullptr;
    const Procedure* procedure = nullptr;
    for (const auto& [key, one] : directory.procedures) {
        if (paper == nullptr) paper = paper_named(one, name, Of::log);
        if (procedure == nullptr && paper != nullptr) procedure = &one;
    }
    if (paper == nullptr) {
        throw Refused({.slug = "unknown",
                       .detail = "No procedure has a log of that name. GET /v1/documents lists "
                                 "them."});
    }
    const Instant at = now();
    const Day last = day_of(visit, "to").value_or(directory.calendar.zone.day(at));
    const Day first = day_of(visit, "from").value_or(plus_days(last, 1 - days_otherwise));
    if (last < first) {
        throw Refused({.slug = "request", .detail = "from is after to: exchange the two days."});
    }
    IncidentId newest{};
    api_.look([&](const Engine& engine, Instant) {
        newest = {engine.state().next_incident().value - 1};
    });
    const LoggedIncidents logged =
        incidents_of_days(archive_, newest, first, last, *procedure, directory, at);
    if (logged.too_many) {
        throw Refused({.slug = "request",
                       .detail = "More than " + std::to_string(logged_incidents_max) +
                                 " incidents were opened in that time: ask for fewer days."});
    }
    const Facts facts = log_facts(logged.facts, *paper, first, last, directory, at);
    return paper_response(*paper, facts, directory.exercise,
                          name + "-" + iso_day(first) + "-to-" + iso_day(last));
}

}  // namespace tocsin

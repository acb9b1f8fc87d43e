#include "daemon/obligation_routes.h"

#include "core/owed.h"
#include "daemon/json_writer.h"
#include "daemon/obligation_body.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

using Kind = Answer::Kind;
using Standing = ObligationState::Standing;

std::string owed_json(const Owed& one, Instant now, const Zone& zone) {
    JsonObject json;
    if (one.incident) {
        json.text("incident", reference(one.incident)).number("severity", one.severity);
    }
    if (!one.name.empty()) json.text("name", one.name);
    json.text("what", one.what).text("owner", one.owner).text("due", iso_local(zone, one.due));
    json.truth("late", one.late).truth("paused", one.paused);
    const Duration away = one.late ? now - one.due : one.due - now;
    // As people read it: how late, or how long until then; and its time of day.
    json.text("when", one.paused ? "paused"
                      : one.late ? "LATE " + duration_words(away)
                                 : "in " + duration_words(away));
    json.text("due_words", short_time(zone, one.due, now)).text("then", one.then);
    return json.str();
}

std::string standing_word(Standing standing) {
    switch (standing) {
        case Standing::met:
            return "met";
        case Standing::waived:
            return "waived";
        case Standing::ended:
            return "owed no more";
        case Standing::open:
        case Standing::paused:
            break;
    }
    return "owed";
}

std::string settled_json(const ObligationState& one, const Zone& zone) {
    JsonObject json;
    json.text("name", one.owed.name)
        .text("what", one.owed.title)
        .text("standing", standing_word(one.standing))
        .text("due", iso_local(zone, one.due));
    if (one.last) json.text("at", iso_local(zone, *one.last));
    json.truth("late", one.times_late > 0 || one.late.has_value());
    if (!one.by.empty()) json.text("by", one.by);
    if (!one.text.empty()) json.text("text", one.text);
    return json.str();
}

}  // namespace

void ObligationRoutes::add_routes(Router& router) {
    router.add("GET", "/v1/obligations", Scope::read,
               [this](const Visit& visit) { return list(visit); });
    router.add("POST", "/v1/incidents/{id}/obligations/{name}", Scope::operate,
               [this](const Visit& visit) { return act(visit); });
}

Response ObligationRoutes::list(const Visit& visit) const {
    const Zone zone = configuration_()->directory.calendar.zone;
    IncidentId of;
    if (const std::string* text = find_field(visit.query, "incident")) of = incident_named(*text);
    JsonList list;
    JsonList settled;
    std::size_t late = 0;
    bool known = true;
    api_.look([&](const Engine& engine, Instant now) {
        const State& state = engine.state();
        known = !of || state.incidents().find(of) != nullptr;
        for (const Owed& one : owed(Draft(state, engine.directory(), now, 0), of)) {
            list.raw(owed_json(one, now, zone));
            late += one.late ? 1 : 0;
        }
        if (!of) return;
        for (const ObligationState* one : state.obligations_of(of)) {
            if (!one->owing()) settled.raw(settled_json(*one, zone));
        }
    });
    if (!known) {
        throw Refused({.slug = "unknown",
                       .detail = reference(of) + " is not known, or is over and owes nothing."});
    }
    JsonObject answer;
    answer.number("late", static_cast<int>(late)).raw("obligations", list.str());
    if (of) answer.raw("settled", settled.str());
    return json_response(200, answer.str());
}

Response ObligationRoutes::act(const Visit& visit) const {
    const IncidentId id = incident_named(*find_field(visit.path, "id"));
    const std::string& name = *find_field(visit.path, "name");
    const Zone zone = configuration_()->directory.calendar.zone;
    const ObligationAct act =
        checked(read_obligation_act(visit.request.body, id, name, zone, visit.who.name));
    const Reply reply = api_.ask(visit.asked, act, Lane::first);
    if (!reply.durable) refuse_unsaved();
    const std::string& detail = reply.answer.detail;
    switch (reply.answer.kind) {
        case Kind::not_found:
            throw Refused(
                {.slug = "unknown",
                 .detail = reference(id) + " is not known, or is over and owes nothing."});
        case Kind::wrong_state:
            throw Refused({.slug = "wrong-state", .detail = detail});
        case Kind::refused:
            throw Refused({.slug = "request", .detail = detail});
        default:
            break;
    }
    return json_response(200, JsonObject()
                                  .text("incident", reference(id))
                                  .text("obligation", name)
                                  .text("done", "yes")
                                  .str());
}

}  // namespace tocsin

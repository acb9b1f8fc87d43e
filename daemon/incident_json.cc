#include "daemon/incident_json.h"

#include "core/compose.h"
#include "core/draft.h"
#include "core/ladder.h"
#include "core/relief.h"
#include "core/timeline.h"
#include "daemon/json_writer.h"
#include "daemon/triage_json.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

// "02:14:06": to the second, since people put timelines side by side.
std::string clock_words(const Zone& zone, Instant at) {
    const std::string local = iso_local(zone, at);
    return local.substr(11, 8);
}

std::string step_words(const Incident& incident, const Directory& directory) {
    const Procedure& procedure = procedure_of(directory, incident);
    if (!incident.climb.running) return "";
    if (incident.climb.rung >= last_resort(procedure)) {
        return "last resort, round " + std::to_string(incident.climb.round);
    }
    return procedure.ladder.rungs[static_cast<std::size_t>(incident.climb.rung)].role + ", try " +
           std::to_string(incident.climb.attempt);
}

// Whose task it is, and the tasks that it has; nothing of either where there is none.
void add_tasks(JsonObject& json, const Incident& incident) {
    if (incident.task_of) {
        json.raw("task_of", JsonObject()
                                .text("incident", reference(incident.task_of->incident))
                                .text("task", incident.task_of->name)
                                .text("title", incident.task_of->title)
                                .str());
    }
    if (!incident.tasks) return;
    JsonList tasks;
    for (const auto& [name, task] : *incident.tasks) {
        tasks.raw(JsonObject()
                      .text("task", name)
                      .text("incident", reference(task.incident))
                      .text("opened", iso_utc(task.opened))
                      .text("safe", task.safe ? iso_utc(*task.safe) : "")
                      .str());
    }
    json.raw("tasks", tasks.str());
}

// Whose part it is, and those that are part of it; nothing of either where there is none.
void add_trends(JsonObject& json, const Incident& incident) {
    if (incident.part_of) {
        JsonList majors;
        for (const auto& [trend, major] : *incident.part_of) majors.text(reference(major));
        json.raw("part_of", majors.str());
    }
    if (!incident.trend_of) return;
    JsonList members;
    for (const IncidentId id : incident.trend_of->of.members) members.text(reference(id));
    json.raw("major", JsonObject()
                          .text("trend", incident.trend_of->of.name)
                          .text("title", incident.trend_of->of.title)
                          .text("kind", incident.trend_of->of.kind)
                          .number("incidents", incident.trend_of->joined)
                          .raw("first", members.str())
                          .str());
}

}  // namespace

std::string incident_json(const Incident& incident, const Directory& directory) {
    const auto when = [](const std::optional<Instant>& at) {
        return at ? iso_utc(*at) : std::string();
    };
    JsonObject json;
    json.text("incident", reference(incident.id))
        .text("status", incident.status)
        .text("service", incident.alarm.service)
        .text("service_name", incident.service_name)
        .number("severity", incident.severity)
        .text("procedure", incident.procedure)
        .text("summary", incident.alarm.summary)
        .text("source", incident.source)
        .truth("firing", incident.alarm.firing)
        .text("began", iso_utc(incident.began))
        .text("opened", iso_utc(incident.opened))
        .text("confirmed", when(incident.confirmed))
        .text("resolved", when(incident.resolved))
        .number("repeats", incident.repeats)
        .truth("taken", incident.holder.has_value())
        .truth("calling", incident.climb.running)
        .truth("drill", incident.drill);
    add_triage(json, incident, directory);
    add_tasks(json, incident);
    add_trends(json, incident);
    if (incident.words) {
        json.raw("public", JsonObject()
                               .text("state", incident.words->state)
                               .text("degree", incident.words->degree)
                               .text("impact", incident.words->impact)
                               .text("place", incident.words->place)
                               .str());
    }
    if (incident.holder) {
        json.raw("holder", JsonObject()
                               .text("person", incident.holder->person)
                               .text("name", incident.holder->name)
                               .text("called", incident.holder->called)
                               .text("via", incident.holder->via)
                               .text("at", iso_utc(incident.holder->at))
                               .str());
    }
    if (incident.climb.running) {
        json.raw("step", JsonObject()
                             .text("where", step_words(incident, directory))
                             .text("next_due", iso_utc(incident.climb.due))
                             .str());
    }
    JsonList called;
    for (const auto& [person, who] : incident.called) {
        called.raw(JsonObject()
                       .text("person", person)
                       .text("name", who.callee.name)
                       .text("called", who.callee.called)
                       .text("first", iso_utc(who.first))
                       .text("delivered", when(who.delivered))
                       .str());
    }
    return json.raw("called", called.str()).str();
}

namespace {

std::string alarm_json(Instant at, const std::string& source, const Alarm& alarm, bool raw) {
    JsonObject fields;
    for (const auto& [name, text] : alarm.fields) fields.text(name, text);
    JsonObject json;
    json.text("at", iso_utc(at))
        .text("source", source)
        .text("key", alarm.key)
        .text("service", alarm.service)
        .number("severity", alarm.severity)
        .text("summary", alarm.summary)
        .text("description", alarm.description)
        .text("link", alarm.link)
        .raw("fields", fields.str());
    if (raw) json.text("raw", alarm.raw);
    return json.str();
}

}  // namespace

std::string alarms_json(const std::vector<Entry>& entries, bool raw) {
    JsonList list;
    for (const Entry& entry : entries) {
        if (const auto* opened = std::get_if<IncidentOpened>(&entry.event)) {
            list.raw(alarm_json(entry.at, opened->source, opened->alarm, raw));
        } else if (const auto* joined = std::get_if<AlarmJoined>(&entry.event)) {
            list.raw(alarm_json(entry.at, joined->source, joined->alarm, raw));
        }
    }
    return JsonObject().raw("alarms", list.str()).str();
}

std::string timeline_json(const std::vector<Entry>& entries, const Directory& directory) {
    JsonList list;
    for (const Entry& entry : entries) {
        const std::string words = sentence(entry.event, directory.calendar.zone, entry.at);
        if (words.empty()) continue;
        list.raw(JsonObject()
                     .number("seq", static_cast<std::int64_t>(entry.seq))
                     .text("at", iso_utc(entry.at))
                     .text("kind", kind(entry.event))
                     .text("sentence", words)
                     .str());
    }
    return JsonObject().raw("entries", list.str()).str();
}

std::string timeline_text(const std::vector<Entry>& entries, const Directory& directory) {
    std::string text;
    Day day{};
    for (const Entry& entry : entries) {
        const std::string words = sentence(entry.event, directory.calendar.zone, entry.at);
        if (words.empty()) continue;
        if (const Day today = directory.calendar.zone.day(entry.at); today != day) {
            day = today;
            text += (text.empty() ? "" : "\n") + long_day(day) + "\n";
        }
        text += clock_words(directory.calendar.zone, entry.at) + "  " + words + "\n";
    }
    return text;
}

namespace {

// Whose place somebody has by a swap: "Pat Ash"; empty when by none.
std::string in_place_of(const State& state, const Directory& directory, const Procedure& procedure,
                        const Role& role, const PersonId& person, Instant at) {
    const RotaVersion* rota = state.rotas().find(procedure.rota);
    if (rota == nullptr) return "";
    std::string out;
    for (const Swap& swap : rota->rota.swaps) {
        const bool asked = std::ranges::any_of(
            role.sources, [&](const RoleSource& source) { return source.rota_role == swap.role; });
        if (asked && swap.in == person && swap.span.contains(at)) out = swap.out;
    }
    if (out.empty()) return "";
    const std::optional<Callee> found = find_person(state, directory, out, at);
    return found ? found->name : out;
}

std::string then_json(const Meaning& then) {
    JsonList people;
    for (const Callee& callee : then.people) {
        people.raw(JsonObject().text("id", callee.person).text("name", callee.name).str());
    }
    return JsonObject().text("called", then.called).raw("people", people.str()).str();
}

std::string term_json(const Term& term) {
    return JsonObject()
        .text("from", term.from ? iso_day(*term.from) : "")
        .text("until", term.until ? iso_day(*term.until) : "")
        .truth("interim", term.interim)
        .str();
}

}  // namespace

std::string on_call_json(const State& state, const Directory& directory, Instant at,
                         const std::string& asked, bool with_contacts) {
    const Procedure& procedure = directory.procedures.at(directory.default_procedure);
    JsonList roles;
    for (const Role& role : procedure.roles) {
        const Relief relieved = relief(state, directory, procedure, role.name, at);
        const Meaning& found = relieved.now;
        const bool meant = asked.empty() || asked == role.name || asked == found.called ||
                           std::ranges::any_of(role.sources, [&](const RoleSource& source) {
                               return source.rota_role == asked;  // as a rota calls it: "edm"
                           });
        if (!meant) continue;
        JsonList people;
        for (const Callee& callee : found.people) {
            JsonObject person;
            person.text("id", callee.person).text("name", callee.name);
            // A desk is everybody's to phone.
            if (with_contacts || directory.desks.contains(callee.person))
                person.text("phone", rings_at(directory, callee)).text("mail", callee.mail);
            const std::string out =
                in_place_of(state, directory, procedure, role, callee.person, at);
            if (!out.empty()) person.text("swapped_with", out);
            people.raw(person.str());
        }
        JsonObject json;
        json.text("role", role.name)
            .text("called", found.called)
            .raw("people", people.str())
            .text("until", relieved.until < never ? iso_utc(relieved.until) : "");
        if (relieved.until < never) json.raw("then", then_json(relieved.then));
        if (found.until) json.text("rota", procedure.rota).number("version", found.rota_version);
        if (found.term) json.raw("term", term_json(*found.term));
        roles.raw(json.str());
    }
    return JsonObject()
        .text("at", iso_utc(at))
        .truth("core_hours", within(directory.calendar, procedure.core_hours, at))
        .raw("roles", roles.str())
        .str();
}

}  // namespace tocsin

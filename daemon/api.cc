#include "daemon/api.h"

#include "channels/mask.h"
#include "core/draft.h"
#include "core/ladder.h"
#include "daemon/client.h"
#include "daemon/entity_tag.h"
#include "daemon/explain_json.h"
#include "daemon/hook_reading.h"
#include "daemon/incident_json.h"
#include "daemon/incident_list.h"
#include "daemon/json_writer.h"
#include "daemon/kept_answers.h"
#include "daemon/operate_body.h"
#include "daemon/patient_check.h"
#include "daemon/procedure_file.h"
#include "daemon/rehearsal_words.h"
#include "daemon/simulate_body.h"
#include "daemon/token_book.h"
#include "daemon/verified_json.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::seconds;
using Kind = Answer::Kind;

// How long a simulation waits for the one before it: some of them, but no worker for long.
constexpr std::chrono::milliseconds simulation_patience{500};

[[noreturn]] void refuse(std::string slug, std::string detail) {
    throw Refused({.slug = std::move(slug), .detail = std::move(detail)});
}

[[noreturn]] void refuse_busy() {
    throw Refused(
        {.slug = "busy",
         .detail = "Too many requests wait. Send it again with the same key after 2 seconds.",
         .retry_after = seconds(2)});
}

IncidentId id_of(const Visit& visit) {
    return incident_named(*find_field(visit.path, "id"));
}

[[noreturn]] void refuse_changed(IncidentId id) {
    refuse("changed", reference(id) +
                          " is not as it was when that ETag was given. Nothing changed. Read it "
                          "again: GET /v1/incidents/" +
                          reference(id));
}

std::string names(const std::vector<IncidentId>& ids) {
    JsonList list;
    for (const IncidentId id : ids) list.text(reference(id));
    return list.str();
}

// What became of a change in the light of how it was asked for, where that alone decides.
Reply as_asked(Reply reply) {
    switch (reply.answer.kind) {
        case Kind::done_before: {
            // The answer of then is not kept over a restart.
            Response response =
                json_response(200, JsonObject()
                                       .truth("repeat", true)
                                       .raw("incidents", names(reply.answer.incidents))
                                       .str());
            response.headers.emplace_back("Idempotency-Replayed", "true");
            throw DoneBefore{std::move(response)};
        }
        case Kind::key_reused:
            refuse_key_reused();
        case Kind::overtaken:
            refuse_changed(reply.answer.incidents.front());
        default:
            return reply;
    }
}

// Who is to be called: a role of the incident's ladder, or a person.
struct Aim {
    std::string role;
    PersonId person;
    std::string wrong;  // why it is neither
};

Aim aim_at(const Engine& engine, Instant now, IncidentId id, const std::string& to) {
    const Incident* incident = engine.state().incidents().find(id);
    if (incident == nullptr) return {"", to, ""};
    const Procedure& procedure = procedure_of(engine.directory(), *incident);
    if (rung_of(procedure, to)) return {to, "", ""};
    if (find_person(engine.state(), engine.directory(), to, now)) return {"", to, ""};
    std::vector<std::string> roles;
    for (const Rung& rung : procedure.ladder.rungs) roles.push_back(rung.role);
    roles.push_back(procedure.ladder.last_resort);
    const std::string meant = near(to, roles);
    return {"", "",
            "no role of the ladder is called so, and nobody has that id. " +
                (meant.empty() ? "Its roles are " + join_words(roles, ", ")
                               : "Did you mean " + meant + "?")};
}

}  // namespace

IncidentId incident_named(const std::string& text) {
    const std::optional<IncidentId> id = read_incident_id(text);
    if (!id)
        refuse("unknown",
               "An incident is named INC-42 or 42. Open incidents: GET /v1/incidents?open=true");
    return *id;
}

Response json_response(int status, std::string body) {
    return {.status = status,
            .content_type = "application/json",
            .headers = {},
            .body = std::move(body)};
}

void refuse_unknown(IncidentId id, IncidentId next, Archive& archive) {
    const std::string ref = reference(id);
    const std::set<std::string> files = id && id < next ? archive.files() : std::set<std::string>{};
    if (files.empty())
        refuse("unknown", "There is no " + ref + ". Open incidents: GET /v1/incidents?open=true");
    refuse("unknown", ref + " has left the journal, as what is old may. What has left is in " +
                          join_words({files.begin(), files.end()}) +
                          ". Where that file lies: tocsin show " + ref + " --file FILE");
}

void refuse_unsaved() {
    throw Refused({.slug = "not-durable",
                   .detail =
                       "The journal could not be written, so this was not accepted. A severity 1 "
                       "is being called all the same. Send it again with the same key after 5 "
                       "seconds.",
                   .retry_after = seconds(5)});
}

void Api::add_routes(Router& router) {
    const auto add = [&](const char* method, const char* pattern, Access access, auto handler) {
        router.add(method, pattern, access,
                   [this, handler](const Visit& visit) { return (this->*handler)(visit); });
    };
    add("POST", "/v1/incidents", Scope::intake, &Api::report);
    add("POST", "/v1/hooks/{source}", Access::hook, &Api::hook);
    add("POST", "/v1/hooks/{source}/{secret}", Access::hook, &Api::hook);
    add("GET", "/v1/incidents", Scope::read, &Api::list);
    add("GET", "/v1/incidents/{id}", Scope::read, &Api::show);
    add("GET", "/v1/incidents/{id}/timeline", Scope::read, &Api::timeline);
    add("GET", "/v1/incidents/{id}/alarms", Scope::read, &Api::alarms);
    add("GET", "/v1/incidents/{id}/explain", Scope::read, &Api::explain);
    add("POST", "/v1/incidents/{id}/confirm", Scope::operate, &Api::confirm);
    add("POST", "/v1/incidents/{id}/resolve", Scope::operate, &Api::resolve);
    add("POST", "/v1/incidents/{id}/close", Scope::operate, &Api::close);
    add("POST", "/v1/incidents/{id}/reopen", Scope::operate, &Api::reopen);
    add("POST", "/v1/incidents/{id}/notes", Scope::operate, &Api::note);
    add("POST", "/v1/incidents/{id}/acknowledge", Scope::operate, &Api::acknowledge);
    add("POST", "/v1/incidents/{id}/pass-on", Scope::operate, &Api::pass_on);
    add("POST", "/v1/incidents/{id}/escalate", Scope::operate, &Api::escalate);
    add("GET", "/v1/on-call", Scope::read, &Api::on_call);
    add("POST", "/v1/simulate", Scope::read, &Api::simulate);
    add("GET", "/v1/tokens", Scope::admin, &Api::list_tokens);
    add("POST", "/v1/tokens", Scope::admin, &Api::add_token);
    add("DELETE", "/v1/tokens/{id}", Scope::admin, &Api::revoke_token);
    add("GET", "/v1/audit", Scope::admin, &Api::audit);
    router.journals_keys("POST", "/v1/incidents");
    router.before([this](const Route& route, Visit& visit) { check_match(route, visit); });
}

// Compared with what is shown now; what is decided in between is found by the judge.
void Api::check_match(const Route& route, Visit& visit) const {
    const std::string* wanted = find_header(visit.request.headers, "If-Match");
    if (wanted == nullptr || route.method == "GET") return;
    if (!route.pattern.starts_with("/v1/incidents/{id}/")) {
        refuse("request", "If-Match is heard for changes of one incident alone. Nothing changed.");
    }
    const Incident seen = find(visit, false).incident;
    const std::string shown = incident_json(seen, parts_.configuration()->directory);
    const bool matches = still_matches(*wanted, entity_tag(shown));
    // Under a key the same change may be what made it another: that is known to the judge alone.
    if (!matches && visit.asked.key.empty()) refuse_changed(seen.id);
    visit.asked.incident = seen.id;
    visit.asked.unchanged_since = matches ? seen.changed : seen.changed - 1;
}

Later Api::later(Occurrence what, Lane lane, std::function<Response(const Reply&)> answer) const {
    return {[this, what = std::move(what), lane, answer = std::move(answer)](const auto& told) {
        const bool taken = parts_.loop.submit(what, lane, [told, answer](const Reply& reply) {
            told([&] { return answer(reply); });
        });
        if (!taken) told([]() -> Response { refuse_busy(); });
    }};
}

Reply Api::ask(const Asked& asked, Occurrence what, Lane lane, Duration within) const {
    std::optional<std::future<Reply>> answer = parts_.loop.submit(std::move(what), lane, asked);
    if (!answer) refuse_busy();
    if (answer->wait_for(within) != std::future_status::ready) refuse_unsaved();
    try {
        return as_asked(answer->get());
    } catch (const std::future_error&) {
        refuse_unsaved();  // the engine ended before it could commit
    }
}

void Api::look(const std::function<void(const Engine&, Instant)>& see) const {
    if (parts_.loop.look(see)) return;
    throw Refused({.slug = "busy",
                   .detail = "The engine does not answer. Try again.",
                   .retry_after = seconds(2)});
}

namespace {

Aim aimed(const Api& api, IncidentId id, const std::string& to) {
    Aim aim;
    api.look([&](const Engine& engine, Instant now) { aim = aim_at(engine, now, id, to); });
    if (aim.wrong.empty()) return aim;
    throw Refused({.slug = "fields",
                   .detail = "1 field is wrong. Nothing changed.",
                   .errors = {{"#/to", aim.wrong}}});
}

Response reported(const Reply& reply) {
    if (!reply.durable) refuse_unsaved();
    const Answer& answer = reply.answer;
    if (answer.kind == Kind::key_reused) {
        refuse("key-reused",
               "This key opened " +
                   (answer.incidents.empty() ? "nothing" : reference(answer.incidents.front())) +
                   " with a different body. That stands. Use a new key for a new incident.");
    }
    if (answer.kind == Kind::wrong_state) refuse("wrong-state", answer.detail);
    const bool fresh = answer.kind == Kind::opened;
    Response response =
        json_response(fresh ? 201 : 200, JsonObject()
                                             .text("incident", reference(answer.incidents.front()))
                                             .truth("repeat", !fresh)
                                             .str());
    response.headers.emplace_back("Location",
                                  "/v1/incidents/" + reference(answer.incidents.front()));
    return response;
}

Response hook_repeated() {
    return json_response(200, JsonObject().raw("incidents", "[]").truth("repeat", true).str());
}

Response hooked(const Reply& reply) {
    if (!reply.durable) refuse_unsaved();
    return json_response(200, JsonObject().raw("incidents", names(reply.answer.incidents)).str());
}

}  // namespace

ReportCall Api::report_call(const Visit& visit) const {
    ReportCall call{.by = visit.who.name,
                    .idempotency_key = {},
                    .unique = parts_.unique(),
                    .now = parts_.loop.now()};
    if (const std::string* header = find_header(visit.request.headers, "Idempotency-Key")) {
        const std::optional<std::string> key = read_idempotency_key(*header);
        if (!key)
            refuse("request",
                   "Idempotency-Key holds 1 to 255 visible ASCII characters. Nothing was opened.");
        call.idempotency_key = *key;
    }
    return call;
}

Handled Api::report(const Visit& visit) const {
    return later(checked(read_report(visit.request.body, report_call(visit))), Lane::intake,
                 &reported);
}

Handled Api::start_drill(const Visit& visit) const {
    return later(checked(read_drill(visit.request.body, report_call(visit))), Lane::intake,
                 &reported);
}

Handled Api::hook(const Visit& visit) const {
    const std::shared_ptr<const Configuration> configuration = parts_.configuration();
    const std::string& name = *find_field(visit.path, "source");
    const Source* source = find_source(*configuration, name);
    if (source == nullptr) refuse("unknown", "There is no such source.");
    if (source->dialect == "aws-sns" && parts_.sns) return parts_.sns(visit, *source);
    if (!source->keys.empty() || source->dialect == "aws-sns") {
        refuse("unknown",
               "This source does not report here: its dialect has addresses of its own.");
    }
    SourcePlace place = parts_.door->admit(*source);
    const Instant now = parts_.loop.now();
    const std::string id = source->hmac ? message_id(*source->hmac, visit.request) : "";
    // It is on disk, and says nothing new: a replay must not open what is over since.
    if (parts_.door->seen().seen(name, id, now)) return hook_repeated();
    return later(checked(read_hook(*configuration, *source, visit.request, visit.who.name, now)),
                 Lane::intake,
                 [place = std::move(place), door = parts_.door, name, id, now](const Reply& reply) {
                     Response response = hooked(reply);
                     door->seen().note(name, id, now);
                     return response;
                 });
}

Response Api::list(const Visit& visit) const {
    const std::shared_ptr<const Configuration> configuration = parts_.configuration();
    const IncidentFilter filter =
        checked(read_incident_filter(visit.query, configuration->directory.calendar.zone));
    std::optional<ProblemDetail> unknown;
    look([&](const Engine& engine, Instant) {
        unknown = unknown_words(filter, engine.state(), engine.directory());
    });
    if (unknown) throw Refused(std::move(*unknown));
    IncidentPage page;
    if (filter.past) {
        page = page_with_past(
            [this](const auto& see) {
                look([&](const Engine& engine, Instant) {
                    see(engine.state(), engine.directory());
                });
            },
            parts_.archive, configuration->directory, filter);
    } else {
        look([&](const Engine& engine, Instant) {
            page = page_of(engine.state(), engine.directory(), filter);
        });
    }
    JsonList list;
    for (const std::string& incident : page.incidents) list.raw(incident);
    return json_response(200, JsonObject()
                                  .raw("incidents", list.str())
                                  .text("next", page.next ? reference(*page.next) : "")
                                  .str());
}

Api::Shown Api::find(const Visit& visit, bool with_entries) const {
    const IncidentId id = id_of(visit);
    std::optional<Incident> incident;
    IncidentId next;
    look([&](const Engine& engine, Instant) {
        if (const Incident* there = engine.state().incidents().find(id)) incident = *there;
        next = engine.state().next_incident();
    });
    std::vector<Entry> entries;
    if (with_entries || !incident) entries = parts_.archive.about(id);
    if (!incident) incident = rebuilt(entries, id);
    if (!incident) refuse_unknown(id, next, parts_.archive);
    return {std::move(*incident), std::move(entries)};
}

Response Api::show(const Visit& visit) const {
    return json_response(
        200, incident_json(find(visit, false).incident, parts_.configuration()->directory));
}

Response Api::timeline(const Visit& visit) const {
    const Shown shown = find(visit, true);
    const std::string* accept = find_header(visit.request.headers, "Accept");
    if (accept != nullptr && accept->starts_with("text/plain")) {
        return {.body = timeline_text(shown.entries, parts_.configuration()->directory)};
    }
    return json_response(200, timeline_json(shown.entries, parts_.configuration()->directory));
}

// What a sender wrote may say more of people than a wall of screens needs.
Response Api::alarms(const Visit& visit) const {
    const bool raw = visit.who.sees_contacts();
    return json_response(200, alarms_json(find(visit, true).entries, raw));
}

std::optional<Procedure> Api::procedure_of(const Incident& incident) const {
    std::optional<Procedure> found;
    std::string text;
    look([&](const Engine& engine, Instant) {
        const auto& versions = engine.directory().procedure_versions;
        if (const auto version = versions.find(incident.procedure_hash); version != versions.end())
            found = version->second;
        const auto* kept = engine.state().procedures().find(incident.procedure_hash);
        if (kept != nullptr) text = kept->text;
    });
    if (found || text.empty()) return found;
    Problems problems;
    return parse_procedure(text, incident.procedure, problems, nullptr);
}

Response Api::explain(const Visit& visit) const {
    const std::string* person = find_field(visit.query, "person");
    const Shown shown = find(visit, true);
    const std::vector<Entry> house = parts_.archive.disturbances(shown.entries);
    const std::optional<Procedure> procedure = procedure_of(shown.incident);
    const std::shared_ptr<const Configuration> configuration = parts_.configuration();
    const Directory& directory = configuration->directory;
    const ExplainSources sources{
        shown.incident.id,
        shown.entries,
        house,
        procedure ? &*procedure : nullptr,
        directory.calendar.zone,
        [](Medium medium, const std::string& to) { return mask_address(medium, to); }};
    const std::string* accept = find_header(visit.request.headers, "Accept");
    const bool plain = accept != nullptr && accept->starts_with("text/plain");
    if (person != nullptr) {
        const auto known = directory.people.find(*person);
        const std::string said = explain_person(
            sources, *person, known == directory.people.end() ? *person : known->second.name);
        if (plain) return {.body = said + "\n"};
        return json_response(200, JsonObject()
                                      .text("incident", reference(shown.incident.id))
                                      .text("person", *person)
                                      .text("sentence", said)
                                      .str());
    }
    const Explanation explained = tocsin::explain(sources);
    const std::optional<Verified> proof =
        parts_.archive.verify_part(explained.first_row, explained.last_row);
    ExplainProof words;
    words.verified = proof && proof->sound;
    words.words = !proof         ? "not verified, they are too many: tocsin audit verify"
                  : proof->sound ? "chain verified"
                                 : "NOT SOUND: " + proof->why;
    if (!plain) return json_response(200, explanation_json(shown.incident.id, explained, words));
    return {.body = explanation_text(explained, directory.calendar.zone) + "Proof: journal rows " +
                    std::to_string(explained.first_row) + " to " +
                    std::to_string(explained.last_row) + ", " + words.words + ".\n"};
}

// What the engine said, for a change of one incident. `person` is the field that named somebody.
Response Api::change(const Visit& visit, Occurrence what, const std::string& done,
                     const std::string& person) const {
    const Reply reply = ask(visit.asked, std::move(what), Lane::first);
    if (!reply.durable) refuse_unsaved();
    const Answer& answer = reply.answer;
    const std::string ref = reference(id_of(visit));
    switch (answer.kind) {
        case Kind::done:
        case Kind::opened:
        case Kind::repeated:
        case Kind::taken:
            return json_response(200, JsonObject().text("incident", ref).text("done", done).str());
        case Kind::already_yours:
            return json_response(200, JsonObject()
                                          .text("incident", ref)
                                          .text("done", "already taken by this person")
                                          .str());
        case Kind::not_found:
            // What is closed has left the state, and is known to the journal.
            if (!parts_.archive.about(id_of(visit)).empty()) {
                refuse("wrong-state", ref + " is closed. A closed record does not change.");
            }
            refuse("unknown", "There is no " + ref +
                                  " that is open. Open incidents: GET /v1/incidents?open=true");
        case Kind::taken_by_other:
            refuse("taken", answer.holder->name + " (" + answer.holder->called + ") has " + ref +
                                ". Nothing changed.");
        case Kind::over:
            refuse("wrong-state", ref + " is resolved or closed. Nothing changed.");
        case Kind::wrong_state:
            refuse("wrong-state", answer.detail + " Nothing changed.");
        case Kind::unknown_person:
            throw Refused({.slug = "fields",
                           .detail = "1 field is wrong. Nothing changed.",
                           .errors = {{person,
                                       "nobody of that id is in the directory or the rota, "
                                       "or they have neither phone nor mail"}}});
        case Kind::unknown_role:
            throw Refused({.slug = "fields",
                           .detail = "1 field is wrong. Nothing changed.",
                           .errors = {{"#/to",
                                       "the procedure has no such role on its ladder, and nobody "
                                       "has that id"}}});
        case Kind::key_reused:
        case Kind::done_before:
        case Kind::overtaken:
        case Kind::wrong_digits:
        case Kind::locked:
        case Kind::expired:
        case Kind::gaps_refused:
        case Kind::incomplete:
        case Kind::held:
            break;  // of links, rotas and notices, or answered by ask()
        case Kind::refused:
            refuse("fields", answer.detail + " Nothing changed.");
    }
    refuse("wrong-state", "Nothing changed.");
}

Response Api::confirm(const Visit& visit) const {
    Confirmed said = checked(read_confirm(visit.request.body, id_of(visit), visit.who.name));
    const Zone zone = parts_.configuration()->directory.calendar.zone;
    refuse_patient_data({{"impact", said.words.impact}, {"place", said.words.place}},
                        zone.day(parts_.loop.now()));
    return change(visit, std::move(said), "confirmed");
}

Response Api::resolve(const Visit& visit) const {
    return change(visit, checked(read_resolve(visit.request.body, id_of(visit), visit.who.name)),
                  "resolved");
}

Response Api::close(const Visit& visit) const {
    return change(visit, checked(read_close(visit.request.body, id_of(visit), visit.who.name)),
                  "closed");
}

Response Api::reopen(const Visit& visit) const {
    return change(visit, checked(read_reopen(visit.request.body, id_of(visit), visit.who.name)),
                  "open again");
}

Response Api::note(const Visit& visit) const {
    return change(visit,
                  checked(read_incident_note(visit.request.body, id_of(visit), visit.who.name)),
                  "noted");
}

Response Api::acknowledge(const Visit& visit) const {
    Acknowledgement said =
        checked(read_acknowledge(visit.request.body, id_of(visit), visit.who.name));
    said.via = "API";
    return change(visit, std::move(said), "taken");
}

Response Api::pass_on(const Visit& visit) const {
    PassOnBody body = checked(read_pass_on(visit.request.body, id_of(visit)));
    body.pass_on.via = "API";
    const Aim aim = aimed(*this, body.pass_on.incident, body.to);
    body.pass_on.to_role = aim.role;
    body.pass_on.to_person = aim.person;
    return change(visit, std::move(body.pass_on), "passed on");
}

Response Api::escalate(const Visit& visit) const {
    EscalateBody body = checked(read_escalate(visit.request.body, id_of(visit), visit.who.name));
    const Aim aim = aimed(*this, body.escalate.incident, body.to);
    body.escalate.to_role = aim.role;
    body.escalate.to_person = aim.person;
    return change(visit, std::move(body.escalate), "escalated", "#/to");
}

Response Api::on_call(const Visit& visit) const {
    // Whoever misspells "at" must not read who is on call now.
    for (const auto& [name, value] : visit.query) {
        if (name != "at" && name != "role")
            refuse("request", "It takes at and role, nothing else.");
    }
    const std::string* text = find_field(visit.query, "at");
    std::optional<Instant> at;
    if (text != nullptr) {
        const auto when = parse_when(*text, parts_.configuration()->directory.calendar.zone);
        if (!when) refuse("request", "at is a time: 2026-12-24T03:00 or 2026-12-24T03:00Z.");
        at = when->at;
    }
    const std::string* role = find_field(visit.query, "role");
    const std::string asked = role == nullptr ? "" : *role;
    std::string body;
    look([&](const Engine& engine, Instant now) {
        body = on_call_json(engine.state(), engine.directory(), at.value_or(now), asked,
                            visit.who.sees_contacts());
    });
    if (!asked.empty() && body.ends_with("\"roles\":[]}"))
        refuse("unknown", "The procedure has no role of that name. GET /v1/on-call lists them.");
    return json_response(200, body);
}

namespace {

std::string scopes_text(const std::set<Scope>& scopes) {
    std::string text;
    for (const Scope scope : scopes) {
        text += text.empty() ? "" : ",";
        text += to_string(scope);
    }
    return text;
}

}  // namespace

Response Api::add_token(const Visit& visit) const {
    const TokenBody wanted = checked(read_token_body(visit.request.body));
    const Instant now = parts_.loop.now();
    std::optional<Instant> expires;
    if (wanted.days) expires = now + std::chrono::hours(24) * *wanted.days;
    std::vector<TokenRecord> existing;
    look([&](const Engine& engine, Instant) { existing = token_records(engine.state()); });
    const std::optional<NewToken> token =
        make_token(existing, wanted.name, wanted.scopes, now, expires, parts_.entropy());
    if (!token) {
        refuse("wrong-state",
               "Two tokens of that name are live. Revoke one of them first: tocsin token list");
    }
    const Reply reply = ask(visit.asked,
                            TokenAdded{token->record.id, wanted.name, to_hex(token->record.hash),
                                       scopes_text(wanted.scopes), expires, visit.who.name},
                            Lane::first);
    if (!reply.durable) refuse_unsaved();
    return json_response(
        201, JsonObject().text("id", token->record.id).text("token", token->token).str());
}

Response Api::list_tokens(const Visit&) const {
    JsonList list;
    look([&](const Engine& engine, Instant) {
        for (const auto& [id, token] : engine.state().tokens()) {
            JsonList scopes;
            for (std::size_t from = 0; from <= token.scopes.size();) {
                const std::size_t comma =
                    std::min(token.scopes.find(',', from), token.scopes.size());
                scopes.text(token.scopes.substr(from, comma - from));
                from = comma + 1;
            }
            list.raw(JsonObject()
                         .text("id", id)
                         .text("name", token.name)
                         .raw("scopes", scopes.str())
                         .text("created", iso_utc(token.created))
                         .text("expires", token.expires ? iso_utc(*token.expires) : "")
                         .text("revoked", token.revoked ? iso_utc(*token.revoked) : "")
                         .str());
        }
    });
    return json_response(200, JsonObject().raw("tokens", list.str()).str());
}

Response Api::revoke_token(const Visit& visit) const {
    const std::string& id = *find_field(visit.path, "id");
    const Reply reply = ask(visit.asked, TokenRevoked{id, visit.who.name}, Lane::first);
    if (!reply.durable) refuse_unsaved();
    if (reply.answer.kind == Kind::not_found)
        refuse("unknown", "There is no live token of that id.");
    return {.status = 204};
}

// Computed here, on the worker: the engine's thread only copies the weeks of the rotas.
Response Api::simulate(const Visit& visit) const {
    const std::shared_ptr<const Configuration> configuration = parts_.configuration();
    const Directory& directory = configuration->directory;
    const SimulateCall call =
        checked(read_simulate(visit.request.body, directory, parts_.loop.now()));
    const Zone& zone = directory.calendar.zone;
    RehearsalGround ground{std::shared_ptr<const Directory>(configuration, &directory), {}, {}};
    look([&](const Engine& engine, Instant) {
        for (const auto& [name, rota] : engine.state().rotas()) {
            for (const bool rolling : {true, false}) {
                for (const auto& [week, weekly] : rolling ? rota.rota.rolling : rota.rota.weeks) {
                    if (!needed_by_rehearsal(zone, week, call.supposed.at)) continue;
                    const auto& versions = rolling ? rota.rolling_versions : rota.versions;
                    ground.rotas.push_back({weekly, "", "", versions.at(week), rolling, 0, ""});
                }
            }
            for (const Swap& swap : rota.rota.swaps) {
                ground.swaps.push_back({name, swap, 0, "", "", false});
            }
        }
    });
    OneAtATime::Taken place(simulating_, simulation_patience);
    if (!place) {
        throw Refused({.slug = "busy",
                       .detail = "Another simulation runs. Ask again when that is done.",
                       .retry_after = seconds(1)});
    }
    const Rehearsal rehearsal = rehearse(ground, call.supposed);
    place.give_back();
    const std::string* accept = find_header(visit.request.headers, "Accept");
    Response answer = accept != nullptr && accept->starts_with("text/plain")
                          ? Response{.body = rehearsal_text(rehearsal, zone, call.texts)}
                          : json_response(200, rehearsal_json(rehearsal, zone));
    if (needs_somebody(rehearsal)) answer.headers.emplace_back(needs_you_header, "yes");
    return answer;
}

Response Api::audit(const Visit&) const {
    const std::optional<Verified> proof = parts_.archive.verify();
    if (!proof) {
        throw Refused(
            {.slug = "busy",
             .detail = "The journal is being verified already. Ask again when that is done.",
             .retry_after = seconds(10)});
    }
    return json_response(200, verified_json(*proof));
}

}  // namespace tocsin

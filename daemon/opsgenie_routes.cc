#include "daemon/opsgenie_routes.h"

#include "core/draft.h"
#include "daemon/alarm_words.h"
#include "daemon/json_writer.h"
#include "daemon/operate_body.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

constexpr const char* took = "0.001";  // seconds; nobody acts on it

// 16 signs of hexadecimal twice, as a UUID.
std::string uuid_of(const std::string& hex) {
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
           hex.substr(16, 4) + "-" + hex.substr(20, 12);
}

// What Opsgenie says of a request that is done. Zabbix gives up on the first sentence.
// What fires may be suppressed, and is no incident; it was taken all the same.
bool found(const OpsgenieOutcome& outcome) {
    return outcome.incident || outcome.act == OpsgenieAct::create;
}

std::string status_of(const OpsgenieOutcome& outcome) {
    if (!found(outcome)) return "There is no open alert";
    switch (outcome.act) {
        case OpsgenieAct::create:
            return "Created alert";
        case OpsgenieAct::close:
            return "Closed alert";
        case OpsgenieAct::acknowledge:
            return "Acknowledged alert";
        case OpsgenieAct::unacknowledge:
            return "Alert is unacknowledged";
        case OpsgenieAct::note:
            break;
    }
    return "Added note to alert";
}

// The source of a request, which may have been taken away since it was proved.
const Source& source_of(const Configuration& configuration, const Visit& visit) {
    const Source* source = find_source(configuration, visit.who.name);
    if (source == nullptr) throw Refused({.slug = "not-signed"});
    return *source;
}

template <class Value>
Value taken(std::variant<Value, ProblemDetail> read) {
    if (auto* wrong = std::get_if<ProblemDetail>(&read)) throw Refused(std::move(*wrong));
    return std::move(std::get<Value>(read));
}

}  // namespace

void OpsgenieRoutes::add_routes(Router& router) {
    const auto add = [&](const char* method, const std::string& pattern, auto handler) {
        router.add(method, pattern, Access::genie_key, handler,
                   [this](Response problem, const ProblemDetail& detail) {
                       return as_opsgenie(std::move(problem), detail);
                   });
    };
    add("POST", "/v2/alerts", [this](const Visit& visit) { return create(visit); });
    const std::pair<const char*, OpsgenieAct> acts[] = {
        {"close", OpsgenieAct::close},
        {"acknowledge", OpsgenieAct::acknowledge},
        {"unacknowledge", OpsgenieAct::unacknowledge},
        {"notes", OpsgenieAct::note}};
    for (const auto& [word, meant] : acts) {
        const OpsgenieAct one = meant;
        add("POST", std::string("/v2/alerts/{identifier}/") + word,
            [this, one](const Visit& visit) { return act(visit, one); });
    }
    add("GET", "/v2/alerts/requests/{request}",
        [this](const Visit& visit) { return request(visit); });
}

Handled OpsgenieRoutes::create(const Visit& visit) const {
    const std::shared_ptr<const Configuration> configuration = configuration_();
    const Source& source = source_of(*configuration, visit);
    SourcePlace place = door_.admit(source);
    const auto signals = taken(read_opsgenie_alert(visit.request.body, source, unique_()));
    return pass_on(OpsgenieAct::create, signals.front(), source, std::move(place));
}

Handled OpsgenieRoutes::act(const Visit& visit, OpsgenieAct act) const {
    const std::shared_ptr<const Configuration> configuration = configuration_();
    const Source& source = source_of(*configuration, visit);
    SourcePlace place = door_.admit(source);
    const std::string key = key_of(visit, source);
    const auto signals = taken(read_opsgenie_act(act, key, visit.request.body));
    if (key.empty()) return accepted({act, {}, now_()}, source.keys.front());
    return pass_on(act, signals.front(), source, std::move(place));
}

Handled OpsgenieRoutes::pass_on(OpsgenieAct act, const Signal& signal, const Source& source,
                                SourcePlace place) const {
    const auto answer = [this, act, key = source.keys.front()](IncidentId incident) {
        return accepted({act, incident, now_()}, key);
    };
    return desk_.pass_on(desk_.report_of(signal, source), std::move(place), answer);
}

std::string OpsgenieRoutes::key_of(const Visit& visit, const Source& source) const {
    const std::string& identifier = *find_field(visit.path, "identifier");
    const std::string* type = find_field(visit.query, "identifierType");
    if (type != nullptr && *type == "alias") return alarm_key(identifier);
    const std::optional<IncidentId> id = read_incident_id(identifier);
    std::string key;
    if (!id) return key;
    api_.look([&](const Engine& engine, Instant) {
        const Incident* incident = engine.state().incidents().find(*id);
        if (incident != nullptr && incident->source == source.name) key = incident->alarm.key;
    });
    return key;
}

Response OpsgenieRoutes::accepted(const OpsgenieOutcome& outcome, const SecretHash& key) const {
    const auto salt = static_cast<unsigned>(std::stoul(unique_().substr(0, 3), nullptr, 16));
    const std::string id = opsgenie_request_id(outcome, salt, key);
    Response response = json_response(202, JsonObject()
                                               .text("result", "Request will be processed")
                                               .raw("took", took)
                                               .text("requestId", id)
                                               .str());
    response.headers.emplace_back("X-Request-ID", id);
    return response;
}

Response OpsgenieRoutes::request(const Visit& visit) const {
    const std::shared_ptr<const Configuration> configuration = configuration_();
    const Source& source = source_of(*configuration, visit);
    const std::string& id = *find_field(visit.path, "request");
    const auto outcome = read_opsgenie_request_id(id, source.keys);
    if (!outcome) throw Refused({.slug = "unknown", .detail = "There is no such request."});
    std::string alias;
    api_.look([&](const Engine& engine, Instant) {
        const Incident* incident = engine.state().incidents().find(outcome->incident);
        if (incident != nullptr) alias = incident->alarm.key;
    });
    const bool done = found(*outcome);
    JsonObject data;
    data.truth("success", done)
        .truth("isSuccess", done)
        .text("action", to_string(outcome->act))
        .text("processedAt", iso_utc(outcome->at))
        .text("integrationId", source.name)
        .text("status", status_of(*outcome))
        .text("alertId", outcome->incident ? reference(outcome->incident) : "");
    if (!alias.empty()) data.text("alias", alias);
    Response response = json_response(
        200, JsonObject().raw("data", data.str()).raw("took", took).text("requestId", id).str());
    response.headers.emplace_back("X-Request-ID", id);
    return response;
}

Response OpsgenieRoutes::as_opsgenie(Response problem, const ProblemDetail& detail) const {
    const std::string id = uuid_of(unique_() + unique_());
    std::string words = detail.detail;
    for (const FieldError& error : detail.errors) words += " " + error.pointer + " " + error.detail;
    if (detail.slug == "not-signed") words = "Key format is not valid, or no source has the key.";
    Response shaped = json_response(
        problem.status,
        JsonObject().text("message", words).raw("took", took).text("requestId", id).str());
    shaped.headers = std::move(problem.headers);
    shaped.headers.emplace_back("X-Request-ID", id);
    if (problem.status == 429) {
        shaped.headers.emplace_back("X-RateLimit-State", "THROTTLED");
        shaped.headers.emplace_back("X-RateLimit-Reason", "INTEGRATION");
        shaped.headers.emplace_back("X-RateLimit-Period-In-Sec", "60");
    }
    return shaped;
}

}  // namespace tocsin

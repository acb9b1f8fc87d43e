#include "daemon/pagerduty_routes.h"

#include "daemon/json_writer.h"

#include <spdlog/spdlog.h>

namespace tocsin {
namespace {

Response answer(int status, std::string_view word, std::string_view message,
                const std::vector<std::string>& errors, const std::string& dedup_key = "") {
    JsonObject body;
    body.text("status", word).text("message", message);
    if (!dedup_key.empty()) body.text("dedup_key", dedup_key);
    if (!errors.empty()) {
        JsonList list;
        for (const std::string& error : errors) list.text(error);
        body.raw("errors", list.str());
    }
    return json_response(status, body.str());
}

Response refusal(const PagerDutyErrors& wrong) {
    if (!wrong.parsed) {
        return answer(400, "Unrecognized object", "Event object format is unrecognized",
                      wrong.errors);
    }
    return answer(400, "invalid event", "Event object is invalid", wrong.errors);
}

// A refusal of ours in PagerDuty's words. Its senders give up after any 4xx but 429.
Response as_pagerduty(Response problem, const ProblemDetail& detail) {
    Response shaped;
    if (detail.slug == "not-json") {
        shaped = refusal({.parsed = false, .errors = {"JSON parse error"}});
    } else if (detail.slug == "not-signed") {
        shaped = refusal({.errors = {"'routing_key' is missing, or no source has it"}});
    } else if (problem.status == 429) {
        shaped = answer(429, "throttle exceeded", "Request Limit Exceeded", {detail.detail});
    } else {
        shaped = answer(problem.status, "error", detail.detail, {});
    }
    shaped.headers = std::move(problem.headers);
    return shaped;
}

// Its senders never send again what was refused: whoever runs the source must hear of it. Our
// sentences name fields and no values (P18).
Response refused(const std::string& source, const PagerDutyErrors& wrong) {
    spdlog::warn("an event of the source {} was refused: {}", source, wrong.errors.front());
    return refusal(wrong);
}

}  // namespace

void PagerDutyRoutes::add_routes(Router& router) {
    router.add(
        "POST", "/v2/enqueue", Access::routing_key,
        [this](const Visit& visit) { return enqueue(visit); }, &as_pagerduty);
    router.add(
        "POST", "/v2/change/enqueue", Access::routing_key,
        [this](const Visit& visit) { return change(visit); }, &as_pagerduty);
}

Handled PagerDutyRoutes::enqueue(const Visit& visit) const {
    const std::shared_ptr<const Configuration> configuration = configuration_();
    const Source* source = find_source(*configuration, visit.who.name);
    if (source == nullptr) throw Refused({.slug = "not-signed"});  // taken away meanwhile
    SourcePlace place = door_.admit(*source);
    auto read = read_pagerduty_event(visit.request.body, *source, unique_());
    if (const auto* wrong = std::get_if<PagerDutyErrors>(&read)) {
        return refused(source->name, *wrong);
    }
    const PagerDutyEvent& event = std::get<PagerDutyEvent>(read);
    const auto processed = [key = event.dedup_key](IncidentId) {
        return answer(202, "success", "Event processed", {}, key);
    };
    // As PagerDuty has it: an acknowledgement of what is not open is accepted and dropped.
    return desk_.pass_on(desk_.report_of(event.signals.front(), *source), std::move(place),
                         processed);
}

Handled PagerDutyRoutes::change(const Visit& visit) const {
    const std::shared_ptr<const Configuration> configuration = configuration_();
    const Source* source = find_source(*configuration, visit.who.name);
    if (source == nullptr) throw Refused({.slug = "not-signed"});
    SourcePlace place = door_.admit(*source);
    auto read = read_pagerduty_change(visit.request.body);
    if (const auto* wrong = std::get_if<PagerDutyErrors>(&read)) {
        return refused(source->name, *wrong);
    }
    return desk_.pass_on(
        NoteWritten{"change", std::get<std::string>(read), source->name}, std::move(place),
        [](IncidentId) { return answer(202, "success", "Change event processed", {}); });
}

}  // namespace tocsin

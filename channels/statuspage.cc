#include "channels/statuspage.h"

#include "channels/json_field.h"
#include "channels/place.h"
#include "channels/provider.h"
#include "channels/recipient.h"
#include "channels/template.h"
#include "core/utf8.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace tocsin {
namespace {

constexpr std::size_t name_signs_max = 255;
constexpr std::size_t body_signs_max = 25000;
constexpr std::size_t id_signs_max = 64;
// Of one page of a list, and more than a page for the public shows.
constexpr std::size_t components_max = 100;
constexpr std::size_t list_bytes_max = 1024 * 1024;
// Where "sent" stands in {"metadata":{"tocsin":{"sent":...}}}.
constexpr int in_our_metadata = 3;

// Of JSON: behind the blanks.
bool begins_with(std::string_view body, char sign) {
    const std::size_t from = body.find_first_not_of(" \t\r\n");
    return from != std::string_view::npos && body[from] == sign;
}

bool begins(const Message& message) {
    return message.thread.empty();
}

bool is_last(const Message& message) {
    return fact(message, "stage") == "final";
}

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= id_signs_max &&
           std::all_of(id.begin(), id.end(), [](char sign) {
               return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
                      (sign >= '0' && sign <= '9') || sign == '-' || sign == '_';
           });
}

// That the cause is found ("identified"), and that it is mended and watched ("monitoring"), are
// claims: an author makes them. Empty: it stays as it is.
std::string status_of(const Message& message) {
    if (is_last(message)) return "resolved";
    const std::string& progress = fact(message, "progress");
    if (progress == "identified" || progress == "monitoring") return progress;
    return begins(message) ? "investigating" : "";
}

// The last notice says from when to when it was in its title, which an update does not show.
std::string words_for_the_public(const Message& message) {
    return is_last(message) ? message.subject + "\n" + message.text : message.text;
}

bool is_component(const Message& message) {
    return fact(message, "event") == "component";
}

std::string component_state(const Message& message) {
    const std::string& state = fact(message, "state");
    if (state == "degraded") return "degraded_performance";
    if (state != "down") return "operational";
    return fact(message, "everybody") == "yes" ? "major_outage" : "partial_outage";
}

// What Statuspage would make of the states of an incident's components, which are told apart from
// it. Empty: it stays as it is.
std::string impact_of(const Message& message) {
    const std::string& state = fact(message, "state");
    if (is_last(message)) return "";
    if (state == "degraded") return "minor";
    if (state != "down") return "";
    return fact(message, "everybody") == "yes" ? "critical" : "major";
}

// Empty for a service that the page does not show.
std::string component_of(const Statuspage& page, const Message& message) {
    const auto component = page.components.find(fact(message, "service"));
    return component == page.components.end() ? "" : component->second;
}

WireRequest authorized(const Statuspage& page, const char* method, const std::string& path,
                       const std::string& body) {
    WireRequest request = json_to(page, path, body);
    request.method = method;
    request.headers.emplace_back("Authorization", "OAuth " + page.key);
    return request;
}

WireRequest component_request(const Statuspage& page, const Message& message) {
    const std::string component = component_of(page, message);
    if (component.empty()) throw NothingToTell();
    return authorized(page, "PATCH", "/pages/" + page.page_id + "/components/" + component,
                      "{\"component\":{" + json_member("status", component_state(message)) + "}}");
}

Verdict verdict_of(const Message& message, const WireAnswer& answer) {
    switch (answer.status) {
        case 404:
            // No such page or component; or somebody has deleted the incident there.
            return begins(message) || is_component(message) ? Verdict::misconfigured
                                                            : Verdict::refused;
        case 420:
            return Verdict::deferred;  // its own number for too many
        case 502:
        case 504:
            // A gateway's words: what stands behind it may have taken the message. It is asked.
            return Verdict::unknown;
        default:
            return default_verdict(answer.status);
    }
}

}  // namespace

std::vector<std::string> problems(const Statuspage& page) {
    std::vector<std::string> found = problems(static_cast<const Endpoint&>(page));
    const auto need = [&](bool good, const std::string& what) {
        if (!good) found.push_back("channel '" + page.name + "': " + what);
    };
    need(is_base_url(page.url, page.plain), "`url` is no address of Statuspage");
    need(!page.key.empty() && is_one_line(page.key), "the API key is none");
    need(is_id(page.page_id), "`page` is no id of a page");
    for (const auto& [service, component] : page.components) {
        need(is_id(component), "the component of the service '" + service + "' is no id");
    }
    return found;
}

StatuspageChannel::StatuspageChannel(Statuspage page) : page_(std::move(page)) {
    const std::vector<std::string> found = problems(page_);
    if (!found.empty()) throw std::runtime_error(found.front());
}

std::string StatuspageChannel::incident_path(const Message& message) const {
    const std::string path = "/pages/" + page_.page_id + "/incidents";
    return begins(message) ? path : path + "/" + percent_encoded(message.thread);
}

// With the component that it is about, and how bad it is for its users.
std::string StatuspageChannel::component_members(const Message& message) const {
    const std::string component = component_of(page_, message);
    const std::string impact = impact_of(message);
    std::string members;
    if (begins(message) && !component.empty())
        members += ",\"component_ids\":[\"" + component + "\"]";
    if (!impact.empty()) members += "," + json_member("impact_override", impact);
    return members;
}

// Nothing is posted: the key is shown to work, and the ids to be the page's.
WireRequest StatuspageChannel::test_request() const {
    WireRequest request = request_to(page_, "/pages/" + page_.page_id + "/components?per_page=" +
                                                std::to_string(components_max));
    request.method = "GET";
    request.headers.emplace_back("Authorization", "OAuth " + page_.key);
    request.answer_max = list_bytes_max;
    return request;
}

Outcome StatuspageChannel::interpret_test(const Message& message, const WireAnswer& answer,
                                          const std::string& words) const {
    Outcome result = judged(message, verdict_of(message, answer), words, answer);
    if (result.verdict != Verdict::accepted) return result;
    if (!begins_with(answer.body, '['))
        return outcome(message, Verdict::unknown, words + " with something we did not ask for.");
    std::set<std::string> listed;
    for (const std::string_view one : json_objects(answer.body, 1))
        listed.insert(json_field(one, "id", 1).value_or(""));
    const bool all = !answer.body_cut && listed.size() < components_max;
    for (const auto& [service, component] : page_.components) {
        if (!all || listed.contains(component)) continue;
        return outcome(message, Verdict::misconfigured,
                       words + ", and the page has no component " + component +
                           ", which is that of " + service + ".");
    }
    result.detail += ": the key reads the page's components. Nothing was posted.";
    return result;
}

WireRequest StatuspageChannel::compose(const Message& message) const {
    check_recipient(message);
    if (is_test(message)) return test_request();
    if (is_component(message)) return component_request(page_, message);
    if (fact(message, "event") != "notice") throw NothingToTell();
    std::string inside;
    if (begins(message)) {
        inside += json_member("name", first_signs(message.subject, name_signs_max)) + ",";
    }
    const std::string status = status_of(message);
    if (!status.empty()) inside += json_member("status", status) + ",";
    inside += json_member("body", first_signs(words_for_the_public(message), body_signs_max));
    inside += component_members(message);
    inside += std::string(",\"deliver_notifications\":") +
              (page_.tells_subscribers ? "true" : "false") + ",\"metadata\":{\"tocsin\":{" +
              json_member("ref", fact(message, "ref")) + "," +
              json_member("sent", message.reference) + "}}";
    return authorized(page_, begins(message) ? "POST" : "PATCH", incident_path(message),
                      "{\"incident\":{" + inside + "}}");
}

// An error is {"error":"..."}, {"error":["..."]} or {"message":"..."}.
std::string StatuspageChannel::words_of(const WireAnswer& answer) const {
    const std::string said = answer.status >= 300 ? answer.body : "";
    return tocsin::words_of(page_, answer, said, {{"key", page_.key}});
}

Outcome StatuspageChannel::interpret(const Message& message, const WireAnswer& answer) const {
    const std::string words = words_of(answer);
    if (const auto broken = transport_verdict(answer)) return outcome(message, *broken, words);
    if (is_test(message)) return interpret_test(message, answer, words);
    Outcome result = judged(message, verdict_of(message, answer), words, answer);
    const bool too_many = answer.status == 420 || answer.status == 429;
    if (too_many && !result.retry_after) result.retry_after = pause_unless_said;
    if (result.verdict != Verdict::accepted) return result;
    const std::string id = json_field(answer.body, "id", 1).value_or("");
    const std::string asked = is_component(message) ? component_of(page_, message) : message.thread;
    if (!is_id(id) || (!asked.empty() && id != asked)) {
        return outcome(message, Verdict::unknown,
                       words + " without the id it owes: it may have taken the message.");
    }
    result.provider_reference = id;
    return result;
}

std::optional<WireRequest> StatuspageChannel::look_up(const Message& message) const {
    if (fact(message, "event") != "notice") return std::nullopt;
    // What begins and ends in one message is listed with those that are over, the newest first.
    const std::string list = is_last(message) ? "?limit=100" : "/unresolved";
    WireRequest request =
        question_to(page_, incident_path(message) + (begins(message) ? list : ""));
    request.headers.emplace_back("Authorization", "OAuth " + page_.key);
    return request;
}

Outcome StatuspageChannel::interpret_look_up(const Message& message,
                                             const WireAnswer& answer) const {
    const std::string words = words_of(answer);
    if (answer.curl_code != 0 || answer.status != 200 || answer.body_cut) {
        return outcome(message, Verdict::unknown, words);
    }
    const std::string_view body = answer.body;
    const bool list = begins(message);
    if (!begins_with(body, list ? '[' : '{')) {
        return outcome(message, Verdict::unknown, words + " with something we did not ask for.");
    }
    for (const std::string_view incident : json_objects(body, list ? 1 : 0)) {
        const std::string id = json_field(incident, "id", 1).value_or("");
        if (json_field(incident, "sent", in_our_metadata) != message.reference || !is_id(id))
            continue;
        Outcome found = outcome(message, Verdict::accepted, "Statuspage has it already.");
        found.provider_reference = id;
        return found;
    }
    return outcome(message, Verdict::deferred, "Statuspage has not got it.");
}

}  // namespace tocsin

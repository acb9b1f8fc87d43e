#include "channels/status_json.h"

#include "channels/html.h"

#include <string_view>
#include <vector>

namespace tocsin {
namespace {

// `text` as a JSON string. Control characters but tab and line feed are gone after cleaning;
// < is written \u003c so that the text stays harmless inside a script element of somebody's page.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : cleaned(text)) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\t':
                out += "\\t";
                break;
            case '<':
                out += "\\u003c";
                break;
            default:
                out += c;
        }
    }
    return out + "\"";
}

std::string field(std::string_view name, const std::string& value) {
    return quoted(name) + ": " + value;
}

std::string instant(const Time& time) {
    const std::string at = utc(time.iso);
    return at.empty() ? "null" : quoted(at);
}

std::string object(const std::vector<std::string>& fields) {
    std::string out = "{";
    for (std::size_t i = 0; i < fields.size(); ++i) out += (i == 0 ? "" : ", ") + fields[i];
    return out + "}";
}

// One element a line, for people who look at it with curl.
std::string list(const std::vector<std::string>& elements) {
    if (elements.empty()) return "[]";
    std::string out = "[\n";
    for (std::size_t i = 0; i < elements.size(); ++i) {
        out += "    " + elements[i] + (i + 1 < elements.size() ? ",\n" : "\n");
    }
    return out + "  ]";
}

std::string message(const StatusIncident& incident, const StatusMessage& message) {
    return object({field("id", quoted(incident.ref + "-" + std::to_string(message.n))),
                   field("n", std::to_string(message.n)), field("title", quoted(message.title)),
                   field("headline", quoted(message.headline)),
                   field("state", quoted(state_word(message.state))),
                   field("at", instant(message.at)), field("text", quoted(message.text)),
                   field("corrected", message.corrected ? instant(*message.corrected) : "null")});
}

std::string messages(const StatusIncident& incident) {
    std::string out = "[";
    for (std::size_t i = 0; i < incident.messages.size(); ++i) {
        out += (i == 0 ? "\n      " : ",\n      ") + message(incident, incident.messages[i]);
    }
    return out + "]";
}

std::vector<std::string> common(const StatusIncident& incident) {
    return {field("reference", quoted(incident.ref)),
            field("service", quoted(incident.service)),
            field("state", quoted(state_word(incident.state))),
            field("degree", quoted(incident.degree)),
            field("impact", quoted(incident.impact)),
            field("place", quoted(incident.place)),
            field("since", instant(incident.since))};
}

std::string open_incident(const StatusIncident& incident) {
    std::vector<std::string> fields = common(incident);
    fields.push_back(
        field("next_update", incident.next_update ? instant(*incident.next_update) : "null"));
    fields.push_back(field("messages", messages(incident)));
    return object(fields);
}

std::string resolved_incident(const StatusIncident& incident) {
    std::vector<std::string> fields = common(incident);
    fields.push_back(field("resolved", instant(incident.to)));
    fields.push_back(field("messages", messages(incident)));
    return object(fields);
}

}  // namespace

std::string state_word(ServiceState state) {
    switch (state) {
        case ServiceState::down:
            return "down";
        case ServiceState::degraded:
            return "degraded";
        case ServiceState::working:
            return "working";
        case ServiceState::unknown:
            return "unknown";
    }
    return "unknown";
}

std::string status_json(const StatusView& view) {
    std::vector<std::string> services;
    for (const StatusService& service : view.services) {
        services.push_back(object({field("name", quoted(service.name)),
                                   field("state", quoted(state_word(service.state))),
                                   field("degree", quoted(service.degree))}));
    }
    std::vector<std::string> open;
    for (const StatusIncident& incident : view.open) open.push_back(open_incident(incident));
    std::vector<std::string> recent;
    for (const StatusIncident& incident : view.resolved) {
        if (incident.recent) recent.push_back(resolved_incident(incident));
    }
    return "{\n  " + field("written", instant(view.written)) + ",\n  " +
           field("exercise", view.exercise ? "true" : "false") + ",\n  " +
           field("services", list(services)) + ",\n  " + field("open", list(open)) + ",\n  " +
           field("resolved_last_7_days", list(recent)) + "\n}\n";
}

}  // namespace tocsin

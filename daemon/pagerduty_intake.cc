#include "daemon/pagerduty_intake.h"

#include "daemon/alarm_words.h"
#include "daemon/ascii.h"
#include "daemon/fields.h"
#include "daemon/json.h"
#include "daemon/plain_text.h"
#include "daemon/report_body.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tocsin {
namespace {

constexpr std::size_t dedup_signs_max = 255;
constexpr std::size_t change_signs_max = 500;

const std::map<std::string, int> severities = {
    {"critical", 1}, {"error", 2}, {"warning", 3}, {"info", 4}};

PagerDutyErrors unparsed() {
    return {.parsed = false, .errors = {"JSON parse error"}};
}

std::optional<Node> parsed(const std::string& body) {
    JsonResult read = parse_json(body);
    if (!read.tree || read.tree->kind != Node::Kind::map) return std::nullopt;
    return std::move(read.tree);
}

std::string line_of(const Node* map, std::string_view key) {
    return map == nullptr ? "" : plain_line(text_of(map->find(key)));
}

const Node* map_of(const Node* node, std::string_view key) {
    const Node* map = node == nullptr ? nullptr : node->find(key);
    return map != nullptr && map->kind == Node::Kind::map ? map : nullptr;
}

std::string missing(const std::string& field) {
    return "'" + field + "' is missing or blank";
}

std::string needed(const Node* map, const std::string& key, const std::string& shown,
                   std::vector<std::string>& errors) {
    std::string text = line_of(map, key);
    if (text.empty()) errors.push_back(missing(shown));
    return text;
}

// Of the configuration, else of the dialect; nothing for a word that is neither's.
std::optional<int> severity_of(const std::string& word, const Source& source) {
    const std::optional<int> own = level_of(source.severities, word);
    return own ? own : level_of(severities, word);
}

// Of several, the first that says something.
std::string first_of(const Node* map, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        if (std::string text = line_of(map, key); !text.empty()) return text;
    }
    return "";
}

std::string link_of(const Node& root) {
    std::vector<std::string> links = {line_of(&root, "client_url")};
    if (const Node* list = root.find("links"); list && list->kind == Node::Kind::list) {
        for (const Node& item : list->items) {
            if (item.kind == Node::Kind::map) links.push_back(line_of(&item, "href"));
        }
    }
    const auto link = std::find_if(links.begin(), links.end(),
                                   [](const std::string& address) { return is_link(address); });
    return link == links.end() ? "" : *link;
}

std::map<std::string, std::string> fields_of(const Node& root, const Node* payload) {
    AlarmFields fields;
    fields.add("client", line_of(&root, "client"));
    for (const char* name : {"source", "component", "group", "class", "timestamp"}) {
        fields.add(name, line_of(payload, name));
    }
    if (const Node* details = map_of(payload, "custom_details")) {
        for (const auto& [name, value] : details->fields) {
            fields.add("details." + name.text, plain_lines(text_of(&value)));
        }
    }
    for (const char* list : {"links", "images"}) {
        fields.add(list, plain_lines(text_of(root.find(list))));
    }
    return std::move(fields).take("details");
}

// As received, but for the key that proves who sent it.
std::string raw_of(Node root) {
    std::erase_if(root.fields, [](const auto& field) { return field.first.text == "routing_key"; });
    return cut_to_bytes(json_of(root), raw_bytes_max);
}

// Its timestamp is when the sender made the event, and says nothing of which episode it is: after a
// resolve PagerDuty takes a trigger anew, whatever its time.
Alarm trigger_of(const Node& root, const Source& source, std::vector<std::string>& errors) {
    const Node* payload = map_of(&root, "payload");
    Alarm alarm;
    if (payload == nullptr) {
        errors.push_back(missing("payload"));
        return alarm;
    }
    const Node* details = map_of(payload, "custom_details");
    alarm.summary =
        cut_to_signs(needed(payload, "summary", "payload.summary", errors), summary_signs_max);
    const std::string from = needed(payload, "source", "payload.source", errors);
    const std::string severity = needed(payload, "severity", "payload.severity", errors);
    const std::optional<int> level = severity_of(severity, source);
    if (!severity.empty() && !level) {
        errors.push_back("'payload.severity' must be one of critical, error, warning, info");
    }
    alarm.severity = level.value_or(source.severity.value_or(severity_unsaid));
    alarm.service = source.service;
    if (alarm.service.empty()) alarm.service = first_of(details, {source.service_label, "service"});
    if (alarm.service.empty()) alarm.service = first_of(payload, {"component", "source"});
    alarm.service = cut_to_signs(alarm.service, service_signs_max);
    alarm.place = cut_to_signs(first_of(details, {"site", "location"}), place_signs_max);
    alarm.link = link_of(root);
    alarm.fields = fields_of(root, payload);
    alarm.raw = raw_of(root);
    return alarm;
}

}  // namespace

std::optional<std::string> routing_key_of(const std::string& body) {
    const std::optional<Node> root = parsed(body);
    if (!root) return std::nullopt;
    const Node* key = root->find("routing_key");
    return key == nullptr || key->kind != Node::Kind::scalar ? "" : key->text;
}

std::variant<PagerDutyEvent, PagerDutyErrors> read_pagerduty_event(const std::string& body,
                                                                   const Source& source,
                                                                   const std::string& unique) {
    const std::optional<Node> root = parsed(body);
    if (!root) return unparsed();
    std::vector<std::string> errors;
    const std::string action = needed(&*root, "event_action", "event_action", errors);
    const bool triggers = same_word(action, "trigger");
    const bool resolves = same_word(action, "resolve");
    const bool acknowledges = same_word(action, "acknowledge");
    if (!action.empty() && !triggers && !resolves && !acknowledges) {
        errors.push_back("'event_action' must be one of trigger, acknowledge, resolve");
    }
    PagerDutyEvent event;
    event.dedup_key = line_of(&*root, "dedup_key");
    if (signs(event.dedup_key) > dedup_signs_max) {
        errors.push_back("'dedup_key' is longer than 255 characters");
    } else if (event.dedup_key.empty() && (resolves || acknowledges)) {
        errors.push_back(missing("dedup_key"));
    }
    Signal signal;
    if (triggers) signal.alarm = trigger_of(*root, source, errors);
    if (!errors.empty()) return PagerDutyErrors{.errors = std::move(errors)};
    if (event.dedup_key.empty()) event.dedup_key = unique;
    signal.alarm.key = alarm_key(event.dedup_key);
    if (resolves) signal.kind = Signal::Kind::over;
    if (acknowledges) signal.kind = Signal::Kind::acknowledged;
    signal.alarm.firing = triggers;
    event.signals.push_back(std::move(signal));
    return event;
}

std::variant<std::string, PagerDutyErrors> read_pagerduty_change(const std::string& body) {
    const std::optional<Node> root = parsed(body);
    if (!root) return unparsed();
    std::vector<std::string> errors;
    const Node* payload = map_of(&*root, "payload");
    const std::string summary = needed(payload, "summary", "payload.summary", errors);
    if (!errors.empty()) return PagerDutyErrors{.errors = std::move(errors)};
    const std::string from = line_of(payload, "source");
    return cut_to_signs(summary + (from.empty() ? "" : " (" + from + ")"), change_signs_max);
}

}  // namespace tocsin

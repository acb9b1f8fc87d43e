#include "daemon/alertmanager.h"

#include "core/utf8.h"
#include "daemon/ascii.h"
#include "daemon/file_text.h"
#include "daemon/json.h"
#include "daemon/plain_text.h"
#include "daemon/report_body.h"
#include "daemon/sender_time.h"

#include <algorithm>
#include <vector>

namespace tocsin {
namespace {

std::string line_of(const Node& map, std::string_view key) {
    return plain_line(text_of(map.find(key)));
}

std::string first_of(const Node* map, const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
        if (std::string text = map ? line_of(*map, key) : ""; !text.empty()) return text;
    }
    return "";
}

// The map under `key`, or nullptr when there is none or it says nothing.
const Node* map_of(const Node& node, std::string_view key) {
    const Node* map = node.find(key);
    return map && map->kind == Node::Kind::map && !map->fields.empty() ? map : nullptr;
}

// Everything but "resolved" counts as firing: a word we do not know must not keep people asleep.
bool resolved(const Node& alert) {
    return same_word(line_of(alert, "status"), "resolved");
}

// The same for the same alert, whatever its status: the fingerprint, or what it is made from.
// Empty when the alert has neither.
std::string key_of(const Node& alert) {
    const Node* fingerprint = alert.find("fingerprint");
    if (fingerprint && fingerprint->kind == Node::Kind::scalar) {
        if (std::string key = alarm_key(fingerprint->text); !key.empty()) return key;
    }
    const Node* labels = map_of(alert, "labels");
    return labels ? sha256_hex(canonical_json(*labels)) : "";
}

// What the alerts of one message share.
class Group {
public:
    Group(const Node& root, const Source& source, Instant now)
        : source_(source),
          now_(now),
          receiver_(cut_to_signs(line_of(root, "receiver"), field_signs_max)),
          group_key_(cut_to_signs(line_of(root, "groupKey"), field_signs_max)),
          external_url_(line_of(root, "externalURL")),
          truncated_(cut_to_signs(line_of(root, "truncatedAlerts"), 20)) {
        if (truncated_ == "0") truncated_.clear();
    }

    Alarm alarm(const Node& alert) const {
        if (alert.kind != Node::Kind::map) return unreadable(alert, "an alert is not an object");
        const std::string key = key_of(alert);
        if (key.empty()) return unreadable(alert, "an alert has neither labels nor a fingerprint");
        const Node* labels = map_of(alert, "labels");
        const Node* annotations = map_of(alert, "annotations");
        Alarm alarm;
        alarm.key = key;
        alarm.firing = !resolved(alert);
        alarm.began = began_by(sender_time(text_of(alert.find("startsAt"))), now_);
        alarm.service = source_.service;
        if (alarm.service.empty())
            alarm.service =
                first_of(labels, {source_.service_label, "service", "job", "alertname"});
        if (alarm.service.empty()) alarm.service = unreadable_service;
        alarm.service = cut_to_signs(alarm.service, service_signs_max);
        alarm.severity = severity(first_of(labels, {"severity"}));
        alarm.summary = cut_to_signs(summary(labels, annotations, key), summary_signs_max);
        alarm.description = description(annotations);
        alarm.place = cut_to_signs(first_of(labels, {"site", "location"}), place_signs_max);
        alarm.link = link(alert);
        alarm.fields = fields(labels, annotations);
        alarm.raw = cut_to_bytes(json_of(alert), raw_bytes_max);
        return alarm;
    }

    Alarm unreadable(const Node& what, const std::string& why) const {
        return with_group(unreadable_alarm(name(), why, json_of(what)));
    }

    // `left`: the alerts of a message that is too long, as one alarm.
    Alarm left_out(std::size_t left) const {
        return with_group(left_out_alarm(name(), left, group_key_));
    }

private:
    std::string name() const { return "Alertmanager source " + source_.name; }

    Alarm with_group(Alarm alarm) const {
        alarm.description = description(nullptr);
        alarm.fields = fields(nullptr, nullptr);
        return alarm;
    }

    int severity(const std::string& word) const {
        return level_of(source_.severities, word)
            .value_or(source_.severity.value_or(severity_unsaid));
    }

    static std::string summary(const Node* labels, const Node* annotations,
                               const std::string& key) {
        std::string said = first_of(annotations, {"summary", "message"});
        if (!said.empty()) return said;
        const std::string name = first_of(labels, {"alertname"});
        const std::string instance = first_of(labels, {"instance"});
        if (!name.empty()) return instance.empty() ? name : name + " on " + instance;
        said = first_of(annotations, {"title", "description"});
        return said.empty() ? "Alert " + key + ", which says nothing about itself" : said;
    }

    std::string description(const Node* annotations) const {
        std::string note;
        if (!truncated_.empty()) {
            note = "Alertmanager left " + cut_to_signs(truncated_, 20) +
                   " alerts out of this message.";
        }
        std::string said =
            annotations ? plain_lines(text_of(annotations->find("description"))) : "";
        if (said.empty()) return note;
        if (note.empty()) return cut_to_signs(std::move(said), description_signs_max);
        return cut_to_signs(std::move(said), description_signs_max - note.size() - 1) + "\n" + note;
    }

    std::string link(const Node& alert) const {
        for (const std::string& address : {line_of(alert, "generatorURL"), external_url_}) {
            if (is_link(address)) return address;
        }
        return "";
    }

    std::map<std::string, std::string> fields(const Node* labels, const Node* annotations) const {
        AlarmFields fields;
        fields.add("receiver", receiver_);
        fields.add("groupKey", group_key_);
        fields.add("truncatedAlerts", truncated_);
        add_all(labels, "label.", fields);
        add_all(annotations, "annotation.", fields);
        return std::move(fields).take("labels and annotations");
    }

    static void add_all(const Node* map, const std::string& prefix, AlarmFields& fields) {
        if (!map) return;
        for (const auto& [name, value] : map->fields) {
            fields.add(prefix + name.text, plain_lines(text_of(&value)));
        }
    }

    const Source& source_;
    Instant now_;
    // Read once for all alerts: a group's key can be most of a body.
    std::string receiver_;
    std::string group_key_;
    std::string external_url_;
    std::string truncated_;  // how many alerts the message leaves out; empty: none
};

std::vector<Alarm> read_alerts(const Group& group, const std::vector<Node>& alerts) {
    std::vector<const Node*> order;
    for (const Node& alert : alerts) order.push_back(&alert);
    const std::size_t left = order.size() > alerts_max ? order.size() - alerts_max : 0;
    if (left > 0) {
        std::stable_partition(order.begin(), order.end(),
                              [](const Node* alert) { return !resolved(*alert); });
        order.resize(alerts_max);
    }
    std::vector<Alarm> alarms;
    for (const Node* alert : order) alarms.push_back(group.alarm(*alert));
    if (left > 0) alarms.push_back(group.left_out(left));
    return alarms;
}

}  // namespace

Reported read_alertmanager(const std::string& body, const Source& source, const std::string& by,
                           Instant now) {
    Reported reported;
    reported.source = source.name;
    reported.by = by;
    const JsonResult json = parse_json(body);
    const Node* alerts = json.tree ? json.tree->find("alerts") : nullptr;
    if (alerts == nullptr || alerts->kind != Node::Kind::list) {
        const std::string why = json.tree ? "a message without a list of alerts came"
                                          : "what came is no JSON (" + json.why + ")";
        reported.alarms = {unreadable_alarm("Alertmanager source " + source.name, well_formed(why),
                                            well_formed(body))};
        reported.fingerprint = sha256_hex(body);
        return reported;
    }
    reported.alarms = read_alerts(Group(*json.tree, source, now), alerts->items);
    reported.fingerprint = sha256_hex(canonical_json(*json.tree));
    return reported;
}

}  // namespace tocsin

#include "daemon/opsgenie_intake.h"

#include "daemon/alarm_words.h"
#include "daemon/ascii.h"
#include "daemon/body.h"
#include "daemon/mac.h"
#include "daemon/plain_text.h"
#include "daemon/report_body.h"

#include <array>
#include <cstdint>

namespace tocsin {
namespace {

constexpr std::string_view closing = "Nothing was taken.";
constexpr std::size_t comment_signs_max = 2000;
constexpr std::size_t author_signs_max = 100;

using Id = std::array<std::uint8_t, 16>;

std::string line_of(const Node& root, std::string_view key) {
    return plain_line(text_of(root.find(key)));
}

// "P1" to "P5" are our levels.
int severity_of(const std::string& word, const Source& source) {
    if (const std::optional<int> own = level_of(source.severities, word)) return *own;
    const bool known =
        word.size() == 2 && ascii_lower(word[0]) == 'p' && word[1] >= '1' && word[1] <= '5';
    return known ? word[1] - '0' : source.severity.value_or(severity_unsaid);
}

std::map<std::string, std::string> fields_of(const Node& root) {
    AlarmFields fields;
    for (const char* name : {"entity", "source", "user", "note", "tags", "actions", "responders"}) {
        fields.add(name, plain_lines(text_of(root.find(name))));
    }
    if (const Node* details = root.find("details"); details && details->kind == Node::Kind::map) {
        for (const auto& [name, value] : details->fields) {
            fields.add("details." + name.text, plain_lines(text_of(&value)));
        }
    }
    return std::move(fields).take("details");
}

std::string detail_of(const Node& root, std::string_view name) {
    const Node* details = root.find("details");
    return details && details->kind == Node::Kind::map ? line_of(*details, name) : "";
}

Alarm alarm_of(const Node& root, const Source& source, const std::string& unique) {
    Alarm alarm;
    const std::string alias = alarm_key(line_of(root, "alias"));
    alarm.key = alias.empty() ? unique : alias;
    alarm.service = source.service;
    if (alarm.service.empty()) alarm.service = detail_of(root, source.service_label);
    if (alarm.service.empty()) alarm.service = detail_of(root, "service");
    if (alarm.service.empty()) alarm.service = line_of(root, "entity");
    if (alarm.service.empty()) alarm.service = line_of(root, "source");
    if (alarm.service.empty()) alarm.service = line_of(root, "message");
    alarm.service = cut_to_signs(alarm.service, service_signs_max);
    alarm.severity = severity_of(line_of(root, "priority"), source);
    alarm.summary = cut_to_signs(line_of(root, "message"), summary_signs_max);
    alarm.description =
        cut_to_signs(plain_lines(text_of(root.find("description"))), description_signs_max);
    alarm.place = cut_to_signs(detail_of(root, "site"), place_signs_max);
    alarm.fields = fields_of(root);
    alarm.raw = cut_to_bytes(json_of(root), raw_bytes_max);
    return alarm;
}

// Five bytes of a number, the highest first.
void put(Id& id, std::size_t from, std::size_t count, std::uint64_t number) {
    for (std::size_t i = 0; i < count; ++i) {
        id[from + i] = static_cast<std::uint8_t>(number >> (8 * (count - 1 - i)));
    }
}

std::uint64_t get(const Id& id, std::size_t from, std::size_t count) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < count; ++i) number = number << 8 | id[from + i];
    return number;
}

// Where things stand in an id. Bytes 6 and 8 begin with the version and the variant of a UUID that
// means what its maker says (RFC 9562, version 8), and hold the salt behind it.
constexpr std::size_t act_at = 0, incident_at = 1, salt_at = 6, mac_at = 7, variant_at = 8,
                      seconds_at = 9, more_mac_at = 13;

void sign(Id& id, const SecretHash& key) {
    id[mac_at] = 0;
    put(id, more_mac_at, 3, 0);
    const std::string mac =
        hmac(HashName::sha256, {reinterpret_cast<const char*>(key.data()), key.size()},
             {reinterpret_cast<const char*>(id.data()), id.size()});
    id[mac_at] = static_cast<std::uint8_t>(mac[0]);
    for (std::size_t i = 0; i < 3; ++i) {
        id[more_mac_at + i] = static_cast<std::uint8_t>(mac[i + 1]);
    }
}

std::optional<Id> id_of(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    Id id{};
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const std::optional<int> digit = hex_value(text[i]);
        if (!digit) return std::nullopt;
        std::uint8_t& byte = id[digits / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | *digit);
        ++digits;
    }
    return id;
}

}  // namespace

std::string_view to_string(OpsgenieAct act) {
    constexpr std::array<std::string_view, 5> words = {"Create", "Close", "Acknowledge",
                                                       "UnAcknowledge", "AddNote"};
    return words[static_cast<std::size_t>(act)];
}

std::variant<std::vector<Signal>, ProblemDetail> read_opsgenie_alert(const std::string& body,
                                                                     const Source& source,
                                                                     const std::string& unique) {
    auto parsed = parse_body(body, closing);
    if (auto* refusal = std::get_if<ProblemDetail>(&parsed)) return std::move(*refusal);
    const Node& root = std::get<Node>(parsed);
    Body fields(root);
    if (fields.good() && line_of(root, "message").empty()) {
        fields.error("message", "is missing or empty, and is needed");
    }
    if (!fields.good()) return fields.refusal(closing);
    Signal signal;
    signal.alarm = alarm_of(root, source, unique);
    signal.author = cut_to_signs(line_of(root, "user"), author_signs_max);
    return std::vector<Signal>{std::move(signal)};
}

std::variant<std::vector<Signal>, ProblemDetail> read_opsgenie_act(OpsgenieAct act,
                                                                   const std::string& key,
                                                                   const std::string& body) {
    auto parsed = parse_body(body, closing, true);
    if (auto* refusal = std::get_if<ProblemDetail>(&parsed)) return std::move(*refusal);
    const Node& root = std::get<Node>(parsed);
    Body fields(root);
    Signal signal;
    signal.alarm.key = key;
    signal.alarm.firing = act != OpsgenieAct::close;
    signal.author = cut_to_signs(line_of(root, "user"), author_signs_max);
    signal.comment = cut_to_signs(plain_lines(text_of(root.find("note"))), comment_signs_max);
    switch (act) {
        case OpsgenieAct::create:
            break;
        case OpsgenieAct::close:
            signal.kind = Signal::Kind::over;
            break;
        case OpsgenieAct::acknowledge:
            signal.kind = Signal::Kind::acknowledged;
            break;
        case OpsgenieAct::unacknowledge:
            signal.kind = Signal::Kind::noted;
            signal.comment =
                "No longer acknowledged" + (signal.comment.empty() ? "" : ": " + signal.comment);
            break;
        case OpsgenieAct::note:
            signal.kind = Signal::Kind::noted;
            if (fields.good() && signal.comment.empty()) {
                fields.error("note", "is missing or empty, and is needed");
            }
            break;
    }
    if (!fields.good()) return fields.refusal(closing);
    return std::vector<Signal>{std::move(signal)};
}

std::string opsgenie_request_id(const OpsgenieOutcome& outcome, unsigned salt,
                                const SecretHash& key) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(outcome.at.time_since_epoch());
    Id id{};
    id[act_at] = static_cast<std::uint8_t>(outcome.act);
    put(id, incident_at, 5, outcome.incident.value);
    id[salt_at] = static_cast<std::uint8_t>(0x80 | (salt & 0x0f));
    id[variant_at] = static_cast<std::uint8_t>(0x80 | (salt >> 4 & 0x3f));
    put(id, seconds_at, 4, static_cast<std::uint64_t>(seconds.count()));
    sign(id, key);
    const std::string hex = hex_of({reinterpret_cast<const char*>(id.data()), id.size()});
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
           hex.substr(16, 4) + "-" + hex.substr(20);
}

std::optional<OpsgenieOutcome> read_opsgenie_request_id(std::string_view id,
                                                        const std::vector<SecretHash>& keys) {
    const std::optional<Id> given = id_of(id);
    if (!given || (*given)[act_at] > static_cast<std::uint8_t>(OpsgenieAct::note)) {
        return std::nullopt;
    }
    const auto bytes = [](const Id& one) {
        return std::string_view(reinterpret_cast<const char*>(one.data()), one.size());
    };
    bool ours = false;
    for (const SecretHash& key : keys) {
        Id wanted = *given;
        sign(wanted, key);
        ours = same_bytes(bytes(wanted), bytes(*given)) || ours;
    }
    if (!ours) return std::nullopt;
    return OpsgenieOutcome{
        .act = static_cast<OpsgenieAct>((*given)[act_at]),
        .incident = {get(*given, incident_at, 5)},
        .at = Instant{std::chrono::seconds(static_cast<long>(get(*given, seconds_at, 4)))}};
}

}  // namespace tocsin

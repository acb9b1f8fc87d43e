#include "daemon/sns_message.h"

#include "daemon/alarm_words.h"
#include "daemon/ascii.h"
#include "daemon/base64.h"
#include "daemon/body.h"
#include "daemon/file_text.h"
#include "daemon/json.h"
#include "daemon/plain_text.h"
#include "daemon/report_body.h"
#include "daemon/sender_time.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view closing = "Nothing was taken.";
constexpr std::size_t text_bytes_max = 256 * 1024;  // as long as a message of SNS can be

using Kind = SnsMessage::Kind;

std::string scalar_of(const Node& root, std::string_view key) {
    const Node* node = root.find(key);
    return node != nullptr && node->kind == Node::Kind::scalar ? node->text : "";
}

std::string line_of(const Node& root, std::string_view key) {
    return plain_line(text_of(root.find(key)));
}

std::optional<Kind> kind_of(std::string_view word) {
    if (word == "Notification") return Kind::notification;
    if (word == "SubscriptionConfirmation") return Kind::subscription;
    if (word == "UnsubscribeConfirmation") return Kind::unsubscription;
    return std::nullopt;
}

std::string_view word_of(Kind kind) {
    switch (kind) {
        case Kind::notification:
            return "Notification";
        case Kind::subscription:
            return "SubscriptionConfirmation";
        case Kind::unsubscription:
            break;
    }
    return "UnsubscribeConfirmation";
}

// "sns.", a region of three signs or more, ".amazonaws.com" or ".amazonaws.com.cn".
bool is_sns_host(std::string_view host) {
    constexpr std::string_view begins = "sns.";
    if (host.ends_with(".cn")) host.remove_suffix(3);
    constexpr std::string_view ends = ".amazonaws.com";
    if (!host.starts_with(begins) || !host.ends_with(ends)) return false;
    if (host.size() < begins.size() + ends.size() + 3) return false;
    host.remove_prefix(begins.size());
    host.remove_suffix(ends.size());
    return std::all_of(host.begin(), host.end(),
                       [](char sign) { return ascii_alnum(sign) || sign == '-'; });
}

// The host and the rest of an https address; an empty host for any other.
struct Address {
    std::string_view host;
    std::string_view path;
};
Address address_of(std::string_view url) {
    constexpr std::string_view https = "https://";
    if (!url.starts_with(https) || url.size() > 2000) return {};
    const auto odd = [](char sign) { return sign <= ' ' || sign > '~' || sign == '\\'; };
    if (std::any_of(url.begin(), url.end(), odd)) return {};
    url.remove_prefix(https.size());
    const std::size_t slash = std::min(url.find_first_of("/?#"), url.size());
    return {url.substr(0, slash), url.substr(slash)};
}

int severity_of(const std::string& word, const Source& source) {
    return level_of(source.severities, word).value_or(source.severity.value_or(severity_unsaid));
}

// The alarm in a message; nothing when the message is something else.
std::optional<Node> cloudwatch_of(const std::string& message) {
    JsonResult read = parse_json(message);
    if (!read.tree || read.tree->kind != Node::Kind::map) return std::nullopt;
    if (line_of(*read.tree, "AlarmName").empty()) return std::nullopt;
    if (line_of(*read.tree, "NewStateValue").empty()) return std::nullopt;
    return std::move(read.tree);
}

std::map<std::string, std::string> fields_of(const SnsMessage& message, const Node* alarm) {
    AlarmFields fields;
    fields.add("TopicArn", plain_line(message.topic));
    if (message.subject) fields.add("Subject", plain_line(*message.subject));
    if (alarm == nullptr) return std::move(fields).take("fields");
    for (const auto& [name, value] : alarm->fields) {
        if (value.kind == Node::Kind::scalar) fields.add(name.text, plain_lines(value.text));
    }
    if (const Node* trigger = alarm->find("Trigger"); trigger && trigger->kind == Node::Kind::map) {
        for (const auto& [name, value] : trigger->fields) {
            fields.add("Trigger." + name.text, plain_lines(text_of(&value)));
        }
    }
    return std::move(fields).take("fields");
}

Signal signal_of(const SnsMessage& message, const Node& said, const Source& source, Instant now) {
    Signal signal;
    const std::string state = line_of(said, "NewStateValue");
    const std::string reason = line_of(said, "NewStateReason");
    if (same_word(state, "OK")) signal.kind = Signal::Kind::over;
    if (same_word(state, "INSUFFICIENT_DATA")) {
        signal.kind = Signal::Kind::noted;
        signal.author = "CloudWatch";
        signal.comment = cut_to_signs("Not enough data: " + reason, summary_signs_max);
    }
    Alarm& alarm = signal.alarm;
    const std::string arn = line_of(said, "AlarmArn");
    const std::string name = line_of(said, "AlarmName");
    alarm.key = alarm_key(arn.empty() ? message.topic + ":" + name : arn);
    alarm.firing = signal.kind != Signal::Kind::over;
    alarm.began = began_by(sender_time(line_of(said, "StateChangeTime")), now);
    alarm.service = cut_to_signs(source.service.empty() ? name : source.service, service_signs_max);
    alarm.severity = severity_of(state, source);
    alarm.summary = cut_to_signs(name + (reason.empty() ? "" : ": " + reason), summary_signs_max);
    alarm.description =
        cut_to_signs(plain_lines(text_of(said.find("AlarmDescription"))), description_signs_max);
    alarm.place = cut_to_signs(line_of(said, "Region"), place_signs_max);
    alarm.fields = fields_of(message, &said);
    alarm.raw = cut_to_bytes(message.message, raw_bytes_max);
    return signal;
}

// Words that no alarm of CloudWatch has: the same subject of the same topic is the same trouble.
Signal plain_signal(const SnsMessage& message, const Source& source, Instant now) {
    const std::string subject = plain_line(message.subject.value_or(""));
    const std::string text = plain_line(message.message);
    Signal signal;
    Alarm& alarm = signal.alarm;
    alarm.key = "text:" + sha256_hex(message.topic + "\n" + (subject.empty() ? text : subject));
    alarm.began = began_by(sender_time(message.timestamp), now);
    alarm.service = source.service;
    if (alarm.service.empty()) {
        alarm.service = cut_to_signs(plain_line(message.topic.substr(message.topic.rfind(':') + 1)),
                                     service_signs_max);
    }
    if (alarm.service.empty()) alarm.service = source.name;
    alarm.severity = source.severity.value_or(severity_unsaid);
    alarm.summary = cut_to_signs(!subject.empty() ? subject : text, summary_signs_max);
    if (alarm.summary.empty()) alarm.summary = "A message without words";
    alarm.description = cut_to_signs(plain_lines(message.message), description_signs_max);
    alarm.fields = fields_of(message, nullptr);
    alarm.raw = cut_to_bytes(message.message, raw_bytes_max);
    return signal;
}

void add_line(std::string& text, std::string_view key, std::string_view value) {
    text.append(key).append("\n").append(value).append("\n");
}

void check_addresses(const SnsMessage& message, Body& fields) {
    if (!is_sns_certificate_url(message.certificate_url)) {
        fields.error("SigningCertURL", "is no https address of a certificate of Amazon SNS");
    }
    if (message.kind == Kind::notification) return;
    if (message.token.empty()) fields.error("Token", "is missing or empty, and is needed");
    if (!is_sns_url(message.subscribe_url)) {
        fields.error("SubscribeURL", "is no https address of Amazon SNS");
    }
}

}  // namespace

bool is_sns_url(std::string_view url) {
    return is_sns_host(address_of(url).host);
}

bool is_sns_certificate_url(std::string_view url) {
    const Address address = address_of(url);
    return is_sns_host(address.host) && address.path.ends_with(".pem") &&
           address.path.find_first_of("?#") == std::string_view::npos;
}

std::variant<SnsMessage, ProblemDetail> read_sns_message(const std::string& body) {
    auto parsed = parse_body(body, closing);
    if (auto* refusal = std::get_if<ProblemDetail>(&parsed)) return std::move(*refusal);
    const Node& root = std::get<Node>(parsed);
    Body fields(root);
    if (!fields.good()) return fields.refusal(closing);
    SnsMessage message;
    const std::optional<Kind> kind = kind_of(scalar_of(root, "Type"));
    if (!kind) fields.error("Type", "is no kind of message of Amazon SNS");
    message.kind = kind.value_or(Kind::notification);
    const auto need = [&](const char* key) {
        std::string text = scalar_of(root, key);
        if (text.empty()) fields.error(key, "is missing or empty, and is needed");
        return text;
    };
    message.id = need("MessageId");
    message.topic = need("TopicArn");
    message.timestamp = need("Timestamp");
    message.message = scalar_of(root, "Message");
    if (root.find("Subject")) message.subject = scalar_of(root, "Subject");
    if (message.subject && message.subject->empty()) message.subject.reset();
    message.token = scalar_of(root, "Token");
    message.subscribe_url = scalar_of(root, "SubscribeURL");
    message.certificate_url = scalar_of(root, "SigningCertURL");
    const std::string version = need("SignatureVersion");
    if (!version.empty() && version != "1" && version != "2") {
        fields.error("SignatureVersion", "is neither 1 nor 2");
    }
    message.sha256 = version == "2";
    const std::optional<std::string> signature = base64_decoded(scalar_of(root, "Signature"));
    if (!signature || signature->empty()) fields.error("Signature", "is no base64");
    message.signature = signature.value_or("");
    if (message.message.size() > text_bytes_max) fields.error("Message", "is over 256 KiB");
    check_addresses(message, fields);
    if (!fields.good()) return fields.refusal(closing);
    return message;
}

std::string sns_signed_text(const SnsMessage& message, bool as_notification) {
    std::string text;
    const bool notification = message.kind == Kind::notification || as_notification;
    add_line(text, "Message", message.message);
    add_line(text, "MessageId", message.id);
    if (notification && message.subject) add_line(text, "Subject", *message.subject);
    if (!notification) add_line(text, "SubscribeURL", message.subscribe_url);
    add_line(text, "Timestamp", message.timestamp);
    if (!notification) add_line(text, "Token", message.token);
    add_line(text, "TopicArn", message.topic);
    add_line(text, "Type", word_of(message.kind));
    return text;
}

std::string sns_unsubscribed_key(const std::string& topic) {
    return alarm_key("unsubscribed:" + topic);
}

Signal sns_unsubscribed(const SnsMessage& message, const Source& source) {
    Signal signal;
    signal.alarm.key = sns_unsubscribed_key(message.topic);
    signal.alarm.service = "Amazon SNS";
    signal.alarm.severity = severity_unsaid;
    signal.alarm.summary = cut_to_signs(
        "The topic " + plain_line(message.topic) + " no longer reports to the source " +
            source.name + ": its alarms reach nobody. Subscribe it again, or end the source.",
        summary_signs_max);
    signal.alarm.fields = fields_of(message, nullptr);
    return signal;
}

std::vector<Signal> read_sns_notification(const SnsMessage& message, const Source& source,
                                          Instant now) {
    const std::optional<Node> alarm = cloudwatch_of(message.message);
    return {alarm ? signal_of(message, *alarm, source, now) : plain_signal(message, source, now)};
}

}  // namespace tocsin

#include "daemon/dialect.h"

#include "core/alarm_matcher.h"
#include "daemon/alarm_words.h"
#include "daemon/ascii.h"
#include "daemon/config.h"
#include "daemon/dialect_body.h"
#include "daemon/dialect_time.h"
#include "daemon/file_text.h"
#include "daemon/json.h"
#include "daemon/plain_text.h"
#include "daemon/report_body.h"

#include <algorithm>

namespace tocsin {
namespace {

using Means = DialectRule::Means;

constexpr std::size_t author_signs_max = 100;
constexpr std::size_t comment_signs_max = 2000;

bool holds(const DialectCondition& condition, const MonitorMessage& told) {
    const std::string said = plain_line(condition.path.text(told));
    return std::any_of(condition.words.begin(), condition.words.end(),
                       [&](const std::string& word) {
                           if (word == "none") return said.empty();
                           if (word == "any") return !said.empty();
                           return !said.empty() && fits(word, said);
                       });
}

// A word we do not know must not keep people asleep: it is firing.
Means meaning(const Dialect& dialect, const MonitorMessage& told) {
    for (const DialectRule& rule : dialect.state) {
        const bool all = std::all_of(rule.when.begin(), rule.when.end(),
                                     [&](const auto& condition) { return holds(condition, told); });
        if (all) return rule.means;
    }
    return Means::firing;
}

// Every scalar in `node` under its path: "data.essentials.alertRule".
void add_fields(const Node& node, const std::string& path, AlarmFields& fields) {
    if (node.kind == Node::Kind::scalar) {
        if (!unsaid(node.text)) fields.add(path, plain_lines(node.text));
        return;
    }
    const std::string before = path.empty() ? "" : path + ".";
    for (const auto& [name, value] : node.fields) add_fields(value, before + name.text, fields);
    for (std::size_t i = 0; i < node.items.size(); ++i)
        add_fields(node.items[i], before + std::to_string(i), fields);
}

Node json_in(const Node& text, std::string& why) {
    JsonResult read = parse_json(text.text);
    if (read.tree) return std::move(*read.tree);
    why = read.why;
    return text;
}

class Reader {
public:
    Reader(const Dialect& dialect, const Source& source, const Delivery& delivery)
        : dialect_(dialect), source_(source), delivery_(delivery) {}

    std::vector<Signal> read() {
        DialectBody body = read_dialect_body(delivery_.body, delivery_.headers);
        why_ = std::move(body.why);
        unwrap(body.tree);
        if (!why_.empty() && !dialect_.hide.empty()) body.tree = unkept();
        for (const Node& message : body.tree.items) take(message);
        if (body.tree.kind != Node::Kind::list) take(body.tree);
        const std::size_t left = leave_out();
        std::vector<Signal> signals;
        for (const Found& found : found_) signals.push_back(signal(found));
        if (left > 0)
            signals.push_back(of(left_out_alarm(who(), left, sha256_hex(delivery_.body))));
        return signals;
    }

private:
    struct Found {
        const Node* alarm;
        const Node* body;
        Means means;
    };

    // Into what the body holds, and out of it what is not to be kept.
    void unwrap(Node& body) {
        for (const DialectPath& path : dialect_.unwrap) {
            const Node* field = path.field_in(body);
            if (field && field->kind == Node::Kind::scalar) body = json_in(Node(*field), why_);
        }
        std::vector<Node*> messages{&body};
        for (Node& item : body.items) messages.push_back(&item);
        for (Node* message : messages) {
            prepare(*message);
            Node* list = dialect_.alarms ? dialect_.alarms->field_in(*message) : nullptr;
            for (std::size_t i = 0; list && i < list->items.size(); ++i) prepare(list->items[i]);
        }
    }

    void prepare(Node& node) const {
        for (const DialectPath& path : dialect_.parse) {
            Node* field = path.field_in(node);
            std::string ignored;
            if (field && !unsaid(field->text)) *field = json_in(Node(*field), ignored);
        }
        for (const DialectPath& path : dialect_.hide) path.remove(node);
    }

    // In place of a body that holds what is to be hidden where nobody can tell. Bodies that differ
    // are still alarms of their own.
    Node unkept() const {
        Node map = map_node({});
        map.fields.emplace_back(
            text_node({}, "not kept"),
            text_node({}, "It may hold a secret. Its SHA-256 is " + sha256_hex(delivery_.body)));
        return map;
    }

    // The alarms of one message.
    void take(const Node& message) {
        const Node* list = dialect_.alarms ? dialect_.alarms->node(message) : nullptr;
        if (!list || list->kind != Node::Kind::list) return add(message, message);
        for (const Node& alarm : list->items) add(alarm, message);
    }

    void add(const Node& alarm, const Node& message) {
        const Means means = meaning(dialect_, {alarm, message, delivery_.headers});
        if (means != Means::ignored) found_.push_back({&alarm, &message, means});
    }

    // How many were too many, after which they are gone: of those that fire the last to go. The
    // order stays: what is over and fires again within one message must not end what fires.
    std::size_t leave_out() {
        if (found_.size() <= alerts_max) return 0;
        const std::size_t left = found_.size() - alerts_max;
        std::size_t others = left;
        std::erase_if(found_, [&](const Found& found) {
            if (others == 0 || found.means == Means::firing) return false;
            --others;
            return true;
        });
        found_.resize(std::min(found_.size(), alerts_max));
        return left;
    }

    std::string who() const { return dialect_.title + " source " + source_.name; }

    static Signal of(Alarm alarm) { return {Signal::Kind::firing, std::move(alarm), "", ""}; }

    Signal signal(const Found& found) const {
        const MonitorMessage told{*found.alarm, *found.body, delivery_.headers};
        const std::string key = alarm_key(first_whole(dialect_.key, told));
        if (key.empty()) return of(unreadable(*found.alarm));
        Signal signal;
        signal.kind = found.means == Means::over           ? Signal::Kind::over
                      : found.means == Means::acknowledged ? Signal::Kind::acknowledged
                      : found.means == Means::noted        ? Signal::Kind::noted
                                                           : Signal::Kind::firing;
        signal.author = line(dialect_.author, told, author_signs_max);
        signal.comment = lines(dialect_.comment, told, comment_signs_max);
        Alarm& alarm = signal.alarm;
        alarm.key = key;
        alarm.firing = signal.kind != Signal::Kind::over;
        alarm.began = began_by(dialect_time(first_whole(dialect_.began, told), delivery_.zone),
                               delivery_.now);
        alarm.service = source_.service.empty() ? line(dialect_.service, told, service_signs_max)
                                                : source_.service;
        if (alarm.service.empty()) alarm.service = dialect_.title;
        alarm.severity = severity(told);
        alarm.summary = line(dialect_.summary, told, summary_signs_max);
        if (alarm.summary.empty())
            alarm.summary = cut_to_signs(who() + ": " + key, summary_signs_max);
        alarm.description = lines(dialect_.description, told, description_signs_max);
        alarm.place = line(dialect_.place, told, place_signs_max);
        alarm.link = link(told);
        alarm.fields = fields(*found.alarm);
        alarm.raw = cut_to_bytes(json_of(*found.alarm), raw_bytes_max);
        return signal;
    }

    Alarm unreadable(const Node& alarm) const {
        Alarm unreadable = unreadable_alarm(
            who(), why_.empty() ? "a message names no alarm" : "a message cannot be read",
            json_of(alarm));
        unreadable.description = cut_to_signs(plain_lines(why_), description_signs_max);
        unreadable.fields = fields(alarm);
        return unreadable;
    }

    static std::string line(const DialectPhrases& phrases, const MonitorMessage& told,
                            std::size_t max) {
        return cut_to_signs(plain_line(first_whole(phrases, told)), max);
    }
    static std::string lines(const DialectPhrases& phrases, const MonitorMessage& told,
                             std::size_t max) {
        return cut_to_signs(plain_lines(first_whole(phrases, told)), max);
    }

    int severity(const MonitorMessage& told) const {
        for (const DialectPhrase& phrase : dialect_.severity) {
            const std::string word = plain_line(phrase.text(told));
            for (const auto* table : {&source_.severities, &dialect_.severities}) {
                if (const std::optional<int> level = level_of(*table, word)) return *level;
            }
        }
        return source_.severity.value_or(severity_unsaid);
    }

    std::string link(const MonitorMessage& told) const {
        for (const DialectPhrase& phrase : dialect_.link) {
            std::string address = plain_line(phrase.text(told));
            if (is_link(address)) return address;
        }
        return "";
    }

    static std::map<std::string, std::string> fields(const Node& alarm) {
        AlarmFields fields;
        add_fields(alarm, "", fields);
        return std::move(fields).take("fields");
    }

    const Dialect& dialect_;
    const Source& source_;
    const Delivery& delivery_;
    std::string why_;  // why the body could not be taken apart; empty: it was
    std::vector<Found> found_;
};

}  // namespace

std::variant<std::vector<Signal>, ProblemDetail> read_dialect(const Dialect& dialect,
                                                              const Source& source,
                                                              const Delivery& delivery) {
    const bool empty = delivery.body.find_first_not_of(" \t\r\n") == std::string::npos;
    // CloudEvents may say all there is in headers.
    const bool in_headers = find_header(delivery.headers, "ce-id") != nullptr;
    if (empty && !in_headers) {
        return ProblemDetail{.slug = "not-json",
                             .detail = "The body is empty. Nothing was opened."};
    }
    return Reader(dialect, source, delivery).read();
}

}  // namespace tocsin

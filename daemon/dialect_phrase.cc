#include "daemon/dialect_phrase.h"

#include "core/utf8.h"
#include "daemon/alarm_words.h"
#include "daemon/ascii.h"
#include "daemon/form.h"
#include "daemon/plain_text.h"
#include "daemon/report_body.h"

#include <algorithm>
#include <charconv>

namespace tocsin {
namespace {

// The field of a map under `name`: exactly, else but for the case of letters.
const Node* field(const Node& map, std::string_view name) {
    if (const Node* exact = map.find(name)) return exact;
    const auto found = std::find_if(map.fields.begin(), map.fields.end(), [&](const auto& one) {
        return same_word(one.first.text, name);
    });
    return found == map.fields.end() ? nullptr : &found->second;
}

const Node* item(const Node& list, std::string_view number) {
    std::size_t index = 0;
    const char* end = number.data() + number.size();
    const auto [stop, fault] = std::from_chars(number.data(), end, index);
    if (fault != std::errc{} || stop != end || index >= list.items.size()) return nullptr;
    return &list.items[index];
}

const Node* child(const Node& node, std::string_view name) {
    if (node.kind == Node::Kind::map) return field(node, name);
    return node.kind == Node::Kind::list ? item(node, name) : nullptr;
}

const Node* item_that_is(const Node& list, std::string_view name, std::string_view is) {
    for (const Node& one : list.items) {
        const Node* said = child(one, name);
        if (said && said->kind == Node::Kind::scalar && same_word(said->text, is)) return &one;
    }
    return nullptr;
}

std::string joined(const Node& list) {
    std::string all;
    for (const Node& one : list.items) {
        const std::string text = text_of(&one);
        if (unsaid(text)) continue;
        if (!all.empty()) all += ", ";
        all += text;
    }
    return all;
}

// "ALERT_ID"
bool in_capitals(std::string_view name) {
    return !name.empty() && !ascii_digit(name.front()) &&
           std::all_of(name.begin(), name.end(), [](char sign) {
               return (ascii_alnum(sign) && (ascii_digit(sign) || ascii_lower(sign) != sign)) ||
                      sign == '_';
           });
}

// "EVENT.TAGSJSON", "$ZABBIX.URL", "ProblemTitle", "service.name": what stands between braces or
// dollars in the templates of monitors.
bool macro_name(std::string_view name) {
    return !name.empty() && !ascii_digit(name.front()) &&
           std::all_of(name.begin(), name.end(), [](char sign) {
               return ascii_alnum(sign) ||
                      std::string_view("_.:#$").find(sign) != std::string_view::npos;
           });
}

// CloudEvents encodes what its headers say, and may quote it.
std::string header_text(std::string_view name, std::string_view value) {
    std::string text(trimmed(value));
    if (same_word(name.substr(0, 3), "ce-")) {
        if (text.size() > 1 && text.front() == '"' && text.back() == '"')
            text = text.substr(1, text.size() - 2);
        text = decode_segment(text).value_or(text);
    }
    return well_formed(text);
}

}  // namespace

bool unsaid(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || text == "null" || text == "*UNKNOWN*") return true;
    if (text.size() < 3) return false;
    const std::string_view inside = text.substr(1, text.size() - 2);
    if (text.starts_with("${") && text.back() == '}')
        return text.find_first_of("{}", 2) == text.size() - 1;
    if (text.front() == '{' && text.back() == '}') return macro_name(inside);
    if (text.front() != '$') return false;
    return text.back() == '$' ? macro_name(inside) : in_capitals(text.substr(1));
}

std::optional<DialectPath> DialectPath::parse(std::string_view text) {
    DialectPath path;
    if (text.starts_with('@')) {
        path.root_ = Root::header;
        path.steps_ = {{std::string(text.substr(1)), {}, false}};
        return text.size() > 1 ? std::optional(path) : std::nullopt;
    }
    if (text.starts_with('/')) {
        path.root_ = Root::body;
        text.remove_prefix(1);
    }
    while (true) {
        const std::size_t end = text.find_first_of(".[");
        Step step{std::string(text.substr(0, end)), {}, false};
        step.all = step.name == "*";
        if (step.name.empty() || (step.all && end != std::string_view::npos)) return std::nullopt;
        path.steps_.push_back(std::move(step));
        if (end == std::string_view::npos) return path;
        const bool bracket = text[end] == '[';
        text.remove_prefix(end + 1);
        if (!bracket) continue;
        const std::size_t close = text.find(']');
        const std::size_t equals = text.find('=');
        if (close == std::string_view::npos || equals == 0 || equals >= close) return std::nullopt;
        path.steps_.push_back({std::string(text.substr(0, equals)),
                               std::string(text.substr(equals + 1, close - equals - 1)), false});
        text.remove_prefix(close + 1);
        if (text.empty()) return path;
        if (text.front() != '.') return std::nullopt;
        text.remove_prefix(1);
    }
}

const Node* DialectPath::walk(const Node& from, std::size_t count) const {
    const Node* at = &from;
    for (std::size_t i = 0; i < count && at; ++i) {
        const Step& step = steps_[i];
        at = step.is ? item_that_is(*at, step.name, *step.is) : child(*at, step.name);
    }
    return at;
}

const Node* DialectPath::node(const Node& from) const {
    if (root_ == Root::header || steps_.back().all) return nullptr;
    return walk(from, steps_.size());
}

std::string DialectPath::text(const MonitorMessage& told) const {
    if (root_ == Root::header) {
        const std::string* said = find_header(told.headers, steps_.front().name);
        const std::string text = said ? header_text(steps_.front().name, *said) : "";
        return unsaid(text) ? "" : text;
    }
    const Node& from = root_ == Root::body ? told.body : told.alarm;
    if (steps_.back().all) {
        const Node* list = walk(from, steps_.size() - 1);
        return list ? joined(*list) : "";
    }
    const Node* found = walk(from, steps_.size());
    if (!found) return "";
    if (found->kind == Node::Kind::scalar)
        return unsaid(found->text) ? "" : cut_to_bytes(found->text, raw_bytes_max);
    return found->items.empty() && found->fields.empty() ? "" : text_of(found);
}

Node* DialectPath::holder(Node& from) const {
    Node* at = &from;
    for (std::size_t i = 0; i + 1 < steps_.size() && at; ++i) {
        const auto next = std::find_if(at->fields.begin(), at->fields.end(), [&](const auto& one) {
            return same_word(one.first.text, steps_[i].name);
        });
        at = next == at->fields.end() ? nullptr : &next->second;
    }
    return at;
}

void DialectPath::remove(Node& from) const {
    Node* map = holder(from);
    if (!map) return;
    std::erase_if(map->fields,
                  [&](const auto& one) { return same_word(one.first.text, steps_.back().name); });
}

Node* DialectPath::field_in(Node& from) const {
    Node* map = holder(from);
    if (!map) return nullptr;
    const auto found = std::find_if(map->fields.begin(), map->fields.end(), [&](const auto& one) {
        return same_word(one.first.text, steps_.back().name);
    });
    return found == map->fields.end() ? nullptr : &found->second;
}

std::optional<DialectPhrase> DialectPhrase::parse(std::string_view text, std::string& why) {
    DialectPhrase phrase;
    Part part;
    while (!text.empty()) {
        if (text.starts_with("{{")) {
            part.literal += '{';
            text.remove_prefix(2);
        } else if (text.front() == '{') {
            const std::size_t close = text.find('}');
            if (close == std::string_view::npos) {
                why = "a brace is not closed";
                return std::nullopt;
            }
            part.path = DialectPath::parse(text.substr(1, close - 1));
            if (!part.path) {
                why = std::string(text.substr(0, close + 1)) + " is no path";
                return std::nullopt;
            }
            phrase.parts_.push_back(std::move(part));
            part = {};
            text.remove_prefix(close + 1);
        } else {
            part.literal += text.front();
            text.remove_prefix(1);
        }
    }
    if (!part.literal.empty()) phrase.parts_.push_back(std::move(part));
    return phrase;
}

std::string DialectPhrase::text(const MonitorMessage& told) const {
    std::string whole;
    for (const Part& part : parts_) {
        whole += part.literal;
        if (!part.path) continue;
        const std::string said = part.path->text(told);
        if (said.empty()) return "";
        whole += said;
    }
    return whole;
}

std::string first_whole(const DialectPhrases& phrases, const MonitorMessage& told) {
    for (const DialectPhrase& phrase : phrases) {
        if (std::string text = phrase.text(told); !text.empty()) return text;
    }
    return "";
}

}  // namespace tocsin

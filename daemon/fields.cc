#include "daemon/fields.h"

#include "rota/words.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace tocsin {

namespace {

std::string listed(const std::vector<std::string>& words) {
    std::string list;
    for (const std::string& word : words) {
        if (!list.empty()) list += &word == &words.back() ? " or " : ", ";
        list += word;
    }
    return list;
}

bool digit(char sign) {
    return sign >= '0' && sign <= '9';
}

bool small_or_digit(char sign) {
    return (sign >= 'a' && sign <= 'z') || digit(sign);
}

std::optional<long> parse_whole(std::string_view text) {
    long value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// "5 min", "90 s": the shortest way of writing `length` that parse_duration() reads.
std::string written(Duration length) {
    const long long seconds = std::chrono::duration_cast<std::chrono::seconds>(length).count();
    if (seconds % 3600 == 0) return std::to_string(seconds / 3600) + " h";
    if (seconds % 60 == 0) return std::to_string(seconds / 60) + " min";
    return std::to_string(seconds) + " s";
}

// One or two lengths from `min` to `max`, as somebody would write them.
std::string examples(Duration min, Duration max) {
    std::string list;
    int given = 0;
    for (const char* text : {"20 min", "1 h 30 min", "5 min", "30 s", "5 s", "1 day"}) {
        const std::optional<Duration> length = parse_duration(text);
        if (!length || *length < min || *length > max) continue;
        list += (list.empty() ? "" : " or ") + in_quotes(text);
        if (++given == 2) break;
    }
    return list.empty() ? in_quotes(written(max)) : list;
}

std::string_view word_of(Node::Kind kind) {
    switch (kind) {
        case Node::Kind::scalar:
            return "a single value";
        case Node::Kind::list:
            return "a list";
        case Node::Kind::map:
            return "a block of keys";
    }
    return "";
}

bool has_control(std::string_view text, bool lines) {
    return std::any_of(text.begin(), text.end(), [lines](char sign) {
        const auto byte = static_cast<unsigned char>(sign);
        if (lines && (sign == '\n' || sign == '\t')) return false;
        return byte < 0x20 || byte == 0x7f;
    });
}

}  // namespace

void Complaints::error(Mark mark, std::string what, std::string why, std::string fix) {
    problems_.push_back({file_, mark, std::move(what), std::move(why), std::move(fix), false});
}

void Complaints::warning(Mark mark, std::string what, std::string why, std::string fix) {
    problems_.push_back({file_, mark, std::move(what), std::move(why), std::move(fix), true});
}

MapReader::MapReader(const Node& node, std::string name, Complaints& complaints)
    : node_(node), name_(std::move(name)), complaints_(complaints) {
    if (node.kind == Node::Kind::map) return;
    broken_ = true;
    const bool empty = node.kind == Node::Kind::scalar && node.text.empty();
    complaints_.error(node.mark,
                      name_ + (empty ? " is empty" : " is " + std::string(word_of(node.kind))) +
                          ", not a block of keys",
                      "", "write its keys below it, one a line, each with its value");
}

Mark MapReader::mark(const std::string& key) const {
    for (const auto& [name, value] : node_.fields) {
        if (name.text == key) return value.mark.line > 0 ? value.mark : name.mark;
    }
    return node_.mark;
}

const Node* MapReader::find(const std::string& key) {
    const Node* value = node_.find(key);
    const bool again = std::find(asked_.begin(), asked_.end(), key) != asked_.end();
    if (!again) asked_.push_back(key);
    if (value && value->kind == Node::Kind::scalar && value->text.empty()) {
        if (!again) {
            complaints_.error(mark(key), in_quotes(key) + " of " + name_ + " is empty", "",
                              "give it a value, or delete the line");
        }
        return nullptr;
    }
    return value;
}

const Node* MapReader::need(const std::string& key, const std::string& fix) {
    const Node* value = find(key);
    if (!value && !broken_ && !node_.find(key)) {
        complaints_.error(node_.mark, name_ + " has no " + in_quotes(key), "",
                          fix.empty() ? "add a line " + in_quotes(key + ": ...") : fix);
    }
    return value;
}

std::optional<std::string> one_line(const Node& node, const std::string& name,
                                    Complaints& complaints, std::size_t signs_max) {
    if (node.kind != Node::Kind::scalar) {
        complaints.error(node.mark,
                         name + " is " + std::string(word_of(node.kind)) + ", not a single value");
        return std::nullopt;
    }
    if (node.text.empty()) {
        complaints.error(node.mark, name + " is empty", "", "give it a value, or delete it");
        return std::nullopt;
    }
    if (has_control(node.text, false)) {
        complaints.error(node.mark, name + " has a line break or another control character",
                         "it becomes part of a message of one line", "write it on one line");
        return std::nullopt;
    }
    if (signs(node.text) > signs_max) {
        complaints.error(node.mark,
                         name + " has " + std::to_string(signs(node.text)) +
                             " characters, and at most " + std::to_string(signs_max) + " fit",
                         "a text that asks for something must fit one segment, whatever it names; "
                         "nothing is cut silently",
                         "write a shorter one");
        return std::nullopt;
    }
    return node.text;
}

std::optional<std::string> MapReader::text(const std::string& key, std::size_t signs_max) {
    const Node* value = find(key);
    if (!value) return std::nullopt;
    return one_line(*value, in_quotes(key) + " of " + name_, complaints_, signs_max);
}

std::optional<std::string> MapReader::need_text(const std::string& key, std::size_t signs_max,
                                                const std::string& fix) {
    const Node* value = need(key, fix);
    if (!value) return std::nullopt;
    return one_line(*value, in_quotes(key) + " of " + name_, complaints_, signs_max);
}

std::optional<std::string> MapReader::long_text(const std::string& key) {
    const Node* value = find(key);
    if (!value) return std::nullopt;
    if (value->kind != Node::Kind::scalar || has_control(value->text, true)) {
        complaints_.error(value->mark, in_quotes(key) + " of " + name_ + " is not text");
        return std::nullopt;
    }
    return value->text;
}

std::optional<std::size_t> MapReader::one_of(const std::string& key,
                                             const std::vector<std::string>& words) {
    const std::optional<std::string> word = text(key);
    if (!word) return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), *word);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    complaints_.error(mark(key), in_quotes(key) + " of " + name_ + " cannot be " + in_quotes(*word),
                      "", suggest(*word, words, "write " + listed(words)));
    return std::nullopt;
}

std::optional<long> MapReader::whole(const std::string& key, long min, long max) {
    const std::optional<std::string> word = text(key);
    if (!word) return std::nullopt;
    const std::optional<long> value = parse_whole(*word);
    if (value && *value >= min && *value <= max) return value;
    complaints_.error(mark(key),
                      in_quotes(key) + " of " + name_ + " is " + in_quotes(*word) +
                          ", not a whole number from " + std::to_string(min) + " to " +
                          std::to_string(max),
                      "", "write such a number");
    return std::nullopt;
}

std::optional<bool> MapReader::yes_no(const std::string& key) {
    const auto choice = one_of(key, {"yes", "no", "true", "false"});
    if (!choice) return std::nullopt;
    return *choice % 2 == 0;
}

std::optional<Duration> MapReader::duration(const std::string& key, Duration min, Duration max) {
    const std::optional<std::string> word = text(key);
    if (!word) return std::nullopt;
    const std::optional<Duration> value = parse_duration(*word);
    if (value && *value >= min && *value <= max) return value;
    complaints_.error(mark(key),
                      in_quotes(key) + " of " + name_ + " is " + in_quotes(*word) +
                          (value ? ", and must be from " + written(min) + " to " + written(max)
                                 : ", which is no length of time"),
                      "", "write it as " + examples(min, max));
    return std::nullopt;
}

std::vector<const Node*> MapReader::items(const std::string& key) {
    const Node* value = find(key);
    if (!value) return {};
    if (value->kind != Node::Kind::list) return {value};
    std::vector<const Node*> list;
    for (const Node& item : value->items) list.push_back(&item);
    return list;
}

std::vector<std::pair<std::string, const Node*>> MapReader::entries(const std::string& key) {
    const Node* value = find(key);
    if (!value) return {};
    if (value->kind != Node::Kind::map) {
        complaints_.error(value->mark,
                          in_quotes(key) + " of " + name_ + " is " +
                              std::string(word_of(value->kind)) + ", not a block of keys",
                          "", "write its keys below it, one a line, each with its value");
        return {};
    }
    std::vector<std::pair<std::string, const Node*>> pairs;
    for (const auto& [name, node] : value->fields) pairs.emplace_back(name.text, &node);
    return pairs;
}

void MapReader::refuse_unknown() {
    for (const auto& [key, value] : node_.fields) {
        if (std::find(asked_.begin(), asked_.end(), key.text) != asked_.end()) continue;
        complaints_.error(key.mark, name_ + " has no key called " + in_quotes(key.text),
                          "it would have no effect, and nobody would notice",
                          suggest(key.text, asked_, "delete it, or write " + listed(asked_)));
    }
}

std::optional<Duration> parse_duration(std::string_view text) {
    static const std::map<std::string, Duration, std::less<>> units{
        {"s", std::chrono::seconds(1)},       {"second", std::chrono::seconds(1)},
        {"seconds", std::chrono::seconds(1)}, {"min", std::chrono::minutes(1)},
        {"minute", std::chrono::minutes(1)},  {"minutes", std::chrono::minutes(1)},
        {"h", std::chrono::hours(1)},         {"hour", std::chrono::hours(1)},
        {"hours", std::chrono::hours(1)},     {"day", std::chrono::hours(24)},
        {"days", std::chrono::hours(24)}};
    constexpr Duration longest = std::chrono::hours(24 * 366);
    Duration sum{};
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = at;
        while (at < text.size() && digit(text[at])) ++at;
        // Seven digits: a year of seconds has eight, and no product below overflows.
        if (at == begin || at - begin > 7) return std::nullopt;
        const std::optional<long> count = parse_whole(text.substr(begin, at - begin));
        while (at < text.size() && text[at] == ' ') ++at;
        const std::size_t word = at;
        while (at < text.size() && text[at] >= 'a' && text[at] <= 'z') ++at;
        const auto unit = units.find(text.substr(word, at - word));
        if (!count || unit == units.end()) return std::nullopt;
        sum += unit->second * *count;
        if (sum > longest) return std::nullopt;
        if (at < text.size() && text[at] != ' ') return std::nullopt;
        while (at < text.size() && text[at] == ' ') ++at;
    }
    if (text.empty() || !digit(text.front())) return std::nullopt;
    return sum;
}

std::string in_quotes(std::string_view text) {
    return '"' + std::string(text) + '"';
}

bool plain_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && small_or_digit(name.front()) &&
           std::all_of(name.begin(), name.end(), [](char sign) {
               return small_or_digit(sign) || sign == '-' || sign == '.' || sign == '_';
           });
}

void need_plain_name(const std::string& name, const std::string& what, Mark mark,
                     Complaints& complaints) {
    if (plain_name(name)) return;
    complaints.error(mark, what + " cannot be called " + in_quotes(name),
                     "the name stands in addresses and in the journal",
                     "use small letters, digits, hyphens and dots, such as \"pat.ash\"");
}

std::optional<Duration> parse_typed_duration(std::string text) {
    if (text.ends_with('m')) text.replace(text.size() - 1, 1, " min");
    if (text.ends_with('h') && text.find(' ') == std::string::npos)
        text.insert(text.size() - 1, 1, ' ');
    return parse_duration(text);
}

std::size_t signs(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;  // not a continuation byte
    }));
}

std::string suggest(std::string_view word, const std::vector<std::string>& candidates,
                    const std::string& otherwise) {
    const std::string meant = near(word, candidates);
    return meant.empty() ? otherwise : "write " + in_quotes(meant);
}

}  // namespace tocsin

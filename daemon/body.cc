#include "daemon/body.h"

#include "daemon/ascii.h"
#include "daemon/discreet.h"
#include "daemon/fields.h"
#include "daemon/json.h"
#include "daemon/plain_text.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>
#include <charconv>

namespace tocsin {
namespace {

// Whoever sent more wrong keys than this sent something else altogether.
constexpr std::size_t unknown_keys_max = 20;
constexpr std::size_t link_signs_max = 2000;
constexpr std::size_t key_signs_max = 100;

std::string listed(const std::vector<std::string>& words) {
    std::string list;
    for (const std::string& word : words) {
        if (!list.empty()) list += &word == &words.back() ? " or " : ", ";
        list += in_quotes(word);
    }
    return list;
}

std::string_view word_of(const Node& node) {
    return node.kind == Node::Kind::list ? "a list" : "an object";
}

bool web_address(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (text.size() > scheme.size() && same_word(text.substr(0, scheme.size()), scheme)) {
            return text.find(' ') == std::string_view::npos;
        }
    }
    return false;
}

// One key as a part of a JSON Pointer, percent-encoded for a fragment.
void append_part(std::string& pointer, std::string_view key) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char sign : key) {
        if (sign == '~') {
            pointer += "~0";
        } else if (sign == '/') {
            pointer += "~1";
        } else if (ascii_alnum(sign) ||
                   std::string_view("-._").find(sign) != std::string_view::npos) {
            pointer += sign;
        } else {
            const auto byte = static_cast<unsigned char>(sign);
            pointer += {'%', digits[byte >> 4], digits[byte & 0xf]};
        }
    }
}

}  // namespace

std::variant<Node, ProblemDetail> parse_body(std::string_view text, std::string_view closing,
                                             bool may_be_empty) {
    const bool empty = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (empty && may_be_empty) {
        Node node;
        node.kind = Node::Kind::map;
        return node;
    }
    ProblemDetail refusal{.slug = "not-json"};
    if (empty) {
        refusal.detail = "Line 1, column 1: the body is empty. " + std::string(closing);
        return refusal;
    }
    JsonResult read = parse_json(text);
    if (read.tree) return std::move(*read.tree);
    refusal.detail = cut_to_signs(plain_line(read.why), 300) + " " + std::string(closing);
    return refusal;
}

Body::Body(const Node& node) : node_(node) {
    if (node.kind != Node::Kind::map) {
        errors_.push_back({"#", "the body is not an object; write {\"name\": \"value\", ...}"});
    }
}

const Node* Body::find(const std::string& key) {
    if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) asked_.push_back(key);
    const Node* value = node_.find(key);
    const bool nothing = value && value->kind == Node::Kind::scalar && value->text.empty();
    return nothing ? nullptr : value;
}

const Node* Body::scalar(const std::string& key) {
    const Node* value = find(key);
    if (!value || value->kind == Node::Kind::scalar) return value;
    error(key, "is " + std::string(word_of(*value)) + "; write a text");
    return nullptr;
}

std::string Body::cleaned(const std::string& key, std::size_t signs_max, bool lines) {
    const Node* value = scalar(key);
    if (!value) return "";
    std::string text = lines ? plain_lines(value->text) : plain_line(value->text);
    if (signs(text) <= signs_max) return text;
    error(key, "has " + std::to_string(signs(text)) + " characters; at most " +
                   std::to_string(signs_max) + " fit");
    return "";
}

void Body::need(const std::string& key) {
    // A body that is no object has been told so once.
    if (node_.kind != Node::Kind::map) return;
    if (!told(key)) error(key, "is missing or empty, and is needed");
}

bool Body::told(const std::string& key) const {
    const std::string pointer = json_pointer({key});
    return std::any_of(errors_.begin(), errors_.end(),
                       [&](const FieldError& error) { return error.pointer == pointer; });
}

std::string Body::line(const std::string& key, std::size_t signs_max) {
    return cleaned(key, signs_max, false);
}

std::string Body::need_line(const std::string& key, std::size_t signs_max) {
    std::string text = line(key, signs_max);
    if (text.empty()) need(key);
    return text;
}

std::string Body::text(const std::string& key, std::size_t signs_max) {
    return cleaned(key, signs_max, true);
}

std::string Body::need_name(const std::string& key) {
    const std::string name = need_line(key, key_signs_max);
    if (name.empty() || plain_name(name)) return name;
    error(key, "is no name; write small letters, digits, hyphens and dots, such as \"pat.ash\"");
    return "";
}

std::string Body::one_of(const std::string& key, const std::vector<std::string>& words) {
    const std::string word = line(key, key_signs_max);
    if (word.empty() || std::find(words.begin(), words.end(), word) != words.end()) return word;
    error(key,
          "is none of the words known here; " + suggest(word, words, "write " + listed(words)));
    return "";
}

std::optional<long> Body::whole(const std::string& key, long min, long max) {
    const Node* node = scalar(key);
    if (!node) return std::nullopt;
    const std::string_view text = trimmed(node->text);
    long value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault == std::errc{} && end == text.data() + text.size() && value >= min && value <= max) {
        return value;
    }
    error(key, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return std::nullopt;
}

std::optional<Instant> Body::time(const std::string& key, Instant latest) {
    const Node* node = scalar(key);
    if (!node) return std::nullopt;
    const auto at = parse_rfc3339(trimmed(node->text));
    if (!at) {
        error(key, "is no time of RFC 3339; write it as \"2026-07-08T00:52:00Z\"");
    } else if (*at > latest) {
        error(key, "is in the future; give a time that has passed");
    } else if (at->time_since_epoch() > Duration{}) {
        return at;
    }
    return std::nullopt;
}

std::string Body::link(const std::string& key) {
    std::string address = line(key, link_signs_max);
    if (address.empty() || web_address(address)) return address;
    error(key, "is no address of the web; begin it with https:// and leave no blanks in it");
    return "";
}

std::map<std::string, std::string> Body::pairs(const std::string& key, std::size_t entries_max,
                                               std::size_t signs_max) {
    std::map<std::string, std::string> pairs;
    const Node* node = find(key);
    if (!node) return pairs;
    if (node->kind != Node::Kind::map) {
        error(key, "must be an object of texts");
        return pairs;
    }
    if (node->fields.size() > entries_max) {
        error(key, "has " + std::to_string(node->fields.size()) + " entries; at most " +
                       std::to_string(entries_max) + " fit");
        return pairs;
    }
    for (const auto& field : node->fields) {
        const auto& [name, value] = field;
        const std::string plain = plain_line(name.text);
        const auto wrong = [&](const std::string& detail) {
            errors_.push_back({json_pointer({key, field.first.text}), detail});
        };
        if (plain.empty() || signs(plain) > key_signs_max) {
            wrong("the name must have 1 to " + std::to_string(key_signs_max) + " characters");
        } else if (value.kind != Node::Kind::scalar) {
            wrong("is " + std::string(word_of(value)) + "; write a text");
        } else if (signs(value.text) > signs_max) {
            wrong("has " + std::to_string(signs(value.text)) + " characters; at most " +
                  std::to_string(signs_max) + " fit");
        } else if (!pairs.emplace(plain, plain_lines(value.text)).second) {
            wrong("the name is given twice");
        }
    }
    return pairs;
}

std::map<std::string, std::vector<std::string>> Body::word_lists(const std::string& key,
                                                                 std::size_t entries_max) {
    std::map<std::string, std::vector<std::string>> lists;
    const Node* node = find(key);
    if (!node) return lists;
    if (node->kind != Node::Kind::map || node->fields.size() > entries_max) {
        error(key, node->kind != Node::Kind::map
                       ? "must be an object of lists of words"
                       : "has more than " + std::to_string(entries_max) + " entries");
        return lists;
    }
    for (const auto& [name, value] : node->fields) {
        std::vector<std::string>& words = lists[plain_line(name.text)];
        const bool one = value.kind == Node::Kind::scalar;
        for (const Node& item : one ? std::vector<Node>{value} : value.items) {
            if (item.kind != Node::Kind::scalar)
                errors_.push_back({json_pointer({key, name.text}), "is not a list of words"});
            if (!item.text.empty()) words.push_back(plain_line(item.text));
        }
        if (value.kind == Node::Kind::map)
            errors_.push_back(
                {json_pointer({key, name.text}), "is an object; write a list of words"});
    }
    return lists;
}

std::vector<std::string> Body::need_words(const std::string& key) {
    std::vector<std::string> found = words(key);
    if (found.empty()) need(key);
    return found;
}

std::vector<std::string> Body::words(const std::string& key) {
    std::vector<std::string> words;
    const Node* node = find(key);
    if (node && node->kind == Node::Kind::map) {
        error(key, "is an object; write a list of words");
    } else if (node && node->kind == Node::Kind::scalar) {
        words.push_back(plain_line(node->text));
    } else if (node) {
        for (const Node& item : node->items) {
            if (item.kind == Node::Kind::scalar) {
                words.push_back(plain_line(item.text));
            } else {
                error(key, "is not a list of words");
                return {};
            }
        }
    }
    return words;
}

void Body::refuse_unknown() {
    std::size_t unknown = 0;
    for (const auto& [key, value] : node_.fields) {
        if (std::find(asked_.begin(), asked_.end(), key.text) != asked_.end() || told(key.text)) {
            continue;
        }
        if (++unknown > unknown_keys_max) {
            errors_.push_back({"#", "there are more keys that are not known here"});
            return;
        }
        const std::string known = "leave it out; known are " + listed(asked_);
        const bool word = key.text.size() <= key_signs_max;
        error(key.text, "is not known here; " + (word ? suggest(key.text, asked_, known) : known));
    }
}

void Body::error(const std::string& key, std::string detail) {
    errors_.push_back({json_pointer({key}), std::move(detail)});
}

ProblemDetail Body::refusal(std::string_view closing) const {
    const bool one = errors_.size() == 1;
    return {.slug = "fields",
            .detail = std::to_string(errors_.size()) +
                      (one ? " field is wrong; it is listed in errors. "
                           : " fields are wrong; they are listed in errors. ") +
                      std::string(closing) + " Correct " + (one ? "it" : "them") +
                      " and post again.",
            .errors = errors_};
}

std::string json_pointer(const std::vector<std::string>& keys) {
    std::string pointer = "#";
    for (const std::string& key : keys) {
        pointer += '/';
        append_part(pointer, cut_to_signs(without_patients(key), key_signs_max));
    }
    return pointer;
}

}  // namespace tocsin

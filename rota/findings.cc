#include "rota/findings.h"

#include "rota/words.h"

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

constexpr std::size_t name_bytes_max = 64;

}  // namespace

bool good_name(std::string_view name, std::string_view signs) {
    const auto good = [&](char c) {
        return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') ||
               signs.find(c) != std::string_view::npos;
    };
    return !name.empty() && name.size() <= name_bytes_max && std::ranges::all_of(name, good);
}

std::string joined(const std::vector<std::string>& words, std::string_view last) {
    std::string text;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (at > 0) text += at + 1 == words.size() ? " " + std::string(last) + " " : ", ";
        text += words[at];
    }
    return text;
}

bool Findings::is_map(const Node& node, const std::string& name, const std::string& holds) {
    if (node.kind == Node::Kind::map && !node.fields.empty()) return true;
    refuse(node.mark, quoted(name) + " holds nothing that can be read", "it holds " + holds,
           "write \"key: value\" lines under it, indented and with a space behind the colon, or "
           "delete it");
    return false;
}

bool Findings::is_text(const Node& node, const std::string& name) {
    if (node.kind == Node::Kind::scalar && !node.text.empty()) return true;
    refuse(node.mark,
           quoted(name) + (node.kind == Node::Kind::scalar ? " is empty" : " is not one value"),
           "it has exactly one value", "write it behind the colon, or delete the line");
    return false;
}

void Findings::only(const Node& map, const std::string& whose,
                    const std::vector<std::string>& keys) {
    for (const auto& [key, value] : map.fields) {
        if (std::ranges::find(keys, key.text) != keys.end()) continue;
        const std::string meant = near(key.text, keys);
        refuse(key.mark, whose + " has no " + quoted(key.text), "it has " + joined(keys, "and"),
               meant.empty() ? "write one of these, or delete it" : "write " + meant);
    }
}

void Findings::refuse(Mark mark, std::string what, std::string why, std::string fix) {
    problems_.push_back({file_, mark, std::move(what), std::move(why), std::move(fix)});
}

void Findings::warn(Mark mark, std::string what, std::string why, std::string fix) {
    problems_.push_back({file_, mark, std::move(what), std::move(why), std::move(fix), true});
}

Problems Findings::in_order() {
    sort_by_place(problems_);
    return std::move(problems_);
}

}  // namespace tocsin

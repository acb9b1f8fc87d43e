#include "core/alarm_matcher.h"

#include "core/input.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

bool same_sign(char one, char other) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(one) == lower(other);
}

}  // namespace

std::string said(const Alarm& alarm, const std::string& source, const std::string& name) {
    if (name == "source") return source;
    if (name == "service") return alarm.service;
    if (name == "severity") return std::to_string(alarm.severity);
    if (name == "summary") return alarm.summary;
    if (name == "place") return alarm.place;
    if (name == "state") return alarm.state;
    if (name == "key") return alarm.key;
    if (name == "procedure") return alarm.procedure;
    const auto field = alarm.fields.find(name);
    return field == alarm.fields.end() ? "" : field->second;
}

// The last * is tried again further on, and no other: the time is a product of two lengths at most.
bool fits(std::string_view pattern, std::string_view words) {
    std::size_t p = 0;
    std::size_t w = 0;
    std::size_t star = std::string_view::npos;
    std::size_t from = 0;
    while (w < words.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            from = w;
        } else if (p < pattern.size() && same_sign(pattern[p], words[w])) {
            ++p;
            ++w;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            w = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

bool matches(const AlarmMatcher& matcher, const Alarm& alarm, const std::string& source) {
    return std::ranges::all_of(matcher.says, [&](const auto& named) {
        const std::string here = said(alarm, source, named.first);
        return std::ranges::any_of(named.second, [&](const auto& one) { return fits(one, here); });
    });
}

std::string words(const AlarmMatcher& matcher) {
    if (matcher.says.empty()) return "every alarm";
    std::vector<std::string> parts;
    for (const auto& [name, patterns] : matcher.says)
        parts.push_back(name + " " + join_words(patterns, " or "));
    return join_words(parts, ", ");
}

}  // namespace tocsin

#include "channels/request_rule.h"

#include <algorithm>

namespace tocsin {
namespace {

bool fits(const std::string& value, const std::string& word) {
    if (word == "any") return !value.empty();
    if (word == "none") return value.empty();
    return value == word;
}

bool holds(const RequestRule& rule, const Values& values) {
    return std::ranges::all_of(rule.when, [&](const auto& condition) {
        const auto value = values.find(condition.first);
        return value != values.end() &&
               std::ranges::any_of(condition.second, [&](const std::string& word) {
                   return fits(value->second, word);
               });
    });
}

}  // namespace

void add_words(Values& values, const std::map<std::string, WordMap>& maps) {
    Values words;
    for (const auto& [name, map] : maps) {
        const auto value = values.find(map.of);
        const auto word = value == values.end() ? map.to.end() : map.to.find(value->second);
        words["map." + name] = word == map.to.end() ? map.otherwise : word->second;
    }
    values.merge(words);
}

const RequestRule* rule_for(const std::vector<RequestRule>& rules, const Values& values) {
    const auto found =
        std::ranges::find_if(rules, [&](const RequestRule& rule) { return holds(rule, values); });
    return found == rules.end() ? nullptr : &*found;
}

}  // namespace tocsin

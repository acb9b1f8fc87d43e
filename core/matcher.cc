#include "core/matcher.h"

#include "core/procedure.h"
#include "core/state.h"

#include <algorithm>

namespace tocsin {
namespace {

bool reached(int rung, const Incident& incident) {
    return std::ranges::any_of(incident.called,
                               [&](const auto& row) { return row.second.rung >= rung; });
}

// "a, b or c".
template <class Words>
std::string either(const Words& words) {
    std::string text;
    std::size_t left = words.size();
    for (const auto& word : words) {
        if (!text.empty()) text += left == 1 ? " or " : ", ";
        if constexpr (std::is_integral_v<std::decay_t<decltype(word)>>) {
            text += std::to_string(word);
        } else {
            text += word;
        }
        --left;
    }
    return text;
}

}  // namespace

bool applies(Applies when, bool core_hours) {
    switch (when) {
        case Applies::always:
            return true;
        case Applies::core_hours:
            return core_hours;
        case Applies::out_of_hours:
            return !core_hours;
    }
    return false;
}

bool matches(const Matcher& matcher, const Incident& incident, bool core_hours) {
    const auto has_any_word = [&](const auto& field) {
        const std::set<std::string>& values = incident.values(field.first);
        return std::ranges::any_of(field.second,
                                   [&](const std::string& word) { return values.contains(word); });
    };
    return (matcher.severities.empty() || matcher.severities.contains(incident.severity)) &&
           (matcher.services.empty() || matcher.services.contains(incident.alarm.service)) &&
           std::ranges::all_of(matcher.fields, has_any_word) &&
           std::ranges::all_of(
               matcher.unset,
               [&](const std::string& field) { return incident.values(field).empty(); }) &&
           std::ranges::all_of(matcher.flags,
                               [&](const std::string& flag) { return incident.flagged(flag); }) &&
           (matcher.statuses.empty() || matcher.statuses.contains(incident.status)) &&
           std::ranges::all_of(
               matcher.open_tasks,
               [&](const std::string& task) { return incident.has_task(task, false); }) &&
           std::ranges::all_of(
               matcher.done_tasks,
               [&](const std::string& task) { return incident.has_task(task, true); }) &&
           (!matcher.reached || reached(*matcher.reached, incident)) &&
           applies(matcher.when, core_hours);
}

bool matches(const std::vector<Matcher>& cases, const Incident& incident, bool core_hours) {
    return cases.empty() || std::ranges::any_of(cases, [&](const Matcher& one) {
               return matches(one, incident, core_hours);
           });
}

std::string words(const Matcher& matcher, const Procedure& procedure) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (!matcher.severities.empty()) add("severity " + either(matcher.severities));
    if (!matcher.services.empty()) add("service " + either(matcher.services));
    for (const auto& [field, values] : matcher.fields) add(field + " " + either(values));
    for (const std::string& field : matcher.unset) add(field + " not set");
    for (const std::string& flag : matcher.flags) add("flag " + flag);
    if (!matcher.statuses.empty()) add("status " + either(matcher.statuses));
    for (const std::string& task : matcher.open_tasks) add("task " + task + " open");
    for (const std::string& task : matcher.done_tasks) add("task " + task + " made safe");
    if (matcher.reached) {
        const auto& rungs = procedure.ladder.rungs;
        const auto rung = static_cast<std::size_t>(*matcher.reached);
        add((rung < rungs.size() ? rungs[rung].role : procedure.ladder.last_resort) + " called");
    }
    if (matcher.when == Applies::core_hours) add("in core hours");
    if (matcher.when == Applies::out_of_hours) add("out of hours");
    return text;
}

}  // namespace tocsin

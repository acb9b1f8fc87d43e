#include "core/facts_owed.h"

#include "core/facts_writing.h"

#include <cstddef>

namespace tocsin {
namespace {

using Standing = OwedWindow::Standing;

constexpr const char* in_time = "met in time";
constexpr const char* met_late = "met late";
constexpr const char* late = "late";
constexpr const char* owed_still = "owed";

std::string outcome(const OwedWindow& window) {
    switch (window.standing) {
        case Standing::met:
            return window.late ? met_late : in_time;
        case Standing::waived:
            return "waived";
        case Standing::ended:
            return "ended";
        case Standing::lapsed:
            return "not owed";
        case Standing::open:
            return window.late ? late : owed_still;
    }
    return "";
}

std::string value(const Facts& facts, const std::string& name) {
    const auto found = facts.values.find(name);
    return found == facts.values.end() ? "" : found->second;
}

}  // namespace

std::vector<Facts> owed_facts(const std::vector<OwedWindow>& windows, const Zone& zone) {
    std::vector<Facts> lines;
    for (const OwedWindow& window : windows) {
        Facts line;
        set_fact(line, "name", window.owed.name);
        set_fact(line, "title", window.owed.title);
        set_fact(line, "owner", window.owed.owner);
        set_fact(line, "due", window.due, zone);
        set_fact(line, "outcome", outcome(window));
        if (window.standing == Standing::met) {
            set_fact(line, "met", *window.done, zone);
            set_fact(line, "by", window.by);
            set_fact(line, "proof", window.text);
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

Vocabulary owed_vocabulary() {
    Vocabulary line;
    line.names = {"name", "title", "owner", "outcome", "by", "proof"};
    name_moment(line.names, "due");
    name_moment(line.names, "met");
    return line;
}

std::vector<Facts> figures(const std::vector<Facts>& incidents,
                           const std::vector<std::pair<std::string, int>>& targets) {
    std::vector<Facts> lines;
    for (const auto& [name, target] : targets) {
        Facts line;
        std::size_t counted = 0;
        std::size_t timely = 0;
        std::vector<Facts>& exceptions = line.lists["exceptions"];
        for (const Facts& incident : incidents) {
            const auto owed = incident.lists.find("obligations");
            if (owed == incident.lists.end()) continue;
            for (const Facts& one : owed->second) {
                if (value(one, "name") != name) continue;
                set_fact(line, "title", value(one, "title"));
                const std::string outcome = value(one, "outcome");
                if (outcome == in_time) ++timely;
                if (outcome != in_time && outcome != met_late && outcome != late) continue;
                ++counted;
                if (outcome == in_time) continue;
                Facts exception;
                for (const char* moment :
                     {"due", "due_day", "due_time", "met", "met_day", "met_time", "outcome"})
                    set_fact(exception, moment, value(one, moment));
                set_fact(exception, "ref", value(incident, "ref"));
                exceptions.push_back(std::move(exception));
            }
        }
        set_fact(line, "name", name);
        set_fact(line, "target", std::to_string(target));
        set_fact(line, "counted", std::to_string(counted));
        set_fact(line, "in_time", std::to_string(timely));
        const std::size_t percent = counted == 0 ? 100 : timely * 100 / counted;
        if (counted > 0) set_fact(line, "percent", std::to_string(percent));
        if (static_cast<int>(percent) >= target) set_fact(line, "reached", "yes");
        lines.push_back(std::move(line));
    }
    return lines;
}

Vocabulary figures_vocabulary() {
    Vocabulary exception;
    exception.names = {"ref", "outcome"};
    name_moment(exception.names, "due");
    name_moment(exception.names, "met");
    Vocabulary line;
    line.names = {"name", "title", "target", "counted", "in_time", "percent", "reached"};
    line.lists = {{"exceptions", exception}};
    return line;
}

}  // namespace tocsin

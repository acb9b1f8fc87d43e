#include "core/facts_owed.h"

#include "core/facts_writing.h"

#include <algorithm>
#include <cstddef>

namespace tocsin {
namespace {

constexpr const char* in_time = "met in time";
constexpr const char* met_late = "met late";
constexpr const char* late = "late";
constexpr const char* owed_still = "owed";

std::string value(const Facts& facts, const std::string& name) {
    const auto found = facts.values.find(name);
    return found == facts.values.end() ? "" : found->second;
}

}  // namespace

OwedFacts::Owed* OwedFacts::find(const std::string& name) {
    const auto owed = std::ranges::find(owed_, name, &Owed::name);
    return owed == owed_.end() ? nullptr : &*owed;
}

void OwedFacts::began(const ObligationBegan& event) {
    Owed owed{event.name, event.title, event.owner, event.due, "", {}, "", "", false};
    if (Owed* before = find(event.name)) {
        *before = std::move(owed);
    } else {
        owed_.push_back(std::move(owed));
    }
}

void OwedFacts::moved(const ObligationMoved& event, Instant at) {
    using To = ObligationMoved::To;
    Owed* owed = find(event.name);
    if (owed == nullptr) return;
    switch (event.to) {
        case To::met:
            owed->outcome = event.count > 0 || at > owed->due ? met_late : in_time;
            owed->met = at;
            owed->by = event.by;
            owed->proof = event.text;
            break;
        case To::waived:
            owed->outcome = "waived";
            break;
        case To::ended:
            owed->outcome = "ended";
            break;
        case To::lapsed:
            owed->outcome = "not owed";
            break;
        case To::rejected:
            owed->outcome.clear();
            owed->met.reset();
            break;
        case To::paused:
            owed->paused = true;
            break;
        case To::resumed:
            owed->paused = false;
            break;
        default:
            break;
    }
    if (event.to != To::met || event.goes_on) owed->due = event.due;
    // Owed again: how the period that ended went is in the timeline.
    if (event.goes_on) owed->outcome.clear();
}

std::vector<Facts> OwedFacts::lines(Instant now) const {
    std::vector<Facts> lines;
    for (const Owed& owed : owed_) {
        Facts line;
        set_fact(line, "name", owed.name);
        set_fact(line, "title", owed.title);
        set_fact(line, "owner", owed.owner);
        set_fact(line, "due", owed.due, zone_);
        const bool is_late = !owed.paused && owed.due < now;
        set_fact(line, "outcome",
                 !owed.outcome.empty() ? owed.outcome : (is_late ? late : owed_still));
        if (owed.met) {
            set_fact(line, "met", *owed.met, zone_);
            set_fact(line, "by", owed.by);
            set_fact(line, "proof", owed.proof);
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

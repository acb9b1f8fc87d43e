#include "tests/simulator/trend_watch.h"

#include <algorithm>

namespace tocsin {
namespace {

bool fits(const TrendRule& rule, const FieldValues& fields) {
    return std::ranges::any_of(rule.when, [&](const Matcher& one) {
        return std::ranges::all_of(one.fields, [&](const auto& field) {
            const auto said = fields.find(field.first);
            return said != fields.end() &&
                   std::ranges::any_of(said->second, [&](const std::string& word) {
                       return field.second.contains(word);
                   });
        });
    });
}

}  // namespace

const TrendRule* TrendWatch::rule_of(const Seen& seen) const {
    if (!seen.counts) return nullptr;
    const auto& trends = directory_.procedures.at(seen.procedure).trends;
    return !trends.empty() && fits(trends.front(), seen.fields) ? &trends.front() : nullptr;
}

void TrendWatch::entry(const Record& record, const Step*) {
    const Event& event = record.entry.event;
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) {
        if (opened->trend_of) opened_major(*opened, record.entry.at);
        Seen& seen = seen_[opened->incident];
        seen.procedure = opened->procedure;
        seen.opened = record.entry.at;
        seen.fields = opened->fields;
        const bool of_itself = !opened->task_of && !opened->trend_of && !opened->drill;
        seen.counts = of_itself && !opened->over_since;
        seen.was_over = of_itself && opened->over_since.has_value();
        seen.major = opened->trend_of.has_value();
    } else if (const auto* set = std::get_if<FieldsSet>(&event)) {
        Seen& seen = seen_[set->incident];
        const bool before = rule_of(seen) != nullptr;
        for (const auto& [field, words] : set->fields) seen.fields[field] = words;
        if (!before) seen.looked_at = false;
    } else if (const auto* moved = std::get_if<StatusMoved>(&event)) {
        Seen& seen = seen_[moved->incident];
        // What was over when it was reported counts once it turns out not to be.
        if (moved->reopens && seen.was_over && !seen.counts) {
            seen.counts = true;
            seen.looked_at = false;
        }
        seen.over = (seen.over && !moved->reopens) || moved->over;
        seen.closed = seen.closed || moved->to == "closed";
    } else if (const auto* joined = std::get_if<TrendJoined>(&event)) {
        seen_[joined->incident].part_of = joined->major;
        if (!seen_[joined->major].major)
            throw Broken("WSIC-06", name(joined->incident) + " is part of what is not major");
    } else if (const auto* stepped = std::get_if<ClockStepped>(&event)) {
        // What counted no more may count again, once it is looked at.
        if (stepped->step < Duration{0}) {
            for (auto& [id, seen] : seen_) seen.looked_at = false;
        }
    } else if (const auto* looked = std::get_if<ObligationsReviewed>(&event)) {
        judge(looked->incident, seen_[looked->incident], record.entry.at);
    }
}

void TrendWatch::judge(IncidentId id, Seen& seen, Instant now) {
    const TrendRule* rule = rule_of(seen);
    if (rule == nullptr || seen.closed || seen.part_of) return;
    for (const auto& [other, one] : seen_) {
        if (one.major && !one.over && one.procedure == seen.procedure)
            throw Broken("WSIC-06", name(id) + " is of a kind and not part of " + name(other));
    }
    if (seen.opened + rule->within <= now) return;
    int counted = 1;
    for (const auto& [other, one] : seen_) {
        if (other == id || one.procedure != seen.procedure || rule_of(one) == nullptr) continue;
        if (one.part_of || !one.looked_at || one.opened + rule->within <= now) continue;
        ++counted;
    }
    if (counted >= rule->count)
        throw Broken("WSIC-06",
                     std::to_string(counted) + " of a kind, and no major incident: " + name(id));
    seen.looked_at = true;
}

void TrendWatch::opened_major(const IncidentOpened& event, Instant now) {
    const TrendRule& rule = directory_.procedures.at(event.procedure).trends.front();
    const std::set<IncidentId> members(event.trend_of->members.begin(),
                                       event.trend_of->members.end());
    for (const IncidentId id : members) {
        const Seen& seen = seen_[id];
        if (!seen.counts || seen.part_of || seen.procedure != event.procedure)
            throw Broken("WSIC-06", name(id) + " counts for " + name(event.incident));
        if (seen.opened + rule.within <= now)
            throw Broken("WSIC-06", name(id) + " is too old for " + name(event.incident));
    }
    if (static_cast<int>(members.size()) < rule.count)
        throw Broken("WSIC-06", name(event.incident) + " is major for too few");
    if (event.alarm.severity != rule.severity || !event.climbs)
        throw Broken("WSIC-06", name(event.incident) + " is of no priority");
}

}  // namespace tocsin

#include "core/trends.h"

#include "core/opening.h"
#include "core/sabotage.h"
#include "rota/words.h"

#include <algorithm>
#include <cstddef>

namespace tocsin {
namespace {

std::string words_of(const std::set<std::string>& values) {
    return join_words({values.begin(), values.end()}, "+");
}

std::string said(const std::string& what, const Incident& incident, const Directory& directory) {
    const std::string& service = incident.alarm.service;
    if (what == "service") return directory.services.contains(service) ? service : "";
    return words_of(incident.values(what));
}

// The major incident that stands for this kind and is not over; 0: there is none.
IncidentId open_major(const Draft& draft, const TrendKey& key) {
    const auto here = draft.majors.find(key);
    if (here != draft.majors.end()) return here->second;
    const IncidentId* major = draft.state.majors().find(key);
    if (major == nullptr) return {};
    const Incident* incident = draft.state.incidents().find(*major);
    return incident == nullptr || incident->resolved ? IncidentId{} : *major;
}

// Those that count now, beside this one. What has been said of them since may have made them
// another kind; what is forgotten here counts as it was.
std::vector<IncidentId> counting(const Draft& draft, const TrendRule& trend, const TrendKey& key,
                                 IncidentId self, bool core_hours) {
    std::vector<IncidentId> found;
    const auto& counts = draft.state.trend_counts();
    for (auto row = counts.lower_bound({key, {}}); row != counts.end() && row->first.first == key;
         ++row) {
        const IncidentId id = row->first.second;
        if (row->second <= draft.now || id == self) continue;
        const Incident* other = draft.state.incidents().find(id);
        if (other == nullptr || kind_of(trend, *other, draft.directory, core_hours) == key.kind)
            found.push_back(id);
    }
    const auto here = draft.counted.find(key);
    if (here != draft.counted.end())
        found.insert(found.end(), here->second.begin(), here->second.end());
    return found;
}

// The service of them all; empty where they differ.
std::string common_service(const Draft& draft, const Incident& last,
                           const std::vector<IncidentId>& members) {
    for (const IncidentId id : members) {
        const Incident* member = draft.state.incidents().find(id);
        if (member != nullptr && member->alarm.service != last.alarm.service) return "";
    }
    return last.alarm.service;
}

void join(Draft& draft, const TrendKey& key, const TrendRule& trend, IncidentId member,
          IncidentId major) {
    draft.add(TrendCounted{member, key, {}, major});
    draft.add(TrendJoined{member, key, trend.title, major});
    draft.counted[key].push_back(member);
}

void open_major(Draft& draft, const TrendRule& trend, const TrendKey& key, const Incident& last,
                std::vector<IncidentId> members) {
    const Procedure& procedure = draft.procedure(last);
    std::vector<std::string> names;
    for (const IncidentId id : members) names.push_back(reference(id));
    IncidentOpened opened;
    opened.incident = draft.new_incident();
    opened.source = "trend";
    opened.alarm.key = key.procedure + " " + key.trend + " " + reference(opened.incident);
    opened.alarm.began = draft.now;
    opened.alarm.service = common_service(draft, last, members);
    opened.alarm.severity = trend.severity;
    opened.alarm.state = last.words ? last.words->state : last.alarm.state;
    opened.alarm.summary = trend.title + (key.kind.empty() ? "" : " (" + key.kind + ")") + ": " +
                           join_words(names, ", ");
    opened.service_name = trend.title;
    opened.listed = true;  // the procedure names it so
    opened.fields = trend.set;
    opened.trend_of = TrendOf{trend.name, trend.title, key.kind, members};
    const IncidentId major = opened.incident;
    draft.majors[key] = major;
    open_incident(draft, std::move(opened), procedure);
    for (const IncidentId id : members) join(draft, key, trend, id, major);
}

void see(Draft& draft, const TrendRule& trend, const Incident& incident, bool core_hours) {
    if (incident.part_of && incident.part_of->contains(trend.name)) return;
    const auto kind = kind_of(trend, incident, draft.directory, core_hours);
    if (!kind || sabotaged(Mutant::trend_unseen)) return;
    const TrendKey key{incident.procedure, trend.name, *kind};
    // Counted, or found, by another look of this decision: the state does not know yet.
    const std::vector<IncidentId>& here = draft.counted[key];
    if (std::ranges::find(here, incident.id) != here.end()) return;
    if (const IncidentId major = open_major(draft, key); major != IncidentId{}) {
        join(draft, key, trend, incident.id, major);
        return;
    }
    // The window of each begins when it came, whenever it came to be of this kind.
    const Instant until = incident.opened + trend.within;
    if (until <= draft.now) return;
    std::vector<IncidentId> members = counting(draft, trend, key, incident.id, core_hours);
    members.push_back(incident.id);
    if (members.size() >= static_cast<std::size_t>(trend.count)) {
        open_major(draft, trend, key, incident, std::move(members));
        return;
    }
    if (draft.state.trend_counts().find({key, incident.id}) != nullptr) return;
    draft.counted[key].push_back(incident.id);
    draft.add(TrendCounted{incident.id, key, until, {}});
}

}  // namespace

std::optional<std::string> kind_of(const TrendRule& trend, const Incident& incident,
                                   const Directory& directory, bool core_hours) {
    if (incident.task_of || incident.trend_of || incident.drill || incident.over_since)
        return std::nullopt;
    if (!matches(trend.when, incident, core_hours)) return std::nullopt;
    std::vector<std::string> kind;
    for (const std::string& what : trend.same) {
        kind.push_back(said(what, incident, directory));
        if (kind.back().empty()) return std::nullopt;
    }
    return join_words(kind, ", ");
}

void see_trends(Draft& draft, const Incident& incident) {
    const Procedure& procedure = draft.procedure(incident);
    if (procedure.trends.empty() || incident.closed) return;
    const bool core_hours = within(draft.directory.calendar, procedure.core_hours, draft.now);
    for (const TrendRule& trend : procedure.trends) see(draft, trend, incident, core_hours);
}

}  // namespace tocsin

#include "core/intake.h"

#include "core/answering.h"
#include "core/compose.h"
#include "core/judging.h"
#include "core/news.h"
#include "core/opening.h"
#include "core/routing.h"
#include "core/sabotage.h"
#include "core/suppression.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

// What a drill is opened with is nobody else's: an alarm that comes while it is exercised opens an
// incident of its own (DSPT-10).
std::string source_of(const Reported& reported) {
    if (!reported.drill || sabotaged(Mutant::drill_merged)) return reported.source;
    return "drill:" + reported.source;
}

// How often it has opened lately, if that is often enough to call it flapping; else 0.
int flaps(const Draft& draft, const BoundKey* key) {
    const Flapping& rule = draft.directory.flapping;
    if (key == nullptr || rule.openings == 0) return 0;
    const auto lately = std::ranges::count_if(
        key->openings, [&](Instant at) { return at + rule.within > draft.now; });
    return lately >= rule.openings ? static_cast<int>(lately) : 0;
}

// A monitor's "over" ends what nobody has confirmed. Once a person has, people say when it is
// over, and the monitor's word is a line in the timeline. Whether it is over by that.
bool over(Draft& draft, const Incident& incident, const std::string& source,
          const std::string& words) {
    const Procedure& procedure = draft.procedure(incident);
    const bool by_people = !procedure.cleared_resolves || !procedure.movers.resolve.empty();
    if (by_people || incident.confirmed) return false;
    const std::string note = source + " says it is over " +
                             short_time(draft.directory.calendar.zone, draft.now, draft.now) +
                             words;
    draft.add(StatusMoved{incident.id, "resolved", source, note, {}, false, true});
    tell_over(draft, incident, note);
    return true;
}

// What fires of the incident by this very decision, in which the state does not know it yet.
std::set<AlarmKey> firing_by_now(const Draft& draft, const Incident& incident) {
    const AlarmKey first{incident.source, incident.alarm.key};
    std::set<AlarmKey> firing;
    for (const Event& event : draft.decision.events) {
        if (const auto* again = std::get_if<AlarmRepeated>(&event)) {
            if (again->incident == incident.id && !again->key.empty())
                firing.insert({again->source, again->key});
        } else if (const auto* joined = std::get_if<AlarmJoined>(&event)) {
            if (joined->incident == incident.id) firing.insert({joined->source, joined->alarm.key});
        } else if (const auto* cleared = std::get_if<AlarmCleared>(&event)) {
            if (cleared->incident == incident.id)
                firing.erase(cleared->key.empty() ? first
                                                  : AlarmKey{cleared->source, cleared->key});
        }
    }
    return firing;
}

// Words that change with every message ("CPU 93 %") are no news.
bool same(const Alarm& one, const Alarm& other) {
    return one.severity == other.severity && one.began == other.began;
}

}  // namespace

PublicWords with_defaults(const Draft& draft, const std::string& service_id, PublicWords words) {
    const auto service = draft.directory.services.find(service_id);
    if (service == draft.directory.services.end()) return words;
    if (words.impact.empty() && words.state == "down") words.impact = service->second.impact;
    if (words.place.empty()) words.place = service->second.place;
    return words;
}

Intake::Intake(Draft& draft, const Reported& reported, OpenedGroups& groups)
    : draft_(draft), reported_(reported), source_(source_of(reported)), groups_(groups) {}

void Intake::take(const Alarm& alarm) {
    if (alarm.remark) {
        remark(alarm);
    } else if (alarm.firing) {
        fire(alarm);
    } else {
        clear(alarm);
    }
}

const BoundKey* Intake::bound(const std::string& source, const std::string& key) const {
    return draft_.state.keys().find({source, key});
}

// The incident that a key stands for while it is open; nullptr when there is none, or this decision
// has ended it.
const Incident* Intake::still_open(const BoundKey* key) const {
    if (key == nullptr || key->incidents.empty()) return nullptr;
    const Incident* incident = draft_.state.incidents().find(key->incidents.front());
    const bool over =
        incident == nullptr || incident->resolved || draft_.over.contains(incident->id);
    return over ? nullptr : incident;
}

// Whether that alarm of the incident fires, as far as we have heard.
bool Intake::fires(const Incident& incident, const AlarmKey& key) const {
    if (cleared_.contains(key)) return false;
    const auto before = [&] {
        if (!incident.joined) return incident.alarm.firing;
        const auto joined = incident.joined->find(key);
        return joined == incident.joined->end() ? incident.alarm.firing : joined->second;
    };
    return before() || firing_by_now(draft_, incident).contains(key);
}

// An alarm we have had before, though its incident is over: a late or repeated delivery.
bool Intake::known_episode(const Alarm& alarm) const {
    const BoundKey* key = bound(source_, alarm.key);
    return key != nullptr && key->episode && alarm.began && *alarm.began <= *key->episode;
}

// Routes, silences, dependencies and groups are for what monitors say. A person who reports
// something is heard.
bool Intake::judged_here() const {
    return !reported_.drill && !reported_.over && reported_.source != "api";
}

void Intake::fire(const Alarm& alarm) {
    const Incident* incident = still_open(bound(source_, alarm.key));
    if (const auto here = opened_.find(alarm.key); here != opened_.end()) {
        incidents_.push_back(here->second);
    } else if (incident && reported_.over) {
        open_though_over_ = incident->id;
    } else if (incident != nullptr) {
        repeat(*incident, alarm);
    } else if (known_episode(alarm)) {
        const std::vector<IncidentId>& known = bound(source_, alarm.key)->incidents;
        if (!known.empty()) incidents_.push_back(known.front());
    } else {
        begin(alarm);
    }
}

// As its route has it: what that says of the severity holds for every message. The incident goes by
// the words of the alarm that opened it.
void Intake::repeat(const Incident& incident, const Alarm& heard) {
    const AlarmKey key{source_, heard.key};
    const AlarmRoute* route = judged_here() ? route_of(draft_.directory, heard, source_) : nullptr;
    const Alarm alarm = routed(heard, route);
    const bool opener = key == AlarmKey{incident.source, incident.alarm.key};
    AlarmRepeated repeated{incident.id, opener ? alarm.summary : "", alarm.severity};
    if (!fires(incident, key)) {
        repeated.source = source_;
        repeated.key = alarm.key;
        cleared_.erase(key);
    }
    draft_.add(repeated);
    incidents_.push_back(incident.id);
}

void Intake::begin(const Alarm& heard) {
    if (!judged_here()) return open(heard, nullptr, "");
    const AlarmRoute* route = route_of(draft_.directory, heard, source_);
    const Alarm alarm = routed(heard, route);
    if (suppress(heard, alarm)) return;
    const std::string group =
        route == nullptr ? "" : group_of(draft_.directory, *route, alarm, source_);
    const IncidentId together =
        group.empty() ? IncidentId{} : open_group(alarm, group, route->group_within);
    if (together) {
        join(together, alarm, group);
    } else {
        open(alarm, route, group);
    }
}

// Kept as it was heard: the routes may be others when it is looked at again.
bool Intake::suppress(const Alarm& heard, const Alarm& alarm) {
    const std::optional<Suppressor> suppressor = suppressor_of(draft_, alarm, source_);
    if (!suppressor) return false;
    const SuppressedAlarm* before = draft_.state.suppressed().find({source_, heard.key});
    const bool known = before != nullptr && !cleared_.contains({source_, heard.key});
    if (known && before->suppressor == *suppressor && same(before->alarm, heard)) return true;
    if (!known && draft_.state.suppressed().size() >= suppressed_max) return false;
    draft_.add(AlarmSuppressed{source_, reported_.by, heard, *suppressor});
    if (suppressor->kind == Suppressor::Kind::incident &&
        (before == nullptr || before->suppressor != *suppressor)) {
        draft_.add(NoteAdded{{suppressor->id},
                             "observation",
                             "Explains the alarm of " + alarm.service + ": " + alarm.summary,
                             source_});
    }
    return true;
}

// What is worse than the incident is an incident of its own.
IncidentId Intake::open_group(const Alarm& alarm, const std::string& group, Duration within) const {
    if (const auto here = groups_.find(group); here != groups_.end()) {
        return alarm.severity < here->second.severity ? IncidentId{} : here->second.incident;
    }
    const BoundKey* key = bound(group_source, group);
    const Incident* incident = still_open(key);
    if (incident == nullptr) return {};
    if (key->at + within <= draft_.now || alarm.severity < incident->severity) return {};
    return incident->id;
}

void Intake::join(IncidentId incident, const Alarm& alarm, const std::string& group) {
    if (draft_.state.suppressed().find({source_, alarm.key}))
        draft_.add(SuppressionEnded{source_, alarm.key, incident});
    draft_.add(AlarmJoined{incident, source_, alarm, group});
    draft_.add(KeyBound{source_, alarm.key, {incident}, alarm.began, ""});
    opened_.emplace(alarm.key, incident);
    incidents_.push_back(incident);
}

void Intake::open(const Alarm& alarm, const AlarmRoute* route, const std::string& group) {
    const auto service = draft_.directory.services.find(alarm.service);
    IncidentOpened opened;
    opened.incident = draft_.new_incident();
    opened.source = source_;
    opened.drill = reported_.drill;
    opened.drill_reason = reported_.drill_reason;
    opened.by = reported_.by;
    opened.alarm = alarm;
    opened.group = group;
    const Procedure& procedure = procedure_for(draft_.directory, alarm);
    opened.listed = service != draft_.directory.services.end();
    opened.service_name = opened.listed ? service->second.name : alarm.service;
    if (opened.listed) opened.fields = service->second.fields;
    if (route != nullptr) {
        for (const auto& [name, values] : route->fields) opened.fields[name] = values;
    }
    opened.fields = fitting(opened.fields, procedure);
    const IncidentId id = opened.incident;
    if (draft_.state.suppressed().find({source_, alarm.key}))
        draft_.add(SuppressionEnded{source_, alarm.key, id});
    if (reported_.over) opened.over_since = reported_.over->resolved;
    open_incident(draft_, std::move(opened), procedure);
    if (reported_.over) end(id, alarm, *reported_.over);
    if (reported_.drill) draft_.add(DrillHeld{procedure.name, id});
    if (judged_here() && unroutable(draft_.directory, alarm, route)) {
        tell_level_1(draft_, procedure, "op.unrouted",
                     {{"ref", reference(id)},
                      {"service", fit_for_text(alarm.service, 20)},
                      {"source", fit_for_text(source_, 20)}},
                     {}, alarm.severity);
    }
    opened_.emplace(alarm.key, id);
    if (!group.empty()) groups_[group] = {id, alarm.severity};
    incidents_.push_back(id);
}

// Whoever reports what is over says with it that it was so.
void Intake::end(IncidentId id, const Alarm& alarm, const AlreadyOver& over) {
    StatusMoved confirmed;
    confirmed.incident = id;
    confirmed.to = "confirmed";
    confirmed.by = reported_.by;
    const std::string state = alarm.state.empty() ? "down" : alarm.state;
    confirmed.words = with_defaults(draft_, alarm.service, {state, "", over.impact, alarm.place});
    draft_.add(confirmed);
    draft_.add(StatusMoved{id, "resolved", reported_.by, over.resolution, {}, false, true});
}

// Whether another alarm of the incident fires, beside those that this request has ended.
bool Intake::fires_still(const Incident& incident, const AlarmKey& cleared) {
    cleared_.insert(cleared);
    if (sabotaged(Mutant::group_ends_early)) return false;
    const AlarmKey first{incident.source, incident.alarm.key};
    if (incident.alarm.firing && !cleared_.contains(first)) return true;
    const bool joined =
        incident.joined && std::ranges::any_of(*incident.joined, [&](const auto& one) {
            return one.second && !cleared_.contains(one.first);
        });
    return joined || !firing_by_now(draft_, incident).empty();
}

void Intake::clear(const Alarm& alarm) {
    const AlarmKey key{source_, alarm.key};
    const SuppressedAlarm* suppressed = draft_.state.suppressed().find(key);
    if (suppressed != nullptr) {
        const bool late =
            alarm.began && suppressed->alarm.began && *alarm.began < *suppressed->alarm.began;
        if (late) return;
        // A late copy of its beginning would be kept again, and call once its reason is gone.
        const std::optional<Instant> began = alarm.began ? alarm.began : suppressed->alarm.began;
        draft_.add(SuppressionEnded{source_, alarm.key, {}});
        if (began && !known_episode(alarm)) draft_.add(KeyBound{source_, alarm.key, {}, began, ""});
        cleared_.insert(key);
        return;
    }
    const BoundKey* known = bound(source_, alarm.key);
    const Incident* incident = still_open(known);
    if (opened_.contains(alarm.key)) return;
    if (incident == nullptr) {
        // It has overtaken its beginning, which is then known to be over.
        if (alarm.began && !known_episode(alarm))
            draft_.add(KeyBound{source_, alarm.key, {}, alarm.began, ""});
        return;
    }
    const bool stale = alarm.began && known->episode && *alarm.began < *known->episode;
    incidents_.push_back(incident->id);
    if (stale || !fires(*incident, key)) return;
    const bool joined = incident->joined && incident->joined->contains(key);
    draft_.add(joined ? AlarmCleared{incident->id, source_, alarm.key}
                      : AlarmCleared{incident->id, "", ""});
    if (fires_still(*incident, key)) return;
    if (const int openings = flaps(draft_, known); openings > 0) {
        draft_.add(
            ClearAwaited{incident->id, draft_.now + draft_.directory.flapping.quiet, openings});
        return;
    }
    over(draft_, *incident, reported_.source, "");
}

// An acknowledgement takes an incident when the source may say who acknowledges; in any doubt the
// calls go on, and what was said is in the record (P12).
void Intake::remark(const Alarm& alarm) {
    const Incident* incident = still_open(bound(source_, alarm.key));
    if (incident == nullptr) return;
    incidents_.push_back(incident->id);
    const AlarmRemark& said = *alarm.remark;
    std::string text = said.author.empty() ? "Somebody" : said.author;
    text += said.acknowledges ? " acknowledged it in " + source_ : " wrote in " + source_;
    if (!said.comment.empty()) text += ": " + said.comment;
    draft_.add(NoteAdded{incident->id, "observation", text, reported_.by});
    if (!said.acknowledges || said.person.empty()) return;
    acknowledge(draft_, {.call = {},
                         .incident = incident->id,
                         .person = said.person,
                         .via = source_,
                         .by = reported_.by,
                         .digits = {}});
}

void retake(Draft& draft, const AlarmKey& key, OpenedGroups& groups) {
    const SuppressedAlarm* suppressed = draft.state.suppressed().find(key);
    if (suppressed == nullptr) return;
    const Reported reported{key.first, suppressed->by, {}, {}, {}};
    Intake(draft, reported, groups).begin(suppressed->alarm);
}

void calm(Draft& draft, IncidentId id) {
    const Incident* incident = draft.state.incidents().find(id);
    if (incident == nullptr) return;
    const std::string words = ", after " + std::to_string(incident->calms) + " alarms in a row";
    const bool quiet =
        !incident->resolved && !incident->firing() && firing_by_now(draft, *incident).empty();
    if (quiet && over(draft, *incident, incident->source, words)) return;
    draft.add(ClearAwaited{id, {}, 0});
}

}  // namespace tocsin

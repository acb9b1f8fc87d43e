#include "core/reporting.h"

#include "core/answering.h"
#include "core/ladder_entry.h"
#include "core/movers.h"
#include "core/opening.h"
#include "core/refusal.h"
#include "core/sabotage.h"
#include "core/tasks.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

PublicWords with_defaults(const Draft& draft, const std::string& service_id, PublicWords words) {
    const auto service = draft.directory.services.find(service_id);
    if (service == draft.directory.services.end()) return words;
    if (words.impact.empty() && words.state == "down") words.impact = service->second.impact;
    if (words.place.empty()) words.place = service->second.place;
    return words;
}

// What a drill is opened with is nobody else's: an alarm that comes while it is exercised opens an
// incident of its own (DSPT-10).
std::string source_of(const Reported& reported) {
    if (!reported.drill || sabotaged(Mutant::drill_merged)) return reported.source;
    return "drill:" + reported.source;
}

// The reports of one request: what the first of them opened, the next may repeat.
class Intake {
public:
    Intake(Draft& draft, const Reported& reported)
        : draft_(draft), reported_(reported), source_(source_of(reported)) {}

    void take(const Alarm& alarm) {
        if (alarm.firing) {
            fire(alarm);
        } else {
            clear(alarm);
        }
    }

    bool opened_any() const { return !opened_.empty(); }
    // What is reported as over, and is open here; 0: nothing is.
    IncidentId open_though_over() const { return open_though_over_; }
    const std::vector<IncidentId>& incidents() const { return incidents_; }

private:
    const BoundKey* bound(const Alarm& alarm) const {
        return draft_.state.keys().find({source_, alarm.key});
    }

    // The incident that an alarm's key stands for while it is open; nullptr when there is none.
    const Incident* still_open(const Alarm& alarm) const {
        const BoundKey* key = bound(alarm);
        if (key == nullptr || key->incidents.empty()) return nullptr;
        const Incident* incident = draft_.state.incidents().find(key->incidents.front());
        return incident == nullptr || incident->resolved ? nullptr : incident;
    }

    // An alarm we have had before, though its incident is over: a late or repeated delivery.
    bool known_episode(const Alarm& alarm) const {
        const BoundKey* key = bound(alarm);
        return key != nullptr && key->episode && alarm.began && *alarm.began <= *key->episode;
    }

    void fire(const Alarm& alarm) {
        if (const auto here = opened_.find(alarm.key); here != opened_.end()) {
            incidents_.push_back(here->second);
        } else if (const Incident* incident = still_open(alarm); incident && reported_.over) {
            open_though_over_ = incident->id;
        } else if (incident != nullptr) {
            draft_.add(AlarmRepeated{incident->id, alarm.summary, alarm.severity});
            incidents_.push_back(incident->id);
        } else if (known_episode(alarm)) {
            incidents_.push_back(bound(alarm)->incidents.front());
        } else {
            open(alarm);
        }
    }

    // A monitor's "over" ends what nobody has confirmed. Once a person has, people say when it is
    // over, and the monitor's word is a line in the timeline.
    void clear(const Alarm& alarm) {
        const Incident* incident = still_open(alarm);
        if (incident == nullptr || opened_.contains(alarm.key)) return;
        const bool stale =
            alarm.began && incident->alarm.began && *alarm.began < *incident->alarm.began;
        incidents_.push_back(incident->id);
        if (stale || !incident->alarm.firing) return;
        draft_.add(AlarmCleared{incident->id});
        const Procedure& procedure = draft_.procedure(*incident);
        const bool by_people = !procedure.cleared_resolves || !procedure.movers.resolve.empty();
        if (by_people || incident->confirmed) return;
        const std::string note = reported_.source + " says it is over " +
                                 short_time(draft_.directory.calendar.zone, draft_.now, draft_.now);
        draft_.add(StatusMoved{incident->id, "resolved", reported_.source, note, {}, false, true});
        tell_over(draft_, *incident, note);
    }

    void open(const Alarm& alarm) {
        const auto service = draft_.directory.services.find(alarm.service);
        IncidentOpened opened;
        opened.incident = draft_.new_incident();
        opened.source = source_;
        opened.drill = reported_.drill;
        opened.drill_reason = reported_.drill_reason;
        opened.by = reported_.by;
        opened.alarm = alarm;
        std::string name = alarm.procedure;
        if (name.empty() && service != draft_.directory.services.end())
            name = service->second.procedure;
        if (!draft_.directory.procedures.contains(name)) name = draft_.directory.default_procedure;
        const Procedure& procedure = draft_.directory.procedures.at(name);
        opened.listed = service != draft_.directory.services.end();
        opened.service_name = opened.listed ? service->second.name : alarm.service;
        if (opened.listed) opened.fields = fitting(service->second.fields, procedure);
        const IncidentId id = opened.incident;
        if (reported_.over) opened.over_since = reported_.over->resolved;
        open_incident(draft_, std::move(opened), procedure);
        if (reported_.over) end(id, alarm, *reported_.over);
        if (reported_.drill) draft_.add(DrillHeld{procedure.name, id});
        opened_.emplace(alarm.key, id);
        incidents_.push_back(id);
    }

    // Whoever reports what is over says with it that it was so.
    void end(IncidentId id, const Alarm& alarm, const AlreadyOver& over) {
        StatusMoved confirmed;
        confirmed.incident = id;
        confirmed.to = "confirmed";
        confirmed.by = reported_.by;
        const std::string state = alarm.state.empty() ? "down" : alarm.state;
        confirmed.words =
            with_defaults(draft_, alarm.service, {state, "", over.impact, alarm.place});
        draft_.add(confirmed);
        draft_.add(StatusMoved{id, "resolved", reported_.by, over.resolution, {}, false, true});
    }

    Draft& draft_;
    const Reported& reported_;
    const std::string source_;
    std::map<std::string, IncidentId> opened_;
    IncidentId open_though_over_;
    std::vector<IncidentId> incidents_;
};

const Incident* find(Draft& draft, IncidentId id) {
    const Incident* incident = draft.state.incidents().find(id);
    draft.decision.answer.incidents = {id};
    if (incident == nullptr) draft.decision.answer.kind = Kind::not_found;
    return incident;
}

}  // namespace

void report(Draft& draft, const Reported& reported) {
    Answer& answer = draft.decision.answer;
    const std::pair idempotency{
        (reported.drill ? "idempotency-drill:" : "idempotency:") + reported.by,
        reported.idempotency_key};
    if (!reported.idempotency_key.empty()) {
        if (const BoundKey* key = draft.state.keys().find(idempotency)) {
            answer.kind =
                key->fingerprint == reported.fingerprint ? Kind::repeated : Kind::key_reused;
            answer.incidents = key->incidents;
            return;
        }
    }
    Intake intake(draft, reported);
    for (const Alarm& alarm : reported.alarms) intake.take(alarm);
    if (const IncidentId open = intake.open_though_over(); open && !intake.opened_any()) {
        return refuse(draft, Kind::wrong_state,
                      reference(open) + " is open under this key: resolve it.");
    }
    answer.kind = intake.opened_any() ? Kind::opened : Kind::repeated;
    answer.incidents = intake.incidents();
    if (!reported.idempotency_key.empty() && !sabotaged(Mutant::key_forgotten)) {
        draft.add(KeyBound{
            idempotency.first, idempotency.second, answer.incidents, {}, reported.fingerprint});
    }
}

void confirm(Draft& draft, const Confirmed& confirmed) {
    const Incident* incident = find(draft, confirmed.incident);
    if (incident == nullptr) return;
    if (incident->resolved) {
        refuse(draft, Kind::wrong_state,
               reference(incident->id) + " is " + incident->status + ". It cannot be confirmed.");
        return;
    }
    if (incident->task_of && incident->task_of->own) {
        refuse(draft, Kind::wrong_state,
               reference(incident->id) + " is a " + incident->task_of->title + " of " +
                   reference(incident->task_of->incident) +
                   ". Nothing of it is told to the public: take it, and make it safe.");
        return;
    }
    const Procedure& procedure = draft.procedure(*incident);
    // A gap must not keep an incident from being confirmed: its ladder may begin with that.
    const std::vector<std::string>& may = procedure.movers.confirm;
    if (const std::string why = barred(draft, *incident, may, confirmed.person, "confirm");
        !why.empty() && has_somebody(draft, *incident, may)) {
        return refuse(draft, Kind::refused, why);
    }
    StatusMoved moved;
    moved.incident = incident->id;
    moved.to = "confirmed";
    moved.by = confirmed.by;
    moved.words = with_defaults(draft, incident->alarm.service, confirmed.words);
    moved.climbs = procedure.ladder.starts == "confirmed" && !incident->confirmed &&
                   !has_started(draft, *incident);
    if (moved.climbs) moved.rung = entry_rung(draft, as_moved(*incident, moved), procedure);
    draft.add(moved);
}

void resolve(Draft& draft, const Resolved& resolved) {
    const Incident* incident = find(draft, resolved.incident);
    if (incident == nullptr) return;
    if (incident->resolved) {
        refuse(draft, Kind::wrong_state,
               reference(incident->id) + " is " + incident->status + " already.");
        return;
    }
    if (incident->task_of && resolved.summary.empty()) {
        refuse(draft, Kind::wrong_state,
               reference(incident->id) + " is a " + incident->task_of->title +
                   ": say what made it safe.");
        return;
    }
    if (const std::string why = barred(draft, *incident, draft.procedure(*incident).movers.resolve,
                                       resolved.person, "resolve");
        !why.empty()) {
        return refuse(draft, Kind::refused, why);
    }
    draft.add(
        StatusMoved{incident->id, "resolved", resolved.by, resolved.summary, {}, false, true});
    const std::string when = short_time(draft.directory.calendar.zone, draft.now, draft.now);
    tell_over(draft, *incident, (incident->task_of ? "Made safe " : "Resolved ") + when);
    note_safe(draft, *incident, resolved.by, resolved.summary);
}

}  // namespace tocsin

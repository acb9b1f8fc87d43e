#include "core/handover_record.h"

#include "core/exercise.h"
#include "core/noticing.h"
#include "core/sabotage.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

bool touched(const IncidentKept& incident, Span shift) {
    const auto within = [&](Instant at) { return shift.from <= at && at <= shift.to; };
    // What ended only after the shift was open at its end: a handover that is late says so.
    return within(incident.opened) || (incident.resolved && shift.from <= *incident.resolved) ||
           (incident.taken && within(incident.taken->at)) ||
           std::ranges::any_of(incident.calls, within, &KeptCall::at);
}

std::optional<Instant> next_update(const Incident& incident) {
    if (incident.resolved || !incident.notices) return std::nullopt;
    const std::vector<ToldNotice>& told = incident.notices->told;
    const auto latest = std::find_if(told.rbegin(), told.rend(),
                                     [](const ToldNotice& one) { return one.next.has_value(); });
    return latest == told.rend() ? std::nullopt : latest->next;
}

// A mail says nothing of what such a task is about (HSSI-43).
void keep_secret(IncidentKept& kept, const TaskOf& of) {
    kept.service_name = of.title;
    kept.state = "open";
    kept.place = "details by phone only";
    if (!kept.resolution.empty()) kept.resolution = "made safe";
}

std::string shown_name(const Incident* incident) {
    if (incident == nullptr) return "";
    const bool secret = incident->task_of && incident->task_of->by_phone_only;
    return secret ? incident->task_of->title : incident->service_name;
}

void add_owed(ShiftRecord& record, const Draft& draft, Instant until) {
    for (Owed& one : owed(draft)) {
        // Whoever begins a shift is asked about it themselves: nobody left that behind.
        if (one.shift || (one.late && sabotaged(Mutant::late_unsaid))) continue;
        if (!one.late && !one.paused && one.due > until) {
            ++record.owed_later;
            continue;
        }
        const Incident* incident = draft.state.incidents().find(one.incident);
        record.owed.push_back({std::move(one), shown_name(incident)});
    }
}

void add_holds(ShiftRecord& record, const Draft& draft) {
    if (sabotaged(Mutant::held_unsaid)) return;
    for (const auto& [id, held] : draft.state.holds()) {
        const Incident* incident = draft.state.incidents().find(held.held.incident);
        if (incident == nullptr) continue;
        ShiftHold one;
        one.hold = {id};
        one.incident = incident->id;
        one.severity = incident->severity;
        one.service = named_in_list(*incident, incident->service_name);
        one.what = stage_name(held.held.notice.stage) + " message";
        one.found = held.held.found;
        one.by = held.held.by;
        one.since = held.at;
        std::vector<std::string> why;
        std::vector<std::string> decide;
        for (const HoldReason& reason : held.reasons) {
            why.push_back(reason.why);
            const std::string who = who_decides(draft, *incident, reason);
            if (std::ranges::find(decide, who) == decide.end()) decide.push_back(who);
        }
        one.why = join_words(why, "; ");
        const bool never = std::ranges::any_of(held.reasons, &HoldReason::never);
        one.decides = never ? "nobody" : join_words(decide, "; ");
        record.holds.push_back(std::move(one));
    }
}

}  // namespace

bool is_handed_over(const Directory& directory) {
    return std::ranges::any_of(directory.procedures,
                               [](const auto& one) { return !one.second.handovers.rules.empty(); });
}

IncidentKept kept_of(const Incident& incident, const Directory& directory) {
    IncidentKept kept;
    kept.of = incident.id;
    kept.service_name = incident.service_name;
    kept.severity = incident.severity;
    kept.state = incident.words ? incident.words->state : incident.alarm.state;
    kept.place = incident.words ? incident.words->place : incident.alarm.place;
    const auto service = directory.services.find(incident.alarm.service);
    if (kept.place.empty() && service != directory.services.end()) {
        kept.place = service->second.place;
    }
    kept.opened = incident.opened;
    kept.began = incident.began;
    kept.resolved = incident.resolved;
    kept.resolution = incident.resolution;
    if (incident.task_of && incident.task_of->by_phone_only) keep_secret(kept, *incident.task_of);
    kept.service_name = named_in_list(incident, kept.service_name);
    for (const auto& [person, called] : incident.called) {
        kept.calls.push_back({called.callee.name, called.callee.called, called.first});
    }
    std::ranges::stable_sort(kept.calls, {}, &KeptCall::at);
    if (incident.holder) {
        kept.taken = KeptCall{incident.holder->name, incident.holder->called, incident.holder->at};
    }
    if (incident.notices) {
        for (const ToldNotice& told : incident.notices->told) {
            if (told.management)
                kept.management.push_back({told.at, named_in_list(incident, told.said), told.by});
        }
    }
    return kept;
}

ShiftRecord record_of(const Draft& draft, Span shift, Instant until) {
    const State& state = draft.state;
    ShiftRecord record;
    const auto add = [&](IncidentKept incident, std::optional<Instant> next) {
        if (incident.opened > shift.to) return;
        if (!open(incident) && !touched(incident, shift)) return;
        record.incidents.push_back({std::move(incident), next});
    };
    for (const auto& [id, kept] : state.kept()) add(kept.fact, {});
    for (const auto& [id, incident] : state.incidents()) {
        if (state.kept().find(id) != nullptr) continue;
        add(kept_of(incident, draft.directory), next_update(incident));
    }
    std::ranges::sort(record.incidents, {}, [](const ShiftIncident& one) { return one.kept.of; });
    for (const auto& [seq, note] : state.notes()) {
        if (shift.from <= note.at && note.at <= shift.to) record.notes.push_back(note);
    }
    add_owed(record, draft, until);
    add_holds(record, draft);
    return record;
}

}  // namespace tocsin

#include "core/handover_record.h"

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

}  // namespace

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
    for (const auto& [person, called] : incident.called) {
        kept.calls.push_back({called.callee.name, called.callee.called, called.first});
    }
    std::ranges::stable_sort(kept.calls, {}, &KeptCall::at);
    if (incident.holder) {
        kept.taken = KeptCall{incident.holder->name, incident.holder->called, incident.holder->at};
    }
    return kept;
}

ShiftRecord record_of(const State& state, const Directory& directory, Span shift) {
    ShiftRecord record;
    const auto add = [&](const IncidentKept& incident) {
        if (incident.opened > shift.to) return;
        if (open(incident) || touched(incident, shift)) record.incidents.push_back(incident);
    };
    for (const auto& [id, kept] : state.kept()) add(kept);
    for (const auto& [id, incident] : state.incidents()) {
        if (state.kept().find(id) == nullptr) add(kept_of(incident, directory));
    }
    std::ranges::sort(record.incidents, {}, &IncidentKept::of);
    for (const auto& [seq, note] : state.notes()) {
        if (shift.from <= note.at && note.at <= shift.to) record.notes.push_back(note);
    }
    return record;
}

}  // namespace tocsin

// What State knows of the fields, flags and judged severity of an incident.
#include "core/sabotage.h"
#include "core/state.h"

namespace tocsin {
namespace {

Triage& triage_of(Incident& incident) {
    if (!incident.triage) incident.triage = Triage{};
    return *incident.triage;
}

// A word that it had already was said when it came.
void note_said(Triage& triage, const std::string& field, const std::set<std::string>& words,
               Said said) {
    std::erase_if(triage.said, [&](const auto& row) {
        return row.first.first == field && !words.contains(row.first.second);
    });
    const auto had = triage.fields.find(field);
    for (const std::string& word : words) {
        if (had == triage.fields.end() || !had->second.contains(word))
            triage.said[{field, word}] = said;
    }
}

}  // namespace

const std::set<std::string>& Incident::values(const std::string& field) const {
    static const std::set<std::string> none;
    if (!triage) return none;
    const auto found = triage->fields.find(field);
    return found == triage->fields.end() ? none : found->second;
}

bool Incident::flagged(const std::string& flag) const {
    if (!triage) return false;
    const auto found = triage->flags.find(flag);
    return found != triage->flags.end() && found->second.stands();
}

void State::on(const Entry& entry, const FieldsSet& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    FieldValues& fields = triage_of(*incident).fields;
    if (sabotaged(Mutant::flag_fades)) triage_of(*incident).flags.clear();
    for (const auto& [name, words] : event.fields) {
        note_said(*incident->triage, name, words, {entry.at, entry.seq});
        if (words.empty()) {
            fields.erase(name);
        } else {
            fields[name] = words;
        }
    }
    for (const auto& [name, text] : event.texts) {
        const auto words = text.empty() ? std::set<std::string>{} : std::set<std::string>{text};
        note_said(*incident->triage, name, words, {entry.at, entry.seq});
        if (words.empty()) {
            fields.erase(name);
        } else {
            fields[name] = words;
        }
    }
    review(*incident);
}

void State::on(const Entry& entry, const FlagRaised& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    triage_of(*incident).flags[event.flag] = {event.by, event.reason, entry.at, {}, entry.seq};
    review(*incident);
}

void State::on(const Entry& entry, const SeverityProposed& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    triage_of(*incident).proposal =
        Proposal{event.way, event.result, event.severity, event.by, entry.at};
}

void State::on(const Entry& entry, const SeveritySet& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    incident->severity = event.to;
    triage_of(*incident).judgement =
        Judgement{event.from, event.to, event.proposed, event.by, event.reason, entry.at};
    review(*incident);
}

void State::on(const Entry& entry, const FlagRemoved& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    Flagged& flag = triage_of(*incident).flags[event.flag];
    flag.removed = Flagged::Removal{event.by, event.reason, entry.at};
    review(*incident);
}

}  // namespace tocsin

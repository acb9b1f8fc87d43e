#include "tests/simulator/triage_watch.h"

#include <algorithm>

namespace tocsin {
namespace {

// Whether somebody asked for it in this very step.
template <class Input, class Asks>
bool asked(const Step& step, Asks asks) {
    return std::ranges::any_of(step.inputs, [&](const auto& input) {
        const auto* said = std::get_if<Input>(&input.what);
        return said != nullptr && asks(*said);
    });
}

std::string list(const std::set<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "none" : text;
}

}  // namespace

void TriageWatch::entry(const Record& record, const Step* step) {
    for (const IncidentId id : about(record.entry.event)) touched_.insert(id);
    std::visit([&](const auto& event) { on(step, event); }, record.entry.event);
}

void TriageWatch::forget() {
    said_.clear();
    touched_.clear();
}

void TriageWatch::on(const Step* step, const IncidentOpened& event) {
    Said& said = said_[event.incident];
    said.reported = said.severity = event.alarm.severity;
    const auto service = directory_.services.find(event.alarm.service);
    if (service != directory_.services.end()) said.fields = service->second.fields;
    // What was told before a crash was judged then, with the services that there were.
    if (event.task_of || event.trend_of || step == nullptr) said.fields = event.fields;
    if (said.fields != event.fields)
        throw Broken("HSSI-64", name(event.incident) + " has other fields than its service says");
}

void TriageWatch::on(const Step*, const AlarmRepeated& event) {
    Said& said = said_[event.incident];
    if (event.severity >= said.reported) return;
    said.reported = event.severity;
    said.severity = std::min(said.severity, event.severity);
}

void TriageWatch::on(const Step* step, const FieldsSet& event) {
    const bool wanted = step == nullptr || asked<SetFields>(*step, [&](const SetFields& said) {
                            return said.incident == event.incident;
                        });
    if (!wanted) throw Broken("HSSI-64", "nobody said what " + name(event.incident) + " is");
    for (const auto& [field, words] : event.fields) {
        said_[event.incident].fields[field] = words;
        if (words.empty()) said_[event.incident].fields.erase(field);
    }
}

void TriageWatch::on(const Step*, const FlagRaised& event) {
    said_[event.incident].flags.insert(event.flag);
}

void TriageWatch::on(const Step* step, const FlagRemoved& event) {
    const bool wanted = step == nullptr || asked<RemoveFlag>(*step, [&](const RemoveFlag& said) {
                            return said.incident == event.incident && said.flag == event.flag;
                        });
    if (!wanted || event.reason.empty() || event.by.empty()) {
        throw Broken("HSSI-45", name(event.incident) + " loses the flag " + event.flag +
                                    ", and nobody says why");
    }
    said_[event.incident].flags.erase(event.flag);
}

void TriageWatch::on(const Step* step, const SeveritySet& event) {
    const bool wanted =
        step == nullptr || asked<JudgeSeverity>(*step, [&](const JudgeSeverity& said) {
            return said.incident == event.incident && said.severity == event.to;
        });
    if (!wanted || (event.to != event.proposed && event.reason.empty()))
        throw Broken("HSSI-04", "nobody set the severity of " + name(event.incident));
    said_[event.incident].severity = event.to;
}

void TriageWatch::look(const State& state) {
    for (const IncidentId id : std::exchange(touched_, {})) {
        const Incident* incident = state.incidents().find(id);
        if (incident == nullptr) continue;
        const Said& said = said_[id];
        std::set<std::string> flags;
        for (const std::string flag : {"clinical", "security", "harm"}) {
            if (incident->flagged(flag)) flags.insert(flag);
        }
        if (flags != said.flags) {
            throw Broken("HSSI-45", name(id) + " has the flags " + list(flags) +
                                        ", and was given " + list(said.flags));
        }
        for (const std::string field : {"category", "kind", "clinical-task"}) {
            const auto words = said.fields.find(field);
            if (incident->values(field) !=
                (words == said.fields.end() ? std::set<std::string>{} : words->second)) {
                throw Broken("HSSI-64", name(id) + ": " + field + " is " +
                                            list(incident->values(field)) + ", and nobody says so");
            }
        }
        if (incident->severity != said.severity) {
            throw Broken("HSSI-04", name(id) + " is severity " +
                                        std::to_string(incident->severity) + ", and was made " +
                                        std::to_string(said.severity));
        }
    }
}

}  // namespace tocsin

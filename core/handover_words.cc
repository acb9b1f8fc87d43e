#include "core/handover_words.h"

#include "core/compose.h"
#include "core/mustache_text.h"
#include "core/wording.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

// What people wrote may be long; a handover is read in a minute.
constexpr std::size_t words_signs_max = 400;

const std::vector<std::string> incident_names = {
    "ref",   "severity", "service", "state",      "place", "since",  "opened",
    "taken", "resolved", "by",      "resolution", "calls", "called", "next"};
const std::vector<std::string> note_names = {"time", "text", "by"};
const std::vector<std::string> management_names = {"ref", "time", "text", "by"};
const std::vector<std::string> owed_names = {"ref", "severity", "service", "what", "by",
                                             "due", "late",     "paused",  "then"};
const std::vector<std::string> hold_names = {"hold", "ref",     "severity", "service", "what",
                                             "why",  "decides", "since",    "found",   "by"};

const std::vector<std::string>& names_of(const std::string& section) {
    if (section == "owed") return owed_names;
    if (section == "holds") return hold_names;
    if (section == "management-only") return management_names;
    return std::ranges::find(note_kinds(), section) == note_kinds().end() ? incident_names
                                                                          : note_names;
}

std::string fit(const std::string& written) {
    return fit_for_text(written, words_signs_max);
}

}  // namespace

const std::vector<std::string>& note_kinds() {
    static const std::vector<std::string> kinds = {"information", "change", "expected",
                                                   "management-only"};
    return kinds;
}

const std::vector<std::string>& handover_sections() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> sections = {"open",        "new",  "resolved",
                                             "escalations", "owed", "holds"};
        sections.insert(sections.end(), note_kinds().begin(), note_kinds().end());
        return sections;
    }();
    return all;
}

const std::vector<HandoverSection>& default_handover_sections() {
    static const std::vector<HandoverSection> all = {
        {"open", "Open",
         "Sev {{severity}}  {{service}}{{#state}} {{state}}{{/state}}{{#place}}, "
         "{{place}}{{/place}}"
         ", since {{since}}. {{#taken}}Taken by {{by}} {{taken}}.{{/taken}}"
         "{{^taken}}Nobody has taken it.{{/taken}}{{#next}} Next update {{next}}.{{/next}}"},
        {"new", "New in this shift", "Sev {{severity}}  {{service}}, reported {{opened}}"},
        {"resolved", "Resolved in this shift",
         "Sev {{severity}}  {{service}}{{#state}} {{state}}{{/state}}{{#place}}, "
         "{{place}}{{/place}}"
         ", {{since}} to {{resolved}}.{{#resolution}} {{resolution}}{{/resolution}}"},
        {"owed", "Owed",
         "{{#ref}}{{ref}} {{service}}: {{/ref}}{{what}}, owed by {{by}}"
         "{{#late}}, late by {{late}}{{/late}}{{#then}}; {{then}}{{/then}}"},
        {"escalations", "Escalations", "{{calls}}{{#taken}}, taken {{taken}} by {{by}}{{/taken}}"},
        {"holds", "Held messages",
         "{{service}}, {{what}} since {{since}}: {{why}}{{#found}} ({{found}}){{/found}}. "
         "Decides: {{decides}}. tocsin hold lift {{hold}}"},
        {"management-only", "Management only", "{{#ref}}{{ref}} {{/ref}}{{text}} ({{by}})"},
        {"information", "To know", "{{text}} ({{by}})"},
        {"change", "Emergency changes", "{{text}} ({{by}})"},
        {"expected", "Expected", "{{text}} ({{by}})"},
    };
    return all;
}

std::string wrong_with_line(const std::string& section, const std::string& line) {
    return wrong_with_template(line, names_of(section));
}

std::string filled_line(const std::string& line, const ShiftIncident& incident, const Zone& zone,
                        Instant now) {
    const IncidentKept& kept = incident.kept;
    const auto time = [&](Instant at) { return short_time(zone, at, now); };
    Values values = {
        {"ref", reference(kept.of)},
        {"severity", std::to_string(kept.severity)},
        {"service", fit(kept.service_name)},
        {"state", fit(kept.state)},
        {"place", fit(kept.place)},
        {"since", time(kept.began)},
        {"opened", time(kept.opened)},
        {"resolution", fit(kept.resolution)},
        {"called", std::to_string(kept.calls.size())},
    };
    if (kept.resolved) values["resolved"] = time(*kept.resolved);
    if (incident.next) values["next"] = time(*incident.next);
    if (kept.taken) {
        values["taken"] = time(kept.taken->at);
        values["by"] = kept.taken->name;
    }
    std::string& calls = values["calls"];
    for (const KeptCall& call : kept.calls) {
        calls +=
            (calls.empty() ? "" : ", ") + time(call.at) + " to " + call.called + " " + call.name;
    }
    return filled_template(line, values);
}

std::string filled_line(const std::string& line, const KeptNote& note, const Zone& zone,
                        Instant now) {
    return filled_template(
        line,
        {{"time", short_time(zone, note.at, now)}, {"text", fit(note.text)}, {"by", fit(note.by)}});
}

std::string filled_line(const std::string& line, IncidentId of, const KeptMessage& message,
                        const Zone& zone, Instant now) {
    return filled_template(line, {{"ref", reference(of)},
                                  {"time", short_time(zone, message.at, now)},
                                  {"text", fit(message.text)},
                                  {"by", fit(message.by)}});
}

std::string filled_line(const std::string& line, const ShiftOwed& owed, const Zone& zone,
                        Instant now, Instant written) {
    const Owed& one = owed.owed;
    Values values = {{"what", fit(one.what)}, {"by", fit(one.owner)}, {"then", fit(one.then)}};
    if (one.incident) {
        values["ref"] = reference(one.incident);
        values["severity"] = std::to_string(one.severity);
        values["service"] = fit(owed.service);
    }
    if (one.paused) {
        values["paused"] = "paused";
    } else {
        values["due"] = short_time(zone, one.due, now);
    }
    if (one.late) values["late"] = duration_words(written - one.due);
    return filled_template(line, values);
}

std::string filled_line(const std::string& line, const ShiftHold& hold, const Zone& zone,
                        Instant now) {
    return filled_template(line, {{"hold", std::to_string(hold.hold.value)},
                                  {"ref", reference(hold.incident)},
                                  {"severity", std::to_string(hold.severity)},
                                  {"service", fit(hold.service)},
                                  {"what", hold.what},
                                  {"why", fit(hold.why)},
                                  {"decides", fit(hold.decides)},
                                  {"since", short_time(zone, hold.since, now)},
                                  {"found", fit(hold.found)},
                                  {"by", fit(hold.by)}});
}

}  // namespace tocsin

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
    "ref",   "severity", "service", "state",      "place", "since", "opened",
    "taken", "resolved", "by",      "resolution", "calls", "called"};
const std::vector<std::string> note_names = {"time", "text", "by"};

bool of_incidents(const std::string& section) {
    return section == "open" || section == "new" || section == "resolved" ||
           section == "escalations";
}

}  // namespace

const std::vector<std::string>& note_kinds() {
    static const std::vector<std::string> kinds = {"information", "change", "expected",
                                                   "management-only"};
    return kinds;
}

const std::vector<std::string>& handover_sections() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> sections = {"open", "new", "resolved", "escalations"};
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
         "{{^taken}}Nobody has taken it.{{/taken}}"},
        {"resolved", "Resolved in this shift",
         "Sev {{severity}}  {{service}}{{#state}} {{state}}{{/state}}{{#place}}, "
         "{{place}}{{/place}}"
         ", {{since}} to {{resolved}}.{{#resolution}} {{resolution}}{{/resolution}}"},
        {"new", "New in this shift", "Sev {{severity}}  {{service}}, reported {{opened}}"},
        {"escalations", "Escalations", "{{calls}}{{#taken}}, taken {{taken}} by {{by}}{{/taken}}"},
        {"management-only", "Management only", "{{text}} ({{by}})"},
        {"information", "To know", "{{text}} ({{by}})"},
        {"change", "Emergency changes", "{{text}} ({{by}})"},
        {"expected", "Expected", "{{text}} ({{by}})"},
    };
    return all;
}

std::string wrong_with_line(const std::string& section, const std::string& line) {
    return wrong_with_template(line, of_incidents(section) ? incident_names : note_names);
}

std::string filled_line(const std::string& line, const IncidentKept& incident, const Zone& zone,
                        Instant now) {
    const auto time = [&](Instant at) { return short_time(zone, at, now); };
    Values values = {
        {"ref", reference(incident.of)},
        {"severity", std::to_string(incident.severity)},
        {"service", fit_for_text(incident.service_name, words_signs_max)},
        {"state", fit_for_text(incident.state, words_signs_max)},
        {"place", fit_for_text(incident.place, words_signs_max)},
        {"since", time(incident.began)},
        {"opened", time(incident.opened)},
        {"resolution", fit_for_text(incident.resolution, words_signs_max)},
        {"called", std::to_string(incident.calls.size())},
    };
    if (incident.resolved) values["resolved"] = time(*incident.resolved);
    if (incident.taken) {
        values["taken"] = time(incident.taken->at);
        values["by"] = incident.taken->name;
    }
    std::string& calls = values["calls"];
    for (const KeptCall& call : incident.calls) {
        calls +=
            (calls.empty() ? "" : ", ") + time(call.at) + " to " + call.called + " " + call.name;
    }
    return filled_template(line, values);
}

std::string filled_line(const std::string& line, const KeptNote& note, const Zone& zone,
                        Instant now) {
    return filled_template(line, {{"time", short_time(zone, note.at, now)},
                                  {"text", fit_for_text(note.text, words_signs_max)},
                                  {"by", fit_for_text(note.by, words_signs_max)}});
}

}  // namespace tocsin

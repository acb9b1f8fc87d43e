#include "core/handover_words.h"

#include "core/compose.h"
#include "core/wording.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <kainjow/mustache.hpp>

namespace tocsin {
namespace {

namespace mustache = kainjow::mustache;

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

// The names between braces, however they are used.
std::vector<std::string> names_in(const std::string& line) {
    std::vector<std::string> names;
    for (std::size_t at = 0; (at = line.find("{{", at)) != std::string::npos;) {
        const std::size_t end = line.find("}}", at);
        if (end == std::string::npos) break;
        std::string name = line.substr(at + 2, end - at - 2);
        std::erase_if(name, [](char sign) {
            return std::string_view("#^/&{ ").find(sign) != std::string_view::npos;
        });
        names.push_back(name);
        at = end;
    }
    return names;
}

std::string rendered(const std::string& line, const mustache::data& data) {
    mustache::mustache made(line);
    // What is for HTML is escaped when the document becomes HTML.
    made.set_custom_escape([](const std::string& text) { return text; });
    return made.render(data);
}

void set(mustache::data& data, const char* name, const std::string& value) {
    // A name without a value is absent, so that {{#name}} can ask for it.
    if (!value.empty()) data.set(name, value);
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
    mustache::mustache made(line);
    if (!made.is_valid()) return "it is no template: " + made.error_message();
    const auto& known = of_incidents(section) ? incident_names : note_names;
    for (const std::string& name : names_in(line)) {
        if (std::ranges::find(known, name) != known.end()) continue;
        std::string all;
        for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
        return "nobody gives {{" + name + "}} there; there are " + all;
    }
    return "";
}

std::string filled_line(const std::string& line, const IncidentKept& incident, const Zone& zone,
                        Instant now) {
    const auto time = [&](Instant at) { return short_time(zone, at, now); };
    mustache::data data;
    set(data, "ref", reference(incident.of));
    set(data, "severity", std::to_string(incident.severity));
    set(data, "service", fit_for_text(incident.service_name, words_signs_max));
    set(data, "state", fit_for_text(incident.state, words_signs_max));
    set(data, "place", fit_for_text(incident.place, words_signs_max));
    set(data, "since", time(incident.began));
    set(data, "opened", time(incident.opened));
    if (incident.resolved) set(data, "resolved", time(*incident.resolved));
    set(data, "resolution", fit_for_text(incident.resolution, words_signs_max));
    if (incident.taken) {
        set(data, "taken", time(incident.taken->at));
        set(data, "by", incident.taken->name);
    }
    std::string calls;
    for (const KeptCall& call : incident.calls) {
        calls +=
            (calls.empty() ? "" : ", ") + time(call.at) + " to " + call.called + " " + call.name;
    }
    set(data, "calls", calls);
    set(data, "called", std::to_string(incident.calls.size()));
    return rendered(line, data);
}

std::string filled_line(const std::string& line, const KeptNote& note, const Zone& zone,
                        Instant now) {
    mustache::data data;
    set(data, "time", short_time(zone, note.at, now));
    set(data, "text", fit_for_text(note.text, words_signs_max));
    set(data, "by", fit_for_text(note.by, words_signs_max));
    return rendered(line, data);
}

}  // namespace tocsin

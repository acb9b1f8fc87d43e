#include "daemon/incident_list.h"

#include "daemon/incident_json.h"
#include "daemon/operate_body.h"
#include "daemon/whole_number.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::size_t limit_most = 500;
constexpr std::uint64_t severity_most = 5;

// What one answer reads of the journal, in incidents: a second's work on a small machine.
constexpr std::size_t read_most = 200;
// And how many numbers it looks at.
constexpr std::uint64_t window = 1000;

// A refusal names no more of them: a house may have hundreds of services.
constexpr std::size_t named_most = 30;

ProblemDetail wrong(const std::string& parameter, const std::string& why) {
    return {.slug = "request", .detail = parameter + " " + why, .errors = {{"?" + parameter, why}}};
}

// Nothing: the word is neither.
std::optional<bool> truth(const std::string& word) {
    if (word == "true") return true;
    if (word == "false") return false;
    return std::nullopt;
}

// The words of one parameter; what is wrong with it, or nothing.
std::string take(IncidentFilter& filter, const std::string& name, const std::string& value,
                 const Zone& zone) {
    const auto put = [](auto& into, auto said, const char* why) {
        if (said) into = *said;
        return said ? "" : why;
    };
    if (name == "status") return filter.status.insert(value), "";
    if (name == "service") return filter.service.insert(value), "";
    if (name == "procedure") return filter.procedure.insert(value), "";
    if (name == "severity") {
        const auto number = whole_number(value);
        if (!number || *number < 1 || *number > severity_most) return "is a number from 1 to 5.";
        filter.severity.insert(static_cast<int>(*number));
        return "";
    }
    if (name == "limit") {
        const auto number = whole_number(value);
        if (!number || *number < 1 || *number > limit_most) return "is a number from 1 to 500.";
        filter.limit = *number;
        return "";
    }
    if (name == "open") return put(filter.open, truth(value), "is true or false.");
    if (name == "past") return put(filter.past, truth(value), "is true or false.");
    if (name == "after")
        return put(filter.after, read_incident_id(value), "is an incident: INC-42.");
    if (name == "order") {
        filter.newest_first = value == "newest";
        return value == "newest" || value == "oldest" ? "" : "is newest or oldest.";
    }
    if (name == "since" || name == "until") {
        const auto when = parse_when(value, zone);
        if (when) (name == "since" ? filter.since : filter.until) = when->at;
        return when ? "" : "is a time: 2026-12-24T03:00 or 2026-12-24T03:00Z.";
    }
    return "is not known here. A list takes status, severity, service, procedure, open, past, "
           "since, until, order, limit and after.";
}

using Words = std::set<std::string>;

struct KnownWords {
    Words status;
    Words service;
    Words procedure;
};

KnownWords known_words(const State& state, const Directory& directory) {
    KnownWords known;
    for (const auto* all : {&directory.procedures, &directory.procedure_versions}) {
        for (const auto& [name, procedure] : *all)
            known.status.insert(procedure.statuses.begin(), procedure.statuses.end());
    }
    for (const auto& [name, procedure] : directory.procedures) known.procedure.insert(name);
    for (const auto& [id, service] : directory.services) known.service.insert(id);
    // Of one that was opened under another configuration.
    for (const auto& [id, incident] : state.incidents()) {
        known.status.insert(incident.status);
        known.service.insert(incident.alarm.service);
        known.procedure.insert(incident.procedure);
    }
    return known;
}

std::string listed(const Words& words) {
    std::vector<std::string> named;
    for (const std::string& word : words) {
        if (!word.empty() && named.size() < named_most) named.push_back(word);
    }
    const std::size_t more = words.size() - words.count("") - named.size();
    return join_words(named) + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

// The numbers that a page looks at, in its order.
std::vector<IncidentId> numbers_of(const IncidentFilter& filter, IncidentId newest) {
    std::vector<IncidentId> numbers;
    if (filter.newest_first) {
        std::uint64_t id = newest.value;
        if (filter.after) id = std::min(id, filter.after->value == 0 ? 0 : filter.after->value - 1);
        for (; id > 0 && numbers.size() < window; --id) numbers.push_back({id});
        return numbers;
    }
    std::uint64_t id = filter.after ? std::min(filter.after->value, newest.value) + 1 : 1;
    for (; id <= newest.value && numbers.size() < window; ++id) numbers.push_back({id});
    return numbers;
}

}  // namespace

bool IncidentFilter::lets_pass(const Incident& incident) const {
    const auto in = [](const auto& wanted, const auto& value) {
        return wanted.empty() || wanted.contains(value);
    };
    return in(status, incident.status) && in(service, incident.alarm.service) &&
           in(procedure, incident.procedure) && in(severity, incident.severity) &&
           (!open || *open == !incident.resolved) && (!since || incident.opened >= *since) &&
           (!until || incident.opened < *until);
}

std::variant<IncidentFilter, ProblemDetail> read_incident_filter(const Fields& query,
                                                                 const Zone& zone) {
    IncidentFilter filter;
    for (const auto& [name, value] : query) {
        if (const std::string why = take(filter, name, value, zone); !why.empty())
            return wrong(name, why);
    }
    return filter;
}

std::optional<ProblemDetail> unknown_words(const IncidentFilter& filter, const State& state,
                                           const Directory& directory) {
    const KnownWords known = known_words(state, directory);
    ProblemDetail problem{.slug = "request"};
    const auto look = [&](const char* parameter, const Words& asked, const Words& there) {
        if (std::ranges::includes(there, asked)) return;
        const std::string why = "is none that is known here. There are: " + listed(there) + ".";
        problem.detail += (problem.detail.empty() ? "" : " ") + std::string(parameter) + " " + why;
        problem.errors.push_back({"?" + std::string(parameter), why});
    };
    look("status", filter.status, known.status);
    if (!filter.past) {
        look("service", filter.service, known.service);
        look("procedure", filter.procedure, known.procedure);
    }
    if (problem.errors.empty()) return std::nullopt;
    return problem;
}

IncidentPage page_of(const State& state, const Directory& directory, const IncidentFilter& filter) {
    IncidentPage page;
    IncidentId last;
    // True: the page is full.
    const auto add = [&](const auto& row) {
        if (!filter.lets_pass(row.second)) return false;
        if (page.incidents.size() == filter.limit) {
            page.next = last;
            return true;
        }
        page.incidents.push_back(incident_json(row.second, directory));
        last = row.first;
        return false;
    };
    const auto& all = state.incidents();
    if (filter.newest_first) {
        auto row = filter.after ? all.lower_bound(*filter.after) : all.end();
        while (row != all.begin() && !add(*--row)) {
        }
        return page;
    }
    auto row = filter.after ? all.lower_bound({filter.after->value + 1}) : all.begin();
    while (row != all.end() && !add(*row)) ++row;
    return page;
}

IncidentPage page_with_past(const StateLook& look, Archive& archive, const Directory& directory,
                            const IncidentFilter& filter) {
    std::vector<IncidentId> numbers;
    std::map<IncidentId, std::string> here;  // empty: it is here and does not pass
    bool beyond = false;
    look([&](const State& state, const Directory& in_force) {
        const IncidentId newest{state.next_incident().value - 1};
        numbers = numbers_of(filter, newest);
        if (numbers.empty()) return;
        beyond = filter.newest_first ? numbers.back().value > 1 : numbers.back() < newest;
        for (const IncidentId id : numbers) {
            const Incident* incident = state.incidents().find(id);
            if (incident == nullptr) continue;
            here[id] = filter.lets_pass(*incident) ? incident_json(*incident, in_force) : "";
        }
    });
    IncidentPage page;
    std::size_t read = 0;
    for (std::size_t at = 0; at < numbers.size(); ++at) {
        const IncidentId id = numbers[at];
        if (page.incidents.size() == filter.limit || read == read_most) {
            page.next = numbers[at - 1];
            return page;
        }
        if (const auto known = here.find(id); known != here.end()) {
            if (!known->second.empty()) page.incidents.push_back(known->second);
            continue;
        }
        ++read;
        const std::optional<Incident> incident = rebuilt(archive.about(id), id);
        if (incident && filter.lets_pass(*incident))
            page.incidents.push_back(incident_json(*incident, directory));
    }
    if (beyond) page.next = numbers.back();
    return page;
}

}  // namespace tocsin

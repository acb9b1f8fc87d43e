// Which incidents a list is asked for, and the page that answers it.
#pragma once

#include "core/directory.h"
#include "core/state.h"
#include "daemon/archive.h"
#include "daemon/http.h"
#include "daemon/problem.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace tocsin {

// Empty sets and values let everything pass. A name given twice means one or the other.
struct IncidentFilter {
    std::set<std::string> status;
    std::set<std::string> service;
    std::set<std::string> procedure;
    std::set<int> severity;
    std::optional<bool> open;      // not resolved yet
    std::optional<Instant> since;  // opened then or later
    std::optional<Instant> until;  // opened before
    bool past = false;             // also what is over and left to the journal
    bool newest_first = false;
    std::optional<IncidentId> after;  // of the page before, its last
    std::size_t limit = 500;

    bool lets_pass(const Incident& incident) const;
};

// The parameters of a list. The problem names the one that is wrong; one that is not known is wrong
// too, because whoever misspells a filter must not take everything for what passed it.
std::variant<IncidentFilter, ProblemDetail> read_incident_filter(const Fields& query,
                                                                 const Zone& zone);

// What the filter asks for and no incident can be: a status of no procedure in force or of an open
// incident, or a service or a procedure that is not here; with what there is. Nothing: an answer
// that is empty means that nothing passes. In `past` there are services and procedures that the
// configuration has forgotten: those are not refused.
std::optional<ProblemDetail> unknown_words(const IncidentFilter& filter, const State& state,
                                           const Directory& directory);

struct IncidentPage {
    std::vector<std::string> incidents;  // as incident_json() writes them
    std::optional<IncidentId> next;      // `after` of the next page; nothing: this was the last
};

// Those that are in the state: on the engine's thread, a look of no more than a page.
IncidentPage page_of(const State& state, const Directory& directory, const IncidentFilter& filter);

// As that, and those of the journal: read on the caller's thread, so many for one answer at most
// that it comes in time; a page may be short, or empty, and still have a next. `look` sees the
// state.
using StateLook = std::function<void(const std::function<void(const State&, const Directory&)>&)>;
IncidentPage page_with_past(const StateLook& look, Archive& archive, const Directory& directory,
                            const IncidentFilter& filter);

}  // namespace tocsin

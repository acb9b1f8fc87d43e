// What the journal says of an incident, as one tree of named values for whoever writes documents of
// it. A template picks from it by name; no document has code of its own.
#pragma once

#include "core/directory.h"
#include "core/event.h"

#include <map>
#include <string>
#include <vector>

namespace tocsin {

// A value that nobody knows is not there.
struct Facts {
    std::map<std::string, std::string> values;
    std::map<std::string, std::vector<Facts>> lists;
};

// The names that facts may have. What an incident was reported with beyond them is `field.NAME`,
// whatever its name.
struct Vocabulary {
    std::vector<std::string> names;
    std::map<std::string, Vocabulary> lists;
};

// ref, severity, opened, timeline ... A moment has three names: `opened` for people, `opened_day`
// (2026-11-26) and `opened_time` (15:35).
const Vocabulary& incident_vocabulary();
// from, to, count, the list `incidents`, of which each is as above, and the list `figures`: one
// line a target of the document (core/facts_owed.h).
const Vocabulary& log_vocabulary();

inline constexpr const char* field_prefix = "field.";

// Whether a reader of a report looks for the event; how each message went is in the whole record.
bool of_the_story(const Event& event);

// Of all entries about the incident, oldest first; with its opening among them.
Facts incident_facts(const std::vector<Entry>& entries, IncidentId id, const Directory& directory,
                     Instant now);

// Of incidents opened on days from `first` to `last`.
Facts log_facts(std::vector<Facts> incidents, const DocumentTemplate& paper, Day first, Day last,
                const Directory& directory, Instant now);

}  // namespace tocsin

// A condition as data: which incidents something is for. Ladders, obligations and audiences of a
// procedure say with it when they hold. It looks at one incident and the hour, and at nothing else.
#pragma once

#include "rota/time.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

struct Incident;
struct Procedure;

// When something applies. Core hours are the procedure's (HSSI-10).
enum class Applies { always, core_hours, out_of_hours };

bool applies(Applies when, bool core_hours);

// Words of an incident's fields, by field: category -> {data-centre, multi-site} (HSSI-64).
using FieldValues = std::map<std::string, std::set<std::string>>;

// One case: all that it names must hold. What it leaves empty may be anything.
struct Matcher {
    std::set<int> severities{};          // any of them
    std::set<std::string> services{};    // ids: any of them
    FieldValues fields{};                // of each field, any of the words
    std::set<std::string> unset{};       // fields that all have no value
    std::set<std::string> flags{};       // all of them are set
    std::set<std::string> statuses{};    // it has one of them
    std::set<std::string> open_tasks{};  // all of them are begun and not made safe
    std::set<std::string> done_tasks{};  // all of them were made safe
    std::optional<int> reached{};        // somebody of this rung, or a higher one, was called
    Applies when = Applies::always;

    bool operator==(const Matcher&) const = default;
};

bool matches(const Matcher& matcher, const Incident& incident, bool core_hours);

// Any case holds. No cases at all: always.
bool matches(const std::vector<Matcher>& cases, const Incident& incident, bool core_hours);

// As people read it: "severity 1 or 2, kind outage, flag clinical, out of hours".
std::string words(const Matcher& matcher, const Procedure& procedure);

}  // namespace tocsin

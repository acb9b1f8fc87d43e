#include "daemon/rota_check.h"

#include "rota/clock_words.h"
#include "rota/coverage.h"
#include "rota/words.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

// "Thu 16 July 18:30".
std::string moment(const Zone& zone, Instant at) {
    return short_day(zone.day(at)) + " " + long_time(zone, at).substr(0, 5);
}

// Each duty that a procedure asks the rota `name` for. A duty of core hours alone counts as one of
// all hours: a gap told too often is better than one not told.
std::vector<Required> required_of(const Directory& directory, const std::string& name) {
    std::vector<Required> required;
    for (const auto& [id, procedure] : directory.procedures) {
        if (procedure.rota != name) continue;
        for (const Role& role : procedure.roles) {
            for (const RoleSource& source : role.sources) {
                if (source.rota_role.empty()) continue;
                required.push_back(
                    {source.rota_role, source.when == Applies::out_of_hours, procedure.core_hours});
            }
        }
    }
    return required;
}

// Where to look in the file: the shift of that role before the gap, else its first one.
Mark mark_of(const WeeklyRota& week, const Gap& gap) {
    const Shift* before = nullptr;
    for (const Shift& shift : week.shifts) {
        if (shift.role != gap.role) continue;
        const bool later = before && shift.span.from <= before->span.from;
        if (!before || (shift.span.from <= gap.span.from && !later)) before = &shift;
    }
    return before ? before->mark : Mark{};
}

bool on_purpose(const WeeklyRota& week, const Gap& gap) {
    return std::ranges::any_of(week.shifts, [&gap](const Shift& shift) {
        return shift.role == gap.role && shift.people.empty() && shift.span.from <= gap.span.from &&
               gap.span.to <= shift.span.to;
    });
}

// What one week leaves open, told by `warn`.
template <class Warn>
void tell_open(const WeeklyRota& week, const std::vector<Required>& required,
               const Calendar& calendar, Instant now, Warn warn) {
    const Rota rota{week.name, {{week.week, week}}, {}, {}, 1};
    const Zone& zone = calendar.zone;
    std::set<std::pair<std::string, Instant>> told;
    for (const Required& duty : required) {
        const bool named = std::ranges::any_of(
            week.shifts, [&duty](const Shift& shift) { return shift.role == duty.role; });
        if (!named && week.span.to > now && told.emplace(duty.role, week.span.from).second) {
            warn({}, "nobody is " + duty.role + " all week", "a procedure asks for that duty",
                 "add \"" + duty.role + "\" to its shifts");
        }
        if (!named) continue;
        for (const Gap& gap : gaps(rota, duty, calendar, week.span)) {
            if (gap.span.to <= now || on_purpose(week, gap)) continue;
            if (!told.emplace(gap.role, gap.span.from).second) continue;
            warn(mark_of(week, gap),
                 gap.role + " is empty from " + moment(zone, gap.span.from) + " to " +
                     moment(zone, gap.span.to) + ", " + duration_words(gap.span.to - gap.span.from),
                 "calls of that time go on to the next level at once (HSSI-16)",
                 "name somebody for it, or write nobody, if it is meant");
        }
    }
}

}  // namespace

Problems open_ends(const std::vector<WeeklyRota>& weeks, const std::string& file,
                   const Directory& directory, Instant now) {
    Problems problems;
    const auto warn = [&](Mark mark, std::string what, std::string why, std::string fix) {
        // A role that a rolling rota lacks is missing in every week.
        const bool told = std::ranges::any_of(
            problems, [&](const Problem& one) { return one.mark == mark && one.what == what; });
        if (told) return;
        problems.push_back({file, mark, std::move(what), std::move(why), std::move(fix), true});
    };
    if (weeks.empty()) return problems;
    const std::string& name = weeks.front().name;
    const std::vector<Required> required = required_of(directory, name);
    if (required.empty()) {
        std::vector<std::string> names;
        for (const auto& [id, procedure] : directory.procedures) names.push_back(procedure.rota);
        const std::string meant = near(name, names);
        warn({1, 1}, "no procedure asks the rota \"" + name + "\"", "nobody is called by it",
             meant.empty() ? "give it the name a procedure has under \"rota\""
                           : "write \"rota: " + meant + "\"");
        return problems;
    }
    for (const WeeklyRota& week : weeks) {
        tell_open(week, required, directory.calendar, now, warn);
    }
    return problems;
}

}  // namespace tocsin

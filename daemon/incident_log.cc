#include "daemon/incident_log.h"

#include "channels/chat_name.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

// A clock that was set back opens later incidents at an earlier time: so far around is looked.
constexpr Duration clock_steps_max = std::chrono::hours(24);

struct Opening {
    Instant at;
    const IncidentOpened* event = nullptr;
};

Opening opening_of(const std::vector<Entry>& entries, IncidentId id) {
    for (const Entry& entry : entries) {
        const auto* opened = std::get_if<IncidentOpened>(&entry.event);
        if (opened != nullptr && opened->incident == id) return {entry.at, opened};
    }
    return {};
}

// The lowest number of an incident opened at `at` or later; behind `newest` when none is.
std::uint64_t first_since(Archive& archive, Instant at, IncidentId newest) {
    std::uint64_t low = 1;
    std::uint64_t high = newest.value + 1;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        const std::vector<Entry> entries = archive.about({middle});
        const Opening opening = opening_of(entries, {middle});
        if (opening.event != nullptr && opening.at >= at) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

}  // namespace

LoggedIncidents incidents_of_days(Archive& archive, IncidentId newest, Day first, Day last,
                                  const Procedure& procedure, const Directory& directory,
                                  Instant now) {
    const Zone& zone = directory.calendar.zone;
    const Span days{zone.instant(first, std::chrono::minutes(0)),
                    zone.instant(plus_days(last, 1), std::chrono::minutes(0))};
    LoggedIncidents logged;
    for (std::uint64_t number = first_since(archive, days.from - clock_steps_max, newest);
         number <= newest.value; ++number) {
        const std::vector<Entry> entries = archive.about({number});
        const Opening opening = opening_of(entries, {number});
        if (opening.event == nullptr) continue;
        if (opening.at >= days.to + clock_steps_max) break;
        if (!days.contains(opening.at) || opening.event->procedure != procedure.name) continue;
        if (opening.event->drill) continue;  // it has a report of its own (DSPT-10)
        if (logged.facts.size() == logged_incidents_max) {
            logged.too_many = true;
            break;
        }
        logged.facts.push_back(incident_facts(entries, {number}, directory, now));
    }
    return logged;
}

std::string channel_of(Archive& archive, const std::vector<Entry>& entries, IncidentId id,
                       const Directory& directory) {
    const Zone& zone = directory.calendar.zone;
    const Opening own = opening_of(entries, id);
    if (own.event == nullptr) return "";
    const Day day = zone.day(own.at);
    std::vector<std::string> titles;  // of those before it on its day, the latest first
    for (std::uint64_t number = id.value - 1; number > 0 && titles.size() < logged_incidents_max;
         --number) {
        const std::vector<Entry> others = archive.about({number});
        const Opening other = opening_of(others, {number});
        if (other.event == nullptr || zone.day(other.at) != day) break;
        titles.push_back(other.event->alarm.summary);
    }
    std::set<std::string> taken;
    for (auto title = titles.rbegin(); title != titles.rend(); ++title) {
        taken.insert(chat_name(day, *title, taken));
    }
    return chat_name(day, own.event->alarm.summary, taken);
}

}  // namespace tocsin

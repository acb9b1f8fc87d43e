#include "rota/shifts.h"

#include "rota/clock_words.h"
#include "rota/rota.h"

#include <algorithm>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using std::chrono::minutes;

const std::vector<std::string> day_names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

struct Hour {
    const char* half;  // "day" or "night"
    minutes from;      // after midnight of the day that the shift is named after
    minutes to;
};

// `index` counts from Monday, 0.
std::vector<Hour> hours_of(unsigned index, bool holiday) {
    constexpr Hour day{"day", 7h, 19h};
    if (index == 5) return {day, {"night", 19h, 24h + 7h}};
    if (index == 6 || holiday) return {day, {"night", 19h, 24h + 8h}};
    if (index == 4) return {{"night", 17h + 30min, 24h + 7h}};
    return {{"night", 17h + 30min, 24h + 8h}};
}

}  // namespace

std::vector<NamedShift> edm_shifts(const Calendar& calendar, Day monday) {
    const Span week = week_span(calendar.zone, monday);
    std::vector<NamedShift> shifts;
    for (unsigned index = 0; index < day_names.size(); ++index) {
        const Day day = plus_days(monday, static_cast<int>(index));
        for (const Hour& hour : hours_of(index, bank_holiday(calendar, day))) {
            const Instant from = calendar.zone.instant(day, hour.from);
            const Instant to = calendar.zone.instant(day, hour.to);
            shifts.push_back({day_names[index] + "-" + hour.half,
                              {std::max(from, week.from), std::min(to, week.to)}});
        }
    }
    return shifts;
}

std::string why_no_shift(const Calendar& calendar, Day monday, const std::string& name) {
    for (unsigned index = 0; index < 5; ++index) {
        const Day day = plus_days(monday, static_cast<int>(index));
        if (name != day_names[index] + "-day" || bank_holiday(calendar, day)) continue;
        const std::string is =
            covers(calendar, day)
                ? " is not a bank holiday"
                : " may be a bank holiday: they are known to " + iso_day(calendar.known_to) +
                      ", and one that is not on the list counts as a working day";
        return long_day(day) + is + ": 08:00 to 17:30 are core hours, and its only shift is " +
               day_names[index] + "-night (HSSI-11)";
    }
    return "";
}

const std::vector<std::string>& shift_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const std::string& day : day_names) {
            all.push_back(day + "-day");
            all.push_back(day + "-night");
        }
        return all;
    }();
    return names;
}

}  // namespace tocsin

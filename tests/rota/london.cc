#include "tests/rota/london.h"

#include "rota/bank_holidays.h"
#include "rota/clock_words.h"

#include <date/tz.h>

namespace tocsin {

Zone london_zone() {
    return Zone(date::locate_zone("Europe/London"));
}

const Calendar& london() {
    static const Calendar calendar = england_and_wales(london_zone());
    return calendar;
}

Day day(const std::string& text) {
    return parse_day(text).value();
}
Instant at(const std::string& text) {
    return parse_when(text, london_zone()).value().at;
}

WeeklyRota week_of(const std::string& monday, const std::string& role,
                   const std::vector<Stretch>& stretches) {
    WeeklyRota week{"on-call", day(monday), week_span(london_zone(), day(monday)), {}, {}};
    for (const Stretch& stretch : stretches) {
        std::vector<std::string> people;
        if (!stretch.person.empty()) people.push_back(stretch.person);
        const int line = static_cast<int>(week.shifts.size()) + 1;
        week.shifts.push_back({role, {at(stretch.from), at(stretch.to)}, people, {line, 1}});
    }
    return week;
}

Rota rota_of(const std::vector<WeeklyRota>& weeks) {
    Rota rota{"on-call", {}, {}, {}, 1};
    for (const WeeklyRota& week : weeks) rota.weeks[week.week] = week;
    return rota;
}

}  // namespace tocsin

#include "tests/rota/london.h"

#include "rota/bank_holidays.h"
#include "rota/clock_words.h"

#include <date/tz.h>

namespace tocsin {
namespace {

using namespace std::chrono;

// Easter Sunday after Gauss, as corrected by Lichtenberg; independent of the table.
sys_days easter(int in_year) {
    const int k = in_year / 100;
    const int m = 15 + (3 * k + 3) / 4 - (8 * k + 13) / 25;
    const int a = in_year % 19;
    const int d = (19 * a + m) % 30;
    const int r = (d + a / 11) / 29;
    const int og = 21 + d - r;
    const int sz = 7 - (in_year + in_year / 4 + 2 - (3 * k + 3) / 4) % 7;
    return sys_days{year{in_year} / March / 1} + days{og + 7 - (og - sz) % 7 - 1};
}

}  // namespace

Zone london_zone() {
    return Zone(date::locate_zone("Europe/London"));
}

const Calendar& london() {
    static const Calendar calendar = england_and_wales(london_zone());
    return calendar;
}

std::set<Day> bank_holidays_by_rule(int in_year) {
    const std::chrono::year y{in_year};
    std::set<Day> found{Day{easter(in_year) - days{2}}, Day{easter(in_year) + days{1}},
                        Day{sys_days{y / May / Monday[1]}}, Day{sys_days{y / May / Monday[last]}},
                        Day{sys_days{y / August / Monday[last]}}};
    for (const Day feast : {y / January / 1, y / December / 25, y / December / 26}) {
        Day free = feast;
        while (weekday_of(free).iso_encoding() > 5 || found.contains(free))
            free = plus_days(free, 1);
        found.insert(free);
    }
    return found;
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

#include "rota/calendar.h"

#include <algorithm>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

bool applies(const Calendar& calendar, const Hours& hours, Day day) {
    if (std::ranges::find(hours.days, weekday_of(day)) == hours.days.end()) return false;
    return !(hours.except_bank_holidays && bank_holiday(calendar, day));
}

Span stretch_of(const Calendar& calendar, const Hours& hours, Day day) {
    const auto end = hours.to > hours.from ? hours.to : hours.to + 24h;
    return {calendar.zone.instant(day, hours.from), calendar.zone.instant(day, end)};
}

}  // namespace

bool bank_holiday(const Calendar& calendar, Day day) {
    return calendar.bank_holidays.contains(day);
}

bool working_day(const Calendar& calendar, Day day) {
    const unsigned weekday = weekday_of(day).iso_encoding();
    return weekday <= 5 && !bank_holiday(calendar, day);
}

bool covers(const Calendar& calendar, Day day) {
    return calendar.known_from <= day && day <= calendar.known_to;
}

Day plus_working_days(const Calendar& calendar, Day day, int count) {
    while (count > 0) {
        day = plus_days(day, 1);
        if (working_day(calendar, day)) --count;
    }
    return day;
}

Hours core_hours() {
    using namespace std::chrono;
    return {{Monday, Tuesday, Wednesday, Thursday, Friday}, 8h, 17h + 30min, true};
}

bool within(const Calendar& calendar, const Hours& hours, Instant at) {
    const Day today = calendar.zone.day(at);
    // A stretch is at most a day long, so one that holds `at` began today or yesterday.
    for (const Day day : {plus_days(today, -1), today}) {
        if (applies(calendar, hours, day) && stretch_of(calendar, hours, day).contains(at)) {
            return true;
        }
    }
    return false;
}

Instant next_change(const Calendar& calendar, const Hours& hours, Instant at) {
    constexpr int days_max = 400;
    const bool inside = within(calendar, hours, at);
    Day day = plus_days(calendar.zone.day(at), -1);
    for (int count = 0; count < days_max; ++count, day = plus_days(day, 1)) {
        if (!applies(calendar, hours, day)) continue;
        const Span stretch = stretch_of(calendar, hours, day);
        for (const Instant edge : {stretch.from, stretch.to}) {
            if (edge > at && within(calendar, hours, edge) != inside) return edge;
        }
    }
    return never;
}

}  // namespace tocsin

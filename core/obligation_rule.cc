#include "core/obligation_rule.h"

namespace tocsin {
namespace {

// The same day of the month, or its last day where the month is shorter.
Day plus_months(Day day, int months) {
    const Day date = day + std::chrono::months(months);
    return date.ok() ? date : Day(date.year() / date.month() / std::chrono::last);
}

}  // namespace

Instant due_at(const TimeLimit& limit, const Calendar& calendar, Instant from) {
    if (!limit.of_calendar()) return from + limit.after;
    const Day began = calendar.zone.day(from);
    const Day day = limit.months > 0 ? plus_months(began, limit.months)
                                     : plus_working_days(calendar, began, limit.working_days);
    if (limit.clock) return calendar.zone.instant(day, *limit.clock);
    return calendar.zone.instant(plus_days(day, 1), std::chrono::minutes(0));
}

}  // namespace tocsin

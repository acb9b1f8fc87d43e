#include "rota/rota.h"

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

constexpr auto handover = 8h;  // a weekly rota begins and ends on a Monday at this local time

// What `shift` gives to `role` in its week; empty when it is another role's, or nobody's.
Span duty(const WeeklyRota& week, const Shift& shift, std::string_view role) {
    if (shift.role != role || shift.people.empty()) return {};
    return {std::max(shift.span.from, week.span.from), std::min(shift.span.to, week.span.to)};
}

const Shift* shift_at(const WeeklyRota& week, std::string_view role, Instant at) {
    const Shift* latest = nullptr;
    for (const Shift& shift : week.shifts) {
        if (!duty(week, shift, role).contains(at)) continue;
        if (latest == nullptr || shift.span.from > latest->span.from) latest = &shift;
    }
    return latest;
}

OnCall stretch_of(const WeeklyRota& week, const Shift& shift, Instant at) {
    const Span own = duty(week, shift, shift.role);
    OnCall answer{shift.people, own.from, own.to};
    for (const Shift& other : week.shifts) {
        const Span span = duty(week, other, shift.role);
        if (span.empty()) continue;
        if (at < span.from) answer.until = std::min(answer.until, span.from);
        // A later shift inside this one has come and gone: this one resumed when it ended.
        const bool later = other.span.from > shift.span.from;
        if (later && span.to <= at) answer.since = std::max(answer.since, span.to);
    }
    return answer;
}

// The Monday, in UTC, of the week of `at`, moved by `weeks`. A local Monday is never more than a
// week off, so the week in force at `at` lies between the Mondays one week before and one after.
Day monday_near(Instant at, int weeks) {
    const Day today{std::chrono::floor<std::chrono::days>(at)};
    return plus_days(monday_of(today), 7 * weeks);
}

Instant next_beginning(const Rota& rota, std::string_view role, Instant at) {
    const auto begin = rota.weeks.lower_bound(monday_near(at, -1));
    for (auto week = begin; week != rota.weeks.end(); ++week) {
        Instant first = never;
        for (const Shift& shift : week->second.shifts) {
            const Span span = duty(week->second, shift, role);
            if (!span.empty() && span.from > at) first = std::min(first, span.from);
        }
        if (first != never) return first;
    }
    return never;
}

Instant last_end(const Rota& rota, std::string_view role, Instant at) {
    auto week = rota.weeks.upper_bound(monday_near(at, 1));
    while (week != rota.weeks.begin()) {
        --week;
        Instant last{};
        for (const Shift& shift : week->second.shifts) {
            const Span span = duty(week->second, shift, role);
            if (!span.empty() && span.to <= at) last = std::max(last, span.to);
        }
        if (last != Instant{}) return last;
    }
    return {};
}

}  // namespace

OnCall on_call(const Rota& rota, std::string_view role, Instant at) {
    const auto end = rota.weeks.upper_bound(monday_near(at, 1));
    for (auto week = rota.weeks.lower_bound(monday_near(at, -1)); week != end; ++week) {
        if (!week->second.span.contains(at)) continue;
        const Shift* shift = shift_at(week->second, role, at);
        if (shift != nullptr) return stretch_of(week->second, *shift, at);
    }
    return {{}, last_end(rota, role, at), next_beginning(rota, role, at)};
}

std::vector<OnCall> stretches(const Rota& rota, std::string_view role, Span within) {
    std::vector<OnCall> found;
    for (Instant at = within.from; at < within.to; at = found.back().until) {
        OnCall next = on_call(rota, role, at);
        next.since = at;
        next.until = std::min(next.until, within.to);
        found.push_back(std::move(next));
    }
    return found;
}

Span week_span(const Zone& zone, Day monday) {
    return {zone.instant(monday, handover), zone.instant(plus_days(monday, 7), handover)};
}

Day week_at(const Zone& zone, Instant at) {
    const Day monday = monday_of(zone.day(at));
    return at < zone.instant(monday, handover) ? plus_days(monday, -7) : monday;
}

}  // namespace tocsin

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

OnCallView stretch_of(const WeeklyRota& week, const Shift& shift, Instant at) {
    const Span own = duty(week, shift, shift.role);
    OnCallView answer{{}, std::min(shift.people.size(), people_on_shift_max), own.from, own.to};
    std::copy_n(shift.people.begin(), answer.count, answer.ids.begin());
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

// The first and the last Monday that any week of `rota` is named after; an empty range when none.
std::pair<Day, Day> mondays(const Rota& rota) {
    std::pair<Day, Day> range{Day{std::chrono::year{9999} / 12 / 31}, Day{}};
    for (const auto* weeks : {&rota.weeks, &rota.rolling}) {
        if (weeks->empty()) continue;
        range.first = std::min(range.first, weeks->begin()->first);
        range.second = std::max(range.second, weeks->rbegin()->first);
    }
    return range;
}

Instant next_beginning(const Rota& rota, std::string_view role, Instant at) {
    const auto [earliest, latest] = mondays(rota);
    for (Day monday = std::max(monday_near(at, -1), earliest); monday <= latest;
         monday = plus_days(monday, 7)) {
        const WeeklyRota* week = week_in_force(rota, monday);
        if (week == nullptr) continue;
        Instant first = never;
        for (const Shift& shift : week->shifts) {
            const Span span = duty(*week, shift, role);
            if (!span.empty() && span.from > at) first = std::min(first, span.from);
        }
        if (first != never) return first;
    }
    return never;
}

Instant last_end(const Rota& rota, std::string_view role, Instant at) {
    const auto [earliest, latest] = mondays(rota);
    for (Day monday = std::min(monday_near(at, 1), latest); monday >= earliest;
         monday = plus_days(monday, -7)) {
        const WeeklyRota* week = week_in_force(rota, monday);
        if (week == nullptr) continue;
        Instant last{};
        for (const Shift& shift : week->shifts) {
            const Span span = duty(*week, shift, role);
            if (!span.empty() && span.to <= at) last = std::max(last, span.to);
        }
        if (last != Instant{}) return last;
    }
    return {};
}

OnCallView before_swaps(const Rota& rota, std::string_view role, Instant at) {
    for (int near = -1; near <= 1; ++near) {
        const WeeklyRota* week = week_in_force(rota, monday_near(at, near));
        if (week == nullptr || !week->span.contains(at)) continue;
        const Shift* shift = shift_at(*week, role, at);
        if (shift != nullptr) return stretch_of(*week, *shift, at);
    }
    return {{}, 0, last_end(rota, role, at), next_beginning(rota, role, at)};
}

void give(const Swap& swap, OnCallView& duty) {
    if (swap.out.empty()) {
        if (duty.count == 0 && !swap.in.empty()) duty.ids[duty.count++] = swap.in;
        return;
    }
    const auto end = duty.ids.begin() + static_cast<std::ptrdiff_t>(duty.count);
    const auto out = std::find(duty.ids.begin(), end, swap.out);
    if (out == end) return;
    // Nobody is called twice for one thing: who is on call already just stays.
    if (swap.in.empty() || std::find(duty.ids.begin(), end, swap.in) != end) {
        std::copy(out + 1, end, out);
        --duty.count;
    } else {
        *out = swap.in;
    }
}

}  // namespace

const WeeklyRota* week_in_force(const Rota& rota, Day monday) {
    if (const auto week = rota.weeks.find(monday); week != rota.weeks.end()) return &week->second;
    const auto week = rota.rolling.find(monday);
    return week == rota.rolling.end() ? nullptr : &week->second;
}

void put_week(Rota& rota, const WeeklyRota& week, bool rolling) {
    rota.name = week.name;
    if (rolling) rota.rolling.erase(rota.rolling.lower_bound(week.week), rota.rolling.end());
    (rolling ? rota.rolling : rota.weeks)[week.week] = week;
}

OnCallView look_up(const Rota& rota, std::string_view role, Instant at) {
    OnCallView answer = before_swaps(rota, role, at);
    for (const Swap& swap : rota.swaps) {
        if (swap.role != role || swap.span.empty()) continue;
        for (const Instant edge : {swap.span.from, swap.span.to}) {
            if (edge <= at) answer.since = std::max(answer.since, edge);
            if (edge > at) answer.until = std::min(answer.until, edge);
        }
        if (swap.span.contains(at)) give(swap, answer);
    }
    return answer;
}

OnCall on_call(const Rota& rota, std::string_view role, Instant at) {
    const OnCallView found = look_up(rota, role, at);
    return {{found.people().begin(), found.people().end()}, found.since, found.until};
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

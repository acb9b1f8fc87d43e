#include "rota/rota.h"

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
        if (span.to <= at) answer.since = std::max(answer.since, span.to);
    }
    return answer;
}

Instant next_beginning(const Rota& rota, std::string_view role, Instant at) {
    for (const auto& [monday, week] : rota.weeks) {
        Instant first = never;
        for (const Shift& shift : week.shifts) {
            const Span span = duty(week, shift, role);
            if (!span.empty() && span.from > at) first = std::min(first, span.from);
        }
        if (first != never) return first;
    }
    return never;
}

Instant last_end(const Rota& rota, std::string_view role, Instant at) {
    Instant last{};
    for (const auto& [monday, week] : rota.weeks) {
        if (week.span.from > at) break;
        for (const Shift& shift : week.shifts) {
            const Span span = duty(week, shift, role);
            if (!span.empty() && span.to <= at) last = std::max(last, span.to);
        }
    }
    return last;
}

}  // namespace

OnCall on_call(const Rota& rota, std::string_view role, Instant at) {
    for (const auto& [monday, week] : rota.weeks) {
        if (!week.span.contains(at)) continue;
        if (const Shift* shift = shift_at(week, role, at)) return stretch_of(week, *shift, at);
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

#include "rota/coverage.h"

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

// A gap that goes on where the last one ended is the same gap.
void add(std::vector<Gap>& found, Gap gap) {
    const bool goes_on = !found.empty() && found.back().span.to == gap.span.from &&
                         found.back().present == gap.present;
    if (goes_on) {
        found.back().span.to = gap.span.to;
    } else {
        found.push_back(std::move(gap));
    }
}

}  // namespace

std::vector<Gap> gaps(const Rota& rota, const Required& required, const Calendar& calendar,
                      Span within_span) {
    std::vector<Gap> found;
    for (Instant at = within_span.from; at < within_span.to;) {
        const OnCallView stretch = look_up(rota, required.role, at);
        const Instant until = std::min(stretch.until, within_span.to);
        const int present = static_cast<int>(stretch.count);
        if (present >= rota.people_needed) {
            at = until;
        } else if (!required.outside_core_hours_only) {
            add(found, {required.role, {at, until}, present});
            at = until;
        }
        while (at < until) {
            const bool core = within(calendar, required.core, at);
            const Instant end = std::min(next_change(calendar, required.core, at), until);
            if (!core) add(found, {required.role, {at, end}, present});
            at = end;
        }
    }
    return found;
}

std::vector<Overlap> overlaps(const WeeklyRota& week, std::string_view role) {
    std::vector<const Shift*> filled;
    for (const Shift& shift : week.shifts) {
        if (shift.role == role && !shift.people.empty()) filled.push_back(&shift);
    }
    std::ranges::stable_sort(filled, {}, [](const Shift* shift) { return shift->span.from; });

    std::vector<Overlap> found;
    for (std::size_t second = 1; second < filled.size(); ++second) {
        for (std::size_t first = 0; first < second; ++first) {
            const Span both{filled[second]->span.from,
                            std::min(filled[first]->span.to, filled[second]->span.to)};
            if (both.empty()) continue;
            found.push_back({std::string(role), both, filled[first]->mark, filled[second]->mark});
        }
    }
    return found;
}

}  // namespace tocsin

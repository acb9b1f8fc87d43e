#include "rota/difference.h"

#include <algorithm>

namespace tocsin {
namespace {

// Whether both name the same people, in whatever order. Each names nobody twice.
bool same_people(const OnCallView& one, const OnCallView& other) {
    return std::ranges::is_permutation(one.people(), other.people());
}

std::vector<std::string> copied(const OnCallView& view) {
    return {view.people().begin(), view.people().end()};
}

}  // namespace

std::vector<Change> changes(const Rota& before, const Rota& after, std::string_view role,
                            Span within) {
    std::vector<Change> found;
    for (Instant at = within.from; at < within.to;) {
        const OnCallView old = look_up(before, role, at);
        const OnCallView now = look_up(after, role, at);
        const Instant until = std::min({old.until, now.until, within.to});
        if (!same_people(old, now)) {
            const bool goes_on = !found.empty() && found.back().span.to == at &&
                                 std::ranges::equal(found.back().before, old.people()) &&
                                 std::ranges::equal(found.back().after, now.people());
            if (goes_on) {
                found.back().span.to = until;
            } else {
                found.push_back({std::string(role), {at, until}, copied(old), copied(now)});
            }
        }
        at = until;
    }
    return found;
}

std::set<std::string> roles(const Rota& rota) {
    std::set<std::string> found;
    for (const auto* weeks : {&rota.weeks, &rota.rolling}) {
        for (const auto& [monday, week] : *weeks) {
            for (const Shift& shift : week.shifts) found.insert(shift.role);
        }
    }
    for (const Swap& swap : rota.swaps) found.insert(swap.role);
    return found;
}

}  // namespace tocsin

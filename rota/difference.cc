#include "rota/difference.h"

#include <algorithm>

namespace tocsin {
namespace {

std::set<std::string> as_set(const std::vector<std::string>& people) {
    return {people.begin(), people.end()};
}

}  // namespace

std::vector<Change> changes(const Rota& before, const Rota& after, std::string_view role,
                            Span within) {
    std::vector<Change> found;
    for (Instant at = within.from; at < within.to;) {
        OnCall old = on_call(before, role, at);
        OnCall now = on_call(after, role, at);
        const Instant until = std::min({old.until, now.until, within.to});
        if (as_set(old.people) != as_set(now.people)) {
            const bool goes_on = !found.empty() && found.back().span.to == at &&
                                 found.back().before == old.people &&
                                 found.back().after == now.people;
            if (goes_on) {
                found.back().span.to = until;
            } else {
                found.push_back(
                    {std::string(role), {at, until}, std::move(old.people), std::move(now.people)});
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

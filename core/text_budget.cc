#include "core/text_budget.h"

#include "core/sabotage.h"

#include <algorithm>

namespace tocsin {

bool texts_used_up(const Draft& draft, const std::string& phone) {
    if (phone.empty() || sabotaged(Mutant::budget_ignored)) return false;
    const auto lately = std::ranges::count_if(draft.state.texts_to(phone), [&](Instant at) {
        return at <= draft.now && draft.now < at + std::chrono::hours(1);
    });
    return lately >= draft.directory.texts_an_hour;
}

}  // namespace tocsin

#include "core/diary.h"

#include "core/drill.h"
#include "core/handover.h"
#include "core/sabotage.h"
#include "core/week_publishing.h"

#include <algorithm>

namespace tocsin {
namespace {

// No later than this it looks again, whatever it expects: a rota's shifts move without a word.
constexpr Duration look_at_least_every = std::chrono::hours(6);

}  // namespace

void read_diary(Draft& draft) {
    // What was owed before anybody kept the diary is nobody's to give: a first start sends nothing.
    DiaryLook look(draft.now, draft.state.diary_since().value_or(draft.now));
    bool kept = false;
    for (const auto& [name, procedure] : draft.directory.procedures) {
        if (procedure.publication) publish_in_time(draft, procedure, look);
        hand_over_in_time(draft, procedure, look);
        remind_of_exercise(draft, procedure, look);
        kept = kept || procedure.publication || !procedure.handovers.rules.empty() ||
               procedure.exercise_months > 0;
    }
    remind_of_calls(draft, look);
    const Instant latest = draft.now + look_at_least_every;
    std::optional<Instant> again;
    if (kept) again = std::min(look.next().value_or(latest), latest);
    if (kept && sabotaged(Mutant::diary_closed)) again = latest;
    draft.add(DiaryRead{again});
}

}  // namespace tocsin

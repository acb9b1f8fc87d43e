#include "core/erasure.h"

#include "core/sabotage.h"

#include <algorithm>

namespace tocsin {
namespace {

// True when one of them is open; the answer then says which.
bool refused(Draft& draft, const std::vector<IncidentId>& of) {
    Answer& answer = draft.decision.answer;
    std::ranges::copy_if(of, std::back_inserter(answer.incidents), [&](IncidentId id) {
        return draft.state.incidents().find(id) != nullptr;
    });
    if (answer.incidents.empty()) return false;
    answer.kind = Answer::Kind::wrong_state;
    return true;
}

}  // namespace

void erase(Draft& draft, const EraseAsked& asked) {
    if (!sabotaged(Mutant::open_erased) && refused(draft, asked.of)) return;
    draft.add(Erased{asked.of, asked.person, asked.entries, asked.by, asked.reason});
}

void archive(Draft& draft, const ArchiveAsked& asked) {
    if (!sabotaged(Mutant::open_archived) && refused(draft, asked.of)) return;
    draft.add(Archived{asked.entries, asked.file, asked.by, asked.of});
}

}  // namespace tocsin

#include "core/erasure.h"

#include <algorithm>

namespace tocsin {

void erase(Draft& draft, const EraseAsked& asked) {
    Answer& answer = draft.decision.answer;
    std::ranges::copy_if(asked.of, std::back_inserter(answer.incidents), [&](IncidentId id) {
        return draft.state.incidents().find(id) != nullptr;
    });
    if (!answer.incidents.empty()) {
        answer.kind = Answer::Kind::wrong_state;
        return;
    }
    draft.add(Erased{asked.of, asked.person, asked.entries, asked.by, asked.reason});
}

}  // namespace tocsin

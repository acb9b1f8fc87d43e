#include "core/asked.h"

#include "core/sabotage.h"

namespace tocsin {
namespace {

using Kind = Answer::Kind;

AlarmKey name_of(const Asked& asked) {
    return {"idempotency-change:" + asked.by, asked.key};
}

}  // namespace

bool is_done(Kind kind) {
    switch (kind) {
        case Kind::done:
        case Kind::opened:
        case Kind::repeated:
        case Kind::taken:
        case Kind::already_yours:
        case Kind::held:
            return true;
        case Kind::key_reused:
        case Kind::not_found:
        case Kind::wrong_state:
        case Kind::taken_by_other:
        case Kind::over:
        case Kind::expired:
        case Kind::wrong_digits:
        case Kind::locked:
        case Kind::unknown_person:
        case Kind::unknown_role:
        case Kind::gaps_refused:
        case Kind::refused:
        case Kind::incomplete:
        case Kind::done_before:
        case Kind::overtaken:
            return false;
    }
    return false;
}

std::optional<Answer> hindered(const State& state, const Asked& asked) {
    Answer answer;
    if (!asked.key.empty()) {
        if (const BoundKey* before = state.keys().find(name_of(asked))) {
            const bool same = before->fingerprint == asked.fingerprint;
            answer.kind = same ? Kind::done_before : Kind::key_reused;
            answer.incidents = before->incidents;
            return answer;
        }
    }
    if (asked.unchanged_since == 0) return std::nullopt;
    const Incident* incident = state.incidents().find(asked.incident);
    if (incident == nullptr || incident->changed <= asked.unchanged_since) return std::nullopt;
    answer.kind = Kind::overtaken;
    answer.incidents = {asked.incident};
    return answer;
}

void bind_change(Draft& draft, const Asked& asked) {
    if (asked.key.empty() || draft.decision.events.empty()) return;
    const Answer& answer = draft.decision.answer;
    if (!is_done(answer.kind) || sabotaged(Mutant::changed_again)) return;
    const AlarmKey name = name_of(asked);
    draft.add(KeyBound{name.first, name.second, answer.incidents, {}, asked.fingerprint});
}

}  // namespace tocsin

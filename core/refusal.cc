#include "core/refusal.h"

namespace tocsin {

void refuse(Draft& draft, Answer::Kind kind, const std::string& why) {
    draft.decision.answer.kind = kind;
    draft.decision.answer.detail = why;
}

}  // namespace tocsin

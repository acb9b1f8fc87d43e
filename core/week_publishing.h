// The week's rota goes out by mail on its Monday, or as soon as there is one; a week without a rota
// is told well before, and again when it has begun (HSSI-12).
#pragma once

#include "core/diary.h"
#include "core/draft.h"

namespace tocsin {

// The diary's part for the publication that `procedure` has.
void publish_in_time(Draft& draft, const Procedure& procedure, DiaryLook& look);

// Now, though it may have gone out before. The answer's `detail` says to whom.
void publish_on_demand(Draft& draft, const PublishRota& asked);

// When the rota of the week of `monday` goes out.
Instant goes_out(const Zone& zone, const RotaPublication& publication, Day monday);

}  // namespace tocsin

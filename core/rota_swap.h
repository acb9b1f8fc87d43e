// People swap shifts, cover for one another, or cannot come (HSSI-13).
#pragma once

#include "core/draft.h"

namespace tocsin {

// Takes effect with the next lookup. Both people, level 1 and the rota team are told. `refused`
// with the reason in a sentence: nobody of that id, no way to reach them, not on call then, on call
// twice (unless forced), the past.
void swap_rota(Draft& draft, const RotaSwapped& swapped);

}  // namespace tocsin

// Nobody on the rota is never silent: told at upload, a day before, and when it begins (HSSI-16).
#pragma once

#include "core/draft.h"

namespace tocsin {

// A checked rota takes the place of the week it names.
void activate_rota(Draft& draft, const RotaUploaded& uploaded);

// The Tick's part for rotas: tells what is due to be told, and says when to look again.
void watch_rotas(Draft& draft);

}  // namespace tocsin

// Nobody on the rota is never silent: told at upload (rota_upload.h), a day before, and when it
// begins (HSSI-16). The same look opens the questions of shifts that begin (shift_watch.h), and
// tells of terms that end (term_watch.h).
#pragma once

#include "core/draft.h"

namespace tocsin {

// The Tick's part for rotas: tells what is due to be told, and says when to look again.
void watch_rotas(Draft& draft);

}  // namespace tocsin

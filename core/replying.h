// What a reply by text does: it takes a call, hands it on, or does nothing, and says which.
// A call is found by its code and by the phone it was sent to, never by one of them alone (P12).
// Any doubt: not taken, say so, and go on calling.
#pragma once

#include "core/draft.h"

namespace tocsin {

// The same (channel, id) again is the same reply: it changes nothing and is answered no second
// time, for 72 h and across restarts.
void reply(Draft& draft, const Replied& said);

}  // namespace tocsin

// Calendars of who is on call, read by secret links: opened, and revoked for ever.
#pragma once

#include "core/draft.h"

namespace tocsin {

// Of a person whom the configuration or a rota knows, or of a role that a rota or a procedure has;
// the answer says which of the two is unknown. Refused: too many are open for the same already.
void open_feed(Draft& draft, const FeedAsked& asked);

// not_found: there is no open feed of that id.
void revoke_feed(Draft& draft, const FeedWithdrawn& feed);

// Open feeds of one person or role: a phone, a desk and some calendars, and a bound on what is
// kept.
inline constexpr int feeds_max = 20;

}  // namespace tocsin

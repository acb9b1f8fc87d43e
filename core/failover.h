// Where a message goes that its provider could not take, or keeps waiting: to the next one, into
// the next round of all, or to idle hands (P14). What becomes of the first one is said by its own
// entry.
#pragma once

#include "core/draft.h"
#include "core/send.h"

namespace tocsin {

// What is known of its provider; nothing bad when it was never used.
const ProviderState& known_provider(const Draft& draft, const SendState& send);

// The provider as the state will have it, which does not know this outcome yet.
ProviderState provider_after(const Draft& draft, const SendState& send, const Outcome& outcome);

// The same message through the next provider of its medium, for good. False: there is none, or no
// time.
bool offer_elsewhere(Draft& draft, const SendState& send);

// The same, for now: this provider is asked again in the next round.
bool offer_in_round(Draft& draft, const SendState& send);

// Each provider has had it, and none could take it: at `at` it begins anew with another one, for
// whoever had it first may work again. False: this one is as good as any, or there is no time.
bool begin_round(Draft& draft, const SendState& send, const Outcome& outcome, Instant at);

// The same message through a provider that is not among `send.tried`, its own one first.
bool offer_from_start(Draft& draft, const SendState& send);

// Calls that wait their turn at a provider which, with this outcome, fails again and again would
// wait for its time-outs: they go elsewhere.
void leave_failing(Draft& draft, const SendState& failed, const Outcome& outcome);

// A call of severity 1 that waits where the hands are full, or for a provider that has just failed,
// goes to one that would take it at once: no limit holds it up.
void take_over_worst(Draft& draft);

}  // namespace tocsin

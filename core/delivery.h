// What becomes of a send once a provider has answered, or its time has come or gone:
// settled, again when, given up, or another provider. An attempt whose every send failed for good
// has failed (the table is in core/ladder.h).
#pragma once

#include "core/draft.h"

namespace tocsin {

// A provider answered.
void settle(Draft& draft, const Outcome& outcome);

// A waiting send's time has come: to leave, or to be given up.
void send_due(Draft& draft, SendId id);

// Sends of an earlier process that nobody has heard of since: offered again, with the same
// reference; where the provider can be asked, it is asked first (P4, P5). Returns how many.
int take_up(Draft& draft);

// Sends that wait for a provider which the configuration has no more go to another, or have failed.
void leave_lost_channels(Draft& draft);

// Whether anybody still waits for what this send asks; news is always wanted.
bool wanted(const Draft& draft, const SendState& send);

// It has ended so.
void conclude(Draft& draft, const SendState& send, Verdict verdict, const Outcome& outcome);

// Level 1 hears of a provider whose messages do not arrive.
void tell_of_receipt(Draft& draft, const SendState& send, const Receipt& receipt);

// A send has failed for good; if it was the last of its call's attempt, so has the attempt.
void fail_call_if_last(Draft& draft, const SendState& send);

// Sends of calls that nobody awaits any more: what waits is dropped, what is handed is asked back.
// `finished` says which incidents this very decision has ended.
void stand_down(Draft& draft, const std::vector<CallId>& calls, const std::string& why);

}  // namespace tocsin

// What people do about a call: take it, pass it on, escalate it, and what is told to the others.
#pragma once

#include "core/draft.h"

namespace tocsin {

void acknowledge(Draft& draft, const Acknowledgement& said);
void pass_on(Draft& draft, const PassOn& said);
void escalate(Draft& draft, const Escalate& said);

// The incident is resolved: its ladder ends, unsent calls stand down, everybody called is told.
void tell_over(Draft& draft, const Incident& incident, const std::string& reason);

}  // namespace tocsin

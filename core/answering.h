// What people do about a call: take it, pass it on, escalate it, and what is told to the others.
#pragma once

#include "core/draft.h"

namespace tocsin {

void acknowledge(Draft& draft, const Acknowledgement& said);
void pass_on(Draft& draft, const PassOn& said);
void escalate(Draft& draft, const Escalate& said);

// The incident becomes worse than whoever has it knows, and they are told. So is level 1, who is awake
// when they are not, when its monitor says so: `judge` is empty then, else who judged it. Nobody is,
// when nobody has it: who is called hears it as it is.
void tell_worse(Draft& draft, const Incident& incident, int severity, const std::string& judge);

// The incident is resolved: its ladder ends, unsent calls stand down, everybody called is told.
void tell_over(Draft& draft, const Incident& incident, const std::string& reason);

}  // namespace tocsin

// Written handovers at the times of the rule: from desk to desk with a phone call that is recorded,
// from one EDM to the next, from the EDM to the desk (HSSI-19).
#pragma once

#include "core/diary.h"
#include "core/draft.h"

#include <string>

namespace tocsin {

// The name of a rule in the journal: "nsd > service-bridge 08:00".
std::string rule_name(const HandoverRule& rule);

// The diary's part: gives what is due, and reminds of calls that are not recorded.
void hand_over_in_time(Draft& draft, const Procedure& procedure, DiaryLook& look);
void remind_of_calls(Draft& draft, DiaryLook& look);

void record_call(Draft& draft, const HandoverCall& call);
void take_note(Draft& draft, const NoteWritten& note);

}  // namespace tocsin

// Written handovers at the times of the rule: from desk to desk with a phone call that is recorded,
// from one EDM to the next, from the EDM to the desk (HSSI-19).
#pragma once

#include "core/diary.h"
#include "core/document.h"
#include "core/draft.h"

#include <optional>
#include <string>

namespace tocsin {

// One handover that is due, or would be if it were: everything that is looked up.
struct HandoverPaper {
    Document document;
    std::vector<Callee> from;
    std::vector<Callee> to;
    std::string from_called;  // "NSD", "EDM Pat Ash"
    std::string to_called;
    Span covers;
    int open = 0;
    bool empty = false;
    bool call = false;  // a phone call goes with it
};

// What `rule` hands over at `due`. Nothing where nobody hands over or takes over: the shift had
// nobody in it, nobody follows, or the same people go on.
std::optional<HandoverPaper> handover_paper(const Draft& draft, const Procedure& procedure,
                                            const HandoverRule& rule, Instant due);

// The name of a rule in the journal: "nsd > service-bridge 08:00".
std::string rule_name(const HandoverRule& rule);

// The diary's part: gives what is due, and reminds of calls that are not recorded.
void hand_over_in_time(Draft& draft, const Procedure& procedure, DiaryLook& look);
void remind_of_calls(Draft& draft, DiaryLook& look);

void record_call(Draft& draft, const HandoverCall& call);
void take_note(Draft& draft, const NoteWritten& note);

}  // namespace tocsin

// Replies to the question of a shift (HSSI-15): the code confirms, the code with NO says that the
// person cannot. Code and phone belong together, as for a call (P12); a call always comes first.
#pragma once

#include "core/reply.h"
#include "core/reply_desk.h"

#include <string>
#include <vector>

namespace tocsin {

// The questions that went to this phone, the one that is meant when none is named first: the open
// ones, then the latest. Pointers into the state, for one decision.
std::vector<const ShiftQuestion*> questions_of_phone(const Draft& draft, const std::string& phone);

// Nothing when none has this code.
const ShiftQuestion* question_with(const std::vector<const ShiftQuestion*>& questions,
                                   const std::string& code);

// Its code was typed. Not `clear`: there is a doubt, and nothing changes.
void reply_to_question(ReplyDesk& desk, const ShiftQuestion& question, ReplyText::Wish wish,
                       bool clear);

// A reply without a code of ours, while the first of the questions waits. False: none does.
bool say_open_question(ReplyDesk& desk, const std::vector<const ShiftQuestion*>& questions,
                       const std::string& read_as);

// A wrong code, counted against the questions that wait. False: none does.
bool say_wrong_to_question(ReplyDesk& desk, const std::vector<const ShiftQuestion*>& questions,
                           const std::string& code);

}  // namespace tocsin

// The question that begins a shift (HSSI-15): asked, once reminded of, confirmed or not, and level
// 1 hears of what is not confirmed. Its code and its link work as those of a call.
#pragma once

#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

// Asks one person about shifts that begin together: not empty, in order of time. Without any
// address to ask, level 1 is told at once.
void ask_about_shifts(Draft& draft, const Procedure& procedure, const Callee& person,
                      const std::vector<ShiftLine>& shifts);

// The Tick's part: the reminder half-way, or level 1.
void shift_due(Draft& draft, CallId question);

// None of its shifts is the person's any more: it stands down, once in a decision.
void stand_down_question(Draft& draft, const ShiftQuestion& question);

// By link, with the digits of the mail where they are needed, or by API. Answers taken,
// already_yours (said before), not_found, over, expired, wrong_digits or locked.
void answer_shift(Draft& draft, const ShiftAnswered& said);

// The person has said it, and by which road is known and good. False: that was said before.
bool shift_said(Draft& draft, const ShiftQuestion& question, bool declines, const std::string& via,
                const std::string& by);

// The shifts of the question that are still the person's.
std::vector<ShiftLine> held_shifts(const Draft& draft, const ShiftAsked& asked);

// {duties} {until} {code} {person} {desk} ... of a question.
Values question_values(const Draft& draft, const ShiftAsked& asked);

// {role} {frm} {to} {frm_iso} {person} {mobile} {next} of one shift, for whoever is told of it.
Values shift_values(const Draft& draft, const Procedure& procedure, const ShiftLine& line,
                    const Callee& person);

const Procedure& procedure_of(const Draft& draft, const ShiftAsked& asked);

}  // namespace tocsin

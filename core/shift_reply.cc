#include "core/shift_reply.h"

#include "core/addresses.h"
#include "core/shift_question.h"

#include <algorithm>

namespace tocsin {
namespace {

// It can be confirmed, and has not been.
bool waits(const Draft& draft, const ShiftQuestion& question) {
    const bool unsaid = question.standing == ShiftQuestion::Standing::open ||
                        question.standing == ShiftQuestion::Standing::unconfirmed;
    return unsaid && !held_shifts(draft, question.asked).empty();
}

void say(ReplyDesk& desk, const ShiftQuestion& question, const std::string& read_as,
         const std::string& text_id, bool limited = false, Values values = {}) {
    values.merge(question_values(desk.draft, question.asked));
    desk.answer(read_as, text_id, question.asked.callee, std::move(values), {}, limited);
}

}  // namespace

std::vector<const ShiftQuestion*> questions_of_phone(const Draft& draft, const std::string& phone) {
    std::vector<const ShiftQuestion*> questions;
    for (const auto& [id, question] : draft.state.shift_questions()) {
        if (question.asked.callee.phone == phone) questions.push_back(&question);
    }
    std::stable_sort(questions.begin(), questions.end(), [&](const auto* one, const auto* other) {
        if (waits(draft, *one) != waits(draft, *other)) return waits(draft, *one);
        return other->asked.question < one->asked.question;
    });
    return questions;
}

const ShiftQuestion* question_with(const std::vector<const ShiftQuestion*>& questions,
                                   const std::string& code) {
    const auto found = std::find_if(questions.begin(), questions.end(),
                                    [&](const auto* one) { return one->asked.code == code; });
    return found == questions.end() ? nullptr : *found;
}

void reply_to_question(ReplyDesk& desk, const ShiftQuestion& question, ReplyText::Wish wish,
                       bool clear) {
    if (held_shifts(desk.draft, question.asked).empty())
        return say(desk, question, "a shift that is not theirs", "reply.shift.gone");
    if (question.texts_locked)
        return say(desk, question, "a shift, locked", "reply.shift.locked", true);
    if (!clear) return say(desk, question, "doubtful: yes or no to a shift", "reply.shift.unclear");
    const bool declines = wish == ReplyText::Wish::pass;
    note_answer(desk.draft, question.asked.callee.person, desk.said.from, "text");
    shift_said(desk.draft, question, declines, "text", "");
    desk.draft.decision.answer.kind = Answer::Kind::taken;
    say(desk, question, declines ? "cannot do the shift" : "confirms the shift",
        declines ? "reply.shift.no" : "reply.shift");
}

bool say_open_question(ReplyDesk& desk, const std::vector<const ShiftQuestion*>& questions,
                       const std::string& read_as) {
    if (questions.empty() || !waits(desk.draft, *questions.front())) return false;
    const ShiftQuestion& question = *questions.front();
    const bool locked = question.texts_locked;
    say(desk, question, read_as, locked ? "reply.shift.locked" : "reply.shift.nocode", true);
    return true;
}

bool say_wrong_to_question(ReplyDesk& desk, const std::vector<const ShiftQuestion*>& questions,
                           const std::string& code) {
    if (questions.empty() || !waits(desk.draft, *questions.front())) return false;
    const ShiftQuestion& first = *questions.front();
    bool locked = first.texts_locked;
    for (const ShiftQuestion* question : questions) {
        if (!waits(desk.draft, *question) || question->texts_locked) continue;
        const bool last = question->wrong_texts + 1 >= wrong_codes_max;
        desk.draft.add(WrongCode{question->asked.question, {}, last, "text"});
        locked = locked || (last && question == &first);
    }
    say(desk, first, "a wrong number", locked ? "reply.shift.locked" : "reply.shift.wrongcode",
        false, {{"wrong", code}});
    return true;
}

}  // namespace tocsin

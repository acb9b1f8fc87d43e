#include "core/reply_desk.h"

#include "core/news.h"
#include "core/phone.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

// What answers a machine could provoke without end: to a text without a code, twice, then silence.
constexpr int limited_max = 2;
constexpr Duration limited_within = std::chrono::minutes(10);

// Whoever we do not know is told so once.
constexpr Duration unknown_within = std::chrono::hours(1);

// No person says more to us in that time, whatever it is about. It holds back no word of a change:
// nobody is obeyed in silence, and a call changes too seldom for a machine to live on that.
constexpr int answers_max = 10;

}  // namespace

ReplyDesk::ReplyDesk(Draft& draft_, const Replied& said_)
    : draft(draft_), said(said_), people_(people_of_phone(draft_, said_.from)) {}

void ReplyDesk::begin() {
    came_.channel = said.channel;
    came_.id = said.id;
    came_.from = said.from;
    came_.to = said.to;
    came_.text = said.text;
    came_.sent = said.sent;
    if (!people_.empty()) came_.person = people_.front().person;
    came_at_ = draft.decision.events.size();
    draft.add(came_);
}

void ReplyDesk::end() {
    draft.decision.answer.detail = came_.answer;
    std::get<ReplyCame>(draft.decision.events[came_at_]) = std::move(came_);
}

bool ReplyDesk::may_answer(const std::string& text_id, bool limited) const {
    const auto count = [&](Duration within, bool same) {
        const auto& answers = draft.state.answered(said.from);
        return std::count_if(answers.begin(), answers.end(), [&](const AnsweredReply& one) {
            return one.at <= draft.now && draft.now < one.at + within &&
                   (one.text_id == text_id || !same);
        });
    };
    if (text_id == "reply.unknown") return count(unknown_within, true) == 0;
    if (limited && count(limited_within, true) >= limited_max) return false;
    if (changed()) return true;
    return count(limited_within, false) < answers_max;
}

// This reply takes a call, hands it on, locks it, answers a question, or proves a phone.
bool ReplyDesk::changed() const {
    const auto& events = draft.decision.events;
    return std::any_of(events.begin(), events.end(), [](const Event& event) {
        const auto* wrong = std::get_if<WrongCode>(&event);
        const auto* proved = std::get_if<AddressProved>(&event);
        return std::holds_alternative<Taken>(event) || std::holds_alternative<Climbed>(event) ||
               std::holds_alternative<ShiftMoved>(event) || (wrong != nullptr && wrong->locked) ||
               (proved != nullptr && proved->proof == AddressProved::Proof::verified);
    });
}

bool ReplyDesk::answer(const std::string& read_as, const std::string& text_id, const Callee& reader,
                       Values values, const std::vector<IncidentId>& about, bool limited) {
    came_.read_as = read_as;
    came_.about = about;
    came_.person = reader.person;
    if (!sabotaged(Mutant::machine_answered) && !may_answer(text_id, limited)) return false;
    came_.answer = text_id;
    if (sabotaged(Mutant::reply_unanswered) && text_id == "reply.wrongcode") return true;
    Callee phone = reader;
    phone.phone = said.from;
    tocsin::answer(draft, phone, said.channel, text_id, std::move(values), about);
    return true;
}

bool ReplyDesk::answer_house(const std::string& read_as, const std::string& text_id, bool limited) {
    const Callee reader = people_.empty() ? Callee{} : people_.front();
    return answer(read_as, text_id, reader, {{"time", time(draft.now)}}, {}, limited);
}

std::string ReplyDesk::time(Instant at) const {
    return short_time(draft.directory.calendar.zone, at, draft.now);
}

}  // namespace tocsin

// What the state knows of the questions that begin a shift, and of what people's addresses have
// shown.
#include "core/state.h"

#include <algorithm>

namespace tocsin {
namespace {

// As long as any shift lasts: one that was made longer meanwhile is not asked about again, nor when
// the clock is set back.
constexpr Duration questions_kept = std::chrono::hours(24 * 8);

Due question_of(CallId id) {
    return {Due::Kind::shift, id.value};
}

}  // namespace

Instant ShiftQuestion::ends() const {
    Instant end{};
    for (const ShiftLine& shift : asked.shifts) end = std::max(end, shift.span.to);
    return end;
}

// ---------------------------------------------------------------- questions

State::ShiftKey State::shift_key(const ShiftTold& told) {
    return {told.shift.rota, told.shift.role, told.shift.span.from, told.person, told.stage};
}

bool State::shift_told(const ShiftTold& told) const {
    return shifts_told_.find(shift_key(told)) != nullptr;
}

void State::on(const Entry&, const ShiftTold& event) {
    shifts_told_.put(shift_key(event), event.shift.span.to);
}

void State::on(const Entry& entry, const ShiftAsked& event) {
    facts_.call = std::max(facts_.call, event.question.value);
    ShiftQuestion question;
    question.asked = event;
    question.due_set = entry.at;
    shift_questions_.put(event.question, std::move(question));
    note_code(event.callee.person, event.code);
    agenda_.set(question_of(event.question), event.remind);
}

void State::on(const Entry& entry, const ShiftMoved& event) {
    ShiftQuestion* question = shift_questions_.change(event.question);
    if (question == nullptr) return;
    std::optional<Instant> due;
    switch (event.to) {
        case ShiftMoved::To::reminded:
            question->reminded = true;
            question->due_set = entry.at;
            due = question->asked.until;
            break;
        case ShiftMoved::To::confirmed:
            question->standing = ShiftQuestion::Standing::confirmed;
            break;
        case ShiftMoved::To::declined:
            question->standing = ShiftQuestion::Standing::declined;
            break;
        case ShiftMoved::To::unconfirmed:
            question->standing = ShiftQuestion::Standing::unconfirmed;
            break;
        case ShiftMoved::To::stood_down:
            question->standing = ShiftQuestion::Standing::stood_down;
            break;
    }
    agenda_.set(question_of(event.question), due);
}

// A look at the rotas comes often enough.
void State::forget_shifts(Instant now) {
    std::vector<CallId> over;
    for (const auto& [id, question] : shift_questions_) {
        if (question.ends() + questions_kept <= now) over.push_back(id);
    }
    for (const CallId id : over) {
        const std::set<SendId> landed = shift_questions_.find(id)->landed;
        for (const SendId send : landed) drop_landed(send);
        agenda_.set(question_of(id), std::nullopt);
        shift_questions_.erase(id);
    }
    const auto erase_ended = [now](auto& table, const auto& end_of) {
        std::vector<std::remove_cvref_t<decltype(table.begin()->first)>> ended;
        for (const auto& [key, row] : table) {
            if (end_of(row) <= now) ended.push_back(key);
        }
        for (const auto& key : ended) table.erase(key);
    };
    erase_ended(shifts_told_, [](Instant end) { return end + questions_kept; });
    erase_ended(address_checks_, [](const AddressCheck& check) { return check.until; });
}

// ---------------------------------------------------------------- addresses

void State::on(const Entry& entry, const AddressProved& event) {
    const PersonAddress key{event.person, event.address};
    AddressState address;
    if (const AddressState* before = addresses_.find(key)) address = *before;
    switch (event.proof) {
        case AddressProved::Proof::verified:
            address.verified = entry.at;
            address_checks_.erase(key);
            address.failed.reset();
            break;
        case AddressProved::Proof::answered:
            address.answered = entry.at;
            address.how = event.how;
            address.failed.reset();
            break;
        case AddressProved::Proof::failed:
            address.failed = entry.at;
            address.why = event.how;
            break;
        case AddressProved::Proof::works:
            address.failed.reset();
            break;
    }
    addresses_.put(key, std::move(address));
}

void State::on(const Entry&, const AddressAsked& event) {
    address_checks_.put({event.person, event.address}, {event.medium, event.code, event.until, 0});
    note_code(event.person, event.code);
}

void State::on(const Entry&, const AddressCodeWrong& event) {
    const PersonAddress key{event.person, event.address};
    if (event.last) {
        address_checks_.erase(key);
    } else if (AddressCheck* check = address_checks_.change(key)) {
        ++check->wrong;
    }
}

}  // namespace tocsin

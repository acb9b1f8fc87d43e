#include "core/shift_question.h"

#include "core/addresses.h"
#include "core/compose.h"
#include "core/crew.h"
#include "core/delivery.h"
#include "core/ladder.h"
#include "core/news.h"
#include "core/rota_duties.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"
#include "rota/telephone.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

// A night, as the links of calls.
constexpr Duration link_lives = std::chrono::hours(12);

// What a text can say of several shifts and still ask in its first part (wording 2.2).
constexpr std::size_t duties_signs = 72;

constexpr int severity = 2;  // of the news that somebody may not be there

// Behind every call, and in front of news.
constexpr int question_severity = 5;

std::string joined(const std::set<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text.empty() ? "nobody" : text;
}

std::string on_duty(const Draft& draft, const ShiftLine& line, Instant at) {
    const RotaVersion* rota = draft.state.rotas().find(line.rota);
    std::set<std::string> names;
    if (rota != nullptr) {
        for (const PersonId& id : on_call(rota->rota, line.role, at).people) {
            const auto person = find_person(draft.state, draft.directory, id, at);
            names.insert(person ? person->name : id);
        }
    }
    return joined(names);
}

// "EDM Tue 17:30 to Wed 08:00"; of several, which begin together, "EDM to Wed 08:00, level 3 to
// Mon 08:00".
std::string duties_words(const Draft& draft, const std::vector<ShiftLine>& shifts) {
    const Zone& zone = draft.directory.calendar.zone;
    if (shifts.size() == 1) {
        const Span& span = shifts.front().span;
        return shifts.front().called + " " + short_time(zone, span.from, draft.now) + " to " +
               short_time(zone, span.to, draft.now);
    }
    std::string text;
    std::size_t said = 0;
    for (const ShiftLine& shift : shifts) {
        const std::string one = shift.called + " to " + short_time(zone, shift.span.to, draft.now);
        const std::size_t more = text.size() + one.size() + std::string(", 9 more").size();
        if (said > 0 && more > duties_signs) break;
        text += (said++ == 0 ? "" : ", ") + one;
    }
    if (said < shifts.size()) text += ", " + std::to_string(shifts.size() - said) + " more";
    return text;
}

// The role of the procedure that has the duty, and the rung behind it.
std::optional<int> next_rung(const Procedure& procedure, const ShiftLine& line) {
    for (const Role& role : procedure.roles) {
        const bool asks =
            std::any_of(role.sources.begin(), role.sources.end(),
                        [&](const RoleSource& source) { return source.rota_role == line.role; });
        const std::optional<int> rung = asks ? rung_of(procedure, role.name) : std::nullopt;
        if (rung) return std::min(*rung + 1, last_resort(procedure));
    }
    return std::nullopt;
}

// Who is above the person while the shift lasts.
struct Above {
    std::string called = "the last resort";
    std::string people;
};

Above above(const Draft& draft, const Procedure& procedure, const ShiftLine& line) {
    const int rung = next_rung(procedure, line).value_or(last_resort(procedure));
    const std::string& role = rung >= last_resort(procedure)
                                  ? procedure.ladder.last_resort
                                  : procedure.ladder.rungs[static_cast<std::size_t>(rung)].role;
    const Meaning meant =
        meaning(draft.state, draft.directory, procedure, role, std::max(draft.now, line.span.from));
    std::set<std::string> names;
    for (const Callee& person : meant.people) names.insert(person.name);
    return {rung >= last_resort(procedure) ? "the last resort" : meant.called, joined(names)};
}

std::string open_words(const Draft& draft) {
    const auto& incidents = draft.state.incidents();
    const auto open = std::count_if(incidents.begin(), incidents.end(), [](const auto& row) {
        return !row.second.resolved && !row.second.drill;
    });
    return std::to_string(open) + (open == 1 ? " incident" : " incidents");
}

// One message of a question, in every wording that its provider may need. False: no such address.
bool offer(Draft& draft, const ShiftAsked& asked, const Values& values, const std::string& text_id,
           Medium medium, int attempt) {
    SendOffered send;
    send.text_id = text_id + ".link";
    send.message = compose_news(draft, asked.callee, send.text_id, values, {}, medium);
    if (send.message.to.empty()) return false;
    send.message.expires = asked.until;
    if (medium == Medium::sms) {
        send.other_text_id = text_id;
        send.other_text = compose_news(draft, asked.callee, text_id, values, {}, medium).text;
    }
    send.call = asked.question;
    send.attempt = attempt;
    send.person = asked.callee.person;
    send.outside = asked.callee.outside;
    send.give_up = asked.until;
    send.severity = question_severity;
    return draft.offer(std::move(send));
}

void tell_each(Draft& draft, const ShiftAsked& asked, const std::vector<ShiftLine>& shifts,
               const std::string& text_id) {
    const Procedure& procedure = procedure_of(draft, asked);
    for (const ShiftLine& line : shifts) {
        tell_level_1(draft, procedure, text_id, shift_values(draft, procedure, line, asked.callee),
                     {}, severity);
    }
}

void move(Draft& draft, const ShiftAsked& asked, ShiftMoved::To to, const std::string& why) {
    draft.add(ShiftMoved{asked.question, to, "", "", why});
}

void warn(Draft& draft, const ShiftAsked& asked, const std::vector<ShiftLine>& shifts,
          const std::string& why) {
    move(draft, asked, ShiftMoved::To::unconfirmed, why);
    if (!sabotaged(Mutant::shift_unwarned)) tell_each(draft, asked, shifts, "shift.unconfirmed");
}

// Three wrong codes close the road of a link in a mail, as they do for a call (P12).
bool digits_hold(Draft& draft, const ShiftQuestion& question, const ShiftAnswered& said) {
    if (!said.needs_digits) return true;
    Answer& answer = draft.decision.answer;
    answer.kind = Kind::locked;
    if (question.locked) return false;
    if (said.digits == question.asked.code) return true;
    const bool locked = question.wrong_codes + 1 >= wrong_codes_max;
    if (!locked) answer.kind = Kind::wrong_digits;
    draft.add(WrongCode{question.asked.question, {}, locked});
    return false;
}

void answer_by_link(Draft& draft, const ShiftAnswered& said) {
    Answer& answer = draft.decision.answer;
    const ShiftQuestion* question = draft.state.shift_questions().find(said.question);
    if (question == nullptr || question->asked.callee.person != said.person) return;
    answer.kind = Kind::expired;
    if (draft.now > question->asked.link_expires) return;
    answer.kind = Kind::over;
    if (held_shifts(draft, question->asked).empty()) return;
    if (!digits_hold(draft, *question, said)) return;
    const Callee& person = question->asked.callee;
    note_answer(draft, person.person, said.needs_digits ? person.mail : person.phone, "link");
    const bool news = shift_said(draft, *question, said.declines, said.via, said.by);
    answer.kind = news ? Kind::taken : Kind::already_yours;
}

}  // namespace

const Procedure& procedure_of(const Draft& draft, const ShiftAsked& asked) {
    return draft.directory.procedure(asked.procedure, "");
}

std::vector<ShiftLine> held_shifts(const Draft& draft, const ShiftAsked& asked) {
    std::vector<ShiftLine> held;
    for (const ShiftLine& line : asked.shifts) {
        if (holds_shift(draft, line, asked.callee.person)) held.push_back(line);
    }
    return held;
}

Values shift_values(const Draft& draft, const Procedure& procedure, const ShiftLine& line,
                    const Callee& person) {
    const Zone& zone = draft.directory.calendar.zone;
    return {{"role", line.called},
            {"frm", short_time(zone, line.span.from, draft.now)},
            {"frm_iso", iso_local(zone, line.span.from).substr(0, 16)},
            {"to", short_time(zone, line.span.to, draft.now)},
            {"person", fit_for_text(person.name, 20)},
            {"mobile", person.phone.empty() ? "(no number known)" : spoken_phone(person.phone)},
            {"next", above(draft, procedure, line).called}};
}

Values question_values(const Draft& draft, const ShiftAsked& asked) {
    const Zone& zone = draft.directory.calendar.zone;
    const Procedure& procedure = procedure_of(draft, asked);
    std::vector<ShiftLine> shifts = held_shifts(draft, asked);
    if (shifts.empty()) shifts = asked.shifts;
    const ShiftLine& first = shifts.front();
    const Above next = above(draft, procedure, first);
    Values values = shift_values(draft, procedure, first, asked.callee);
    values.merge(desk_values(draft, procedure));
    values["duties"] = duties_words(draft, shifts);
    const std::string plural = shifts.size() == 1 ? "" : "s";
    values["shift"] = "shift" + plural;
    values["it"] = shifts.size() == 1 ? "it" : "them";
    values["code"] = asked.code;
    values["until"] = short_time(zone, asked.until, draft.now);
    values["above"] = capitalised(next.called);
    values["people"] = fit_for_text(next.people, 42);
    values["prev"] = on_duty(draft, first, first.span.from - Duration(1));
    values["after_you"] = on_duty(draft, first, first.span.to);
    values["open"] = open_words(draft);
    values["sent_long"] = long_time(zone, draft.now);
    return values;
}

void ask_about_shifts(Draft& draft, const Procedure& procedure, const Callee& person,
                      const std::vector<ShiftLine>& shifts) {
    Instant ends{};
    for (const ShiftLine& line : shifts) ends = std::max(ends, line.span.to);
    ShiftAsked asked;
    asked.question = draft.new_call();
    asked.procedure = procedure.name;
    asked.callee = person;
    asked.code = draft.new_code(person);
    asked.shifts = shifts;
    asked.until = std::min(draft.now + procedure.shift_start.confirm_within, ends);
    asked.remind = draft.now + (asked.until - draft.now) / 2;
    asked.link_expires = std::min(draft.now + link_lives, ends);
    draft.add(asked);
    const Values values = question_values(draft, asked);
    const bool by_text = offer(draft, asked, values, "shift.start", Medium::sms, 1);
    const bool by_mail = offer(draft, asked, values, "shift.start", Medium::email, 1);
    if (!by_text && !by_mail) warn(draft, asked, shifts, words(Failure::no_address));
}

void shift_due(Draft& draft, CallId id) {
    const ShiftQuestion& question = *draft.state.shift_questions().find(id);
    const ShiftAsked& asked = question.asked;
    const std::vector<ShiftLine> held = held_shifts(draft, asked);
    if (held.empty()) {
        stand_down_question(draft, question);
        return;
    }
    if (asked.until <= draft.now) {
        warn(draft, asked, held, "no answer");
        return;
    }
    move(draft, asked, ShiftMoved::To::reminded, "");
    const Values values = question_values(draft, asked);
    if (!offer(draft, asked, values, "shift.remind", Medium::sms, 2))
        offer(draft, asked, values, "shift.remind", Medium::email, 2);
}

void stand_down_question(Draft& draft, const ShiftQuestion& question) {
    const CallId id = question.asked.question;
    // Its time and a look at the rotas may come with the same Tick.
    const auto& events = draft.decision.events;
    const bool moved = std::any_of(events.begin(), events.end(), [id](const Event& event) {
        const auto* one = std::get_if<ShiftMoved>(&event);
        return one != nullptr && one->question == id;
    });
    if (moved) return;
    const std::string why =
        question.ends() <= draft.now ? "the shift is over" : "no shift of theirs any more";
    move(draft, question.asked, ShiftMoved::To::stood_down, why);
    stand_down(draft, {id}, why);
}

bool shift_said(Draft& draft, const ShiftQuestion& question, bool declines, const std::string& via,
                const std::string& by) {
    using Standing = ShiftQuestion::Standing;
    const Standing before = question.standing;
    if (before == (declines ? Standing::declined : Standing::confirmed)) return false;
    const ShiftAsked& asked = question.asked;
    draft.add(ShiftMoved{asked.question,
                         declines ? ShiftMoved::To::declined : ShiftMoved::To::confirmed, via, by,
                         ""});
    stand_down(draft, {asked.question}, declines ? "cannot do it" : "confirmed");
    const std::vector<ShiftLine> held = held_shifts(draft, asked);
    if (declines) {
        tell_each(draft, asked, held, "shift.declined");
    } else if (before != Standing::open) {
        // Level 1 was told otherwise, and may be looking for cover.
        tell_each(draft, asked, held, "shift.late");
    }
    return true;
}

void answer_shift(Draft& draft, const ShiftAnswered& said) {
    Answer& answer = draft.decision.answer;
    answer.kind = Kind::not_found;
    if (said.question) {
        answer_by_link(draft, said);
        return;
    }
    for (const auto& [id, question] : draft.state.shift_questions()) {
        if (question.asked.callee.person != said.person) continue;
        if (held_shifts(draft, question.asked).empty()) continue;
        const bool news = shift_said(draft, question, said.declines, said.via, said.by);
        if (news || answer.kind == Kind::not_found)
            answer.kind = news ? Kind::taken : Kind::already_yours;
    }
}

}  // namespace tocsin

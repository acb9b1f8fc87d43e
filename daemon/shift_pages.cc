#include "daemon/shift_pages.h"

#include "channels/shift_page.h"
#include "core/compose.h"
#include "core/shift_question.h"
#include "daemon/ack_desk.h"

#include <algorithm>

namespace tocsin {
namespace {

// A link that was found good: the question as it stands, and what the page shows.
struct Opened {
    ShiftAnswered said;
    ShiftView view;
};

ShiftState state_of(const Draft& draft, const ShiftQuestion& question, bool mail) {
    if (held_shifts(draft, question.asked).empty() || draft.now > question.asked.link_expires)
        return ShiftState::ended;
    switch (question.standing) {
        case ShiftQuestion::Standing::open:
        case ShiftQuestion::Standing::unconfirmed:
            return question.locked && mail ? ShiftState::locked : ShiftState::open;
        case ShiftQuestion::Standing::confirmed:
            return ShiftState::confirmed;
        case ShiftQuestion::Standing::declined:
            return ShiftState::declined;
        case ShiftQuestion::Standing::stood_down:
            break;
    }
    return ShiftState::ended;
}

ShiftView view_of(const Draft& draft, const ShiftQuestion& question, bool mail) {
    const ShiftAsked& asked = question.asked;
    ShiftView view;
    view.state = state_of(draft, question, mail);
    view.exercise = draft.directory.exercise;
    view.person = asked.callee.name;
    view.duties = question_values(draft, asked).at("duties");
    if (question.standing == ShiftQuestion::Standing::open)
        view.until = short_at(draft.directory.calendar.zone, asked.until, draft.now);
    view.desk = desk_of(draft, procedure_of(draft, asked));
    view.ask_digits = mail;
    view.tries_left = std::max(0, wrong_codes_max - question.wrong_codes);
    return view;
}

std::optional<Opened> open(const Api& api, const LinkMaker& links, const std::string& token,
                           const LinkName& link) {
    std::optional<Opened> opened;
    api.look([&](const Engine& engine, Instant now) {
        const ShiftQuestion* question = engine.state().shift_questions().find(link.call);
        if (question == nullptr) return;
        const ShiftAsked& asked = question->asked;
        if (!link_holds(links.keys, token, asked.callee.person, asked.link_expires)) return;
        const Draft draft(engine.state(), engine.directory(), now, 0);
        opened = Opened{{}, view_of(draft, *question, link.mail)};
        opened->said.question = asked.question;
        opened->said.person = asked.callee.person;
        opened->said.via = "link";
        opened->said.needs_digits = link.mail;
    });
    if (!opened) return std::nullopt;
    opened->view.form = form_for(links, token);
    opened->view.action = "/a/" + token;
    return opened;
}

}  // namespace

std::optional<Response> ShiftPages::show(const std::string& token, const LinkName& link,
                                         const LinkMaker& links) const {
    const std::optional<Opened> opened = open(api_, links, token, link);
    if (!opened) return std::nullopt;
    return page_response(shift_page(opened->view));
}

std::optional<Response> ShiftPages::act(const Visit& visit, const std::string& token,
                                        const LinkName& link, const LinkMaker& links) const {
    std::optional<Opened> opened = open(api_, links, token, link);
    if (!opened) return std::nullopt;
    ShiftView& view = opened->view;
    const auto field = [&](const char* name) {
        const std::string* value = find_field(visit.form, name);
        return value == nullptr ? std::string() : *value;
    };
    if (view.state == ShiftState::ended || view.state == ShiftState::locked)
        return page_response(shift_page(view));
    const std::string wish = field("do");
    if (!pressed_by_hand(links, token, field("form")) || (wish != "take" && wish != "pass")) {
        if (view.state == ShiftState::open) view.state = ShiftState::press_again;
        return page_response(shift_page(view));
    }
    opened->said.declines = wish == "pass";
    opened->said.digits = field("digits");
    std::optional<Reply> reply;
    try {
        reply = api_.ask({}, opened->said, Lane::first);
    } catch (const Refused&) {
        // Told below, as a page.
    }
    if (!reply || !reply->durable) {
        view.state = ShiftState::not_saved;
        return page_response(shift_page(view));
    }
    const Answer::Kind kind = reply->answer.kind;
    if (kind == Answer::Kind::wrong_digits || kind == Answer::Kind::locked) {
        view.state = kind == Answer::Kind::locked ? ShiftState::locked : ShiftState::wrong_digits;
        view.tries_left = std::max(0, view.tries_left - 1);
        return page_response(shift_page(view));
    }
    // Whatever it led to, the page tells; reloading it is harmless.
    return Response{.status = 303, .headers = {{"Location", "/a/" + token}}};
}

}  // namespace tocsin

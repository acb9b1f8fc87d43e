#include "daemon/ack_routes.h"

#include "channels/ack_page.h"
#include "channels/link.h"
#include "channels/sabotage.h"
#include "daemon/ack_desk.h"
#include "daemon/ack_view.h"

namespace tocsin {
namespace {

// Times of the forms are the machine's, also in an exercise, whose own time runs faster.
Instant machine_now() {
    return machine_time().utc;
}

Response answer(const AckView& view) {
    return page_response(ack_page(view));
}

}  // namespace

void AckRoutes::add_routes(Router& router) {
    router.add("GET", "/a/{token}", Access::open,
               [this](const Visit& visit) { return show(visit); });
    router.add("POST", "/a/{token}", Access::open,
               [this](const Visit& visit) { return act(visit); });
}

// A good link is never throttled: many people may share the address of a proxy or a carrier.
Response AckRoutes::refused(const Visit& visit, AckView unknown) {
    if (wrong_tokens_.throttled(visit.request.peer, machine_now())) {
        unknown.state = AckState::too_many;
    } else {
        wrong_tokens_.failed(visit.request.peer, machine_now());
    }
    return answer(unknown);
}

// What no link can be is not worth the engine's time, so its page has the desk of the last look.
AckView AckRoutes::last_unknown() const {
    const std::lock_guard lock(mutex_);
    return unknown_;
}

void AckRoutes::remember(const AckView& unknown) {
    const std::lock_guard lock(mutex_);
    unknown_ = unknown;
}

Response AckRoutes::show(const Visit& visit) {
    const std::string& token = *find_field(visit.path, "token");
    const LinkMaker links = links_();
    const std::optional<LinkName> link = read_link_token(token);
    if (!link) return refused(visit, last_unknown());
    AckView unknown;
    std::optional<OpenedLink> opened = open_link(api_, links, token, *link, unknown);
    remember(unknown);
    if (!opened) {
        if (std::optional<Response> shift = shifts_.show(token, *link, links)) return *shift;
        return refused(visit, unknown);
    }
    if (sabotaged(Bug::look_takes)) {
        Acknowledgement taken;
        taken.call = opened->call;
        taken.person = opened->person;
        taken.via = "link";
        api_.ask({}, taken, Lane::first);
    }
    opened->view.form = form_for(links, token);
    opened->view.action = "/a/" + token;
    return answer(opened->view);
}

Response AckRoutes::act(const Visit& visit) {
    const std::string& token = *find_field(visit.path, "token");
    const LinkMaker links = links_();
    const std::optional<LinkName> link = read_link_token(token);
    if (!link) return refused(visit, last_unknown());
    AckView unknown;
    std::optional<OpenedLink> opened = open_link(api_, links, token, *link, unknown);
    remember(unknown);
    if (!opened) {
        if (std::optional<Response> shift = shifts_.act(visit, token, *link, links)) return *shift;
        return refused(visit, unknown);
    }
    AckView& view = opened->view;
    view.form = form_for(links, token);
    view.action = "/a/" + token;
    const auto field = [&](const char* name) {
        const std::string* value = find_field(visit.form, name);
        return value == nullptr ? std::string() : *value;
    };
    const bool may_act = view.state == AckState::open || view.state == AckState::taken_by_you ||
                         view.state == AckState::taken_by_you_late;
    if (!may_act) return answer(view);
    if (opened->expired) {
        view.state = AckState::link_ended;
        return answer(view);
    }
    if (!pressed_by_hand(links, token, field("form")) ||
        (field("do") != "take" && field("do") != "pass")) {
        view.state = AckState::press_again;
        return answer(view);
    }
    Occurrence said;
    if (field("do") == "pass") {
        PassOn pass;
        pass.call = opened->call;
        pass.person = opened->person;
        pass.via = "link";
        pass.digits = field("digits");
        pass.needs_digits = opened->mail;
        said = pass;
    } else {
        Acknowledgement acknowledgement;
        acknowledgement.call = opened->call;
        acknowledgement.person = opened->person;
        acknowledgement.via = "link";
        acknowledgement.digits = field("digits");
        acknowledgement.needs_digits = opened->mail;
        said = acknowledgement;
    }
    Reply reply;
    try {
        reply = api_.ask({}, std::move(said), Lane::first);
    } catch (const Refused&) {
        view.state = AckState::not_saved;
        return answer(view);
    }
    if (!reply.durable) {
        view.state = AckState::not_saved;
        return answer(view);
    }
    if (reply.answer.kind == Answer::Kind::wrong_digits ||
        reply.answer.kind == Answer::Kind::locked) {
        view.state =
            reply.answer.kind == Answer::Kind::locked ? AckState::locked : AckState::wrong_digits;
        view.tries_left = std::max(0, view.tries_left - 1);
        return answer(view);
    }
    // Whatever it led to, the page tells; reloading it is harmless.
    return {.status = 303, .headers = {{"Location", "/a/" + token}}};
}

}  // namespace tocsin

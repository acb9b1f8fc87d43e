#include "daemon/ack_view.h"

#include "core/compose.h"
#include "core/draft.h"
#include "core/exercise.h"
#include "core/ladder.h"
#include "daemon/ack_desk.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

// "02:19:31": when it was taken, to the second.
Time exact_at(const Zone& zone, Instant at) {
    const std::string iso = iso_local(zone, at);
    return {iso, iso.substr(11, 8)};
}

std::string state_words(const Values& values) {
    const std::string& state = values.at("state");
    return state == "alarm" ? "raising an alarm" : state;
}

AckIncident shown(const Draft& draft, const Incident& incident) {
    const Values values = incident_values(draft, incident);
    const Zone& zone = draft.directory.calendar.zone;
    return {.ref = reference(incident.id),
            .service = values.at("service"),
            .state = state_words(values),
            .severity = incident.severity,
            .place = values.at("place"),
            .impact = values.at("impact"),
            .began = {iso_local(zone, incident.began), long_time(zone, incident.began)}};
}

std::string media(const State& state, const Call& call) {
    bool text = false;
    bool mail = false;
    for (const auto& [id, send] : state.sends()) {
        if (send.call != call.id) continue;
        text = text || send.message.medium == Medium::sms;
        mail = mail || send.message.medium == Medium::email;
    }
    text = text || !call.callee.phone.empty();
    mail = mail || !call.callee.mail.empty();
    return text && mail ? "text and email" : text ? "text" : "email";
}

AckState state_of(const Draft& draft, const Call& call,
                  const std::vector<const Incident*>& incidents, bool mail) {
    const auto all = [&](const auto& claim) {
        return std::all_of(incidents.begin(), incidents.end(), claim);
    };
    const PersonId& person = call.callee.person;
    if (incidents.empty() || all([](const Incident* one) { return one->resolved.has_value(); })) {
        return AckState::over;
    }
    const auto holds = [&](const Incident* one) {
        return one->holder && one->holder->person == person;
    };
    if (all([&](const Incident* one) { return one->resolved || holds(one); })) {
        const bool late = std::any_of(incidents.begin(), incidents.end(),
                                      [](const Incident* one) { return one->climb.standing; });
        return late ? AckState::taken_by_you_late : AckState::taken_by_you;
    }
    if (all([&](const Incident* one) {
            return one->resolved || (one->holder && !one->climb.running);
        })) {
        return AckState::taken_by_other;
    }
    if (all([&](const Incident* one) { return one->climb.passed_by == person; }))
        return AckState::passed_on;
    if (draft.now > call.link_expires) return AckState::link_ended;
    return call.locked && mail ? AckState::locked : AckState::open;
}

// Everything the page shows, as the state has it at this moment.
AckView view_of(const Draft& draft, const Call& call, bool mail) {
    const Zone& zone = draft.directory.calendar.zone;
    std::vector<const Incident*> incidents;
    for (const Covered& line : call.covers) {
        if (const Incident* incident = draft.state.incidents().find(line.incident))
            incidents.push_back(incident);
    }
    std::sort(incidents.begin(), incidents.end(), [](const Incident* one, const Incident* other) {
        return std::pair(one->severity, one->id) < std::pair(other->severity, other->id);
    });
    AckView view;
    view.state = state_of(draft, call, incidents, mail);
    view.exercise = is_exercise(draft.state, draft.directory, incidents_of(call));
    view.person = call.callee.name;
    view.role = call.callee.called;
    view.called = short_at(zone, call.made, draft.now);
    view.channels = media(draft.state, call);
    view.link_until = short_at(zone, call.link_expires, draft.now);
    view.ask_digits = mail;
    view.tries_left = std::max(0, wrong_codes_max - call.wrong_codes);
    for (const Incident* incident : incidents) view.incidents.push_back(shown(draft, *incident));
    if (incidents.empty()) return view;

    const Incident& first = *incidents.front();
    const Procedure& procedure = draft.procedure(first);
    view.desk = desk_of(draft, procedure);
    const int next = std::min(first.climb.rung + 1, last_resort(procedure));
    if (first.climb.rung < last_resort(procedure)) {
        view.next = rung_called(draft, first, next);
        const Rung& rung = procedure.ladder.rungs[static_cast<std::size_t>(first.climb.rung)];
        view.next_at = short_at(
            zone, std::max(first.climb.due, first.climb.rung_began + rung.within), draft.now);
        const auto called = first.called.find(call.callee.person);
        const int own = called == first.called.end() ? first.climb.rung : called->second.rung;
        view.pass_to = rung_called(draft, first, std::min(own + 1, last_resort(procedure)));
    }
    if (view.state == AckState::taken_by_you_late) {
        view.next = rung_called(draft, first, first.climb.rung);
        view.next_at = short_at(zone, first.climb.rung_began, draft.now);
    }
    if (first.holder) {
        view.taken = view.state == AckState::taken_by_other
                         ? short_at(zone, first.holder->at, draft.now)
                         : exact_at(zone, first.holder->at);
        view.other_person = first.holder->name;
        view.other_role = first.holder->called;
    }
    if (view.state == AckState::passed_on) {
        for (const auto& [person, called] : first.called) {
            if (called.rung != first.climb.rung || person == call.callee.person) continue;
            view.other_person = called.callee.name;
            view.other_role = called.callee.called;
        }
    }
    if (first.resolved) {
        view.ended = "Stood down";
        view.ended_at = short_at(zone, *first.resolved, draft.now);
    }
    view.still_running = first.climb.running;
    return view;
}

const SendState* send_of(const State& state, SendId id) {
    const SendState* send = state.sends().find(id);
    return send == nullptr ? state.landed().find(id) : send;
}

std::string spoken_by(const State& state, const Call& call) {
    for (const SendId id : call.sends) {
        const SendState* send = send_of(state, id);
        if (send != nullptr && send->message.medium == Medium::voice) return send->message.text;
    }
    return "";
}

std::optional<bool> reply_text_of(const State& state, const Call& call) {
    std::optional<bool> reply;
    for (const SendId id : call.sends) {
        const SendState* send = send_of(state, id);
        if (send != nullptr && send->message.medium == Medium::sms) reply = send->two_way;
    }
    return reply;
}

}  // namespace

std::optional<OpenedLink> open_link(const Api& api, const LinkMaker& links,
                                    const std::string& token, const LinkName& name,
                                    AckView& unknown) {
    std::optional<OpenedLink> opened;
    api.look([&](const Engine& engine, Instant now) {
        const Draft draft(engine.state(), engine.directory(), now, 0);
        const Procedure& procedure =
            engine.directory().procedures.at(engine.directory().default_procedure);
        unknown.desk = desk_of(draft, procedure);
        unknown.exercise = engine.directory().exercise;
        const Call* call = engine.state().calls().find(name.call);
        // Compared in any case, so that the time taken does not tell whether the call exists.
        const bool holds = link_holds(links.keys, token, call == nullptr ? "" : call->callee.person,
                                      call == nullptr ? Instant{} : call->link_expires);
        if (call == nullptr || !holds) return;
        opened = OpenedLink{.call = call->id,
                            .person = call->callee.person,
                            .mail = name.mail,
                            .expired = now > call->link_expires,
                            .view = view_of(draft, *call, name.mail),
                            .spoken = spoken_by(engine.state(), *call),
                            .reply_text = reply_text_of(engine.state(), *call)};
    });
    return opened;
}

}  // namespace tocsin

#include "core/noticing.h"

#include "core/compose.h"
#include "core/delivery.h"
#include "core/news.h"
#include "core/notice_message.h"
#include "core/notice_plan.h"
#include "core/roads.h"
#include "core/sabotage.h"
#include "core/text_budget.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

// An update is no news any more when the next one is due, nor after so long.
constexpr Duration notice_lives = std::chrono::hours(4);

// Flags can be raised so long before what was over is told by itself.
constexpr Duration retrospect_waits = std::chrono::minutes(5);

// Calls and what level 1 must hear come first.
constexpr int notice_severity = 4;

bool core_hours_now(const Draft& draft, const Procedure& procedure) {
    return within(draft.directory.calendar, procedure.core_hours, draft.now);
}

void answer_with(Draft& draft, const NoticePlan& plan) {
    Answer& answer = draft.decision.answer;
    answer.warnings = plan.warnings;
    if (!plan.never.empty()) {
        answer.kind = Kind::refused;
        answer.detail = plan.never;
    } else if (!plan.lacks.empty()) {
        answer.kind = Kind::incomplete;
        answer.lacks = plan.lacks;
    } else if (!plan.holds.empty()) {
        answer.kind = Kind::held;
        answer.holds = plan.holds;
        answer.detail = plan.found;
    }
}

// The messages of a notice for one part of its readers.
class Giving {
public:
    Giving(Draft& draft, const NoticeSent& sent) : draft_(draft), sent_(sent) {}

    // Returns behind whom it stopped.
    int give(int from, int room) {
        int reader = from;
        const int all = static_cast<int>(sent_.readers.size());
        for (; reader < all && room > 0; ++reader) {
            const NoticeReader& one = sent_.readers[static_cast<std::size_t>(reader)];
            const auto callee = find_person(draft_.state, draft_.directory, one.person, draft_.now);
            if (callee) room -= give(one, *callee);  // else gone from the directory since
        }
        return reader;
    }

    // Returns how many messages there are now.
    int give(const NoticeReader& reader, const Callee& callee) {
        int given = 0;
        if (reader.sms && !reader.sms_shared) given += offer(reader, callee, Medium::sms);
        if (reader.mail && !reader.mail_shared) given += offer(reader, callee, Medium::email);
        return given;
    }

private:
    int offer(const NoticeReader& reader, const Callee& callee, Medium medium) {
        const std::string& to = address_for(callee, medium);
        if (to.empty()) return 0;
        const bool mailed =
            reader.mail && !callee.mail.empty() && is_provided(draft_.directory, Medium::email);
        if (medium == Medium::sms && mailed && texts_used_up(draft_, to)) return 0;
        const Instant late = draft_.now + notice_lives;
        SendOffered offered;
        Message& message = offered.message;
        message.medium = medium;
        message.to = to;
        offered.as_noticed = sent_.in_parts;
        if (!offered.as_noticed) fill_notice(message, sent_);
        if (medium == Medium::email) {
            message.message_id = mail_id(sent_.number);
            if (sent_.number > 1) message.in_reply_to = mail_id(1);
        }
        offered.give_up = sent_.next ? std::min(*sent_.next, late) : late;
        message.expires = offered.give_up;
        offered.person = reader.person;
        offered.outside = callee.outside || reader.outside;
        offered.text_id = "notice." + stage_name(sent_.notice.stage);
        offered.about = {sent_.incident};
        offered.severity = notice_severity;
        offered.notice = sent_.number;
        return draft_.offer(std::move(offered)) ? 1 : 0;
    }

    // The mails of an incident are one thread for every reader.
    std::string mail_id(int number) const {
        return "<" + draft_.state.instance() + ".inc-" + std::to_string(sent_.incident.value) +
               ".notice-" + std::to_string(number) + "@" + draft_.directory.mail_domain + ">";
    }

    Draft& draft_;
    const NoticeSent& sent_;
};

// Who stands on two lists under two names, or shares a phone, gets it once.
class Addresses {
public:
    void mark(NoticeReader& reader, const Told& told) {
        reader.outside = told.outside;
        reader.sms_shared = reader.sms && again(told.callee.phone);
        reader.mail_shared = reader.mail && again(told.callee.mail);
    }

private:
    bool again(const std::string& address) {
        return !seen_.insert(address).second && !sabotaged(Mutant::told_twice);
    }

    std::set<std::string> seen_;
};

// One decision, whoever reads it; thousands are given their messages part by part, behind calls.
void send(Draft& draft, const NoticePlan& plan) {
    NoticeSent sent = plan.sent;
    Addresses addresses;
    std::vector<NoticeReader> kept_out;  // of an exercise: the record says so
    auto reader = sent.readers.begin();
    int messages = 0;
    for (const Told& told : plan.readers) {
        if (reader == sent.readers.end() || reader->person != told.callee.person) {
            kept_out.push_back(
                {told.callee.person, told.callee.name, told.lists, told.sms, told.mail});
            kept_out.back().outside = told.outside;
            continue;
        }
        addresses.mark(*reader, told);
        messages += (reader->sms ? 1 : 0) + (reader->mail ? 1 : 0);
        ++reader;
    }
    sent.in_parts = messages > Broadcast::window;
    draft.decision.answer.notice = sent.number;
    draft.add(sent);
    Giving giving(draft, sent);
    if (!sent.in_parts) giving.give(0, messages);
    for (const NoticeReader& one : kept_out) {
        const auto callee = find_person(draft.state, draft.directory, one.person, draft.now);
        if (callee) giving.give(one, *callee);
    }
}

// Level 1 hears of every hold; whoever may lift it is asked to.
void tell_of_hold(Draft& draft, const Incident& incident, const NoticeHeld& held) {
    const Procedure& procedure = draft.procedure(incident);
    const auto first = std::ranges::find_if(held.reasons, &HoldReason::never);
    const HoldReason& told = first == held.reasons.end() ? held.reasons.front() : *first;
    Values values = {{"hold", fit_for_text(told.why, 44)},
                     {"what", stage_name(held.notice.stage) + " message"},
                     {"found", fit_for_text(held.found, 60)}};
    const std::string text = told.never()   ? "hold.never"
                             : told.anybody ? "hold.patient"
                                            : "hold.level-1";
    tell_level_1(draft, procedure, text, values, {incident.id}, 2);
    std::set<PersonId> asked;
    for (const HoldReason& reason : held.reasons) {
        values["hold"] = fit_for_text(reason.why, 44);
        for (const Callee& one : decider_of(draft, incident, reason).people) {
            if (asked.insert(one.person).second)
                tell(draft, one, "hold.decide", values, {incident.id}, 2);
        }
    }
}

void hold(Draft& draft, const Incident& incident, const NoticePlan& plan) {
    NoticeHeld held;
    // The number of its entry: known now, and nobody else's.
    held.hold = {draft.state.next_seq() + draft.decision.events.size()};
    held.incident = incident.id;
    held.notice = plan.sent.notice;
    held.reasons = plan.holds;
    held.found = plan.found;
    held.by = plan.sent.by;
    draft.decision.answer.hold = held.hold;
    draft.add(held);
    tell_of_hold(draft, incident, held);
}

void note_untold(Draft& draft, const Incident& incident, const std::string& why) {
    draft.add(NoteAdded{incident.id, "note", "No message went out by itself" + why, "Tocsin"});
}

// A message to users: to one of its readers, or on a status page elsewhere.
bool tells_users(const SendState& send) {
    return send.notice != 0 ||
           (send.message.medium == Medium::page && send.text_id == "place.notice");
}

// Whether the person may decide on this reason.
bool may_lift(const Draft& draft, const Incident& incident, const HoldReason& reason,
              const PersonId& person) {
    if (reason.anybody) return draft.directory.people.contains(person);
    return has_a_role(draft, incident, reason.lift, person);
}

void lift(Draft& draft, const HoldDecided& decided, const HeldNotice& held,
          const Incident& incident) {
    WrittenNotice notice = held.held.notice;
    if (notice.next && *notice.next <= draft.now) notice.next.reset();
    NoticePlan plan = plan_notice(draft, incident, notice, held.held.by);
    std::vector<std::string> lifted = held.lifted;
    std::vector<HoldReason> left;
    for (const HoldReason& reason : plan.holds) {
        if (std::ranges::find(lifted, reason.name) != lifted.end()) continue;
        if (may_lift(draft, incident, reason, decided.by)) {
            lifted.push_back(reason.name);
        } else {
            left.push_back(reason);
        }
    }
    plan.holds = left;
    answer_with(draft, plan);
    draft.decision.answer.hold = decided.hold;
    if (!plan.never.empty() || !plan.lacks.empty()) return;
    if (!left.empty()) {
        if (lifted != held.lifted || left != held.reasons) {
            draft.add(HoldMoved{decided.hold, incident.id, HoldMoved::To::eased, left, lifted,
                                decided.by, decided.reason});
        }
        return;
    }
    draft.add(HoldMoved{
        decided.hold, incident.id, HoldMoved::To::lifted, {}, lifted, decided.by, decided.reason});
    plan.sent.hold = decided.hold;
    send(draft, plan);
}

void rewrite(Draft& draft, const HoldDecided& decided, const Incident& incident) {
    const NoticePlan plan = plan_notice(draft, incident, *decided.rewritten, decided.by);
    answer_with(draft, plan);
    if (!plan.never.empty() || !plan.lacks.empty()) return;
    draft.add(HoldMoved{
        decided.hold, incident.id, HoldMoved::To::rewritten, {}, {}, decided.by, decided.reason});
    if (plan.holds.empty()) {
        send(draft, plan);
    } else {
        hold(draft, incident, plan);
    }
}

// The incident with the fields and flags that this decision gives it.
Incident as_decided(const Draft& draft, Incident incident) {
    if (!incident.triage) incident.triage = Triage{};
    for (const Event& event : draft.decision.events) {
        if (const auto* raised = std::get_if<FlagRaised>(&event)) {
            incident.triage->flags[raised->flag] = {raised->by, raised->reason, draft.now};
        } else if (const auto* set = std::get_if<FieldsSet>(&event)) {
            for (const auto& [name, words] : set->fields) incident.triage->fields[name] = words;
            for (const auto& [name, text] : set->texts) incident.triage->fields[name] = {text};
        }
    }
    return incident;
}

}  // namespace

Meaning decider_of(const Draft& draft, const Incident& incident, const HoldReason& reason) {
    for (const std::string& role : reason.lift) {
        Meaning found = meaning_for(draft, incident, role);
        if (!found.people.empty()) return found;
    }
    return {};
}

void write_notice(Draft& draft, const NoticeWritten& written) {
    Answer& answer = draft.decision.answer;
    answer.incidents = {written.incident};
    const Incident* incident = draft.state.incidents().find(written.incident);
    if (incident == nullptr) {
        answer.kind = Kind::not_found;
        return;
    }
    if (incident->closed) {
        answer.kind = Kind::wrong_state;
        answer.detail = reference(incident->id) + " is closed.";
        return;
    }
    if (!draft.procedure(*incident).notices.any()) {
        answer.kind = Kind::refused;
        answer.detail = "the procedure " + incident->procedure + " names no audiences";
        return;
    }
    const NoticePlan plan = plan_notice(draft, *incident, written.notice, written.by);
    answer_with(draft, plan);
    if (!plan.never.empty() || !plan.lacks.empty()) return;
    if (plan.holds.empty()) {
        send(draft, plan);
    } else {
        hold(draft, *incident, plan);
    }
}

void decide_hold(Draft& draft, const HoldDecided& decided) {
    Answer& answer = draft.decision.answer;
    const HeldNotice* held = draft.state.holds().find(decided.hold.value);
    const Incident* incident =
        held == nullptr ? nullptr : draft.state.incidents().find(held->held.incident);
    if (incident == nullptr) {
        answer.kind = Kind::not_found;
        return;
    }
    answer.incidents = {incident->id};
    switch (decided.how) {
        case HoldDecided::How::lift:
            lift(draft, decided, *held, *incident);
            break;
        case HoldDecided::How::withdraw:
            draft.add(HoldMoved{decided.hold,
                                incident->id,
                                HoldMoved::To::withdrawn,
                                {},
                                {},
                                decided.by,
                                decided.reason});
            break;
        case HoldDecided::How::rewrite:
            rewrite(draft, decided, *incident);
            break;
    }
}

void end_holds(Draft& draft, const Incident& incident, const std::string& by) {
    for (const auto& [hold, held] : draft.state.holds()) {
        if (held.held.incident != incident.id) continue;
        draft.add(HoldMoved{held.held.hold,
                            incident.id,
                            HoldMoved::To::withdrawn,
                            {},
                            {},
                            by,
                            reference(incident.id) + " is closed, and nobody had decided: the " +
                                stage_name(held.held.notice.stage) + " message was not sent"});
    }
}

void approve_rollout(Draft& draft, const RolloutApproved& approved) {
    Answer& answer = draft.decision.answer;
    if (!draft.directory.services.contains(approved.service)) {
        answer.kind = Kind::not_found;
    } else if (draft.state.rollouts().find(approved.service) != nullptr) {
        answer.kind = Kind::wrong_state;
        answer.detail = "The rollout of " + approved.service + " is approved already.";
    } else {
        draft.add(RolloutRecorded{approved.service, approved.by, approved.reason});
    }
}

std::string who_decides(const Draft& draft, const Incident& incident, const HoldReason& reason) {
    if (reason.anybody) return "any person, by name";
    std::vector<std::string> roles;
    for (const std::string& role : reason.lift) {
        const Meaning meant = meaning_for(draft, incident, role);
        roles.push_back(meant.called.empty() ? role : meant.called);
    }
    return roles.empty() ? "nobody" : join_words(roles, " or ");
}

std::optional<Instant> told_in_retrospect_at(const Incident& incident) {
    if (!incident.over_since) return std::nullopt;
    return incident.opened + retrospect_waits;
}

void tell_in_retrospect(Draft& draft, const Incident& incident) {
    const Notices& notices = draft.procedure(incident).notices;
    const auto at = told_in_retrospect_at(incident);
    if (!at || !notices.any() || notices.retrospective.within == Duration{0}) return;
    // Once: it was looked at since, or somebody has written about it.
    if (incident.reviewed >= *at || incident.notices) return;
    if (draft.now < *at && !incident.closed) return;
    WrittenNotice notice;
    notice.stage = NoticeStage::last;
    notice.happened = incident.alarm.summary;
    notice.impact = incident.words->impact;
    if (!incident.words->place.empty()) notice.location = {incident.words->place};
    notice.summary = incident.resolution;
    const NoticePlan plan = plan_notice(draft, incident, notice, "Tocsin");
    if (!plan.never.empty()) return;
    // Level 1 owes the final message, and is chased for it.
    if (!plan.lacks.empty()) {
        std::string why;
        for (const NoticeTrouble& one : plan.lacks) why += "; " + one.part + ": " + one.why;
        note_untold(draft, incident, why);
    } else if (plan.holds.empty()) {
        send(draft, plan);
    } else if (incident.closed) {
        // Whoever closes it ends what waits for a decision: nobody is asked for one that comes too
        // late.
        note_untold(draft, incident, "; closed before anybody decided: " + plan.holds.front().why);
    } else {
        hold(draft, incident, plan);
    }
}

void stop_notices(Draft& draft, IncidentId id) {
    const Incident* before = draft.state.incidents().find(id);
    if (before == nullptr) return;
    const Incident incident = as_decided(draft, *before);
    const Procedure& procedure = draft.procedure(incident);
    if (!silenced(procedure, incident, core_hours_now(draft, procedure))) return;
    if (sabotaged(Mutant::harm_told)) return;
    for (const auto& [send_id, send] : draft.state.sends()) {
        if (!tells_users(send) || send.recalled || send.about.front() != id) continue;
        if (!draft.dropped_sends.insert(send_id).second) continue;
        draft.add(
            SendDropped{send_id, send.handed, "no message of it may leave any more", send.about});
    }
}

void go_on_with_notices(Draft& draft, IncidentId id) {
    const Incident* incident = draft.state.incidents().find(id);
    const auto& broadcasts = draft.state.broadcasts();
    for (auto row = broadcasts.lower_bound({id, 0}); row != broadcasts.end(); ++row) {
        if (row->first.first != id) break;
        const Broadcast& notice = row->second;
        if (notice.all_offered()) continue;
        // Due all the same when its messages stand still: one part more.
        const int left = Broadcast::window - notice.unsettled;
        const int room = left > 0 ? left : Broadcast::window;
        const Procedure* procedure = incident == nullptr ? nullptr : &draft.procedure(*incident);
        // Once its next update is due it is no news, and another one follows.
        const bool old = notice.sent->next && *notice.sent->next <= draft.now;
        const bool ended = procedure == nullptr || old || sabotaged(Mutant::readers_forgotten) ||
                           (silenced(*procedure, *incident, core_hours_now(draft, *procedure)) &&
                            !sabotaged(Mutant::harm_told));
        const int all = static_cast<int>(notice.sent->readers.size());
        const int given = ended ? all : Giving(draft, *notice.sent).give(notice.readers, room);
        draft.add(NoticeWentOn{id, notice.sent->number, given});
    }
}

bool may_leave(const Draft& draft, const SendState& send) {
    if (!tells_users(send) || sabotaged(Mutant::harm_told)) return true;
    const Incident* incident = draft.state.incidents().find(send.about.front());
    if (incident == nullptr) return false;
    const Procedure& procedure = draft.procedure(*incident);
    return !silenced(procedure, *incident, core_hours_now(draft, procedure));
}

}  // namespace tocsin

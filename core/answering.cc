#include "core/answering.h"

#include "core/addresses.h"
#include "core/calls.h"
#include "core/compose.h"
#include "core/delivery.h"
#include "core/ladder.h"
#include "core/news.h"
#include "core/sabotage.h"
#include "core/taken_words.h"
#include "rota/clock_words.h"
#include "rota/telephone.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

// How a key of a phone call speaks.
constexpr std::string_view by_phone = "phone call";

std::vector<IncidentId> incidents_of(const Draft& draft, CallId call_id, IncidentId incident) {
    if (incident) return {incident};
    std::vector<IncidentId> ids;
    if (const Call* call = draft.state.calls().find(call_id)) {
        for (const Covered& line : call->covers) ids.push_back(line.incident);
    }
    return ids;
}

// Who speaks: as called for the incident, else as the directory has them.
std::optional<Callee> speaker(const Draft& draft, const Incident& incident, const PersonId& id) {
    if (const auto called = incident.called.find(id); called != incident.called.end()) {
        return called->second.callee;
    }
    std::optional<Callee> person = find_person(draft.state, draft.directory, id, draft.now);
    if (person) person->called = "colleague";  // nobody called them: they have no role in this
    return person;
}

bool passed_by(const Draft& draft, const Incident& incident, const PersonId& person) {
    const auto called = incident.called.find(person);
    const Procedure& procedure = draft.procedure(incident);
    return called != incident.called.end() && incident.climb.running &&
           called->second.rung < incident.climb.rung &&
           incident.climb.rung < last_resort(procedure);
}

// Calls of these incidents that nobody needs to answer once `ended` are: those that cover nothing
// else. An incident taken `late` leaves the calls of its present rung standing (HSSI-14). Each call
// is looked at once, however many of the incidents it covers: a storm of alarms shares one call.
std::vector<CallId> calls_ended(const Draft& draft, const std::vector<const Incident*>& incidents,
                                const std::set<IncidentId>& ended,
                                const std::set<IncidentId>& late) {
    std::set<PersonId> people;
    for (const Incident* incident : incidents) {
        for (const auto& [person, called] : incident->called) people.insert(person);
    }
    std::set<CallId> open;
    for (const PersonId& person : people) {
        for (const CallId id : draft.state.open_calls(person)) open.insert(id);
    }
    std::vector<CallId> calls;
    for (const CallId id : open) {
        const Call* call = draft.state.calls().find(id);
        if (call == nullptr) continue;
        const bool all =
            std::all_of(call->covers.begin(), call->covers.end(), [&](const Covered& line) {
                const Incident* covered = draft.state.incidents().find(line.incident);
                return covered == nullptr || !covered->climb.running ||
                       ended.contains(line.incident) || draft.over.contains(line.incident) ||
                       (late.contains(line.incident) && line.rung < covered->climb.rung);
            });
        if (all) calls.push_back(id);
    }
    return calls;
}

// Everybody called for what was taken is told who has it; level 1 too. One message a person.
void tell_taken(Draft& draft, const std::vector<const Incident*>& taken, const Callee& taker,
                const Acknowledgement& said, bool late) {
    std::map<PersonId, std::pair<Callee, bool>> readers;  // and whether their own call stands
    std::vector<IncidentId> ids;
    Instant first = draft.now;
    for (const Incident* incident : taken) {
        ids.push_back(incident->id);
        for (const auto& [person, called] : incident->called) {
            first = std::min(first, called.first);
            if (person == taker.person) continue;
            const bool stands = late && called.rung >= incident->climb.rung;
            readers.try_emplace(person, called.callee, stands);
        }
    }
    const Zone& zone = draft.directory.calendar.zone;
    const Values values = {{"person", taker.name},
                           {"role", taker.called},
                           {"time", short_time(zone, draft.now, draft.now)},
                           {"how", said.via},
                           {"after", duration_words(draft.now - first)},
                           {"mobile", spoken_phone(taker.phone)}};
    const int severity = taken.front()->severity;
    for (const auto& [person, reader] : readers) {
        tell(draft, reader.first, reader.second ? "told.taken.late" : "told.taken", values, ids,
             severity);
    }
    tell_level_1(draft, draft.procedure(*taken.front()), "told.level1.taken", values, ids,
                 severity);
}

// What was spoken is soon forgotten: the details follow by text.
void tell_taker(Draft& draft, const std::vector<const Incident*>& taken, const Callee& taker,
                bool late) {
    std::vector<IncidentId> ids;
    for (const Incident* incident : taken) ids.push_back(incident->id);
    TakenWords words = taken_words(draft, *taken.front(), taker.person, ids, late);
    answer(draft, taker, "", words.text_id, std::move(words.values), ids);
}

// Whoever has an old link can say no more by it, however long the request was on its way. A reply
// has its code and its phone instead, and holds as long as the call does.
template <class Said>
bool link_holds(Draft& draft, const Said& said) {
    if (said.via == "text") return true;
    const Call* call = draft.state.calls().find(said.call);
    if (call == nullptr || draft.now <= call->link_expires) return true;
    draft.decision.answer.kind = Kind::expired;
    return false;
}

// Whoever pressed on the page of a link, or a key of the phone, has the phone, or reads the mail,
// that it went to.
template <class Said>
void note_press(Draft& draft, const Said& said) {
    const Call* call = draft.state.calls().find(said.call);
    if ((said.via != "link" && said.via != by_phone) || call == nullptr) return;
    const Callee& callee = call->callee;
    note_answer(draft, callee.person, said.needs_digits ? callee.mail : callee.phone, said.via);
}

// Three wrong codes close the road of a link in a mail; the calls go on (P12).
template <class Said>
bool digits_hold(Draft& draft, const Said& said) {
    if (!said.needs_digits) return true;
    const Call* call = draft.state.calls().find(said.call);
    if (call == nullptr) return true;  // answered as not found
    if (call->locked) {
        draft.decision.answer.kind = Kind::locked;
        return false;
    }
    if (said.digits == call->code) return true;
    std::vector<IncidentId> ids = incidents_of(draft, said.call, {});
    draft.decision.answer.kind =
        call->wrong_codes + 1 >= wrong_codes_max ? Kind::locked : Kind::wrong_digits;
    draft.decision.answer.incidents = ids;
    draft.add(WrongCode{said.call, ids, call->wrong_codes + 1 >= wrong_codes_max});
    return false;
}

}  // namespace

void acknowledge(Draft& draft, const Acknowledgement& said) {
    Answer& answer = draft.decision.answer;
    answer.kind = Kind::not_found;
    if (!link_holds(draft, said) || !digits_hold(draft, said)) return;
    const std::vector<IncidentId> ids = incidents_of(draft, said.call, said.incident);
    std::vector<const Incident*> taken;
    std::set<IncidentId> ended;
    std::optional<Callee> taker;
    bool late = false;
    for (const IncidentId id : ids) {
        const Incident* incident = draft.state.incidents().find(id);
        if (incident == nullptr) continue;
        answer.incidents.push_back(id);
        const std::optional<Callee> person = speaker(draft, *incident, said.person);
        // The best answer of several incidents is the one that says what was taken.
        const auto say = [&](Kind kind) {
            if (taken.empty()) {
                answer.kind = kind;
                answer.holder = incident->holder;
            }
        };
        if (!person) {
            say(Kind::unknown_person);
        } else if (incident->resolved) {
            say(Kind::over);
        } else if (incident->holder && incident->holder->person == said.person &&
                   (!incident->climb.running || incident->climb.standing)) {
            say(Kind::already_yours);
        } else if (incident->holder && !incident->climb.running) {
            say(Kind::taken_by_other);
        } else {
            const bool late_here = passed_by(draft, *incident, said.person);
            draft.add(Taken{id, person->person, person->name, person->called, said.via, said.by,
                            said.call, late_here});
            late = late || late_here;
            taker = person;
            taken.push_back(incident);
            if (!late_here) ended.insert(id);
            answer.kind = Kind::taken;
            answer.holder =
                Holder{person->person, person->name, person->called, said.via, draft.now};
        }
    }
    if (taken.empty()) return;
    note_press(draft, said);
    if (!sabotaged(Mutant::page_after_ack)) {
        std::set<IncidentId> standing;
        for (const Incident* incident : taken) {
            if (!ended.contains(incident->id)) standing.insert(incident->id);
        }
        stand_down(draft, calls_ended(draft, taken, ended, standing), "taken by " + taker->name);
    }
    tell_taken(draft, taken, *taker, said, late);
    if (said.via == by_phone) tell_taker(draft, taken, *taker, late);
}

namespace {

// Where a role or a person named by hand stands: the rung to go on from, and who is called first.
bool climb_to(Draft& draft, const Incident& incident, const std::string& role,
              const PersonId& person, int rung_of_person, Climbed climbed) {
    const Procedure& procedure = draft.procedure(incident);
    climbed.incident = incident.id;
    if (!person.empty()) {
        std::optional<Callee> named = find_person(draft.state, draft.directory, person, draft.now);
        if (!named || (named->phone.empty() && named->mail.empty())) {
            draft.decision.answer.kind = Answer::Kind::unknown_person;
            return false;
        }
        named->called = "colleague";
        climbed.rung = std::min(rung_of_person, last_resort(procedure) - 1);
        climbed.named = named;
    } else {
        const std::optional<int> rung = rung_of(procedure, role);
        if (!rung) {
            draft.decision.answer.kind = Answer::Kind::unknown_role;
            return false;
        }
        climbed.rung = *rung;
    }
    draft.add(climbed);
    return true;
}

const Incident* open_incident(Draft& draft, IncidentId id) {
    const Incident* incident = draft.state.incidents().find(id);
    Answer& answer = draft.decision.answer;
    answer.incidents = {id};
    if (incident == nullptr) {
        answer.kind = Answer::Kind::not_found;
    } else if (incident->resolved) {
        answer.kind = Answer::Kind::over;
        incident = nullptr;
    }
    return incident;
}

}  // namespace

namespace {

// Nobody is asked any longer for what was passed on, until the next step asks the next. What is
// `above` the person has left their calls behind already.
void stand_down_passed(Draft& draft, const std::set<IncidentId>& passed,
                       const std::set<IncidentId>& above) {
    std::vector<const Incident*> incidents;
    for (const IncidentId id : passed) incidents.push_back(draft.state.incidents().find(id));
    stand_down(draft, calls_ended(draft, incidents, passed, above), "passed on");
}

// The incidents of one call stand on rungs of their own: what the ladder, or the person, has taken
// further already is not this person's to hand on, and would fall back to the rung above theirs.
// An incident that is named together with whom to call is a decision of its own.
bool is_above(const Draft& draft, const Incident& incident, const PassOn& said, int rung) {
    const bool to_next = said.to_role.empty() && said.to_person.empty();
    if (!incident.climb.running || (said.incident && !to_next)) return false;
    if (incident.holder && incident.holder->person == said.person) return false;
    if (!to_next) return incident.climb.rung > rung;
    return incident.climb.rung >= std::min(rung + 1, last_resort(draft.procedure(incident)));
}

// To a colleague, whom the same call's other incidents do not take it from.
bool is_with_colleague(const Incident& incident, const PassOn& said) {
    return incident.climb.passed_by == said.person && incident.climb.named &&
           !(incident.holder && incident.holder->person == said.person);
}

}  // namespace

void pass_on(Draft& draft, const PassOn& said) {
    Answer& answer = draft.decision.answer;
    const std::vector<IncidentId> ids = incidents_of(draft, said.call, said.incident);
    answer.kind = Kind::not_found;
    if (!link_holds(draft, said) || !digits_hold(draft, said)) return;
    std::vector<IncidentId> passed;
    std::set<IncidentId> above;
    for (const IncidentId id : ids) {
        const Incident* incident = open_incident(draft, id);
        if (incident == nullptr) continue;
        const std::optional<Callee> person = speaker(draft, *incident, said.person);
        if (!person) {
            answer.kind = Kind::unknown_person;
            continue;
        }
        // While a call stands beside a late holder, whoever it asks may hand it on (HSSI-14, 17).
        if (incident->holder && incident->holder->person != said.person &&
            !incident->climb.running) {
            answer.kind = Kind::taken_by_other;
            answer.holder = incident->holder;
            continue;
        }
        const auto called = incident->called.find(said.person);
        const int rung =
            called == incident->called.end() ? incident->climb.rung : called->second.rung;
        if (is_above(draft, *incident, said, rung) ||
            (ids.size() > 1 && is_with_colleague(*incident, said))) {
            above.insert(id);
            continue;
        }
        Climbed climbed;
        climbed.why = person->name + " passed it to you";
        climbed.by = said.person;
        climbed.passed = true;
        std::string role = said.to_role;
        const Procedure& procedure = draft.procedure(*incident);
        if (role.empty() && said.to_person.empty()) {
            // The page's button: to the next rung. What stands beside a late holder may be higher.
            const int stands = incident->climb.running ? incident->climb.rung : 0;
            const int next = std::min(std::max(rung + 1, stands), last_resort(procedure));
            role = next == last_resort(procedure)
                       ? procedure.ladder.last_resort
                       : procedure.ladder.rungs[static_cast<std::size_t>(next)].role;
        }
        if (climb_to(draft, *incident, role, said.to_person, rung, climbed)) {
            passed.push_back(id);
        }
    }
    stand_down_passed(draft, {passed.begin(), passed.end()}, above);
    answer.incidents = passed.empty() ? ids : passed;
    // Whoever would be called next is called already: there is nothing left to do.
    if (passed.empty() && above.empty()) return;
    note_press(draft, said);
    answer.kind = Kind::done;
}

void escalate(Draft& draft, const Escalate& said) {
    const Incident* incident = open_incident(draft, said.incident);
    if (incident == nullptr) return;
    const Values desk = desk_values(draft, draft.procedure(*incident));
    Climbed climbed;
    climbed.why = desk.at("desk") + " asks for you: " + said.reason;
    climbed.by = said.by;
    if (climb_to(draft, *incident, said.to_role, said.to_person, incident->climb.rung, climbed)) {
        draft.decision.answer.kind = Answer::Kind::done;
    }
}

void tell_worse(Draft& draft, const Incident& incident, int severity, const std::string& judge) {
    if (!incident.holder || severity >= incident.severity) return;
    if (judge == incident.holder->person || judge == incident.holder->name) return;
    const auto holder = speaker(draft, incident, incident.holder->person);
    if (!holder || sabotaged(Mutant::worse_untold)) return;
    const Values values = {{"sev", std::to_string(severity)},
                           {"was", std::to_string(incident.severity)},
                           {"person", holder->name},
                           {"role", holder->called},
                           {"mobile", spoken_phone(holder->phone)}};
    tell(draft, *holder, "told.worse", values, {incident.id}, severity);
    if (!judge.empty()) return;
    tell_level_1(draft, draft.procedure(incident), "told.level1.worse", values, {incident.id},
                 severity);
}

void tell_over(Draft& draft, const Incident& incident, const std::string& reason) {
    draft.over.insert(incident.id);
    stand_down(draft, calls_ended(draft, {&incident}, {incident.id}, {}), "stood down");
    std::map<PersonId, Callee> readers;
    for (const auto& [person, called] : incident.called) readers.emplace(person, called.callee);
    // Somebody may have taken it without having been called.
    if (incident.holder) {
        if (const auto holder = speaker(draft, incident, incident.holder->person)) {
            readers.emplace(holder->person, *holder);
        }
    }
    for (const auto& [person, reader] : readers) {
        tell(draft, reader, "told.standdown", {{"reason", reason}}, {incident.id},
             incident.severity);
    }
}

}  // namespace tocsin

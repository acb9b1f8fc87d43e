#include "core/obligations.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "core/news.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

using Kind = Answer::Kind;
using Of = Moment::Of;
using To = ObligationMoved::To;

const ObligationRule* rule_of(const Procedure& procedure, const std::string& name) {
    const auto found = std::ranges::find(procedure.obligations, name, &ObligationRule::name);
    return found == procedure.obligations.end() ? nullptr : &*found;
}

// When a Tick looks next at what is due at `due`: the first warning after `after`, else its end.
Instant next_look(const ObligationRule& rule, Instant due, Instant after) {
    for (const Duration before : rule.warn) {
        if (due - before > after) return due - before;
    }
    return due;
}

ObligationMoved moved(const ObligationState& one, To to) {
    ObligationMoved event;
    event.incident = one.owed.incident;
    event.name = one.owed.name;
    event.to = to;
    event.due = one.due;
    event.look = one.look;
    return event;
}

// It is met at `at`: done, or owed again an interval later (HSSI-29).
ObligationMoved met(const ObligationState& one, const ObligationRule& rule, int severity,
                    Instant at) {
    ObligationMoved event = moved(one, To::met);
    event.look.reset();
    const bool late = one.late || at > one.due;
    event.count = late ? 1 : 0;
    const Duration* every = by_severity(rule.every, severity);
    if (every == nullptr) return event;
    // Missed intervals are one lateness with a count.
    if (late) event.count += static_cast<int>((at - one.due) / *every);
    event.goes_on = true;
    event.due = at + *every;
    event.look = next_look(rule, event.due, at);
    return event;
}

// The latest of the moments that has come; nothing: none has.
std::optional<Instant> any_since(const Draft& draft, const Incident& incident,
                                 const ObligationRule& rule) {
    std::optional<Instant> latest;
    for (const Moment& moment : rule.met_by) {
        const auto at = since(draft.state, draft.procedure(incident), incident, moment, rule.name);
        if (at && (!latest || *latest < *at)) latest = at;
    }
    return latest;
}

// When all that it starts from had come; nothing: it has not.
std::optional<Instant> start_of(const Draft& draft, const Incident& incident,
                                const ObligationRule& rule) {
    Instant from{};
    for (const Moment& moment : rule.starts) {
        const auto at = since(draft.state, draft.procedure(incident), incident, moment, rule.name);
        if (!at) return std::nullopt;
        from = std::max(from, *at);
    }
    return from;
}

// Whether it is for an incident such as this. What has begun goes on when the hours change.
bool fits(const Draft& draft, const Incident& incident, const ObligationRule& rule, bool begun) {
    const Hours& core_hours = draft.procedure(incident).core_hours;
    if (!begun) {
        return matches(rule.when, incident,
                       within(draft.directory.calendar, core_hours, draft.now));
    }
    return matches(rule.when, incident, true) || matches(rule.when, incident, false);
}

bool over(const Draft& draft, const Incident& incident, const ObligationRule& rule) {
    return rule.until &&
           since(draft.state, draft.procedure(incident), incident, *rule.until, rule.name);
}

// `lapsed`: it was owed before, and its first clock stands.
void begin(Draft& draft, const Incident& incident, const ObligationRule& rule, bool lapsed) {
    const std::optional<Instant> from = start_of(draft, incident, rule);
    const TimeLimit* limit = by_severity(rule.due, incident.severity);
    if (!from || limit == nullptr || over(draft, incident, rule)) return;
    if (!fits(draft, incident, rule, false)) return;
    if (sabotaged(Mutant::obligation_unbegun)) return;
    ObligationBegan began;
    began.incident = incident.id;
    began.name = rule.name;
    began.title = rule.title;
    began.owner = rule.owner;
    // A clock that was set back meanwhile has the past in the future.
    began.from = std::min(*from, draft.now);
    // What has become owed by a change of the incident is owed from that change on.
    if (!lapsed && *from <= incident.reviewed) began.from = draft.now;
    began.due = due_at(*limit, draft.directory.calendar, began.from);
    began.calendar = limit->of_calendar();
    began.look = next_look(rule, began.due, began.from);
    draft.add(began);
    const std::optional<Instant> done = any_since(draft, incident, rule);
    if (!done) return;
    ObligationState one;
    one.owed = began;
    one.due = began.due;
    draft.add(met(one, rule, incident.severity, std::max(*done, began.from)));
}

// Whether the severity of today has it sooner than it was said to be due.
std::optional<Instant> sooner(const Draft& draft, const Incident& incident,
                              const ObligationRule& rule, const ObligationState& one) {
    Instant due = one.due;
    if (one.times_met > 0) {
        if (const Duration* every = by_severity(rule.every, incident.severity)) {
            due = draft.now + *every;
        }
    } else if (const TimeLimit* limit = by_severity(rule.due, incident.severity)) {
        due = due_at(*limit, draft.directory.calendar, one.owed.from);
    }
    return due < one.due && !one.put_off ? std::optional(due) : std::nullopt;
}

void review(Draft& draft, const Incident& incident, const ObligationRule& rule,
            const ObligationState& one) {
    if (over(draft, incident, rule)) {
        ObligationMoved ended = moved(one, To::ended);
        ended.look.reset();
        ended.text = reference(incident.id) + " is " + incident.status;
        draft.add(ended);
        return;
    }
    if (!fits(draft, incident, rule, true)) {
        ObligationMoved lapsed = moved(one, To::lapsed);
        lapsed.look.reset();
        draft.add(lapsed);
        return;
    }
    const std::optional<Instant> done = any_since(draft, incident, rule);
    if (done && (one.times_met == 0 || *done > *one.last_met)) {
        draft.add(met(one, rule, incident.severity, *done));
        return;
    }
    if (one.standing != ObligationState::Standing::open) return;
    if (const std::optional<Instant> due = sooner(draft, incident, rule, one)) {
        ObligationMoved forward = moved(one, To::brought_forward);
        forward.due = *due;
        forward.look = next_look(rule, *due, draft.now);
        draft.add(forward);
    }
}

std::string names(const std::vector<Callee>& people) {
    std::string all;
    for (const Callee& one : people) all += (all.empty() ? "" : ", ") + one.name;
    return all.empty() ? "nobody" : all;
}

// Once each, and level 1 where nobody else would hear of it (P11).
void tell_of(Draft& draft, const Incident& incident, std::vector<Callee> readers, bool level_1,
             const std::string& text_id, const Values& values) {
    std::set<PersonId> told;
    std::erase_if(readers, [&](const Callee& one) {
        return (one.phone.empty() && one.mail.empty()) || !told.insert(one.person).second;
    });
    const Procedure& procedure = draft.procedure(incident);
    if (level_1 || readers.empty()) {
        tell_level_1(draft, procedure, text_id, values, {incident.id}, incident.severity);
        const Meaning desk =
            meaning(draft.state, draft.directory, procedure, procedure.level_1, draft.now);
        std::erase_if(readers, [&](const Callee& one) {
            return std::ranges::any_of(
                desk.people, [&](const Callee& other) { return other.person == one.person; });
        });
    }
    for (const Callee& reader : readers) {
        tell(draft, reader, text_id, values, {incident.id}, incident.severity);
    }
}

// Level 1 hears of what is late whoever else does; the people of other roles as the rule says.
void tell_late(Draft& draft, const Incident& incident, const ObligationRule& rule,
               const ObligationState& one, const ObligationMoved& event) {
    const Zone& zone = draft.directory.calendar.zone;
    const Owner owner = owner_of(draft, incident, one.owed.owner);
    std::vector<Callee> readers = owner.people;
    const Procedure& procedure = draft.procedure(incident);
    for (const std::string& role : rule.late.tell) {
        const Meaning meant = meaning(draft.state, draft.directory, procedure, role, draft.now);
        readers.insert(readers.end(), meant.people.begin(), meant.people.end());
    }
    tell_of(draft, incident, std::move(readers), true, "owed.late",
            {{"owed", one.owed.title},
             {"late", duration_words(draft.now - one.due)},
             {"due", short_time(zone, one.due, draft.now)},
             {"person", names(owner.people)},
             {"owner", owner.called},
             {"chase", event.look ? ". Next chase " + short_time(zone, *event.look, draft.now)
                                  : std::string()}});
}

// The ladder goes on at the role that the rule names, unless it is there or above already.
void escalate_late(Draft& draft, const Incident& incident, const ObligationRule& rule,
                   const ObligationState& one) {
    const Procedure& procedure = draft.procedure(incident);
    const std::optional<int> rung = rung_of(procedure, rule.late.escalate);
    if (!rung || incident.resolved) return;
    if (incident.climb.running && incident.climb.rung >= *rung) return;
    Climbed climbed;
    climbed.incident = incident.id;
    climbed.rung = *rung;
    climbed.why = capitalised(one.owed.title) + " was due " +
                  short_time(draft.directory.calendar.zone, one.due, draft.now) +
                  " and has not happened";
    draft.add(climbed);
}

void warn(Draft& draft, const Incident& incident, const ObligationRule& rule,
          const ObligationState& one) {
    ObligationMoved event = moved(one, To::warned);
    event.look = next_look(rule, one.due, draft.now);
    draft.add(event);
    const Owner owner = owner_of(draft, incident, one.owed.owner);
    const bool level_1 = one.owed.owner == draft.procedure(incident).level_1;
    tell_of(draft, incident, owner.people, level_1, "owed.soon",
            {{"owed", one.owed.title},
             {"due", short_time(draft.directory.calendar.zone, one.due, draft.now)},
             {"owner", owner.called},
             {"ask", rule.ask}});
}

void chase(Draft& draft, const Incident& incident, const ObligationRule& rule,
           const ObligationState& one) {
    ObligationMoved event = moved(one, To::late);
    event.look.reset();
    event.count = one.chased + 1;
    if (rule.late.again > Duration{0}) {
        // Of several that were missed while nobody could send, one is sent.
        const auto gone = (draft.now - one.due) / rule.late.again;
        event.look = one.due + rule.late.again * (gone + 1);
    }
    draft.add(event);
    if (sabotaged(Mutant::late_untold)) return;
    tell_late(draft, incident, rule, one, event);
    if (!one.late && !rule.late.escalate.empty()) escalate_late(draft, incident, rule, one);
}

// The rung at which whoever has the incident was called; nothing: they were not.
std::optional<int> rung_of_holder(const Incident& incident) {
    if (!incident.holder) return std::nullopt;
    const auto called = incident.called.find(incident.holder->person);
    if (called == incident.called.end()) return std::nullopt;
    return called->second.rung;
}

}  // namespace

std::optional<Instant> since(const State& state, const Procedure& procedure,
                             const Incident& incident, const Moment& moment,
                             const std::string& of) {
    switch (moment.of) {
        case Of::began:
            return incident.began;
        case Of::status:
            if (moment.name == procedure.statuses.front()) return incident.opened;
            if (moment.name == "confirmed") return incident.confirmed;
            if (moment.name == "resolved") return incident.resolved;
            if (moment.name == "closed" && incident.closed) return incident.closed_at;
            return std::nullopt;
        case Of::taken: {
            if (!incident.holder) return std::nullopt;
            if (!moment.name.empty() && rung_of_holder(incident) != rung_of(procedure, moment.name))
                return std::nullopt;
            return incident.holder->at;
        }
        case Of::asked: {
            const ObligationWish* wish = state.wishes().find({incident.id, of});
            return wish == nullptr ? std::nullopt : std::optional(wish->at);
        }
        case Of::met: {
            const ObligationState* one = state.obligation({incident.id, moment.name});
            return one == nullptr || one->times_met == 0 ? std::nullopt : one->last_met;
        }
    }
    return std::nullopt;
}

Owner owner_of(const Draft& draft, const Incident& incident, const std::string& owner) {
    const Procedure& procedure = draft.procedure(incident);
    if (owner != ObligationRule::holder) {
        const Meaning meant = meaning(draft.state, draft.directory, procedure, owner, draft.now);
        return {meant.people, meant.called.empty() ? owner : meant.called};
    }
    if (!incident.holder) return {{}, "whoever takes it"};
    const Holder& holder = *incident.holder;
    const auto called = incident.called.find(holder.person);
    if (called != incident.called.end()) return {{called->second.callee}, holder.called};
    const auto person = find_person(draft.state, draft.directory, holder.person, draft.now);
    return {person ? std::vector{*person} : std::vector<Callee>{}, holder.called};
}

void review_obligations(Draft& draft, IncidentId id) {
    const Incident* incident = draft.state.incidents().find(id);
    if (incident == nullptr) return;
    for (const ObligationRule& rule : draft.procedure(*incident).obligations) {
        const ObligationState* one = draft.state.obligation({id, rule.name});
        if (one == nullptr) {
            begin(draft, *incident, rule, false);
        } else if (one->lapsed) {
            begin(draft, *incident, rule, true);
        } else if (one->owing()) {
            review(draft, *incident, rule, *one);
        }
    }
    draft.add(ObligationsReviewed{id});
}

void review_all(Draft& draft) {
    for (const auto& [at, due] : draft.state.agenda().due(Instant::max())) {
        if (due.kind == Due::Kind::review) review_obligations(draft, {due.id});
    }
}

void obligation_due(Draft& draft, std::uint64_t number) {
    const ObligationState* one = draft.state.obligations().find(number);
    if (one == nullptr) return;
    const Incident* incident = draft.state.incidents().find(one->owed.incident);
    if (incident == nullptr) return;
    const ObligationRule* rule = rule_of(draft.procedure(*incident), one->owed.name);
    // A rule that nobody knows any more: it stays owed, and is told once.
    static const ObligationRule forgotten;
    if (rule == nullptr) rule = &forgotten;
    if (draft.now < one->due) {
        warn(draft, *incident, *rule, *one);
    } else {
        chase(draft, *incident, *rule, *one);
    }
}

void act_on_obligation(Draft& draft, const ObligationAct& act) {
    Answer& answer = draft.decision.answer;
    answer.incidents = {act.incident};
    const auto refuse = [&](Kind kind, std::string why) {
        answer.kind = kind;
        answer.detail = std::move(why);
    };
    const Incident* incident = draft.state.incidents().find(act.incident);
    if (incident == nullptr) return refuse(Kind::not_found, "");
    const Procedure& procedure = draft.procedure(*incident);
    const std::string ref = reference(act.incident);
    const ObligationRule* rule = rule_of(procedure, act.name);
    if (rule == nullptr) {
        std::string known;
        for (const ObligationRule& one : procedure.obligations) {
            known += (known.empty() ? "" : ", ") + one.name;
        }
        return refuse(Kind::refused, "The procedure " + procedure.name +
                                         " knows no obligation of that name. It has " +
                                         (known.empty() ? "none" : known) + ".");
    }
    const ObligationState* one = draft.state.obligation({act.incident, act.name});
    if (act.act == ObligationAct::Act::ask) {
        const bool on_wish =
            std::ranges::find(rule->starts, Moment{Of::asked, ""}) != rule->starts.end();
        if (!on_wish) return refuse(Kind::refused, "It is owed without being asked for.");
        if (one != nullptr || draft.state.wishes().find({act.incident, act.name}) != nullptr) {
            return refuse(Kind::wrong_state, "It was asked for already on " + ref + ".");
        }
        if (over(draft, *incident, *rule)) {
            return refuse(Kind::wrong_state, ref + " is " + incident->status + ".");
        }
        draft.add(ObligationAsked{act.incident, act.name, act.by, act.text});
        return;
    }
    if (one == nullptr) return refuse(Kind::wrong_state, ref + " does not owe it yet.");
    if (!one->owing()) return refuse(Kind::wrong_state, "It is owed no more on " + ref + ".");
    const bool paused = one->standing == ObligationState::Standing::paused;
    ObligationMoved event = moved(*one, To::met);
    switch (act.act) {
        case ObligationAct::Act::ask:
            return;
        case ObligationAct::Act::meet:
            if (rule->proof && act.text.empty()) {
                return refuse(Kind::refused, "It needs a proof: a reference, or where it stands.");
            }
            event = met(*one, *rule, incident->severity, draft.now);
            break;
        case ObligationAct::Act::waive:
            if (!rule->waivable) return refuse(Kind::refused, "Nobody may waive it.");
            event.to = To::waived;
            event.look.reset();
            break;
        case ObligationAct::Act::put_off:
            if (paused) return refuse(Kind::wrong_state, "Its clock stands. Let it run first.");
            if (act.due <= draft.now) return refuse(Kind::refused, "That time is over.");
            event.to = To::put_off;
            event.due = act.due;
            event.look = next_look(*rule, act.due, draft.now);
            break;
        case ObligationAct::Act::pause:
            if (paused) return refuse(Kind::wrong_state, "Its clock stands already.");
            event.to = To::paused;
            event.look.reset();
            break;
        case ObligationAct::Act::resume:
            if (!paused) return refuse(Kind::wrong_state, "Its clock runs already.");
            event.to = To::resumed;
            event.due = draft.now + one->left;
            event.look = next_look(*rule, event.due, draft.now);
            break;
    }
    event.by = act.by;
    event.text = act.text;
    draft.add(event);
}

}  // namespace tocsin

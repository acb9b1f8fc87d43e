#include "core/obligations.h"

#include "core/ladder.h"
#include "core/obligation_moves.h"
#include "core/sabotage.h"

#include <algorithm>

namespace tocsin {
namespace {

using Of = Moment::Of;
using To = ObligationMoved::To;

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

// `lapsed`: it was owed before, and its first clock stands; what comes back again and again begins
// anew.
void begin(Draft& draft, const Incident& incident, const ObligationRule& rule,
           const ObligationState* lapsed) {
    const std::optional<Instant> from = start_of(draft, incident, rule);
    const TimeLimit* limit = by_severity(rule.due, incident.severity);
    if (!from || limit == nullptr || owed_no_more(draft, incident, rule)) return;
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
    if (lapsed != nullptr && rule.every.empty()) {
        began.from = lapsed->owed.from;
    } else if (*from <= incident.reviewed) {
        began.from = draft.now;
    }
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

// It ended, or was met, before its incident was opened again (HSSI-55): what ended with the
// resolution goes on, and what begins with one begins with the next.
bool owed_anew(const Draft& draft, const Incident& incident, const ObligationRule& rule,
               const ObligationState& one) {
    if (!incident.reopened || !one.last || *incident.reopened <= *one.last) return false;
    if (one.standing == ObligationState::Standing::ended) return true;
    const std::optional<Instant> from = start_of(draft, incident, rule);
    return from && *incident.reopened < *from;
}

void review(Draft& draft, const Incident& incident, const ObligationRule& rule,
            const ObligationState& one) {
    if (owed_no_more(draft, incident, rule)) {
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

bool owed_no_more(const Draft& draft, const Incident& incident, const ObligationRule& rule) {
    return rule.until &&
           since(draft.state, draft.procedure(incident), incident, *rule.until, rule.name);
}

bool owes_with_report(const Procedure& procedure) {
    return std::ranges::any_of(procedure.obligations, [&](const ObligationRule& rule) {
        return std::ranges::all_of(rule.starts, [&](const Moment& moment) {
            return moment.of == Of::began ||
                   (moment.of == Of::status && moment.name == procedure.statuses.front());
        });
    });
}

void review_obligations(Draft& draft, const Incident& incident) {
    for (const ObligationRule& rule : draft.procedure(incident).obligations) {
        const ObligationState* one = draft.state.obligation({incident.id, rule.name});
        if (one == nullptr) {
            begin(draft, incident, rule, nullptr);
        } else if (one->lapsed) {
            begin(draft, incident, rule, one);
        } else if (one->owing()) {
            review(draft, incident, rule, *one);
        } else if (owed_anew(draft, incident, rule, *one)) {
            begin(draft, incident, rule, nullptr);
        }
    }
}

}  // namespace tocsin

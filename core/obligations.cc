#include "core/obligations.h"

#include "core/moments.h"
#include "core/notice_plan.h"
#include "core/obligation_moves.h"
#include "core/sabotage.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tocsin {
namespace {

using To = ObligationMoved::To;

// The latest of the moments that meet it; nothing: none has come.
std::optional<Came> latest_meeting(const Draft& draft, const Incident& incident,
                                   const ObligationRule& rule) {
    std::optional<Came> latest;
    for (const Moment& moment : rule.met_by) {
        const auto came =
            since(draft.state, draft.procedure(incident), incident, moment, rule.name);
        if (!came) continue;
        if (!latest || std::pair(latest->seq, latest->at) < std::pair(came->seq, came->at))
            latest = came;
    }
    return latest;
}

bool is_resolution(const Moment& moment) {
    return moment.of == Moment::Of::status && moment.name == "resolved";
}

// Whether it was not met by that already. What comes back is met only by what came behind its
// start; the order of the journal says so, whatever the clocks did.
bool meets(const Came& came, const Incident& incident, const ObligationRule& rule,
           const ObligationState& one) {
    // What came before the incident was opened again meets nothing that is owed since (HSSI-55).
    if (incident.reopened && came.at <= *incident.reopened) return false;
    if (one.times_met == 0 && (came.seq == 0 || rule.every.empty())) return true;
    return came.seq > one.met_seq;
}

// When all that it starts from had come; nothing: it has not.
std::optional<Came> start_of(const Draft& draft, const Incident& incident,
                             const ObligationRule& rule) {
    const auto came = [&](const Moment& moment) {
        return since(draft.state, draft.procedure(incident), incident, moment, rule.name);
    };
    Came from{};
    const auto take = [&](const Came& one) {
        from = {std::max(from.at, one.at), std::max(from.seq, one.seq)};
    };
    for (const Moment& moment : rule.starts) {
        const auto one = came(moment);
        if (!one) return std::nullopt;
        take(*one);
    }
    if (rule.starts_any.empty()) return from;
    std::optional<Came> first;
    for (const Moment& moment : rule.starts_any) {
        const auto one = came(moment);
        if (one && (!first || one->at < first->at)) first = one;
    }
    if (first) take(*first);
    return first ? std::optional(from) : std::nullopt;
}

// When the latest notice to users says that there is more to hear; nothing: it does not say, or it
// is older than the entry `seq`.
std::optional<Instant> stated_next(const Incident& incident, const ObligationRule& rule,
                                   std::uint64_t seq) {
    if (!rule.stated || !incident.notices || sabotaged(Mutant::stated_next_ignored))
        return std::nullopt;
    const std::vector<ToldNotice>& all = incident.notices->told;
    for (auto row = all.rbegin(); row != all.rend(); ++row) {
        const ToldNotice& told = *row;
        if (told.management || told.corrects > 0) continue;
        if (incident.reopened && told.at <= *incident.reopened) return std::nullopt;
        return told.seq < seq ? std::nullopt : told.next;
    }
    return std::nullopt;
}

// What only a notice can meet is not owed where no notice may go (HSSI-34, 39).
bool untold(const Draft& draft, const Incident& incident, const ObligationRule& rule,
            bool core_hours) {
    const bool by_notice =
        !rule.met_by.empty() && std::ranges::all_of(rule.met_by, [](const Moment& moment) {
            return moment.of == Moment::Of::notice;
        });
    const Procedure& procedure = draft.procedure(incident);
    return by_notice && (silenced(procedure, incident, core_hours) ||
                         !never_told(procedure, incident, core_hours).empty());
}

// Whether it is for an incident such as this. What has begun goes on when the hours change.
bool fits(const Draft& draft, const Incident& incident, const ObligationRule& rule, bool begun) {
    const auto fits_in = [&](bool core_hours) {
        return matches(rule.when, incident, core_hours) &&
               !untold(draft, incident, rule, core_hours);
    };
    if (begun) return fits_in(true) || fits_in(false);
    return fits_in(
        within(draft.directory.calendar, draft.procedure(incident).core_hours, draft.now));
}

// `lapsed`: it was owed before, and its first clock stands; what comes back again and again begins
// anew.
void begin(Draft& draft, const Incident& incident, const ObligationRule& rule,
           const ObligationState* lapsed) {
    const std::optional<Came> start = start_of(draft, incident, rule);
    const TimeLimit* limit = by_severity(rule.due, incident.severity);
    if (!start || limit == nullptr || owed_no_more(draft, incident, rule)) return;
    if (!fits(draft, incident, rule, false)) return;
    if (sabotaged(Mutant::obligation_unbegun)) return;
    ObligationBegan began;
    began.incident = incident.id;
    began.name = rule.name;
    began.title = rule.title;
    began.owner = rule.owner;
    // A clock that was set back meanwhile has the past in the future. One that is set back by this
    // very decision has not: what begins before it is moved with it (P9).
    const Instant now = std::max(draft.now, draft.state.last_at());
    began.from = std::min(start->at, now);
    // What has become owed by a change of the incident is owed from that change on.
    const bool came_again = incident.reopened && *incident.reopened < start->at;
    if (lapsed != nullptr && rule.every.empty() && start->seq <= lapsed->met_seq && !came_again) {
        began.from = lapsed->owed.from;
    } else if (start->at <= incident.reviewed && !rule.from_start) {
        began.from = now;
    }
    const std::optional<Instant> stated = stated_next(incident, rule, start->seq);
    began.due = stated.value_or(due_at(*limit, draft.directory.calendar, began.from));
    began.calendar = limit->of_calendar();
    // A warning may fall due with its beginning.
    began.look = next_look(rule, {began.from, began.due}, began.from - Duration{1});
    draft.add(began);
    ObligationState one;
    one.owed = began;
    one.due = began.due;
    one.met_seq = start->seq;
    const std::optional<Came> done = latest_meeting(draft, incident, rule);
    if (!done || !meets(*done, incident, rule, one)) return;
    draft.add(met(one, rule, incident.severity, std::max(done->at, began.from), stated));
}

// Whether the severity of today has it sooner than it was said to be due. What comes back is then
// due an interval from now (HSSI-29).
std::optional<Instant> sooner(const Draft& draft, const Incident& incident,
                              const ObligationRule& rule, const ObligationState& one) {
    if (one.put_off || incident.severity >= one.severity) return std::nullopt;
    Instant due = one.due;
    if (const Duration* every = by_severity(rule.every, incident.severity)) {
        due = draft.now + *every;
    } else if (const TimeLimit* limit = by_severity(rule.due, incident.severity)) {
        due = due_at(*limit, draft.directory.calendar, one.owed.from);
    }
    return due < one.due ? std::optional(due) : std::nullopt;
}

// It began with another that was met, and that has been sent back since; or with a resolution that
// came too early.
bool taken_back(const Draft& draft, const Incident& incident, const ObligationRule& rule) {
    const auto gone = [&](const Moment& moment) {
        const bool can_go = moment.of == Moment::Of::met || is_resolution(moment);
        return can_go &&
               !since(draft.state, draft.procedure(incident), incident, moment, rule.name);
    };
    return std::ranges::any_of(rule.starts, gone) ||
           (!rule.starts_any.empty() && std::ranges::all_of(rule.starts_any, gone));
}

// It ended, or was met, before its incident was opened again (HSSI-55): what ended with the
// resolution goes on, and what begins with one begins with the next.
bool owed_anew(const Draft& draft, const Incident& incident, const ObligationRule& rule,
               const ObligationState& one) {
    if (!incident.reopened || !one.last || *incident.reopened <= *one.last) return false;
    if (one.standing == ObligationState::Standing::ended) return true;
    if (std::ranges::any_of(rule.met_by, is_resolution)) return true;
    const std::optional<Came> from = start_of(draft, incident, rule);
    return from && *incident.reopened <= from->at;
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
    if (!fits(draft, incident, rule, true) || taken_back(draft, incident, rule)) {
        ObligationMoved lapsed = moved(one, To::lapsed);
        lapsed.look.reset();
        draft.add(lapsed);
        return;
    }
    const std::optional<Came> done = latest_meeting(draft, incident, rule);
    if (done && meets(*done, incident, rule, one)) {
        draft.add(
            met(one, rule, incident.severity, done->at, stated_next(incident, rule, done->seq)));
        return;
    }
    if (one.standing != ObligationState::Standing::open) return;
    if (const std::optional<Instant> due = sooner(draft, incident, rule, one)) {
        ObligationMoved forward = moved(one, To::brought_forward);
        forward.due = *due;
        forward.look = next_look(rule, turn_to(one, *due), draft.now);
        draft.add(forward);
    }
}

}  // namespace

bool owed_no_more(const Draft& draft, const Incident& incident, const ObligationRule& rule) {
    return rule.until &&
           since(draft.state, draft.procedure(incident), incident, *rule.until, rule.name);
}

std::optional<Expected> expected_of_taker(const Draft& draft, const Incident& incident,
                                          const std::string& role) {
    const Procedure& procedure = draft.procedure(incident);
    std::optional<Expected> first;
    for (const ObligationRule& rule : procedure.obligations) {
        const auto by_taking = [&](const Moment& moment) {
            return moment.of == Moment::Of::taken && (moment.name.empty() || moment.name == role);
        };
        const auto comes = [&](const Moment& moment) {
            return by_taking(moment) || since(draft.state, procedure, incident, moment, rule.name);
        };
        const TimeLimit* limit = by_severity(rule.due, incident.severity);
        if (std::ranges::none_of(rule.starts, by_taking) ||
            !std::ranges::all_of(rule.starts, comes) || !rule.starts_any.empty() ||
            limit == nullptr || owed_no_more(draft, incident, rule) ||
            draft.state.obligation({incident.id, rule.name}) != nullptr ||
            !fits(draft, incident, rule, false)) {
            continue;
        }
        const Instant due = due_at(*limit, draft.directory.calendar, draft.now);
        if (!first || due < first->due) first = Expected{rule.title, due};
    }
    return first;
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

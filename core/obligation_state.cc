// What the state knows of obligations.
#include "core/sabotage.h"
#include "core/state.h"

#include <algorithm>

namespace tocsin {
namespace {

Due review_of(IncidentId id) {
    return {Due::Kind::review, id.value};
}

Due obligation_of(std::uint64_t number) {
    return {Due::Kind::obligation, number};
}

}  // namespace

const ObligationState* State::obligation(const ObligationKey& key) const {
    const std::uint64_t* number = obligation_numbers_.find(key);
    return number == nullptr ? nullptr : obligations_.find(*number);
}

std::vector<const ObligationState*> State::obligations_of(IncidentId id) const {
    std::vector<const ObligationState*> all;
    for (auto row = obligation_numbers_.lower_bound({id, ""});
         row != obligation_numbers_.end() && row->first.incident == id; ++row) {
        all.push_back(obligations_.find(row->second));
    }
    return all;
}

// Something happened to it from which an obligation may begin or end.
void State::review(const Incident& incident) {
    if (incident.owes) agenda_.set(review_of(incident.id), facts_.at);
}

// Only what an obligation asks for is looked at: a storm calls its first rung thousands of times.
void State::note_reached(Incident& incident, int rung, Instant at) {
    if (!incident.owes_rung || rung < *incident.owes_rung) return;
    if (incident.reached.emplace(rung, at).second) review(incident);
}

bool State::owing(IncidentId id) const {
    if (agenda_.at(review_of(id))) return true;
    const std::vector<const ObligationState*> all = obligations_of(id);
    return std::ranges::any_of(all, [](const ObligationState* one) { return one->owing(); });
}

void State::forget_obligations(IncidentId id) {
    std::vector<ObligationKey> keys;
    for (const ObligationState* one : obligations_of(id)) keys.push_back({id, one->owed.name});
    for (const ObligationKey& key : keys) {
        const std::uint64_t number = *obligation_numbers_.find(key);
        agenda_.set(obligation_of(number), std::nullopt);
        obligations_.erase(number);
        obligation_numbers_.erase(key);
    }
    forget_wishes(id);
    agenda_.set(review_of(id), std::nullopt);
}

void State::forget_wishes(IncidentId id) {
    std::vector<ObligationKey> keys;
    for (auto row = wishes_.lower_bound({id, ""});
         row != wishes_.end() && row->first.incident == id; ++row) {
        keys.push_back(row->first);
    }
    for (const ObligationKey& key : keys) wishes_.erase(key);
}

void State::on(const Entry& entry, const ObligationAsked& event) {
    const Incident* incident = incidents_.find(event.incident);
    if (incident == nullptr) return;
    wishes_.put({event.incident, event.name}, {entry.at, event.by, event.reason});
    review(*incident);
}

void State::on(const Entry& entry, const ObligationBegan& event) {
    if (incidents_.find(event.incident) == nullptr) return;
    ObligationState one;
    one.owed = event;
    one.due = event.due;
    one.look = event.look;
    one.due_set = entry.at;
    one.look_set = entry.at;
    one.met_seq = entry.seq;
    one.severity = incidents_.find(event.incident)->severity;
    const std::uint64_t number = entry.seq;
    if (const std::uint64_t* lapsed = obligation_numbers_.find({event.incident, event.name})) {
        obligations_.erase(*lapsed);
    }
    obligations_.put(number, std::move(one));
    obligation_numbers_.put({event.incident, event.name}, number);
    agenda_.set(obligation_of(number), event.look);
}

void State::on(const Entry& entry, const ObligationMoved& event) {
    using To = ObligationMoved::To;
    using Standing = ObligationState::Standing;
    const std::uint64_t* number = obligation_numbers_.find({event.incident, event.name});
    const Incident* incident = incidents_.find(event.incident);
    if (number == nullptr || incident == nullptr) return;
    ObligationState& one = *obligations_.change(*number);
    const auto settle = [&](Standing standing) {
        one.standing = standing;
        one.last = entry.at;
        one.by = event.by;
        one.text = event.text;
    };
    switch (event.to) {
        case To::warned:
            break;
        case To::late:
            if (!one.late) one.late = entry.at;
            one.chased = event.count;
            break;
        case To::met:
            settle(event.goes_on ? Standing::open : Standing::met);
            ++one.times_met;
            one.last_met = entry.at;
            one.met_seq = entry.seq;
            one.put_off = false;
            one.times_late += event.count;
            one.late.reset();
            one.chased = 0;
            one.severity = incident->severity;
            break;
        case To::waived:
            settle(Standing::waived);
            break;
        case To::paused:
            one.left = one.due - entry.at;
            settle(Standing::paused);
            break;
        case To::resumed:
            one.owed.from += event.due - one.due;
            settle(Standing::open);
            break;
        case To::brought_forward:
            one.severity = incident->severity;
            break;
        case To::put_off:
            one.put_off = true;
            if (one.late) ++one.times_late;
            one.late.reset();
            one.chased = 0;
            break;
        case To::ended:
        case To::lapsed:
            settle(Standing::ended);
            one.lapsed = event.to == To::lapsed;
            break;
        case To::rejected:
            if (sabotaged(Mutant::rejection_forgotten)) return;
            settle(Standing::open);
            one.last_met.reset();
            one.met_seq = entry.seq;
            one.put_off = false;
            // From here on, and for a length of time.
            one.owed.from = entry.at;
            one.owed.calendar = false;
            break;
    }
    if (one.due != event.due) one.due_set = entry.at;
    one.look_set = entry.at;
    one.due = event.due;
    one.look = event.look;
    agenda_.set(obligation_of(*number), event.look);
    // What was met may begin another, and what was sent back ends it; what stood while the severity
    // was raised may be due sooner.
    if (event.to == To::met || event.to == To::rejected || event.to == To::resumed)
        review(*incident);
    forget_if_over(event.incident);
}

void State::on(const Entry& entry, const ObligationsReviewed& event) {
    if (Incident* incident = incidents_.change(event.incident)) incident->reviewed = entry.at;
    const bool known = incidents_.find(event.incident) != nullptr;
    const std::optional<Instant> next = event.again ? std::optional(entry.at) : event.look;
    agenda_.set(review_of(event.incident), known ? next : std::nullopt);
    forget_if_over(event.incident);
}

// A length of time keeps what is left of it; a time of the calendar is where it is.
void State::shift_obligation(Due due, const std::function<Instant(Instant, Instant)>& moved) {
    ObligationState& one = *obligations_.change(due.id);
    if (one.owed.calendar) return;
    const Duration shift = moved(one.due, one.due_set) - one.due;
    one.due += shift;
    one.owed.from += shift;
    one.due_set += shift;
    const Duration look_shift = moved(*one.look, one.look_set) - *one.look;
    one.look = *one.look + look_shift;
    one.look_set += look_shift;
    agenda_.set(due, one.look);
}

}  // namespace tocsin

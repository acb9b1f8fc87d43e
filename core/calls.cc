#include "core/calls.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "core/roads.h"
#include "core/sabotage.h"
#include "core/text_budget.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace tocsin {
namespace {

// Longer than a burst of alarms takes to arrive, shorter than anybody takes to answer.
constexpr Duration shared_within = std::chrono::seconds(30);

// To a number that has had its texts of this hour, whatever joins a call costs no other.
constexpr Duration shared_longer = std::chrono::minutes(5);

// Long after the attempt, since a late acknowledgement still counts (HSSI-14); a night, no more.
constexpr Duration link_lives = std::chrono::hours(12);

// What is real shares no call with a drill.
bool of_drill(const Incident& incident) {
    return incident.drill && !sabotaged(Mutant::drill_shares_call);
}

// The severity that the latest attempt of a call told; nothing when no send of it can succeed.
std::optional<int> severity_told(const State& state, const Call& call) {
    for (const SendId id : call.sends) {
        if (const SendState* send = state.sends().find(id)) return send->severity;
        if (const SendState* send = state.landed().find(id)) return send->severity;
    }
    return std::nullopt;
}

bool covers(const Call& call, const Incident& incident) {
    return incident.called.contains(call.callee.person) &&
           std::any_of(call.covers.begin(), call.covers.end(),
                       [&](const Covered& line) { return line.incident == incident.id; });
}

// The number has had its texts of this hour. A call for severity 1 is held up by no count.
bool spares_texts(const Draft& draft, const CallPlan::Person& person) {
    return person.lines.front().incident->severity > 1 && texts_used_up(draft, person.callee.phone);
}

// An unanswered call of the last 30 s that `person` can share: nothing in it may be worse than what
// the person was told, for a severity 1 must not hide behind a severity 3. In a storm it covers
// thousands, and each batch asks: nothing here looks at all that it covers.
const Call* call_to_share(const Draft& draft, const CallPlan::Person& person) {
    const Duration within = spares_texts(draft, person) ? shared_longer : shared_within;
    for (const CallId id : draft.state.open_calls(person.callee.person)) {
        const Call* call = draft.state.calls().find(id);
        if (call == nullptr || call->failed || !call->untouched) continue;
        if (call->made + within <= draft.now || call->until <= draft.now) continue;
        // A road on which somebody guesses codes may soon be closed.
        if (call->wrong_codes > 0) continue;
        // By whose clock an earlier process made its calls, nobody knows.
        if (call->epoch != draft.state.epoch()) continue;
        const std::optional<int> told = severity_told(draft.state, *call);
        const Incident* covered = draft.state.incidents().find(call->covers.front().incident);
        const bool drill = covered != nullptr && of_drill(*covered);
        const bool fits =
            told && drill == of_drill(*person.lines.front().incident) &&
            std::all_of(person.lines.begin(), person.lines.end(), [&](const auto& line) {
                return line.incident->severity >= *told && line.step->attempt == 1 &&
                       line.step->round == 0 && !covers(*call, *line.incident);
            });
        if (fits) return call;
    }
    return nullptr;
}

// The person's call about exactly these incidents, which keeps its code in every attempt.
const Call* call_to_repeat(const Draft& draft, const CallPlan::Person& person) {
    std::set<IncidentId> wanted;
    for (const CallPlan::Line& line : person.lines) wanted.insert(line.incident->id);
    for (const CallId id : draft.state.open_calls(person.callee.person)) {
        const Call* call = draft.state.calls().find(id);
        if (call == nullptr || call->covers.size() != wanted.size()) continue;
        const bool same =
            std::all_of(call->covers.begin(), call->covers.end(),
                        [&](const Covered& line) { return wanted.contains(line.incident); });
        if (same) return call;
    }
    return nullptr;
}

bool any_two_way(const Directory& directory) {
    return std::any_of(directory.providers.begin(), directory.providers.end(),
                       [](const Provider& one) { return one.two_way; });
}

// The send of a call over one medium, in every wording that a provider may need. Nothing when the
// person lacks that kind of address.
std::optional<SendOffered> send_of(const Draft& draft, const CallPlan::Person& person,
                                   const CallMade& made, Medium medium) {
    SendOffered send;
    send.message = compose_call(draft, person, made, medium, false);
    if (send.message.to.empty()) return std::nullopt;
    send.text_id = call_text_for(draft, person, medium, false);
    if (medium == Medium::sms && any_two_way(draft.directory)) {
        send.other_text_id = call_text(draft, person, true);
        send.other_text = compose_call(draft, person, made, medium, true).text;
    }
    send.call = made.call;
    send.attempt = made.attempt;
    send.person = person.callee.person;
    send.outside = person.callee.outside;
    send.about = incidents_of(person);
    // A skipped step's people are called all the same, and somebody must try to reach them.
    send.give_up = std::max(made.until, draft.now + std::chrono::minutes(1));
    send.severity = person.lines.front().incident->severity;
    return send;
}

// The providers who said that the person's phone cannot be texted.
std::vector<std::string> said_dead(const CallPlan::Person& person) {
    std::set<std::string> channels;
    for (const CallPlan::Line& line : person.lines) {
        const auto dead = line.incident->dead_phones.find(person.callee.phone);
        if (dead == line.incident->dead_phones.end()) continue;
        channels.insert(dead->second.begin(), dead->second.end());
    }
    return {channels.begin(), channels.end()};
}

// A text alone does not wake everybody (wording 2.4).
bool is_night(const Draft& draft) {
    using std::chrono::hours;
    const LocalTime local = draft.directory.calendar.zone.local(draft.now);
    const auto time = local - std::chrono::floor<std::chrono::days>(local);
    return time >= hours(22) || time < hours(7);
}

// Where a procedure says nothing.
std::vector<Medium> usual_roads(const Draft& draft, const Incident& incident) {
    std::vector<Medium> roads = {Medium::sms, Medium::email, Medium::push};
    if (incident.severity == 1 && is_night(draft)) roads.push_back(Medium::voice);
    return roads;
}

// How this attempt reaches people, as the rungs of all that it covers have it. The last resort
// goes every way.
std::vector<Medium> wanted_roads(const Draft& draft, const CallPlan::Person& person) {
    std::vector<Medium> wanted;
    for (const CallPlan::Line& line : person.lines) {
        const Ladder& ladder = draft.procedure(*line.incident).ladder;
        const auto rung = static_cast<std::size_t>(line.step->rung);
        std::vector<Medium> of_line(people_media.begin(), people_media.end());
        if (rung < ladder.rungs.size()) {
            const auto& by = ladder.rungs[rung].by;
            const auto attempt = static_cast<std::size_t>(std::max(line.step->attempt, 1));
            of_line = by.empty() ? usual_roads(draft, *line.incident)
                                 : by[std::min(attempt, by.size()) - 1];
        }
        for (const Medium medium : of_line) {
            if (std::ranges::find(wanted, medium) == wanted.end()) wanted.push_back(medium);
        }
    }
    return wanted;
}

// Another attempt prefers another provider. Whoever had the one before may have had it first,
// though it was not its turn: its hands were free.
int turn_of(const Draft& draft, const Call* before, Medium medium) {
    if (before == nullptr) return 0;
    std::vector<std::string> names;
    for (const Provider& one : draft.directory.providers) {
        if (one.medium == medium && !draft.passed_by(one.name)) names.push_back(one.name);
    }
    if (names.size() < 2) return before->attempt;
    const std::string& next = names[static_cast<std::size_t>(before->attempt) % names.size()];
    const bool had = std::ranges::any_of(before->sends, [&](SendId id) {
        const SendState* send = draft.state.sends().find(id);
        if (send == nullptr) send = draft.state.landed().find(id);
        return send != nullptr && send->message.channel == next && send->tried.empty();
    });
    return before->attempt + (had ? 1 : 0);
}

// What it adds when the person has no address is for make_calls() to add, once all calls are made.
std::optional<CallFailed> call(Draft& draft, const CallPlan::Person& person) {
    if (const Call* shared = call_to_share(draft, person)) {
        for (const CallPlan::Line& line : person.lines) {
            draft.add(CallJoined{shared->id,
                                 {line.incident->id, line.step->rung, line.step->attempt},
                                 shared->callee,
                                 shared->code,
                                 shared->attempt,
                                 shared->made,
                                 shared->until,
                                 shared->link_expires,
                                 shared->wrong_codes,
                                 shared->wrong_texts});
        }
        return std::nullopt;
    }
    const Call* before = call_to_repeat(draft, person);
    CallMade made;
    made.call = before == nullptr ? draft.new_call() : before->id;
    made.callee = person.callee;
    made.code = before == nullptr ? draft.new_code(person.callee) : before->code;
    made.attempt = before == nullptr ? 1 : before->attempt + 1;
    // The link stays the same in every attempt, as the code does, until its end comes near.
    const bool link_lasts = before != nullptr && before->link_expires > draft.now + link_lives / 12;
    made.link_expires = link_lasts ? before->link_expires : draft.now + link_lives;
    made.until = never;
    for (const CallPlan::Line& line : person.lines) {
        made.covers.push_back({line.incident->id, line.step->rung, line.step->attempt});
        made.until = std::min(made.until, std::max(line.step->until, draft.now));
    }
    draft.add(made);

    const auto offer = [&](Medium medium, std::vector<std::string> tried) {
        std::optional<SendOffered> send = send_of(draft, person, made, medium);
        if (!send) return false;
        send->tried = std::move(tried);
        return draft.offer(std::move(*send), turn_of(draft, before, medium));
    };
    // A phone that was said to be dead, and a number that has had its texts of this hour, are for
    // when there is no other way at all.
    const std::vector<std::string> dead = said_dead(person);
    const bool spared = spares_texts(draft, person);
    const auto offer_by = [&](Medium medium) {
        if (medium == Medium::sms && spared) return false;
        const bool rings = medium == Medium::sms || medium == Medium::voice;
        return offer(medium, rings ? dead : std::vector<std::string>{});
    };
    bool offered = false;
    for (const Medium medium :
         roads_to(draft.directory, person.callee, wanted_roads(draft, person)))
        offered = offer_by(medium) || offered;
    const std::vector<Medium> roads = roads_of(draft.directory, person.callee.person);
    for (const Medium medium : roads) offered = offered || offer_by(medium);
    for (const Medium medium : roads) offered = offered || offer(medium, {});
    if (offered) return std::nullopt;
    const std::vector<IncidentId> about = incidents_of(person);
    const bool kept = draft.kept_from(person.callee, about);
    return CallFailed{made.call, made.attempt, about,
                      words(kept ? Failure::outside : Failure::no_address)};
}

}  // namespace

void CallPlan::add(const Incident& incident, StepBegan step) {
    const StepBegan& kept = steps_.emplace_back(std::move(step));
    const auto urgency = [](const Incident& one) { return std::pair(one.severity, one.id); };
    for (const Callee& callee : kept.callees) {
        Person& person = people_[{callee.person, of_drill(incident)}];
        if (person.lines.empty()) person.callee = callee;
        // In one of their roles from outside: no drill is sent to them.
        person.callee.outside = person.callee.outside || callee.outside;
        const auto place = std::lower_bound(
            person.lines.begin(), person.lines.end(), urgency(incident),
            [&](const Line& line, const auto& key) { return urgency(*line.incident) < key; });
        const bool there = place != person.lines.end() && place->incident->id == incident.id;
        if (!there) person.lines.insert(place, {&incident, &kept});
    }
}

std::vector<IncidentId> incidents_of(const CallPlan::Person& person) {
    std::vector<IncidentId> ids;
    for (const CallPlan::Line& line : person.lines) ids.push_back(line.incident->id);
    return ids;
}

void make_calls(Draft& draft, const CallPlan& plan) {
    // Whoever is called for the worst comes first, and gets what room the providers have (P8).
    std::vector<const CallPlan::Person*> people;
    for (const auto& [id, person] : plan.people()) people.push_back(&person);
    const auto urgency = [](const CallPlan::Person* person) {
        const Incident& worst = *person->lines.front().incident;
        return std::tuple(worst.drill, worst.severity, worst.id);
    };
    std::stable_sort(people.begin(), people.end(), [&](const auto* one, const auto* other) {
        return urgency(one) < urgency(other);
    });
    // A step fails when its last call has failed: none may look like the last one before all stand.
    std::vector<CallFailed> failed;
    for (const CallPlan::Person* person : people) {
        if (std::optional<CallFailed> nobody = call(draft, *person)) failed.push_back(*nobody);
    }
    for (const CallFailed& call : failed) draft.add(call);
}

void repeat_text(Draft& draft, const Call& call, const std::string& channel) {
    if (call.until <= draft.now) return;
    CallPlan plan;
    for (const Covered& line : call.covers) {
        const Incident* incident = draft.state.incidents().find(line.incident);
        if (incident == nullptr || !incident->climb.running) continue;
        const Climb& climb = incident->climb;
        if (climb.rung != line.rung || climb.attempt != line.attempt) continue;
        StepBegan step;
        step.incident = line.incident;
        step.rung = climb.rung;
        step.attempt = climb.attempt;
        step.round = climb.round;
        step.until = climb.due;
        step.why = climb.why;
        step.callees = {call.callee};
        plan.add(*incident, std::move(step));
    }
    if (plan.people().empty()) return;
    const CallMade made{call.id,     call.callee, call.code,        call.attempt,
                        call.covers, call.until,  call.link_expires};
    std::optional<SendOffered> send =
        send_of(draft, plan.people().begin()->second, made, Medium::sms);
    if (!send) return;
    send->message.channel = channel;
    draft.offer(std::move(*send));
}

bool awaited(const State& state, const Call& call) {
    return std::any_of(call.covers.begin(), call.covers.end(), [&](const Covered& line) {
        const Incident* incident = state.incidents().find(line.incident);
        return incident != nullptr && incident->climb.running;
    });
}

}  // namespace tocsin

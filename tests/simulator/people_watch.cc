#include "tests/simulator/people_watch.h"

#include <algorithm>
#include <tuple>

namespace tocsin {

void PeopleWatch::forget() {
    rota_ = {};
    asked_.clear();
    called_.clear();
    named_.clear();
    texts_.clear();
}

// The reading of a role by the house's own words: within core hours the named person, else the
// rota.
std::set<PersonId> PeopleWatch::on_duty(const Procedure& procedure, const std::string& role,
                                        Instant at) const {
    const bool core = within(directory_.calendar, procedure.core_hours, at);
    if (role == "level-4") return {"oak"};
    if (role == "level-2" && core) return {"larch"};
    const OnCall duty = on_call(rota_, role == "level-2" ? "edm" : "level-3", at);
    return {duty.people.begin(), duty.people.end()};
}

void PeopleWatch::judge(const Record& record, const StepBegan& step) const {
    const LadderWatch::Ladder& ladder = ladders_.at(step.incident);
    const Ladder& plan = ladder.procedure->ladder;
    const auto rungs = static_cast<int>(plan.rungs.size());
    const std::string role = step.rung >= rungs
                                 ? plan.last_resort
                                 : plan.rungs[static_cast<std::size_t>(step.rung)].role;
    const std::set<PersonId> duty = on_duty(*ladder.procedure, role, record.entry.at);
    std::set<PersonId> allowed = duty;
    std::set<PersonId> callees;
    const auto named = named_.find(step.incident);
    if (named != named_.end()) allowed.insert(named->second);
    if (const auto called = called_.find(step.incident); called != called_.end()) {
        for (const auto& [person, at_rungs] : called->second) {
            if (at_rungs.contains(step.rung)) allowed.insert(person);
        }
    }
    for (const Rung& lower : plan.rungs) {
        if (step.rung < rungs) break;
        for (const PersonId& person : on_duty(*ladder.procedure, lower.role, record.entry.at)) {
            allowed.insert(person);
        }
    }
    for (const Callee& callee : step.callees) {
        callees.insert(callee.person);
        if (!allowed.contains(callee.person)) {
            throw Broken("HSSI-16", name(step.incident) + ": " + callee.person +
                                        " is called at rung " + std::to_string(step.rung) +
                                        " and is not on duty");
        }
    }
    for (const PersonId& person : duty) {
        // Whom nobody knows any more cannot be called; nobody on duty is a gap, which is told.
        if (!directory_.people.contains(person)) continue;
        if (!callees.contains(person) && named == named_.end()) {
            throw Broken("HSSI-14", name(step.incident) + ": " + person + " is on duty at rung " +
                                        std::to_string(step.rung) + " and is not called");
        }
    }
}

void PeopleWatch::judge(const Record& record, const CallMade& made) const {
    for (const auto& [call, asked] : asked_) {
        if (call == made.call || asked.person != made.callee.person || asked.code != made.code)
            continue;
        const bool open =
            std::any_of(asked.covers.begin(), asked.covers.end(), [&](const Covered& line) {
                const LadderWatch::Ladder* ladder = ladders_.find(line.incident);
                return ladder != nullptr && !ladder->over;
            });
        if (open) throw Broken("codes", made.callee.person + " has two open calls with one code");
    }
    for (const Covered& line : made.covers) {
        // A step that was skipped may be the last of what stands: its people are called all the
        // same.
        const LadderWatch::Ladder& ladder = ladders_.at(line.incident);
        if (!ladder.running && ladder.began != record.at) {
            throw Broken("acknowledged is quiet", name(line.incident) + ": " + made.callee.person +
                                                      " is called for nothing");
        }
    }
}

void PeopleWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    if (const auto* rota = std::get_if<RotaActivated>(&event)) {
        put_week(rota_, rota->rota, rota->rolling);
    } else if (const auto* swap = std::get_if<SwapMade>(&event)) {
        rota_.swaps.push_back(swap->swap);
    } else if (const auto* climbed = std::get_if<Climbed>(&event)) {
        named_.erase(climbed->incident);
        if (climbed->named) named_[climbed->incident] = climbed->named->person;
    } else if (const auto* began = std::get_if<StepBegan>(&event)) {
        const LadderWatch::Ladder& ladder = ladders_.at(began->incident);
        if (began->attempt == 1 && ladder.attempt > 0 && began->rung != ladder.rung) {
            named_.erase(began->incident);
        }
        if (step != nullptr) judge(record, *began);
    } else if (const auto* offered = std::get_if<SendOffered>(&event)) {
        if (offered->message.medium != Medium::sms) return;
        std::deque<Instant>& texts = texts_[offered->person];
        while (!texts.empty() && texts.front() + std::chrono::minutes(90) < record.at)
            texts.pop_front();
        texts.push_back(record.at);
    } else if (const auto* made = std::get_if<CallMade>(&event)) {
        if (step != nullptr) judge(record, *made);
        asked_[made->call] = {made->callee.person, made->code, made->covers, record.at};
        for (const Covered& line : made->covers) {
            called_[line.incident][made->callee.person].insert(line.rung);
        }
    } else if (const auto* joined = std::get_if<CallJoined>(&event)) {
        Asked& asked = asked_[joined->call];
        // Longer where the number may have had all its texts of the hour.
        const bool many =
            texts_[asked.person].size() * 2 >= static_cast<std::size_t>(directory_.texts_an_hour);
        const auto shared = std::chrono::seconds(many ? 300 : 30);
        if (step != nullptr && record.at - asked.made >= shared) {
            throw Broken("P4",
                         name(joined->covers.incident) + " joins an old call: nothing is sent");
        }
        asked.covers.push_back(joined->covers);
        called_[joined->covers.incident][asked.person].insert(joined->covers.rung);
    }
}

// Whoever a step names is called for it in the same Tick, by one call with one message a medium.
void PeopleWatch::merged(const Step& step) const {
    // One for what is real, and one for drills.
    std::map<std::pair<PersonId, bool>, std::set<CallId>> calls;
    std::set<std::pair<IncidentId, PersonId>> owed;
    std::set<std::pair<IncidentId, PersonId>> made;
    for (const Record& record : step.records) {
        if (const auto* began = std::get_if<StepBegan>(&record.entry.event)) {
            for (const Callee& callee : began->callees)
                owed.emplace(began->incident, callee.person);
        } else if (const auto* call = std::get_if<CallMade>(&record.entry.event)) {
            const bool drill = ladders_.at(call->covers.front().incident).drill;
            if (!calls[{call->callee.person, drill}].insert(call->call).second) {
                throw Broken("P8", call->callee.person + " is called twice in one Tick");
            }
            for (const Covered& line : call->covers)
                made.emplace(line.incident, call->callee.person);
        } else if (const auto* joined = std::get_if<CallJoined>(&record.entry.event)) {
            made.emplace(joined->covers.incident, asked_.at(joined->call).person);
        }
    }
    for (const auto& [incident, person] : owed) {
        if (!made.contains({incident, person})) {
            throw Broken("P8", name(incident) + ": " + person + " is forgotten");
        }
    }
    for (const auto& [key, ids] : calls) {
        if (ids.size() > 1)
            throw Broken("P8", key.first + " gets more than one message in one Tick");
    }
}

// Level 1 is told of a gap in the same Tick (HSSI-16).
void PeopleWatch::told(const Step& step) const {
    std::set<IncidentId> gaps;
    for (const Record& record : step.records) {
        const auto* began = std::get_if<StepBegan>(&record.entry.event);
        if (began != nullptr && began->callees.empty()) gaps.insert(began->incident);
    }
    for (const Record& record : step.records) {
        const auto* offered = std::get_if<SendOffered>(&record.entry.event);
        if (offered == nullptr || offered->text_id != "rota.gap.now") continue;
        for (const IncidentId id : offered->about) gaps.erase(id);
    }
    if (!gaps.empty())
        throw Broken("P11", name(*gaps.begin()) + ": a gap, and level 1 is not told");
}

// Overdue work by severity, then age, and drills behind all that is real; and so do the calls
// leave.
void PeopleWatch::urgent_first(const Step& step) const {
    if (step.inputs.size() != 1) return;
    std::set<IncidentId> seen;
    std::pair<bool, int> last_step;
    std::pair<bool, int> last_send;
    for (const Record& record : step.records) {
        if (const auto* began = std::get_if<StepBegan>(&record.entry.event)) {
            if (!seen.insert(began->incident).second) continue;
            const LadderWatch::Ladder& ladder = ladders_.at(began->incident);
            const std::pair urgency(ladder.drill, ladder.severity);
            if (urgency < last_step)
                throw Broken("P8", name(began->incident) + " waits behind a lesser one");
            last_step = urgency;
        } else if (const auto* offered = std::get_if<SendOffered>(&record.entry.event);
                   offered != nullptr && offered->call && offered->first()) {
            if (offered->about.empty()) continue;  // a question about a shift
            const std::pair urgency(ladders_.at(offered->about.front()).drill, offered->severity);
            if (urgency < last_send) {
                throw Broken("P8", offered->person + " is called for severity " +
                                       std::to_string(offered->severity) + " after lesser calls");
            }
            last_send = urgency;
        }
    }
}

void PeopleWatch::stepped(const Step& step) {
    if (!step.ticked()) return;
    merged(step);
    told(step);
    urgent_first(step);
}

}  // namespace tocsin

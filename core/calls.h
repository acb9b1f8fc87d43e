// Calls: asking one person to answer. What falls due together for one person is one call with one
// code; what follows within 30 s of an unanswered call joins it (architecture.md, Words).
#pragma once

#include "core/draft.h"

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

// Who is to be called for what, gathered over all that is due in one Tick.
class CallPlan {
public:
    CallPlan() = default;
    CallPlan(const CallPlan&) = delete;
    CallPlan& operator=(const CallPlan&) = delete;

    // `incident` outlives the plan.
    void add(const Incident& incident, StepBegan step);

    // One incident that a person is to be called for. A step may call thousands, and each of them
    // has a line for it: the plan keeps it once.
    struct Line {
        const Incident* incident;
        const StepBegan* step;
    };
    struct Person {
        Callee callee;
        std::vector<Line> lines;  // the worst first, then the oldest
    };
    // Whoever is called for a drill and for what is real is called twice (DSPT-10).
    using Key = std::pair<PersonId, bool>;
    const std::map<Key, Person>& people() const { return people_; }

private:
    std::deque<StepBegan> steps_;  // never moved: the lines point to them
    std::map<Key, Person> people_;
};

// The text of an open call once more, by this provider if it can be, when it is of the step in
// progress and its time is not over. To the phone it was made for.
void repeat_text(Draft& draft, const Call& call, const std::string& channel);

// The incidents that the person is to be called for.
std::vector<IncidentId> incidents_of(const CallPlan::Person& person);

// Makes the calls: one a person, over every medium the person has.
void make_calls(Draft& draft, const CallPlan& plan);

// Whether anybody still waits for an answer to this call.
bool awaited(const State& state, const Call& call);

}  // namespace tocsin

// Whoever must look into a flag is called, beside whoever has the incident, and the incident knows
// when they have made it safe (HSSI-42..44); what comes to be more than business as usual is not
// left where it was (HSSI-20).
#pragma once

#include "core/state.h"
#include "tests/simulator/watcher.h"

#include <map>
#include <set>
#include <string>

namespace tocsin {

class TaskWatch : public Watcher {
public:
    explicit TaskWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void forget() override;

    // The incidents of which entries have come since, as the state has them; those that a Tick
    // is about to look at come later.
    void look(const State& state, Instant now);

private:
    struct Seen {
        const Procedure* procedure = nullptr;
        std::set<std::string> flags;
        bool task = false;
        bool drill = false;
        bool over = false;
        bool closed = false;
        int highest = -1;  // of the rungs that were begun, or climbed to
        std::map<std::string, IncidentId> tasks;
        std::set<std::string> safe;
    };

    void on(const Step*, const IncidentOpened&);
    void on(const Step*, const StatusMoved&);
    void on(const Step*, const FlagRaised&);
    void on(const Step*, const FlagRemoved&);
    void on(const Step*, const Climbed&);
    void on(const Step*, const StepBegan&);
    void on(const Step*, const TaskOpened&);
    void on(const Step*, const TaskMadeSafe&);
    template <class Other>
    void on(const Step*, const Other&) {}

    void judge(IncidentId id, const Seen& seen, const State& state, Instant now) const;
    void judge_rung(IncidentId id, const Seen& seen, const State& state, Instant now) const;

    const Directory& directory_;
    std::map<IncidentId, Seen> seen_;
    std::set<IncidentId> open_;
    std::set<IncidentId> touched_;
};

}  // namespace tocsin

// Who is called: only those on duty at that instant by the rotas that were uploaded, named by hand,
// or called before at the same rung, and all of them (HSSI-14, 16); everybody once, with one
// message and a code of their own (P8); the worst first.
#pragma once

#include "tests/simulator/ladder_watch.h"

#include <deque>

namespace tocsin {

class PeopleWatch : public Watcher {
public:
    PeopleWatch(const Directory& directory, const LadderWatch& ladders)
        : directory_(directory), ladders_(ladders) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;

private:
    struct Asked {
        PersonId person;
        std::string code;
        std::vector<Covered> covers;
        Instant made{};
    };

    std::set<PersonId> on_duty(const Procedure& procedure, const std::string& role,
                               Instant at) const;
    void judge(const Record& record, const StepBegan& step) const;
    void judge(const Record& record, const CallMade& made) const;
    void merged(const Step& step) const;
    void told(const Step& step) const;
    void urgent_first(const Step& step) const;

    const Directory& directory_;
    const LadderWatch& ladders_;
    Rota rota_;
    std::map<CallId, Asked> asked_;
    std::map<IncidentId, std::map<PersonId, std::set<int>>> called_;  // at which rungs
    std::map<IncidentId, PersonId> named_;
    std::map<PersonId, std::deque<Instant>> texts_;  // offered lately
};

}  // namespace tocsin

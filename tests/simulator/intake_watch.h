// What was answered as done is done (P1), and the same key means the same incident, across restarts
// (P3). Once the disk has room, what comes in is on it (P13).
#pragma once

#include "tests/simulator/ladder_watch.h"

namespace tocsin {

class IntakeWatch : public Watcher {
public:
    explicit IntakeWatch(const LadderWatch& ladders) : ladders_(ladders) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void remembered() override;

private:
    using Key = std::pair<std::string, std::string>;
    struct Request {
        std::string fingerprint;
        std::vector<IncidentId> incidents;
        Instant at;
    };

    bool refused_as_open(const Reported& reported, const Reply& reply) const;
    void judge(const Reported& reported, const Reply& reply, Instant at);

    const LadderWatch& ladders_;
    std::set<IncidentId> opened_;
    std::set<std::pair<IncidentId, PersonId>> taken_;
    std::map<Key, IncidentId> keys_;
    std::set<Key> suppressed_;
    std::map<Key, Instant> over_before_;  // episodes whose end overtook their beginning
    std::set<IncidentId> ended_;          // in this step
    std::set<IncidentId> promised_;       // by an answer that said so; a crash may not take it back
    std::set<std::pair<IncidentId, PersonId>> promised_taken_;
    std::map<Key, IncidentId> promised_keys_;
    std::map<Key, Request> requests_;
};

}  // namespace tocsin

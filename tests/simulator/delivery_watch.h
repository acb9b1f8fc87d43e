// What leaves the process: every call is handed to a provider or fails (P4), nothing in hand is
// forgotten by a crash, nothing is handed over twice without a reason (P5), and nothing leaves for
// an incident that somebody has taken, nor a text for a landline, where none arrives (P11).
#pragma once

#include "tests/simulator/ladder_watch.h"

#include <set>
#include <string>

namespace tocsin {

class DeliveryWatch : public Watcher {
public:
    DeliveryWatch(const Directory& directory, const LadderWatch& ladders);

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void remembered() override;
    void ended(Instant at) override;

private:
    struct Sent {
        std::string reference;
        CallId call;
        std::vector<IncidentId> about;
        bool handed = false;
        bool recalled = false;
        bool calm = false;  // offered when faults were over
        Instant offered{};
    };
    // A message that was handed over, by its reference.
    struct Known {
        std::string to;
        bool excused = false;   // a reason to hand it over again has come up
        bool accepted = false;  // a provider has it, and we have that on disk
    };

    void leaves(const Step& step, SendId id) const;
    void judge_failed(const Step& step, SendId id) const;

    const LadderWatch& ladders_;
    std::set<std::string> landlines_;
    std::map<SendId, Sent> sends_;
    std::map<SendId, std::string> references_;
    std::map<CallId, std::set<IncidentId>> covers_;
    std::map<std::string, Known> known_;  // of every process: providers do not forget
};

}  // namespace tocsin

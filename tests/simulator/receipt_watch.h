// What a provider says later about a handset: never an answer of a person (P12); a message that
// failed for good goes another way, or its call has failed and the ladder moves (P4); and nobody's
// message fails without a provider having said so.
#pragma once

#include "tests/simulator/ladder_watch.h"

namespace tocsin {

class ReceiptWatch : public Watcher {
public:
    explicit ReceiptWatch(const LadderWatch& ladders) : ladders_(ladders) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;

private:
    struct Sent {
        std::string channel;
        std::string reference;
        CallId call;
        int attempt = 0;
        bool delivered = false;
        bool waits = false;  // for its hand-over, the first or another
    };
    struct Asked {
        int attempt = 0;
        bool failed = false;
        std::set<SendId> alive;  // of this attempt: waiting, in hand, or with a provider
        std::set<IncidentId> about;
    };

    void judge(const Receipt& receipt, const Step& step);

    const LadderWatch& ladders_;
    std::map<SendId, Sent> sends_;
    std::map<CallId, Asked> asked_;
};

}  // namespace tocsin

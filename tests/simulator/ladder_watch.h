// HSSI-14, P7, P9 and P11 as arithmetic: when each incident's next step is due, told from the
// procedure and from what providers answered, and whether it came then, in order, and not before.
#pragma once

#include "tests/simulator/watcher.h"

#include <map>
#include <set>

namespace tocsin {

class LadderWatch : public Watcher {
public:
    explicit LadderWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void ended(Instant at) override;

    struct Ladder {
        const Procedure* procedure = nullptr;
        int reported = 5;  // the worst that its monitor said
        int severity = 5;
        bool running = false;
        bool standing = false;  // taken late: no further rung
        bool over = false;
        bool closed = false;
        bool drill = false;
        int rung = 0;
        int attempt = 0;
        bool gap = false;  // nobody was on duty in the latest step
        Instant t0{};
        Instant due{};
        Instant began{};  // the latest step
        Instant set{};    // when `due` was decided
        std::set<CallId> pending;
        std::map<PersonId, int> called;  // the rung of their latest call
    };
    const std::map<IncidentId, Ladder>& ladders() const { return ladders_; }
    const Ladder* find(IncidentId id) const;
    const Ladder& at(IncidentId id) const;  // an incident that was never opened is a broken promise

private:
    struct Asked {
        int attempt = 0;
        std::vector<Covered> covers;
        std::set<SendId> live;
    };

    void on(const Record&, const Step*, const IncidentOpened&);
    void on(const Record&, const Step*, const AlarmRepeated&);
    void on(const Record&, const Step*, const SeveritySet&);
    void on(const Record&, const Step*, const StatusMoved&);
    void on(const Record&, const Step*, const Climbed&);
    void on(const Record&, const Step*, const Taken&);
    void on(const Record&, const Step*, const StepBegan&);
    void on(const Record&, const Step*, const StepFailed&);
    void on(const Record&, const Step*, const CallMade&);
    void on(const Record&, const Step*, const CallJoined&);
    void on(const Record&, const Step*, const CallFailed&);
    void on(const Record&, const Step*, const SendOffered&);
    void on(const Record&, const Step*, const SendSettled&);
    void on(const Record&, const Step*, const SendDropped&);
    void on(const Record&, const Step*, const ReceiptCame&);
    void on(const Record&, const Step*, const TookOver&);
    template <class Other>
    void on(const Record&, const Step*, const Other&) {}

    Ladder& known(IncidentId id);
    void judge(const Record& record, const Ladder& ladder, const StepBegan& began) const;
    void failed(const Record& record, CallId call);
    void cover(CallId call, const Covered& line, const PersonId& person);

    const Directory& directory_;
    std::map<IncidentId, Ladder> ladders_;
    std::map<CallId, Asked> asked_;
    std::map<CallId, PersonId> people_;
    std::map<SendId, std::pair<CallId, int>> sends_;
    std::set<SendId> landed_;  // a provider has them, or may have them
    Duration offset_{};
};

}  // namespace tocsin

// What an incident owes begins when it should, runs for as long as the procedure says in true time,
// is told late when it is and not before, again as often as the rule says, and never once it is
// settled. Worked out from what happened to the incident, and from the rule.
#pragma once

#include "tests/simulator/diary_patience.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace tocsin {

class ObligationWatch : public Watcher {
public:
    explicit ObligationWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void remembered() override;
    void ended(Instant now) override;

private:
    using Key = std::pair<IncidentId, std::string>;

    struct Seen {
        std::string procedure;
        std::string service;
        int severity = 5;
        std::map<std::string, Instant> statuses;  // when it had each first
        std::set<std::string> asked;
        Instant asked_last{};
        std::map<std::string, Instant> met;  // obligations, when last, unless sent back since
        std::optional<Instant> told_first;   // by a message to users
        std::optional<Instant> stated;       // by the latest of them: as the engine has it
        bool harmed = false;                 // no message may go any more
        bool drill = false;
        bool over = false;  // a drill that is closed owes nothing
    };
    struct Owing {
        ObligationBegan began;
        Instant due{};  // in true time; of the engine's for a time of the calendar
        Instant set{};  // when that was decided
        std::optional<Instant> told;
        bool paused = false;
        bool settled = false;
        bool lapsed = false;  // may begin again
    };

    const ObligationRule* rule(const Key& key) const;
    void told_users(const Record& record, const NoticeSent& event);
    void judge_met(const Record& record, const Key& key, const ObligationMoved& event) const;
    void judge_refused(const ObligationAct& act, const Reply& reply, const Step& step) const;
    void judge_owner_told(const Key& key, const Step& step) const;
    // When all that the rule starts from had come, in true time.
    std::optional<Instant> start(const Seen& seen, const ObligationRule& rule) const;
    void began(const Record& record, const ObligationBegan& event, const Step* step);
    void moved(const Record& record, const ObligationMoved& event, const Step* step);
    void judge_late(const Record& record, const Key& key, const Owing& one, const Step& step) const;
    void judge(Instant engine_now) const;
    void took_over(const Record& record, bool rebooted);

    const Directory& directory_;
    DiaryPatience patience_;
    Duration offset_{};
    std::map<IncidentId, Seen> seen_;
    std::map<Key, Owing> owing_;
    std::set<Key> answered_;         // whose act somebody was told is recorded
    std::set<IncidentId> reviewed_;  // by this step
    std::optional<Instant> rebooted_;
};

}  // namespace tocsin

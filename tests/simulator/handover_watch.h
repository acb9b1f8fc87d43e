// A written handover goes out at its time, late after a crash, and never twice; it names whatever
// was open in the shift, what somebody was told is late, and what is held; its phone call is
// reminded of until it is recorded (HSSI-19). Worked out from the wall and from what stands in the
// journal.
#pragma once

#include "tests/simulator/diary_patience.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

namespace tocsin {

class HandoverWatch : public Watcher {
public:
    explicit HandoverWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void remembered() override;
    void ended(Instant now) override;

private:
    struct Seen {
        Instant opened{};
        std::optional<Instant> resolved;
    };
    struct Given {
        HandoverGiven event;
        Instant at{};
        int reminders = 0;
        bool recorded = false;
    };

    // Something that a handover must not pass over, and since when.
    struct Left {
        IncidentId incident;
        std::string words;
        Instant at{};
        Duration offset{};
    };

    void left_behind(const Record& record);
    void given(const HandoverGiven& event, const Record& record, const Step* step);
    void judge_left(const HandoverGiven& event, const Record& record) const;
    void judge(Instant engine_now) const;
    void judge_time(const std::string& procedure, const HandoverRule& rule, Instant due,
                    Instant engine_now) const;
    void judge_reminders(const Given& one, Instant engine_now) const;

    const Directory& directory_;
    DiaryPatience patience_;
    std::map<std::uint64_t, Given> given_;
    std::map<std::tuple<std::string, std::string, Instant>, std::uint64_t> by_rule_;
    std::map<IncidentId, Seen> incidents_;
    std::map<std::pair<IncidentId, std::string>, std::string> titles_;  // of obligations
    std::map<std::pair<IncidentId, std::string>, Left> late_;
    std::map<std::uint64_t, Left> held_;
    std::set<std::uint64_t> answered_;  // whose call somebody was told is recorded
};

}  // namespace tocsin

// What keeps alarms from calling anybody, worked out from what stands in the journal: nothing is
// kept without a reason that holds, nothing for longer than its reason, a group is over when all of
// its alarms are, and a sign of life that does not come is an alarm (P11).
#pragma once

#include "core/directory.h"
#include "tests/simulator/diary_patience.h"

#include <map>
#include <set>
#include <string>

namespace tocsin {

class NoiseWatch : public Watcher {
public:
    explicit NoiseWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void ended(Instant now) override;
    void forget() override;

private:
    struct Kept {
        Suppressor suppressor;
        Instant free{};  // when its reason was gone; the beginning of time: it holds
    };
    struct Seen {
        std::string service;
        bool over = false;
        bool drill = false;
        std::set<AlarmKey> firing;
    };
    struct Quiet {
        Silence silence;
        bool ended = false;
    };

    void suppressed(const Record& record, const AlarmSuppressed& event, bool judged);
    void moved(const Record& record, const StatusMoved& event, bool judged);
    void free(const Suppressor& suppressor, Instant at);
    void heartbeat(const Event& event, const Step* step);
    void shift(Duration step);
    void wait_again(Instant now);
    void judge(Instant engine_now);

    const Directory& directory_;
    DiaryPatience patience_;
    std::map<AlarmKey, Kept> kept_;
    std::map<IncidentId, Seen> incidents_;
    std::map<IncidentId, AlarmKey> opened_by_;
    std::map<std::uint64_t, Quiet> silences_;
    std::map<std::string, Instant> expected_;  // heartbeats that are not missing
};

}  // namespace tocsin

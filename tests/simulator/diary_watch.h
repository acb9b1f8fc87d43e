// What the calendar owes is done when its time has come, however many processes die meanwhile, and
// never twice (HSSI-12): worked out from the wall and from what stands in the journal.
#pragma once

#include "tests/simulator/watcher.h"

#include <map>
#include <optional>
#include <set>

namespace tocsin {

class DiaryWatch : public Watcher {
public:
    explicit DiaryWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void ended(Instant now) override;

private:
    void judge_weeks(Instant engine_now, Instant patience_since) const;
    void mailed(const SendOffered& offered);

    const Directory& directory_;
    std::optional<Instant> kept_since_;  // engine time at which there was first a configuration
    std::map<std::string, std::map<Day, Instant>> weeks_;  // of each rota, by its Monday
    std::set<std::pair<std::string, Day>> published_;
    std::set<std::pair<std::string, std::string>> mails_;  // recipient and subject
    Instant disturbed_{};  // engine time of the last thing that excuses some seconds
    Duration offset_{};
};

}  // namespace tocsin

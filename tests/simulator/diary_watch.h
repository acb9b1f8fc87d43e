// What the calendar owes is done when its time has come, however many processes die meanwhile, and
// never twice (HSSI-12): worked out from the wall and from what stands in the journal.
#pragma once

#include "tests/simulator/diary_patience.h"

#include <map>
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
    void judge_weeks(Instant engine_now) const;
    void mailed(const SendOffered& offered);

    const Directory& directory_;
    DiaryPatience patience_;
    std::map<std::string, std::map<Day, Instant>> weeks_;  // of each rota, by its Monday
    std::set<std::pair<std::string, Day>> published_;
    std::set<std::pair<std::string, std::string>> mails_;  // recipient and subject
};

}  // namespace tocsin

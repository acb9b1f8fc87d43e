// Of a drill every message is marked and none reaches whoever is outside; of what is real none is
// marked, and it shares neither incident nor call with a drill; what is over owes nothing
// (DSPT-10).
#pragma once

#include "tests/simulator/watcher.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

class DrillWatch : public Watcher {
public:
    explicit DrillWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;

private:
    enum class Of { nothing, real, drills, both };
    Of of(const std::vector<IncidentId>& about) const;
    void judge(const SendOffered& event) const;
    void judge_over(const std::vector<IncidentId>& about, const std::string& what) const;

    const Directory& directory_;
    std::set<IncidentId> known_;
    std::set<IncidentId> drills_;
    std::set<IncidentId> over_;  // of the drills: closed
    std::map<CallId, std::vector<IncidentId>> calls_;
};

}  // namespace tocsin

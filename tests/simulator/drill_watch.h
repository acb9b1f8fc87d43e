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
    struct Words {
        std::string sms;
        std::string subject;
        std::string mail;
    };

    SendOffered as_it_leaves(SendOffered event) const;
    void judge(const SendOffered& event) const;
    void judge_call(CallId call) const;
    void judge_over(const std::vector<IncidentId>& about, const std::string& what) const;

    const Directory& directory_;
    std::set<IncidentId> known_;
    std::set<IncidentId> drills_;
    std::set<IncidentId> over_;  // of the drills: closed
    std::map<CallId, std::vector<IncidentId>> calls_;
    std::map<std::pair<IncidentId, int>, Words> words_;  // of notices
};

}  // namespace tocsin

// Nobody's term ends without a word (WSIC-11): worked out day by day from the lines of the roles.
// The patience is the diary's, so that houses without one are not judged.
#pragma once

#include "tests/simulator/diary_patience.h"

#include <set>
#include <tuple>

namespace tocsin {

class TermWatch : public Watcher {
public:
    explicit TermWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record& record, const Step* step) override;
    void stepped(const Step& step) override;
    void forget() override;
    void ended(Instant now) override;

private:
    void judge(Instant engine_now) const;
    void judge_role(const Procedure& procedure, const Role& role, Instant engine_now) const;

    const Directory& directory_;
    DiaryPatience patience_;
    // Procedure, role, from when, at which stage.
    std::set<std::tuple<std::string, std::string, Instant, std::string>> told_;
};

}  // namespace tocsin

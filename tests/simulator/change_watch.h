// P3: a change that is asked for under a key is made once, however often and whenever it is asked
// for again; and what was answered as done is on disk.
#pragma once

#include "tests/simulator/watcher.h"

#include <set>
#include <string>

namespace tocsin {

class ChangeWatch : public Watcher {
public:
    // Each change is a note of its own, by its text.
    static constexpr std::string_view mark = "change ";

    void entry(const Record& record, const Step* step) override;
    void ended(Instant now) override;
    void forget() override { made_.clear(); }

    // Whoever asked has heard that it was done.
    void answered(const std::string& text) { answered_.insert(text); }

private:
    std::set<std::string> made_;
    std::set<std::string> answered_;
};

}  // namespace tocsin

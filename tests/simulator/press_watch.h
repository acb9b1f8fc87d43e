// Buttons under the posts of a place (P12): nobody takes an incident by one but whoever has pressed
// it and is known; whoever has pressed is answered, once, and "Taken" is said to nobody who has
// taken nothing.
#pragma once

#include "core/directory.h"
#include "tests/simulator/watcher.h"

namespace tocsin {

class PressWatch : public Watcher {
public:
    explicit PressWatch(const Directory& directory) : directory_(directory) {}

    void entry(const Record&, const Step*) override {}
    void stepped(const Step& step) override;
    void forget() override {}

private:
    bool is_there(const std::string& channel) const;
    void judge_answered(const Step& step, const Pressed& said) const;

    const Directory& directory_;
};

}  // namespace tocsin

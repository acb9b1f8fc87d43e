// A feed that was answered as open can be read, and one that was answered as revoked never can
// again, whatever crashes between (P1, P19).
#pragma once

#include "core/state.h"
#include "tests/simulator/watcher.h"

#include <map>

namespace tocsin {

class FeedWatch {
public:
    // After each step, with the state as it is then; and at a start, without a step.
    void stepped(const Step& step, const State& state);
    void look(const State& state) const;

private:
    std::map<std::string, bool> open_;  // by id: what the last answer about it said
};

}  // namespace tocsin

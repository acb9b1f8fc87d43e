// A feed that was answered as open can be read, and one that was answered as revoked never can
// again, whatever crashes between (P1, P19).
#pragma once

#include "core/event.h"
#include "core/state.h"
#include "tests/simulator/watcher.h"

#include <map>

namespace tocsin {

class FeedWatch {
public:
    // After each step, with the state as it is then; and at a start, without a step.
    void stepped(const Step& step, const State& state);
    void look(const State& state) const;

    // An entry that a start finds on disk: a crash may have taken the answer to a revocation.
    void found(const Entry& entry);

private:
    std::map<std::string, bool> open_;  // by id: as it was answered last, or found revoked
};

}  // namespace tocsin

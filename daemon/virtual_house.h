// A house whose time is ours, for what never happens: the daemon's own engine on a journal in
// memory. Providers accept at once unless they are said to fail. Nothing is sent, and nothing
// outside is read or changed. The same steps at the same times have the same effects, always.
#pragma once

#include "daemon/engine.h"
#include "daemon/memory_journal.h"

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

// The facts in force that it begins with.
struct RehearsalGround {
    std::shared_ptr<const Directory> directory;
    std::vector<RotaActivated> rotas;
    std::vector<SwapMade> swaps;  // in their order
};

class VirtualHouse {
public:
    // The daemon has just started. What that makes it say is nobody's to see.
    VirtualHouse(const RehearsalGround& ground, Instant at);

    // Somebody or something acts now.
    Effects step(const Occurrence& what);

    // The next thing that is due by now: the answer of a provider, then a Tick. Nothing when all
    // is done, until time moves on.
    std::optional<Effects> next();

    // Never back.
    void wait_until(Instant at);

    Instant now() const { return now_; }
    const State& state() const { return engine_.state(); }
    const Directory& directory() const { return engine_.directory(); }
    // All that was ever decided, oldest first.
    const std::vector<Entry>& entries() const { return journal_.entries(); }
    // Of the engine, so far.
    int steps() const { return steps_; }

    // This channel refuses everything from here on, and accepts again.
    void fail(const std::string& channel) { failing_.insert(channel); }
    void mend(const std::string& channel) { failing_.erase(channel); }

private:
    Outcome outcome(const HandOver& handed) const;

    MemoryJournal journal_;
    Engine engine_;
    Instant now_;
    int steps_ = 0;
    std::set<std::string> failing_;
    std::deque<Outcome> outcomes_;
};

}  // namespace tocsin

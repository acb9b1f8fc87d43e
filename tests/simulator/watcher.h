// Independent observers of a simulated run: they see inputs, effects and committed entries, and
// never how decide() came to them. Each watches one family of promises, in true time, which no
// clock step moves; the engine's time is the true one and an offset.
#pragma once

#include "core/directory.h"
#include "daemon/engine.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace tocsin {

// A promise was broken: which one, and how.
struct Broken : std::runtime_error {
    Broken(std::string promise_, const std::string& how)
        : std::runtime_error(how), promise(std::move(promise_)) {}
    std::string promise;
};

// An entry, and when it was made in true time.
struct Record {
    Entry entry;
    Instant at;
    Duration offset{};  // of the engine's clock

    Instant true_time(Instant engine_time) const { return engine_time - offset; }
};

// One step of the engine and what came of it.
struct Step {
    Instant at;
    Duration offset{};
    const std::vector<Input>& inputs;
    const Effects& effects;
    std::vector<Record> records;
    bool full_disk = false;
    bool first_of_process = false;
    // Faults have been over for a while: what is due happens now.
    bool calm = false;

    bool ticked() const;
};

class Watcher {
public:
    virtual ~Watcher() = default;

    // An entry, in order. With `step`, it was just made and is judged; without, a crash has lost
    // what was not on disk, and the watcher begins anew from what is (see forget()).
    virtual void entry(const Record& record, const Step* step) = 0;

    // After all entries of the step.
    virtual void stepped(const Step&) {}

    // The process has died. What follows are the entries on disk, from the first one on.
    virtual void forget() = 0;

    // Those entries have all been told.
    virtual void remembered() {}

    // Faults have ended, people are awake, and much time has passed.
    virtual void ended(Instant) {}
};

std::string name(IncidentId id);

}  // namespace tocsin

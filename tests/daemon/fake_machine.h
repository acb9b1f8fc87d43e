// A machine whose clocks a test sets, and a daemon on it without threads, wire and file: the real
// EngineClock and the real Engine, joined as daemon/loop.cc and daemon/serve.cc join them.
#pragma once

#include "daemon/clock.h"
#include "daemon/engine.h"
#include "daemon/memory_journal.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tocsin {

class FakeMachine {
public:
    explicit FakeMachine(Instant wall) : wall_(wall) {}

    MachineTime time() const;
    Instant wall() const { return wall_; }

    // Time goes by: the machine is awake, or suspended.
    void pass(Duration length);
    // It stands still as a whole, and finds the wall clock right when it goes on.
    void frozen(Duration length) { step(length); }
    void step(Duration by);
    // It was off for `off`; then the wall clock shows `wall`.
    void reboot(Duration off, Instant wall);

    // Time that passed since the test began, frozen time left out: what no clock step moves.
    Duration passed() const { return passed_; }

private:
    Instant wall_;
    Duration boottime_ = std::chrono::hours(3);
    Duration passed_{};
    int boots_ = 1;
};

class ClockedDaemon {
public:
    ClockedDaemon(FakeMachine& machine, std::shared_ptr<const Directory> directory);

    void start();
    // Nothing is flushed, nothing said.
    void kill();

    // One turn of the loop: a step of the wall clock is told first, a Tick comes last.
    Effects turn(const std::vector<Occurrence>& inputs = {});

    bool runs() const { return engine_ != nullptr; }
    const State& state() const { return engine_->state(); }
    Instant now() const { return clock_->at(machine_.time()); }
    const std::vector<Entry>& entries() const { return journal_.entries(); }
    // The hand-overs so far that were no second offer of the same.
    const std::map<SendId, int>& handed() const { return handed_; }

private:
    // As the store keeps it: the clock with every commit.
    class Journal : public MemoryJournal {
    public:
        explicit Journal(ClockedDaemon& daemon) : daemon_(daemon) {}
        Committed commit(const std::vector<Entry>& entries,
                         const std::vector<IncidentId>& over) override;
        std::map<std::string, std::string> kept;

    private:
        ClockedDaemon& daemon_;
    };

    FakeMachine& machine_;
    std::shared_ptr<const Directory> directory_;
    Journal journal_{*this};
    std::optional<EngineClock> clock_;
    std::unique_ptr<Engine> engine_;
    std::deque<Outcome> outcomes_;  // every provider accepts, and its answer is read next turn
    std::map<SendId, int> handed_;
    std::uint64_t epoch_ = 0;
    std::uint64_t entropy_ = 1;
};

}  // namespace tocsin

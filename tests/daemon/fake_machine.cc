#include "tests/daemon/fake_machine.h"

#include <utility>

namespace tocsin {

MachineTime FakeMachine::time() const {
    return read_clocks({[this] { return wall_.time_since_epoch(); }, [this] { return boottime_; },
                        "boot-" + std::to_string(boots_)});
}

void FakeMachine::pass(Duration length) {
    wall_ += length;
    boottime_ += length;
    passed_ += length;
}

void FakeMachine::step(Duration by) {
    wall_ += by;
}

void FakeMachine::reboot(Duration off, Instant wall) {
    passed_ += off;
    wall_ = wall;
    boottime_ = std::chrono::seconds(20);
    ++boots_;
}

Committed ClockedDaemon::Journal::commit(const std::vector<Entry>& entries,
                                         const std::vector<IncidentId>& over) {
    kept = daemon_.clock_->meta(daemon_.machine_.time());
    return MemoryJournal::commit(entries, over);
}

ClockedDaemon::ClockedDaemon(FakeMachine& machine, std::shared_ptr<const Directory> directory)
    : machine_(machine), directory_(std::move(directory)) {}

void ClockedDaemon::start() {
    const MachineTime machine = machine_.time();
    clock_.emplace(machine, Pace{});
    const bool resumed = clock_->resume(journal_.kept, machine);
    engine_ = std::make_unique<Engine>(journal_, directory_);
    engine_->recover();
    const bool fresh = state().next_seq() == 1;
    const Started started{++epoch_, "tocsin-1", !fresh && !resumed,
                          !fresh && !state().clean_stop()};
    std::vector<Input> inputs = {{started, entropy_ += 0x9e3779b9U}};
    if (fresh) {
        inputs.push_back({Configured{"c0ffee", {directory_->procedures.at("hssi")}}, 0});
    }
    for (const HandOver& handed : engine_->step(inputs, now()).hand_over) {
        if (!handed.again) ++handed_[handed.message.id];
        outcomes_.push_back({handed.message.id, Verdict::accepted, "", "", {}});
    }
}

void ClockedDaemon::kill() {
    engine_.reset();
    outcomes_.clear();
}

Effects ClockedDaemon::turn(const std::vector<Occurrence>& inputs) {
    const MachineTime machine = machine_.time();
    const Duration step = clock_->stepped(machine);
    std::vector<Input> batch;
    const auto add = [&](Occurrence what) {
        batch.push_back({std::move(what), entropy_ += 0x9e3779b9U});
    };
    if (step != Duration{0}) add(ClockMoved{step});
    for (; !outcomes_.empty(); outcomes_.pop_front()) add(Answered{outcomes_.front()});
    for (const Occurrence& input : inputs) add(input);
    add(Tick{});
    Effects effects = engine_->step(batch, clock_->at(machine));
    for (const HandOver& handed : effects.hand_over) {
        if (!handed.again) ++handed_[handed.message.id];
        outcomes_.push_back({handed.message.id, Verdict::accepted, "", "", {}});
    }
    return effects;
}

}  // namespace tocsin

// What befalls the process and the machine it runs on.
#include "tests/simulator/simulation.h"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

void Simulation::plan_misfortunes() {
    const int count = chance_.between(2, 14);
    for (int index = 0; index < count; ++index) {
        in(chance_.between(Duration(seconds(5)), Duration(hours(8))), [this] { misfortune(); });
    }
}

void Simulation::misfortune() {
    if (calm_ || !alive()) return;
    switch (chance_.below(8)) {
        case 0:
            if (faults_.crashes) die("killed");
            break;
        case 1:
            if (faults_.crashes) {
                fault("the next commit is cut short");
                journal_->next(chance_.percent(50) ? Mishap::crash_before : Mishap::crash_after);
            }
            break;
        case 2:
            if (faults_.unknown_commits) {
                fault("the next commit has no answer");
                journal_->next(chance_.percent(50) ? Mishap::unknown_lost : Mishap::unknown_taken);
            }
            break;
        case 3:
            if (faults_.full_disk && !full_) {
                fault("the disk is full");
                full_ = true;
                journal_->set_full(true);
                in(chance_.between(Duration(seconds(5)), Duration(minutes(40))), [this] {
                    full_ = false;
                    journal_->set_full(false);
                    say("there is room on the disk");
                });
            }
            break;
        case 4:
            if (faults_.clock_steps) {
                const Duration step = chance_.between(Duration(-hours(2)), Duration(hours(2)));
                step_clock(chance_.percent(20) ? step * 12 : step);
            }
            break;
        case 5:
            if (faults_.suspends) {
                const Duration length =
                    chance_.between(Duration(minutes(1)), Duration(minutes(90)));
                fault("the machine is suspended");
                asleep_until_ = now_ + length;
                in(length, [] {});
            }
            break;
        case 6:
            if (faults_.dead_providers) {
                const std::string name = chance_.of(directory_->providers).name;
                fault(name + " is dead");
                dead_until_[name] =
                    now_ + chance_.between(Duration(minutes(1)), Duration(minutes(50)));
            }
            break;
        case 7:
            if (faults_.crashes && faults_.reboots) {
                die("the power is cut");
                rebooted_ = true;
            }
            break;
    }
}

void Simulation::step_clock(Duration step) {
    fault("the clock is moved by " + std::to_string(step.count() / 1000) + " s");
    flush(false);
    if (engine_ == nullptr) return;
    offset_ += step;
    tick_at_.reset();
    std::vector<Waiting> nobody;
    this->step({drawn(ClockMoved{step})}, nobody);
}

}  // namespace tocsin

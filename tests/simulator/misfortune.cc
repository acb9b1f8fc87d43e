// What befalls the process, the machine it runs on, and the providers for a while.
#include "tests/simulator/simulation.h"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

void Simulation::cut_short(Fault fault, Mishap mishap) {
    if (strikes(fault)) journal_->next(mishap);
}

void Simulation::fill_disk() {
    if (full_ || !strikes(Fault::disk_full)) return;
    full_ = true;
    journal_->set_full(true);
    in(chance_.between(Duration(seconds(5)), Duration(minutes(40))), [this] {
        if (!full_) return;
        full_ = false;
        journal_->set_full(false);
        trace_.happens(engine_now(), "There is room on the disk");
    });
}

void Simulation::misfortune() {
    if (calm_ || !alive()) return;
    switch (chance_.below(13)) {
        case 0:
            return misfortune_of_provider();
        case 1:
            if (strikes(Fault::killed)) die("The process is gone");
            return;
        case 2:
            return cut_short(Fault::crash_before_commit, Mishap::crash_before);
        case 3:
            return cut_short(Fault::crash_after_commit, Mishap::crash_after);
        case 4:
            return cut_short(Fault::unknown_lost, Mishap::unknown_lost);
        case 5:
            return cut_short(Fault::unknown_taken, Mishap::unknown_taken);
        case 6:
            return cut_short(Fault::commit_refused, Mishap::refused);
        case 7:
            return cut_short(Fault::fenced, Mishap::fenced);
        case 8:
            return fill_disk();
        case 9:
            if (strikes(Fault::clock_forth))
                return step_clock(chance_.between(Duration(seconds(3)), Duration(hours(2))) *
                                  (chance_.percent(20) ? 12 : 1));
            if (strikes(Fault::clock_back))
                step_clock(-chance_.between(Duration(seconds(3)), Duration(hours(2))) *
                           (chance_.percent(20) ? 12 : 1));
            return;
        case 10:
            if (!strikes(Fault::suspended)) return;
            asleep_until_ = now_ + chance_.between(Duration(minutes(1)), Duration(minutes(90)));
            in(asleep_until_ - now_, [] {});
            return;
        case 11:
            if (!strikes(Fault::power_cut)) return;
            die("The machine is gone");
            rebooted_ = true;
            return;
        case 12:
            cut_short(Fault::torn_batch, Mishap::torn);
            return;
    }
}

// Dead: what it says is of itself. Coming and going: for a minute, and again some minutes later.
void Simulation::misfortune_of_provider() {
    const std::string name = chance_.of(directory_->providers).name;
    if (strikes(Fault::dead_provider)) {
        trace_.happens(engine_now(), name + " is dead");
        dead_until_[name] = now_ + chance_.between(Duration(minutes(1)), Duration(minutes(50)));
    } else if (strikes(Fault::slow_provider)) {
        trace_.happens(engine_now(), name + " is slow");
        slow_until_[name] = now_ + chance_.between(Duration(minutes(5)), Duration(hours(2)));
    } else if (strikes(Fault::flapping_provider)) {
        for (int times = chance_.between(2, 8); times > 0; --times) {
            in(chance_.between(Duration(seconds(1)), Duration(minutes(40))), [this, name] {
                if (calm_) return;
                trace_.happens(engine_now(), name + " is away");
                dead_until_[name] =
                    now_ + chance_.between(Duration(seconds(5)), Duration(minutes(1)));
            });
        }
    }
}

void Simulation::step_clock(Duration step) {
    trace_.happens(engine_now(),
                   "The clock is moved by " + std::to_string(step.count() / 1000) + " s");
    flush(false);
    if (engine_ == nullptr) return;
    offset_ += step;
    tick_at_.reset();
    std::vector<Waiting> nobody;
    this->step({drawn(ClockMoved{step})}, nobody);
}

}  // namespace tocsin

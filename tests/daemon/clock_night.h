// A night of one incident that nobody answers, on a machine whose clocks misbehave, and a judge who
// knows the ladder from the procedure alone: every step once, in order, at its time, counted in the
// time that really passed. It throws what went wrong.
#pragma once

#include "tests/daemon/fake_machine.h"
#include "tests/simulator/chance.h"

#include <set>
#include <stdexcept>
#include <string>

namespace tocsin {

class ClockNight {
public:
    // How a machine may come back after it was off.
    enum class Wall { right, behind, in_1970, a_year_ahead };

    struct Wrong : std::runtime_error {
        using std::runtime_error::runtime_error;
    };

    ClockNight(std::uint64_t seed, Instant begins);

    void alarm();
    void acknowledge();

    // The machine is awake, and the daemon turns when something is due and now and then between.
    void awake(Duration length);
    // As long as it takes to the step with this number, from 0, and a bit further.
    void awake_to_step(int step);

    void step(Duration by);
    void strobe();
    void leap_second();
    void suspended(Duration length);
    void frozen(Duration length);
    void killed(Duration down);
    void rebooted(Duration off, Wall wall);

    // Something of the above.
    void misfortune();

    int steps_begun() const { return begun_; }
    int steps_told() const { return told_; }
    Chance& chance() { return chance_; }
    // What befell it, for the message of a failure.
    const std::string& history() const { return history_; }

private:
    // A place on the ladder; the last resort counts its rounds.
    struct Stage {
        int rung = 0;
        int attempt = 1;
        int round = 0;
        bool operator==(const Stage&) const = default;
    };

    void turn(const std::vector<Occurrence>& inputs = {});
    void judge(const Effects& effects);
    void judge_step(const StepBegan& step);
    void judge_clock(const Effects& effects);
    void judge_calls(const Effects& effects);
    void note(const std::string& what);
    Duration passed() const { return machine_.passed(); }

    Chance chance_;
    FakeMachine machine_;
    ClockedDaemon daemon_;
    IncidentId incident_;
    bool running_ = false;
    Stage next_;
    Duration due_{};  // of `next_`, and when that was decided, in time that really passed
    Duration set_{};
    Duration awake_since_{};
    Duration unsaid_{};  // by how much the wall clock is ahead of what it was last said to be
    int begun_ = 0;
    int told_ = 0;
    bool skipped_ = false;  // the step that began last was over when it began
    std::set<PersonId> called_;
    std::string history_;
};

}  // namespace tocsin

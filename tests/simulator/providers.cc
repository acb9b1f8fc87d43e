// The providers of the simulated world: they take a message, or do not, and say so, or do not.
#include "tests/simulator/simulation.h"

namespace tocsin {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

void Simulation::hand_over(const HandOver& message) {
    const SendId id = message.message.id;
    const Duration soon = chance_.between(Duration(milliseconds(20)), Duration(seconds(3)));
    const auto dead = dead_until_.find(message.message.channel);
    if (!calm_ && dead != dead_until_.end() && now_ < dead->second) {
        answer(id, chance_.percent(50) ? Verdict::misconfigured : Verdict::deferred, soon);
        return;
    }
    if (!calm_ && faults_.refusals && chance_.percent(15)) {
        fault("a refusal");
        answer(id, Verdict::refused, soon);
        return;
    }
    if (!calm_ && faults_.deferrals && chance_.percent(20)) {
        fault("a deferral");
        answer(id, Verdict::deferred, soon);
        return;
    }
    if (!calm_ && faults_.silence && chance_.percent(15)) {
        fault("a provider does not answer");
        answer(id, Verdict::unknown, seconds(10));
        if (chance_.percent(50)) {
            deliver(message, soon);
            receipts(message, soon);
        }
        return;
    }
    Duration after = soon;
    if (!calm_ && faults_.late_answers && chance_.percent(10)) {
        fault("a late answer");
        after = chance_.between(Duration(minutes(1)), Duration(minutes(6)));
    }
    answer(id, Verdict::accepted, after);
    if (!calm_ && faults_.double_answers && chance_.percent(20)) {
        fault("a second answer");
        answer(id, chance_.percent(70) ? Verdict::accepted : Verdict::refused, after + soon);
    }
    deliver(message, soon);
    receipts(message, after);
}

void Simulation::answer(SendId send, Verdict verdict, Duration after) {
    Outcome outcome;
    outcome.id = send;
    outcome.verdict = verdict;
    outcome.detail = "as the provider said";
    if (verdict == Verdict::deferred && chance_.percent(50)) {
        outcome.retry_after = chance_.between(Duration(seconds(1)), Duration(minutes(5)));
    }
    const std::uint64_t life = life_;
    in(after, [this, outcome, life] {
        if (life != life_ || engine_ == nullptr) return;
        // What arrives while the machine is suspended is read when it wakes.
        if (now_ < asleep_until_) {
            queue_.push({asleep_until_, order_++, [this, outcome, life] {
                             if (life == life_) submit(Answered{outcome}, nullptr);
                         }});
            return;
        }
        submit(Answered{outcome}, nullptr);
    });
}

void Simulation::deliver(const HandOver& message, Duration after) {
    if (!machines_.empty()) in(after, [this, message] { machine_answers(message); });
    if (!message.call) return;
    // A provider that sees a reference again may know it, and then the person reads it once.
    if (!delivered_.insert(message.message.reference).second && chance_.percent(50)) return;
    if (shifts_.is_question(message.call)) {
        in(after, [this, message] { asked(message); });
    } else {
        in(after, [this, message] { called(message); });
    }
}

}  // namespace tocsin

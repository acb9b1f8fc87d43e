// Monitors that say too much, jobs that give signs of life, and people who ask for silence. By a
// chance of its own, so that the rest of a seed stays what it was.
#include "tests/simulator/simulation.h"

#include <algorithm>

namespace tocsin {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

void Simulation::plan_noise(Instant calm) {
    for (const auto& [name, rule] : directory_->heartbeats) {
        in(noise_.between(Duration(seconds(1)), rule.every), [this, name] { heartbeat(name); });
    }
    if (!noisy_) return;
    for (int count = noise_.between(1, 8); count > 0; --count) {
        in(noise_.between(Duration(minutes(1)), calm - now_), [this] { silence(); });
    }
    // Alarms that come and go.
    for (int count = noise_.between(0, 30); count > 0; --count) {
        in(noise_.between(Duration(minutes(1)), calm - now_), [this] { flap(); });
    }
}

// A job is late now and then, or fails, or is not run at all.
void Simulation::heartbeat(const std::string& name) {
    const HeartbeatRule& rule = directory_->heartbeats.at(name);
    const bool skipped = !calm_ && noise_.percent(15);
    const bool failed = !calm_ && noise_.percent(5);
    if (!skipped) submit(Heartbeat{name, "cron", failed, ""}, nullptr);
    in(rule.every, [this, name] { heartbeat(name); });
}

void Simulation::silence() {
    if (calm_) return;
    if (!silences_.empty() && noise_.percent(30)) {
        submit(SilenceWithdrawn{noise_.of(silences_), "operator"}, nullptr);
        return;
    }
    const std::vector<std::map<std::string, std::vector<std::string>>> cases = {
        {{"service", {"records", "imaging"}}},
        {{"source", {"hook-*"}}},
        {{"severity", {"2", "3", "4"}}},
        {{"key", {"*1", "*2", "*3"}}},
        {{"service", {"*"}}},
        {{"source", {"heartbeat"}}}};
    Silence silence;
    silence.when.says = noise_.of(cases);
    silence.from = engine_now() + minutes(noise_.percent(30) ? noise_.between(1, 60) : 0);
    silence.until = silence.from + minutes(noise_.between(1, 150));
    silence.severity_1 = noise_.percent(20);
    silence.reason = "work";
    submit(SilenceAsked{silence, "operator"}, [this](const Reply* reply) {
        if (reply != nullptr && reply->durable && reply->answer.silence != 0)
            silences_.push_back(reply->answer.silence);
    });
}

void Simulation::flap() {
    if (calm_ || sent_.empty()) return;
    Reported again = noise_.of(sent_);
    if (again.over || again.drill) return;
    again.idempotency_key.clear();
    const bool firing = noise_.percent(50);
    for (Alarm& alarm : again.alarms) {
        alarm.firing = firing;
        if (firing) alarm.began = engine_now();
        if (noise_.percent(10))
            alarm.remark =
                AlarmRemark{"oak", "seen", noise_.percent(50), noise_.percent(60) ? "oak" : ""};
    }
    report(again, 8);
}

}  // namespace tocsin

// Monitors that say too much, jobs that give signs of life, and people who ask for silence.
#include "tests/simulator/simulation.h"

#include <algorithm>

namespace tocsin {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

void Simulation::plan_noise() {
    for (const auto& [name, rule] : directory_->heartbeats) {
        Place place = chance_.place("heartbeat " + name);
        const Chance::At here(chance_, place);
        in(chance_.between(Duration(seconds(1)), rule.every), [this, name] { heartbeat(name); });
    }
}

// A job is late now and then, or fails, or is not run at all.
void Simulation::heartbeat(const std::string& name) {
    const HeartbeatRule& rule = directory_->heartbeats.at(name);
    if (!strikes(Fault::heartbeat_missed))
        submit(Heartbeat{name, "cron", strikes(Fault::heartbeat_fails), ""}, nullptr);
    in(rule.every, [this, name] { heartbeat(name); });
}

void Simulation::silence() {
    if (calm_) return;
    if (!silences_.empty() && !sent_.empty() && strikes(Fault::silence_ends_while_firing)) {
        submit(SilenceWithdrawn{chance_.of(silences_), "operator"}, nullptr);
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
    silence.when.says = chance_.of(cases);
    silence.from = engine_now() + minutes(chance_.percent(30) ? chance_.between(1, 60) : 0);
    silence.until = silence.from + minutes(chance_.between(1, 150));
    silence.severity_1 = chance_.percent(20);
    silence.reason = "work";
    submit(SilenceAsked{silence, "operator"}, [this](const Reply* reply) {
        if (reply != nullptr && reply->durable && reply->answer.silence != 0)
            silences_.push_back(reply->answer.silence);
    });
}

void Simulation::flap() {
    if (calm_ || sent_.empty()) return;
    Reported again = chance_.of(sent_);
    if (again.over || again.drill || !strikes(Fault::flapping_alarm)) return;
    again.idempotency_key.clear();
    const bool firing = chance_.percent(50);
    for (Alarm& alarm : again.alarms) {
        alarm.firing = firing;
        if (firing) alarm.began = engine_now();
        if (chance_.percent(10))
            alarm.remark =
                AlarmRemark{"oak", "seen", chance_.percent(50), chance_.percent(60) ? "oak" : ""};
    }
    report(again, 8);
}

}  // namespace tocsin

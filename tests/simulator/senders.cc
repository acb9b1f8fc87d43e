// Whoever sends alarms: monitors that repeat, clear, storm and mix up the order, and people who
// report.
#include "tests/simulator/simulation.h"

namespace tocsin {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

void exercise(Reported& reported, bool drill) {
    reported.drill = drill;
    reported.drill_reason = drill ? "yearly exercise" : "";
}

Reported ended(Reported reported) {
    reported.idempotency_key.clear();
    reported.fingerprint += "-over";
    for (Alarm& alarm : reported.alarms) alarm.firing = false;
    return reported;
}

}  // namespace

Reported Simulation::new_report() {
    const std::vector<std::string> services = {"records", "imaging", "pharmacy", "unheard of"};
    Reported reported;
    const bool by_api = chance_.percent(30);
    reported.source = by_api ? "api" : chance_.percent(50) ? "hook-one" : "hook-two";
    reported.by = by_api ? "token-one" : reported.source;
    if (by_api) reported.idempotency_key = "request-" + std::to_string(keys_++);
    reported.fingerprint = "body-" + std::to_string(bodies_++);
    const int alarms = strikes(Fault::storm) ? chance_.between(2, 12) : 1;
    for (int index = 0; index < alarms; ++index) {
        Alarm alarm;
        alarm.key = "key-" + std::to_string(keys_++);
        alarm.service = chance_.of(services);
        if (chance_.percent(20)) alarm.procedure = "quick";
        alarm.severity = chance_.between(1, 4);
        alarm.summary = "Something is wrong";
        if (!by_api) alarm.began = engine_now() - seconds(chance_.between(0, 60));
        reported.alarms.push_back(alarm);
    }
    // Somebody reports what is over.
    if (by_api && alarms == 1 && chance_.percent(20)) {
        const Instant resolved = engine_now() - minutes(chance_.between(0, 90));
        reported.alarms.front().began = resolved - minutes(chance_.between(0, 30));
        reported.over = AlreadyOver{resolved, "mended", "Nobody could read"};
    }
    if (chance_.percent(15)) exercise(reported, true);
    return reported;
}

// A monitor fires, or comes back to what it has sent.
void Simulation::alarm() {
    if (calm_) return;
    if (!sent_.empty() && chance_.percent(35)) return alarm_again();
    const Reported reported = new_report();
    sent_.push_back(reported);
    const bool by_hook = reported.idempotency_key.empty();
    if (by_hook && strikes(Fault::end_before_beginning)) {
        report(ended(reported), 8);
        in(chance_.between(Duration(seconds(1)), Duration(minutes(2))),
           [this, reported] { report(reported, 8); });
    } else {
        report(reported, 8);
    }
    if (strikes(Fault::storm))
        in(chance_.between(Duration(seconds(1)), Duration(seconds(40))), [this] { alarm(); });
}

// It clears, or begins anew; the same is delivered again, or something else under its key; its end
// overtakes a repetition.
void Simulation::alarm_again() {
    Reported again = chance_.of(sent_);
    if (strikes(Fault::sent_twice)) return report(again, 8);
    if (!again.idempotency_key.empty() && strikes(Fault::changed_under_one_key)) {
        again.fingerprint += "'";
        return report(again, 8);
    }
    if (again.idempotency_key.empty() && strikes(Fault::out_of_order)) {
        report(ended(again), 8);
        in(chance_.between(Duration(1), Duration(seconds(20))),
           [this, again] { report(again, 8); });
        return;
    }
    if (chance_.percent(60)) {
        again.idempotency_key.clear();
        for (Alarm& alarm : again.alarms) {
            alarm.firing = chance_.percent(50);
            if (chance_.percent(30) && alarm.firing) alarm.began = engine_now();
        }
    }
    if (chance_.percent(15)) exercise(again, !again.drill);
    report(again, 8);
}

void Simulation::report(Reported reported, int tries) {
    submit(reported, [this, reported, tries](const Reply* reply) {
        if ((reply != nullptr && reply->durable) || tries == 0) return;
        in(chance_.between(Duration(seconds(1)), Duration(minutes(3))),
           [this, reported, tries] { report(reported, tries - 1); });
    });
}

}  // namespace tocsin

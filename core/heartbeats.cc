#include "core/heartbeats.h"

#include "core/intake.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

constexpr const char* heartbeat_source = "heartbeat";

// After a restart the entries of some days are read again; what comes more rarely is kept for good.
constexpr Duration rare = std::chrono::hours(48);

Alarm alarm_of(const HeartbeatRule& rule, std::string summary) {
    Alarm alarm;
    alarm.key = rule.name;
    alarm.service = rule.service.empty() ? rule.name : rule.service;
    alarm.procedure = rule.procedure;
    alarm.severity = rule.severity;
    alarm.summary = std::move(summary);
    return alarm;
}

void tell(Draft& draft, const std::string& by, const Alarm& alarm, OpenedGroups& groups) {
    const Reported reported{heartbeat_source, by, {}, {}, {}};
    Intake intake(draft, reported, groups);
    intake.take(alarm);
    draft.decision.answer.incidents = intake.incidents();
}

std::string absence(const Draft& draft, const HeartbeatRule& rule, const HeartbeatState& state) {
    const Zone& zone = draft.directory.calendar.zone;
    const std::string since = state.last
                                  ? "no heartbeat since " + short_time(zone, *state.last, draft.now)
                                  : "never sent a heartbeat";
    return rule.name + ": " + since + " (every " + duration_words(rule.every) + ", " +
           duration_words(rule.grace) + " grace)";
}

}  // namespace

void expect_heartbeats(Draft& draft) {
    for (const auto& [name, rule] : draft.directory.heartbeats) {
        const HeartbeatState* known = draft.state.heartbeats().find(name);
        // One that is missing is told of again in its own time.
        if (known != nullptr && known->missing) continue;
        const bool came = known != nullptr && known->last;
        const Instant due =
            came ? std::max(*known->last + rule.every + rule.grace, draft.now + rule.grace)
                 : draft.now + rule.every + rule.grace;
        const bool as_before = known != nullptr && known->grace == rule.grace;
        if (as_before && (came ? known->due == due : known->due <= due)) continue;
        draft.add(HeartbeatExpected{name, due, rule.grace});
    }
    for (const auto& [name, state] : draft.state.heartbeats()) {
        if (!draft.directory.heartbeats.contains(name)) draft.add(HeartbeatDropped{name});
    }
}

void hear(Draft& draft, const Heartbeat& heartbeat) {
    const auto rule = draft.directory.heartbeats.find(heartbeat.name);
    const HeartbeatState* known = draft.state.heartbeats().find(heartbeat.name);
    if (rule == draft.directory.heartbeats.end() || known == nullptr) {
        draft.decision.answer.kind = Answer::Kind::not_found;
        return;
    }
    const Instant due = draft.now + rule->second.every + rule->second.grace;
    if (rule->second.every + rule->second.grace > rare) {
        draft.add(HeartbeatExpected{heartbeat.name, due, rule->second.grace, true});
    } else {
        draft.add(HeartbeatCame{heartbeat.name, due});
    }
    std::string words = heartbeat.name + " says that it failed";
    if (!heartbeat.words.empty()) words += ": " + heartbeat.words;
    Alarm alarm = alarm_of(rule->second, std::move(words));
    alarm.firing = heartbeat.failed;
    OpenedGroups groups;
    tell(draft, heartbeat.by, alarm, groups);
}

void miss_heartbeats(Draft& draft) {
    OpenedGroups groups;
    for (const auto& [name, state] : draft.state.heartbeats()) {
        const auto rule = draft.directory.heartbeats.find(name);
        if (state.due > draft.now) continue;
        draft.add(HeartbeatMissed{name});
        if (rule == draft.directory.heartbeats.end()) continue;
        if (sabotaged(Mutant::heartbeat_unheard)) continue;
        tell(draft, heartbeat_source, alarm_of(rule->second, absence(draft, rule->second, state)),
             groups);
    }
}

}  // namespace tocsin

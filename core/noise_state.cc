// What State knows of alarms that open nothing, of groups, of alarms that flap, and of heartbeats.
#include "core/sabotage.h"
#include "core/state.h"

#include <algorithm>

namespace tocsin {
namespace {

// A silence that has ended can be read so much longer.
constexpr Duration silence_kept = std::chrono::hours(24 * 7);

constexpr Due heartbeat_due{Due::Kind::heartbeat, 0};

Due explained_by(std::uint64_t incident) {
    return {Due::Kind::explained, incident};
}

}  // namespace

bool Incident::firing() const {
    if (alarm.firing) return true;
    return joined && std::ranges::any_of(*joined, [](const auto& one) { return one.second; });
}

// ---------------------------------------------------------------- silences, and what they keep

std::vector<AlarmKey> State::suppressed_by(const Suppressor& suppressor, std::size_t most) const {
    std::vector<AlarmKey> keys;
    for (auto row = suppressed_by_.lower_bound({suppressor, {}}); row != suppressed_by_.end();
         ++row) {
        if (row->first.first != suppressor || keys.size() == most) break;
        keys.push_back(row->first.second);
    }
    return keys;
}

void State::on(const Entry& entry, const SilenceSet& event) {
    silences_.put(entry.seq, {event.silence, event.by, entry.at});
    if (!sabotaged(Mutant::silence_outlives))
        agenda_.set({Due::Kind::silence, entry.seq}, event.silence.until);
    // The oldest first: two for each new one.
    for (int dropped = 0; dropped < 2 && !silences_.empty(); ++dropped) {
        const auto oldest = silences_.begin();
        if (!oldest->second.ended || *oldest->second.ended + silence_kept > entry.at) break;
        silences_.erase(oldest->first);
    }
}

void State::on(const Entry& entry, const SilenceEnded& event) {
    SilenceState* silence = silences_.change(event.silence);
    if (silence == nullptr) return;
    silence->ended = entry.at;
    silence->ended_by = event.by;
    agenda_.set({Due::Kind::silence, event.silence}, entry.at);
}

void State::forget_suppressed(const AlarmKey& key) {
    const SuppressedAlarm* before = suppressed_.find(key);
    if (before == nullptr) return;
    suppressed_by_.erase({before->suppressor, key});
    suppressed_.erase(key);
}

void State::on(const Entry& entry, const AlarmSuppressed& event) {
    const AlarmKey key{event.source, event.alarm.key};
    const SuppressedAlarm* before = suppressed_.find(key);
    const Instant since = before == nullptr ? entry.at : before->since;
    const bool counted = before != nullptr && before->suppressor == event.suppressor;
    forget_suppressed(key);
    suppressed_.put(key, {event.by, event.alarm, event.suppressor, since});
    suppressed_by_.put({event.suppressor, key}, {});
    if (event.suppressor.kind == Suppressor::Kind::incident) {
        // It may have stopped to explain anything in this very decision.
        const Incident* cause = incidents_.find({event.suppressor.id});
        if (cause != nullptr && (cause->resolved || !cause->firing()))
            let_explained_go(cause->id, entry.at + explained_grace);
        return;
    }
    if (counted) return;
    if (SilenceState* silence = silences_.change(event.suppressor.id)) ++silence->suppressed;
}

void State::on(const Entry&, const SuppressionEnded& event) {
    forget_suppressed({event.source, event.key});
}

void State::on(const Entry& entry, const SuppressorSpent& event) {
    if (event.suppressor.kind == Suppressor::Kind::incident) {
        agenda_.set(explained_by(event.suppressor.id), std::nullopt);
        forget_if_over({event.suppressor.id});
        return;
    }
    agenda_.set({Due::Kind::silence, event.suppressor.id}, std::nullopt);
    SilenceState* silence = silences_.change(event.suppressor.id);
    if (silence != nullptr && !silence->ended) silence->ended = entry.at;
}

// What an incident explained may be its own trouble when that is over.
void State::let_explained_go(IncidentId id, Instant at) {
    if (suppressed_by({Suppressor::Kind::incident, id.value}, 1).empty()) return;
    agenda_.set(explained_by(id.value), at);
}

// ---------------------------------------------------------------- groups, and alarms that flap

std::vector<IncidentId> State::open_of_service(const std::string& service) const {
    std::vector<IncidentId> open;
    for (auto row = open_of_service_.lower_bound({service, {}});
         row != open_of_service_.end() && row->first.first == service; ++row) {
        open.push_back(row->first.second);
    }
    return open;
}

void State::set_open(const Incident& incident, bool open) {
    const std::pair key{incident.alarm.service, incident.id};
    if (open) {
        open_of_service_.put(key, {});
    } else {
        open_of_service_.erase(key);
    }
}

void State::on(const Entry& entry, const AlarmJoined& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    if (!incident->joined) incident->joined = std::map<AlarmKey, bool>{};
    (*incident->joined)[{event.source, event.alarm.key}] = true;
    // As with the alarm that opened it, its key lives as long as the incident.
    bind(entry.at, event.source, event.alarm.key,
         {{event.incident}, event.alarm.began, "", entry.at, {}}, false);
    await_no_calm(*incident);
}

void State::on(const Entry&, const ClearAwaited& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    incident->calms = event.openings;
    agenda_.set({Due::Kind::calm, event.incident.value},
                event.openings > 0 ? std::optional(event.until) : std::nullopt);
}

void State::await_no_calm(Incident& incident) {
    incident.calms = 0;
    agenda_.set({Due::Kind::calm, incident.id.value}, std::nullopt);
}

// ---------------------------------------------------------------- heartbeats

void State::arm_heartbeats() {
    const bool none = heartbeats_due_.empty();
    agenda_.set(heartbeat_due,
                none ? std::nullopt : std::optional<Instant>(heartbeats_due_.begin()->first.first));
}

void State::expect_heartbeat(const std::string& name, HeartbeatState state) {
    if (const HeartbeatState* before = heartbeats_.find(name))
        heartbeats_due_.erase({before->due, name});
    heartbeats_due_.put({state.due, name}, {});
    heartbeats_.put(name, std::move(state));
    arm_heartbeats();
}

void State::on(const Entry& entry, const HeartbeatExpected& event) {
    HeartbeatState state{event.due, event.grace,
                         event.came ? std::optional(entry.at) : std::nullopt};
    if (const HeartbeatState* before = heartbeats_.find(event.name); before && !event.came) {
        state.last = before->last;
        state.missing = before->missing;
    }
    expect_heartbeat(event.name, std::move(state));
}

void State::on(const Entry& entry, const HeartbeatCame& event) {
    const HeartbeatState* before = heartbeats_.find(event.name);
    if (before == nullptr) return;
    expect_heartbeat(event.name, {event.due, before->grace, entry.at, false});
}

void State::on(const Entry& entry, const HeartbeatMissed& event) {
    const HeartbeatState* before = heartbeats_.find(event.name);
    if (before == nullptr) return;
    HeartbeatState state = *before;
    state.missing = true;
    // Missed again when it has been silent for twice as long; of one that never came, in a day.
    const bool came = state.last && *state.last < state.due;
    state.due = entry.at + (came ? state.due - *state.last : Duration(std::chrono::hours(24)));
    expect_heartbeat(event.name, std::move(state));
}

void State::on(const Entry&, const HeartbeatDropped& event) {
    if (const HeartbeatState* before = heartbeats_.find(event.name))
        heartbeats_due_.erase({before->due, event.name});
    heartbeats_.erase(event.name);
    arm_heartbeats();
}

// Whatever came while nobody was there to hear it, may come yet; and a clock that is moved makes
// nobody late.
void State::shift_heartbeats(Instant now, Duration step, bool restarted) {
    std::vector<std::pair<std::string, HeartbeatState>> all(heartbeats_.begin(), heartbeats_.end());
    for (auto& [name, state] : all) {
        Instant due = restarted ? std::max(state.due, now + state.grace) : state.due + step;
        // A clock that was wrong at a reboot makes no wait longer than it was (P9).
        if (restarted && state.last && *state.last < state.due)
            due = std::min(due, std::max(now + state.grace, now + (state.due - *state.last)));
        if (due == state.due) continue;
        if (!restarted && state.last) *state.last += step;
        state.due = due;
        expect_heartbeat(name, std::move(state));
    }
}

}  // namespace tocsin

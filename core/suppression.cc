#include "core/suppression.h"

#include "core/intake.h"
#include "core/refusal.h"
#include "core/routing.h"
#include "core/sabotage.h"

#include <set>

namespace tocsin {
namespace {

// So many are looked at in one decision; the rest at the next Tick, at once.
constexpr std::size_t released_at_once = 128;

bool runs(const SilenceState& silence, Instant now) {
    return !silence.ended && silence.silence.from <= now && now < silence.silence.until;
}

bool breaks_through(const Alarm& alarm, const Silence& silence) {
    return alarm.severity == 1 && !silence.severity_1 && !sabotaged(Mutant::silence_deaf);
}

std::optional<Suppressor> silenced(const Draft& draft, const Alarm& alarm,
                                   const std::string& source) {
    for (const auto& [number, silence] : draft.state.silences()) {
        if (!runs(silence, draft.now) || breaks_through(alarm, silence.silence)) continue;
        if (matches(silence.silence.when, alarm, source))
            return Suppressor{Suppressor::Kind::silence, number};
    }
    return std::nullopt;
}

// Every service it does not work without, whatever lies between.
std::set<std::string> all_beneath(const Directory& directory, const std::string& service) {
    std::set<std::string> found;
    std::vector<std::string> look{service};
    while (!look.empty()) {
        const auto row = directory.services.find(look.back());
        look.pop_back();
        if (row == directory.services.end()) continue;
        for (const std::string& next : row->second.depends_on) {
            if (next != service && found.insert(next).second) look.push_back(next);
        }
    }
    return found;
}

// Whether it is down, as far as anybody has said, and no lesser trouble than the alarm.
bool explains(const Incident& incident, const Alarm& alarm) {
    if (incident.drill || incident.task_of || incident.over_since) return false;
    if (incident.severity > alarm.severity) return false;
    const std::string& state = incident.words ? incident.words->state : incident.alarm.state;
    return state != "degraded" && (incident.firing() || incident.confirmed);
}

// A severity 1 is nobody's symptom.
std::optional<Suppressor> explained(const Draft& draft, const Alarm& alarm) {
    if (alarm.severity == 1) return std::nullopt;
    for (const std::string& service : all_beneath(draft.directory, alarm.service)) {
        for (const IncidentId id : draft.state.open_of_service(service)) {
            if (draft.over.contains(id)) continue;
            if (!explains(*draft.state.incidents().find(id), alarm)) continue;
            return Suppressor{Suppressor::Kind::incident, id.value};
        }
    }
    return std::nullopt;
}

// As it would be kept now: its routes may be others by this time.
bool kept_by(const Draft& draft, const AlarmKey& key, const Suppressor& suppressor) {
    const SuppressedAlarm* row = draft.state.suppressed().find(key);
    if (row == nullptr) return true;
    const AlarmRoute* route = route_of(draft.directory, row->alarm, key.first);
    return suppressor_of(draft, routed(row->alarm, route), key.first) == suppressor;
}

}  // namespace

std::optional<Suppressor> suppressor_of(const Draft& draft, const Alarm& alarm,
                                        const std::string& source) {
    if (auto silence = silenced(draft, alarm, source)) return silence;
    return explained(draft, alarm);
}

void set_silence(Draft& draft, const SilenceAsked& asked) {
    if (asked.silence.until <= draft.now) {
        return refuse(draft, Answer::Kind::refused, "It would be over before it began.");
    }
    draft.decision.answer.silence = draft.state.next_seq();
    draft.add(SilenceSet{asked.silence, asked.by});
}

void end_silence(Draft& draft, const SilenceWithdrawn& withdrawn) {
    const SilenceState* silence = draft.state.silences().find(withdrawn.silence);
    if (silence == nullptr) {
        draft.decision.answer.kind = Answer::Kind::not_found;
        return;
    }
    if (silence->ended || silence->silence.until <= draft.now) {
        return refuse(draft, Answer::Kind::wrong_state, "That silence is over already.");
    }
    draft.add(SilenceEnded{withdrawn.silence, withdrawn.by});
}

void release(Draft& draft, const Suppressor& suppressor) {
    const bool lost =
        sabotaged(Mutant::explained_lost) && suppressor.kind == Suppressor::Kind::incident;
    OpenedGroups groups;
    std::size_t released = 0;
    for (const AlarmKey& key : draft.state.suppressed_by(suppressor, suppressed_max)) {
        if (lost || kept_by(draft, key, suppressor)) continue;
        if (released++ == released_at_once) return;  // the due stands: the rest at the next Tick
        retake(draft, key, groups);
    }
    draft.add(SuppressorSpent{suppressor});
}

}  // namespace tocsin

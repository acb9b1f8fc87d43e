#include "core/suppression.h"

#include "core/intake.h"
#include "core/refusal.h"
#include "core/sabotage.h"

#include <algorithm>
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

// Whether it is down, as far as anybody has said.
bool explains(const Incident& incident) {
    if (incident.drill || incident.task_of || incident.over_since) return false;
    const std::string& state = incident.words ? incident.words->state : incident.alarm.state;
    return state != "degraded" && (incident.firing() || incident.confirmed);
}

// A severity 1 is nobody's symptom.
std::optional<Suppressor> explained(const Draft& draft, const Alarm& alarm) {
    if (alarm.severity == 1) return std::nullopt;
    for (const std::string& service : all_beneath(draft.directory, alarm.service)) {
        for (const IncidentId id : draft.state.open_of_service(service)) {
            if (draft.over.contains(id) || !explains(*draft.state.incidents().find(id))) continue;
            return Suppressor{Suppressor::Kind::incident, id.value};
        }
    }
    return std::nullopt;
}

// It has not ended after all.
bool suppresses_still(const Draft& draft, const Suppressor& suppressor) {
    if (suppressor.kind == Suppressor::Kind::silence) return false;
    const Incident* incident = draft.state.incidents().find({suppressor.id});
    return incident != nullptr && !incident->resolved && explains(*incident);
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
    const std::vector<AlarmKey> keys = draft.state.suppressed_by(suppressor, released_at_once + 1);
    const std::size_t now = std::min(keys.size(), released_at_once);
    const bool lost =
        sabotaged(Mutant::explained_lost) && suppressor.kind == Suppressor::Kind::incident;
    if (!suppresses_still(draft, suppressor) && !lost) {
        for (std::size_t i = 0; i < now; ++i) retake(draft, keys[i], suppressor);
        if (keys.size() > now) return;
    }
    draft.add(SuppressorSpent{suppressor});
}

}  // namespace tocsin

#include "tests/simulator/noise_watch.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr Instant holds{};

}  // namespace

void NoiseWatch::forget() {
    patience_.forget();
    kept_.clear();
    incidents_.clear();
    opened_by_.clear();
    silences_.clear();
    expected_.clear();
}

void NoiseWatch::suppressed(const Record& record, const AlarmSuppressed& event, bool judged) {
    const AlarmKey key{event.source, event.alarm.key};
    kept_[key] = {event.suppressor, holds};
    if (!judged) return;
    const auto broken = [&](const std::string& how) {
        throw Broken("P11", event.alarm.key + " calls nobody: " + how);
    };
    if (event.suppressor.kind == Suppressor::Kind::silence) {
        const auto silence = silences_.find(event.suppressor.id);
        if (silence == silences_.end() || silence->second.ended) broken("there is no such silence");
        const Silence& said = silence->second.silence;
        if (record.entry.at < said.from || said.until <= record.entry.at)
            broken("the silence is not now");
        if (event.alarm.severity == 1 && !said.severity_1) broken("it is of severity 1");
        return;
    }
    const auto cause = incidents_.find({event.suppressor.id});
    if (cause == incidents_.end() || cause->second.over || cause->second.drill)
        broken("what explains it is over");
    const auto service = directory_.services.find(event.alarm.service);
    if (service == directory_.services.end() ||
        !service->second.depends_on.contains(cause->second.service))
        broken("it does not need what is down");
    if (event.alarm.severity == 1) broken("severity 1 is nobody's symptom");
}

// Its reason is gone: from here on it must open something, or be over.
void NoiseWatch::free(const Suppressor& suppressor, Instant at) {
    for (auto& [key, kept] : kept_) {
        if (kept.suppressor == suppressor) kept.free = at;
    }
}

void NoiseWatch::moved(const Record& record, const StatusMoved& event, bool judged) {
    const auto seen = incidents_.find(event.incident);
    if (seen == incidents_.end()) return;
    if (event.reopens) seen->second.over = false;
    if (!event.over || seen->second.over) return;
    seen->second.over = true;
    const bool by_monitor = event.by == opened_by_.at(event.incident).first;
    if (judged && by_monitor && !seen->second.firing.empty()) {
        throw Broken("P11", name(event.incident) + " is over, and its alarm " +
                                seen->second.firing.begin()->second + " fires");
    }
    free({Suppressor::Kind::incident, event.incident.value}, record.entry.at + explained_grace);
}

void NoiseWatch::heartbeat(const Event& event, const Step* step) {
    if (const auto* due = std::get_if<HeartbeatExpected>(&event)) {
        expected_[due->name] = due->due;
    } else if (const auto* came = std::get_if<HeartbeatCame>(&event)) {
        expected_[came->name] = came->due;
    } else if (const auto* dropped = std::get_if<HeartbeatDropped>(&event)) {
        expected_.erase(dropped->name);
    } else if (const auto* missed = std::get_if<HeartbeatMissed>(&event)) {
        expected_.erase(missed->name);
        const auto alarm = [&](const Record& other) {
            const Event& said = other.entry.event;
            const auto* opened = std::get_if<IncidentOpened>(&said);
            const auto* kept = std::get_if<AlarmSuppressed>(&said);
            return (opened && opened->alarm.key == missed->name) ||
                   (kept && kept->alarm.key == missed->name) ||
                   std::holds_alternative<AlarmRepeated>(said) ||
                   std::holds_alternative<AlarmJoined>(said);
        };
        const bool heard = kept_.contains({"heartbeat", missed->name});  // and is kept
        if (step != nullptr && !heard && !std::ranges::any_of(step->records, alarm))
            throw Broken("P11", "the heartbeat " + missed->name + " is missed, and nobody hears");
    }
}

void NoiseWatch::entry(const Record& record, const Step* step) {
    patience_.entry(record);
    const Event& event = record.entry.event;
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) {
        const AlarmKey key{opened->source, opened->alarm.key};
        incidents_[opened->incident] = {
            opened->alarm.service, opened->over_since.has_value(), opened->drill, {key}};
        opened_by_[opened->incident] = key;
    } else if (const auto* joined = std::get_if<AlarmJoined>(&event)) {
        incidents_[joined->incident].firing.emplace(joined->source, joined->alarm.key);
    } else if (const auto* again = std::get_if<AlarmRepeated>(&event)) {
        if (!again->key.empty())
            incidents_[again->incident].firing.emplace(again->source, again->key);
    } else if (const auto* cleared = std::get_if<AlarmCleared>(&event)) {
        incidents_[cleared->incident].firing.erase(cleared->key.empty()
                                                       ? opened_by_[cleared->incident]
                                                       : AlarmKey{cleared->source, cleared->key});
    } else if (const auto* status = std::get_if<StatusMoved>(&event)) {
        moved(record, *status, step != nullptr);
    } else if (const auto* set = std::get_if<SilenceSet>(&event)) {
        silences_[record.entry.seq] = {set->silence, false};
    } else if (const auto* ended = std::get_if<SilenceEnded>(&event)) {
        silences_[ended->silence].ended = true;
        free({Suppressor::Kind::silence, ended->silence}, record.entry.at);
    } else if (const auto* kept = std::get_if<AlarmSuppressed>(&event)) {
        suppressed(record, *kept, step != nullptr);
    } else if (const auto* gone = std::get_if<SuppressionEnded>(&event)) {
        kept_.erase({gone->source, gone->key});
    } else if (const auto* clock = std::get_if<ClockStepped>(&event)) {
        shift(clock->step);
    } else if (std::holds_alternative<TookOver>(event)) {
        wait_again(record.entry.at);
    } else {
        heartbeat(event, step);
    }
}

// What is relative keeps its remaining time.
void NoiseWatch::shift(Duration step) {
    for (auto& [key, kept] : kept_) {
        if (kept.suppressor.kind == Suppressor::Kind::incident && kept.free != holds)
            kept.free += step;
    }
    for (auto& [heartbeat, due] : expected_) due += step;
}

// Nobody was there to hear what came.
void NoiseWatch::wait_again(Instant now) {
    for (auto& [heartbeat, due] : expected_)
        due = std::max(due, now + directory_.heartbeats.at(heartbeat).grace);
}

void NoiseWatch::judge(Instant engine_now) {
    const Instant latest = engine_now - DiaryPatience::seconds;
    for (const auto& [key, kept] : kept_) {
        Instant free = kept.free;
        if (kept.suppressor.kind == Suppressor::Kind::silence) {
            const Silence& silence = silences_.at(kept.suppressor.id).silence;
            free = free == holds ? silence.until : std::min(free, silence.until);
        }
        if (free != holds && free <= latest)
            throw Broken("P11", key.second + " fires, nothing keeps it, and nobody is called");
    }
    for (const auto& [heartbeat, due] : expected_) {
        if (due <= latest)
            throw Broken("P11", heartbeat + " does not come, and nobody hears of it");
    }
}

void NoiseWatch::stepped(const Step& step) {
    if (const auto now = patience_.after(step)) judge(*now);
}

void NoiseWatch::ended(Instant now) {
    if (const auto judged = patience_.ended(now)) judge(*judged);
}

}  // namespace tocsin

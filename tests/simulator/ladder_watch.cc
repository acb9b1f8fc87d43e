#include "tests/simulator/ladder_watch.h"

#include <algorithm>

namespace tocsin {
namespace {

void start(LadderWatch::Ladder& ladder, Instant at, int rung) {
    ladder.running = true;
    ladder.standing = false;
    ladder.gap = false;
    ladder.rung = rung;
    ladder.attempt = 0;
    ladder.due = ladder.set = ladder.t0 = at;
    ladder.pending.clear();
}

std::string seconds_of(Duration duration) {
    return std::to_string(static_cast<double>(duration.count()) / 1000.0) + " s";
}

int last_rung(const LadderWatch::Ladder& ladder) {
    return static_cast<int>(ladder.procedure->ladder.rungs.size());
}

int attempts(const LadderWatch::Ladder& ladder, int rung) {
    if (rung >= last_rung(ladder)) return 1;
    return ladder.procedure->ladder.rungs[static_cast<std::size_t>(rung)].attempts;
}

}  // namespace

const LadderWatch::Ladder* LadderWatch::find(IncidentId id) const {
    const auto found = ladders_.find(id);
    return found == ladders_.end() ? nullptr : &found->second;
}

const LadderWatch::Ladder& LadderWatch::at(IncidentId id) const {
    const Ladder* ladder = find(id);
    if (ladder == nullptr)
        throw Broken("a failed commit leaves no trace", name(id) + " was never opened");
    return *ladder;
}

LadderWatch::Ladder& LadderWatch::known(IncidentId id) {
    at(id);
    return ladders_.at(id);
}

void LadderWatch::forget() {
    ladders_.clear();
    asked_.clear();
    people_.clear();
    sends_.clear();
    landed_.clear();
    offset_ = Duration{0};
}

void LadderWatch::entry(const Record& record, const Step* step) {
    std::visit([&](const auto& event) { on(record, step, event); }, record.entry.event);
    offset_ = record.offset;
}

void LadderWatch::on(const Record& record, const Step*, const IncidentOpened& event) {
    Ladder& ladder = ladders_[event.incident];
    ladder.procedure = &directory_.procedure_versions.at(event.procedure_hash);
    if (event.task_of) ladder.procedure = &ladder.procedure->of_task(event.task_of->name);
    ladder.reported = ladder.severity = event.alarm.severity;
    ladder.drill = event.drill;
    if (event.over_since) return;
    if (ladder.procedure->ladder.starts == "reported" || event.trend_of)
        start(ladder, record.at, event.rung);
}

void LadderWatch::on(const Record&, const Step*, const AlarmRepeated& event) {
    Ladder& ladder = known(event.incident);
    if (event.severity >= ladder.reported) return;
    ladder.reported = event.severity;
    ladder.severity = std::min(ladder.severity, event.severity);
}

void LadderWatch::on(const Record&, const Step*, const SeveritySet& event) {
    known(event.incident).severity = event.to;
}

void LadderWatch::on(const Record& record, const Step* step, const StatusMoved& event) {
    Ladder& ladder = known(event.incident);
    if (event.reopens) {
        ladder.over = false;
        const bool called =
            step == nullptr || std::ranges::any_of(step->records, [&](const Record& other) {
                const auto* climbed = std::get_if<Climbed>(&other.entry.event);
                return climbed != nullptr && climbed->incident == event.incident;
            });
        if (!called && ladder.procedure->ladder.starts == "reported")
            throw Broken("HSSI-55", name(event.incident) + " is open again, and nobody is called");
    }
    if (event.to == "resolved" || event.to == "closed") {
        ladder.running = false;
        ladder.over = true;
        ladder.closed = event.to == "closed";
    } else if (event.climbs && !ladder.running) {
        start(ladder, record.at, event.rung);
    }
}

void LadderWatch::on(const Record& record, const Step* step, const Climbed& event) {
    Ladder& ladder = known(event.incident);
    if (step != nullptr && ladder.over)
        throw Broken("HSSI-23", name(event.incident) + " climbs, though over");
    start(ladder, record.at, event.rung);
}

void LadderWatch::on(const Record&, const Step* step, const Taken& event) {
    Ladder& ladder = known(event.incident);
    const auto called = ladder.called.find(event.person);
    const bool late = ladder.running && called != ladder.called.end() &&
                      called->second < ladder.rung && ladder.rung < last_rung(ladder);
    if (step != nullptr && late != event.late) {
        throw Broken("HSSI-14", name(event.incident) + ": taken by " + event.person +
                                    (event.late ? " as late, and is not" : " late, and not said"));
    }
    ladder.running = late;
    ladder.standing = late;
}

void LadderWatch::judge(const Record& record, const Ladder& ladder, const StepBegan& began) const {
    const std::string who = name(began.incident) + " rung " + std::to_string(began.rung) +
                            " attempt " + std::to_string(began.attempt);
    if (!ladder.running)
        throw Broken("acknowledged is quiet", who + " begins, though nobody is to be called");
    if (record.at < ladder.due) {
        throw Broken("P7", who + " is " + seconds_of(ladder.due - record.at) + " early");
    }
    int rung = ladder.rung;
    int attempt = ladder.attempt + 1;
    if (ladder.attempt > 0 && (ladder.gap || attempt > attempts(ladder, rung))) {
        rung = std::min(rung + 1, last_rung(ladder));
        attempt = 1;
    }
    if (began.rung != rung || began.attempt != attempt) {
        throw Broken("HSSI-14", who + ": rung " + std::to_string(rung) + " attempt " +
                                    std::to_string(attempt) + " was next");
    }
    if (ladder.standing && rung > ladder.rung)
        throw Broken("HSSI-14", who + ": taken late, and climbs");
    const Instant until = record.true_time(began.until);
    if (rung == last_rung(ladder)) {
        const Duration every = ladder.procedure->ladder.last_resort_every;
        if (until <= record.at || until > record.at + every ||
            (until - ladder.due) % every != Duration{0}) {
            throw Broken("P11", who + ": the last resort is next called in " +
                                    seconds_of(until - record.at));
        }
        return;
    }
    const Rung& step = ladder.procedure->ladder.rungs[static_cast<std::size_t>(rung)];
    const Instant t0 = attempt == 1 ? ladder.due : ladder.t0;
    const Instant expected = std::min(ladder.due + step.within / step.attempts, t0 + step.within);
    if (until != expected) {
        throw Broken("P7", who + ": its share ends " + seconds_of(until - expected) + " off");
    }
}

void LadderWatch::on(const Record& record, const Step* step, const StepBegan& event) {
    Ladder& ladder = known(event.incident);
    if (step != nullptr) judge(record, ladder, event);
    if (event.attempt == 1 && !(event.rung == ladder.rung && ladder.attempt > 0))
        ladder.t0 = ladder.due;
    ladder.began = record.at;
    ladder.gap = event.callees.empty();
    ladder.rung = event.rung;
    ladder.attempt = event.attempt;
    ladder.pending.clear();
    // Nobody on duty is a failed attempt at once: the next rung is due when this one was.
    if (ladder.gap && ladder.rung < last_rung(ladder)) return;
    ladder.due = record.true_time(event.until);
    ladder.set = record.at;
}

void LadderWatch::on(const Record&, const Step* step, const StepFailed& event) {
    Ladder& ladder = known(event.incident);
    if (!ladder.standing) return;
    if (!ladder.gap && ladder.attempt < attempts(ladder, ladder.rung)) return;
    if (step != nullptr && step->at < ladder.due)
        throw Broken("HSSI-14", name(event.incident) + " ends early");
    ladder.running = false;
}

void LadderWatch::cover(CallId call, const Covered& line, const PersonId& person) {
    Ladder& ladder = known(line.incident);
    ladder.pending.insert(call);
    ladder.called[person] = line.rung;
}

void LadderWatch::on(const Record&, const Step*, const CallMade& event) {
    asked_[event.call] = {event.attempt, event.covers, {}};
    people_[event.call] = event.callee.person;
    for (const Covered& line : event.covers) cover(event.call, line, event.callee.person);
}

void LadderWatch::on(const Record&, const Step*, const CallJoined& event) {
    asked_[event.call].covers.push_back(event.covers);
    cover(event.call, event.covers, people_[event.call]);
}

void LadderWatch::failed(const Record& record, CallId call) {
    for (const Covered& line : asked_[call].covers) {
        Ladder& ladder = known(line.incident);
        if (ladder.pending.erase(call) == 0 || !ladder.pending.empty() || !ladder.running) continue;
        // The last resort comes again when its interval is over.
        if (ladder.rung >= last_rung(ladder)) continue;
        ladder.due = std::min(ladder.due, record.at);
        ladder.set = record.at;
    }
}

// Only a call that nothing was offered for fails by its own word; others fail with their sends.
void LadderWatch::on(const Record& record, const Step* step, const CallFailed& event) {
    const Asked& asked = asked_[event.call];
    if (step != nullptr && !asked.live.empty()) {
        throw Broken(
            "P4", "call " + std::to_string(event.call.value) + " is given up while a send is left");
    }
    failed(record, event.call);
}

void LadderWatch::on(const Record&, const Step*, const SendOffered& event) {
    sends_[event.message.id] = {event.call, event.attempt};
    const auto asked = asked_.find(event.call);
    if (asked != asked_.end() && asked->second.attempt == event.attempt) {
        asked->second.live.insert(event.message.id);
    }
}

void LadderWatch::on(const Record& record, const Step*, const SendSettled& event) {
    if (event.verdict == Verdict::accepted || event.verdict == Verdict::unknown) {
        landed_.insert(event.send);
        return;
    }
    const auto send = sends_.find(event.send);
    if (send == sends_.end() || !send->second.first) return;
    Asked& asked = asked_[send->second.first];
    if (asked.attempt != send->second.second) return;
    if (asked.live.erase(event.send) == 1 && asked.live.empty()) failed(record, send->second.first);
}

// What is taken back before it left is alive no more. Its call is over, or was handed on.
void LadderWatch::on(const Record&, const Step*, const SendDropped& event) {
    const auto send = sends_.find(event.send);
    if (event.asked_back || send == sends_.end() || !send->second.first) return;
    asked_[send->second.first].live.erase(event.send);
}

// What a provider took and says later that it failed is alive no more; whether its call has failed
// with it the call says, for the same message may go another way in the same step.
void LadderWatch::on(const Record&, const Step*, const ReceiptCame& event) {
    if (event.state == Receipt::State::delivered || landed_.erase(event.send) == 0) return;
    const auto send = sends_.find(event.send);
    if (send == sends_.end() || !send->second.first) return;
    asked_[send->second.first].live.erase(event.send);
}

// After a reboot a wait is at most what it was in the beginning, by the clock that is found.
void LadderWatch::on(const Record& record, const Step*, const TookOver& event) {
    const Duration stepped = record.offset - offset_;
    if (record.entry.seq == 1) return;
    for (auto& [id, ladder] : ladders_) {
        if (!ladder.running) continue;
        const Duration wait = ladder.due - ladder.set;
        Duration shift = -stepped;
        if (event.rebooted)
            shift += std::min(Duration{0}, record.at + wait - (ladder.due - stepped));
        ladder.due += shift;
        ladder.set += shift;
        ladder.t0 += shift;
    }
}

void LadderWatch::stepped(const Step& step) {
    for (const auto& [id, ladder] : ladders_) {
        // Nobody need look for it to be owed: whatever else happens meanwhile sees that it is late.
        if (step.calm && ladder.running && ladder.due + std::chrono::seconds(1) < step.at)
            throw Broken("P7", name(id) + " is due since " + seconds_of(step.at - ladder.due) +
                                   ", and nothing has woken the engine");
    }
    if (!step.ticked()) return;
    for (const auto& [id, ladder] : ladders_) {
        if (ladder.running && ladder.due < step.at) {
            throw Broken(ladder.gap || ladder.rung >= last_rung(ladder) ? "P11" : "P7",
                         name(id) + " rung " + std::to_string(ladder.rung) + ": what was due " +
                             seconds_of(step.at - ladder.due) + " ago was left out by a Tick");
        }
    }
}

void LadderWatch::ended(Instant) {
    for (const auto& [id, ladder] : ladders_) {
        if (ladder.running) throw Broken("liveness", name(id) + " was never answered");
    }
}

}  // namespace tocsin

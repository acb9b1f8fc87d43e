#include "tests/simulator/intake_watch.h"

#include <algorithm>

namespace tocsin {

void IntakeWatch::forget() {
    opened_.clear();
    taken_.clear();
    keys_.clear();
    suppressed_.clear();
    over_before_.clear();
    ended_.clear();
}

void IntakeWatch::entry(const Record& record, const Step* step) {
    if (const auto* opened = std::get_if<IncidentOpened>(&record.entry.event)) {
        opened_.insert(opened->incident);
        keys_[{opened->source, opened->alarm.key}] = opened->incident;
    } else if (const auto* taken = std::get_if<Taken>(&record.entry.event)) {
        taken_.emplace(taken->incident, taken->person);
    } else if (const auto* kept = std::get_if<AlarmSuppressed>(&record.entry.event)) {
        suppressed_.emplace(kept->source, kept->alarm.key);
    } else if (const auto* free = std::get_if<SuppressionEnded>(&record.entry.event)) {
        suppressed_.erase({free->source, free->key});
    } else if (const auto* bound = std::get_if<KeyBound>(&record.entry.event);
               bound != nullptr && bound->incidents.empty() && bound->episode) {
        over_before_[{bound->source, bound->key}] = *bound->episode;
    } else if (const auto* moved = std::get_if<StatusMoved>(&record.entry.event);
               moved != nullptr && step != nullptr &&
               (moved->to == "resolved" || moved->to == "closed")) {
        ended_.insert(moved->incident);
    }
}

void IntakeWatch::remembered() {
    for (const IncidentId id : promised_) {
        if (!opened_.contains(id)) throw Broken("P1", name(id) + " was answered and is lost");
    }
    for (const auto& [id, person] : promised_taken_) {
        if (!taken_.contains({id, person})) {
            throw Broken("P1",
                         name(id) + " was answered as taken by " + person + ", which is lost");
        }
    }
}

// Whether what somebody reports as over is still open here, or was so before this step: opened
// again, most often. Then nothing is opened, and they are told to resolve it.
bool IntakeWatch::refused_as_open(const Reported& reported, const Reply& reply) const {
    if (reply.answer.kind != Answer::Kind::wrong_state || !reported.over) return false;
    const std::string source = (reported.drill ? "drill:" : "") + reported.source;
    return std::ranges::any_of(reported.alarms, [&](const Alarm& alarm) {
        const auto known = keys_.find({source, alarm.key});
        if (known == keys_.end()) return false;
        const LadderWatch::Ladder* ladder = ladders_.find(known->second);
        return ladder != nullptr && (!ladder->over || ended_.contains(known->second));
    });
}

void IntakeWatch::judge(const Reported& reported, const Reply& reply, Instant at) {
    const std::vector<IncidentId>& incidents = reply.answer.incidents;
    // Of a drill and of what is real, the same key is two.
    const std::string kind = reported.drill ? "drill:" : "";
    const Key request{kind + reported.by, reported.idempotency_key};
    const auto before = requests_.find(request);
    if (!reported.idempotency_key.empty() && before != requests_.end() &&
        at - before->second.at < std::chrono::hours(72)) {
        const bool same = before->second.fingerprint == reported.fingerprint;
        if (same != (reply.answer.kind == Answer::Kind::repeated) ||
            incidents != before->second.incidents) {
            throw Broken("P3",
                         "request " + request.second + " is answered otherwise the second time");
        }
        return;
    }
    // Another body had the key before, in a request whose answer was lost.
    if (reply.answer.kind == Answer::Kind::key_reused) return;
    if (refused_as_open(reported, reply)) return;
    if (!reported.idempotency_key.empty())
        requests_[request] = {reported.fingerprint, incidents, at};
    for (const IncidentId id : incidents) promised_.insert(id);
    if (reported.alarms.size() != 1 || !reported.alarms.front().firing ||
        reported.alarms.front().remark)
        return;
    const Key key{kind + reported.source, reported.alarms.front().key};
    if (incidents.empty() && suppressed_.contains(key)) return;  // noise_watch judges that
    // Its end came first.
    const auto over = over_before_.find(key);
    const std::optional<Instant> began = reported.alarms.front().began;
    if (incidents.empty() && over != over_before_.end() && began && *began <= over->second) return;
    if (incidents.size() != 1) throw Broken("P3", key.second + " is answered without an incident");
    const auto promised = promised_keys_.find(key);
    if (promised != promised_keys_.end() && promised->second != incidents.front()) {
        const LadderWatch::Ladder* ladder = ladders_.find(promised->second);
        if (ladder == nullptr || !ladder->over) {
            throw Broken("P3", key.second + " is " + name(promised->second) + ", and now also " +
                                   name(incidents.front()));
        }
    }
    promised_keys_[key] = incidents.front();
}

void IntakeWatch::stepped(const Step& step) {
    if (step.effects.replies.size() != step.inputs.size())
        throw Broken("P2", "an input has no answer");
    for (std::size_t index = 0; index < step.inputs.size(); ++index) {
        const Reply& reply = step.effects.replies[index];
        if (step.calm && (!reply.durable || step.full_disk))
            throw Broken("P13", "the disk has room, and what comes in is not on it");
        if (!reply.durable || step.full_disk) continue;
        if (const auto* reported = std::get_if<Reported>(&step.inputs[index].what)) {
            judge(*reported, reply, step.at);
        } else if (const auto* said = std::get_if<Acknowledgement>(&step.inputs[index].what);
                   said != nullptr && reply.answer.kind == Answer::Kind::taken) {
            for (const IncidentId id : reply.answer.incidents) {
                if (taken_.contains({id, said->person})) promised_taken_.emplace(id, said->person);
            }
        }
    }
    ended_.clear();
}

}  // namespace tocsin

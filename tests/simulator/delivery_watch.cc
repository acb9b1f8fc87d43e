#include "tests/simulator/delivery_watch.h"

#include <algorithm>

namespace tocsin {

void DeliveryWatch::forget() {
    sends_.clear();
    references_.clear();
    covers_.clear();
    for (auto& [reference, known] : known_) {
        known.accepted = false;
        known.excused = true;
    }
}

void DeliveryWatch::remembered() {}

DeliveryWatch::DeliveryWatch(const Directory& directory, const LadderWatch& ladders)
    : ladders_(ladders) {
    for (const auto& [id, desk] : directory.desks) landlines_.insert(desk.landline);
    landlines_.erase("");
}

void DeliveryWatch::leaves(const Step& step, SendId id) const {
    const auto sent = sends_.find(id);
    if (sent == sends_.end() || !sent->second.call || step.first_of_process) return;
    std::set<IncidentId> about(sent->second.about.begin(), sent->second.about.end());
    // What joined the call is waited for as well.
    const auto covers = covers_.find(sent->second.call);
    if (covers != covers_.end()) about.insert(covers->second.begin(), covers->second.end());
    if (about.empty()) return;  // a question about a shift: it has a watch of its own
    const bool awaited = std::any_of(about.begin(), about.end(), [&](IncidentId incident) {
        const LadderWatch::Ladder* ladder = ladders_.find(incident);
        return ladder != nullptr && (ladder->running || ladder->began == step.at);
    });
    if (!awaited) {
        throw Broken("acknowledged is quiet",
                     "a call about " + name(*about.begin()) + " leaves for nothing");
    }
}

void DeliveryWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    if (const auto* offered = std::get_if<SendOffered>(&event)) {
        if (step != nullptr && sends_.contains(offered->message.id)) {
            throw Broken("P5",
                         "send " + std::to_string(offered->message.id.value) + " is drawn twice");
        }
        if (landlines_.contains(offered->message.to)) {
            throw Broken("P11", offered->person + " is told by a text to a landline");
        }
        sends_[offered->message.id] = {
            offered->message.reference,    offered->call, offered->about, offered->handed, false,
            step != nullptr && step->calm, record.at};
        references_[offered->message.id] = offered->message.reference;
        if (step != nullptr && offered->handed) leaves(*step, offered->message.id);
    } else if (const auto* made = std::get_if<CallMade>(&event)) {
        covers_[made->call].clear();
        for (const Covered& line : made->covers) covers_[made->call].insert(line.incident);
    } else if (const auto* joined = std::get_if<CallJoined>(&event)) {
        covers_[joined->call].insert(joined->covers.incident);
    } else if (const auto* handed = std::get_if<SendHanded>(&event)) {
        sends_[handed->send].handed = true;
        if (step != nullptr) leaves(*step, handed->send);
    } else if (const auto* deferred = std::get_if<SendDeferred>(&event)) {
        sends_[deferred->send].handed = false;
    } else if (const auto* settled = std::get_if<SendSettled>(&event)) {
        if (settled->verdict == Verdict::accepted) {
            known_[sends_[settled->send].reference].accepted = true;
        } else if (step != nullptr) {
            judge_failed(*step, settled->send);
        }
        sends_.erase(settled->send);
    } else if (const auto* came = std::get_if<ReceiptCame>(&event);
               came != nullptr && came->state != Receipt::State::delivered) {
        // It goes another way, with the reference it has.
        Known& known = known_[references_[came->send]];
        known.accepted = false;
        known.excused = true;
    } else if (const auto* dropped = std::get_if<SendDropped>(&event)) {
        if (dropped->asked_back) {
            sends_[dropped->send].recalled = true;
        } else {
            sends_.erase(dropped->send);
        }
    }
}

// Every provider takes what it gets by then. What waited at one that had failed before goes another
// way, and news may be too old before its turn comes at one that is paced.
void DeliveryWatch::judge_failed(const Step& step, SendId id) const {
    const auto sent = sends_.find(id);
    if (sent == sends_.end() || !sent->second.calm || !sent->second.handed) return;
    const bool elsewhere = std::ranges::any_of(step.records, [&](const Record& record) {
        const auto* offered = std::get_if<SendOffered>(&record.entry.event);
        return offered != nullptr && offered->message.id != id &&
               offered->message.reference == sent->second.reference;
    });
    if (!elsewhere)
        throw Broken("liveness", sent->second.reference + " fails, and every provider works");
}

void DeliveryWatch::stepped(const Step& step) {
    for (const Input& input : step.inputs) {
        const auto* answered = std::get_if<Answered>(&input.what);
        if (answered == nullptr || answered->outcome.verdict == Verdict::accepted) continue;
        const auto sent = references_.find(answered->outcome.id);
        if (sent != references_.end()) known_[sent->second].excused = true;
    }
    std::set<SendId> leaving;
    for (const HandOver& hand_over : step.effects.hand_over) {
        leaving.insert(hand_over.message.id);
        const std::string& reference = hand_over.message.reference;
        const auto known = known_.find(reference);
        if (known == known_.end() || known->second.to.empty()) {
            known_[reference].to = hand_over.message.to;
            continue;
        }
        if (known->second.accepted)
            throw Broken("P5", reference + " is sent again, though accepted");
        if (!known->second.excused) throw Broken("P5", reference + " is sent again for no reason");
        if (known->second.to != hand_over.message.to) {
            throw Broken("P5", reference + " is the reference of two messages");
        }
        known->second.excused = false;
    }
    for (const auto& [id, sent] : sends_) {
        if (step.first_of_process && sent.handed && !sent.recalled && !leaving.contains(id)) {
            throw Broken("P4", "send " + std::to_string(id.value) +
                                   " was in hand at a crash and is forgotten");
        }
    }
    std::set<CallId> made;
    for (const Record& record : step.records) {
        if (const auto* call = std::get_if<CallMade>(&record.entry.event)) made.insert(call->call);
        if (const auto* failed = std::get_if<CallFailed>(&record.entry.event))
            made.erase(failed->call);
        if (const auto* offered = std::get_if<SendOffered>(&record.entry.event))
            made.erase(offered->call);
    }
    if (!made.empty())
        throw Broken("P4", "call " + std::to_string(made.begin()->value) + " has no send");
}

// What has been offered just now, by a reminder say, may still be on its way.
void DeliveryWatch::ended(Instant at) {
    for (const auto& [id, sent] : sends_) {
        if (sent.offered + std::chrono::minutes(1) > at) continue;
        throw Broken("liveness", "send " + std::to_string(id.value) + " was never settled");
    }
}

}  // namespace tocsin

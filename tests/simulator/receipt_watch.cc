#include "tests/simulator/receipt_watch.h"

#include <algorithm>

namespace tocsin {
namespace {

bool failed(Receipt::State state) {
    return state != Receipt::State::delivered && state != Receipt::State::unknown_state;
}

}  // namespace

void ReceiptWatch::forget() {
    sends_.clear();
    asked_.clear();
}

void ReceiptWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    if (const auto* made = std::get_if<CallMade>(&event)) {
        Asked& asked = asked_[made->call];
        asked = {made->attempt, false, {}, {}};
        for (const Covered& line : made->covers) asked.about.insert(line.incident);
    } else if (const auto* joined = std::get_if<CallJoined>(&event)) {
        asked_[joined->call].about.insert(joined->covers.incident);
    } else if (const auto* call_failed = std::get_if<CallFailed>(&event)) {
        asked_[call_failed->call].failed = true;
    } else if (const auto* offered = std::get_if<SendOffered>(&event)) {
        sends_[offered->message.id] = {offered->message.channel,
                                       offered->message.reference,
                                       offered->call,
                                       offered->attempt,
                                       false,
                                       !offered->handed};
        const auto asked = asked_.find(offered->call);
        if (asked != asked_.end() && asked->second.attempt == offered->attempt)
            asked->second.alive.insert(offered->message.id);
    } else if (const auto* deferred = std::get_if<SendDeferred>(&event)) {
        if (const auto sent = sends_.find(deferred->send); sent != sends_.end())
            sent->second.waits = true;
    } else if (const auto* handed = std::get_if<SendHanded>(&event)) {
        if (const auto sent = sends_.find(handed->send); sent != sends_.end())
            sent->second.waits = false;
    } else if (const auto* settled = std::get_if<SendSettled>(&event)) {
        const bool lives =
            settled->verdict == Verdict::accepted || settled->verdict == Verdict::unknown;
        const auto sent = sends_.find(settled->send);
        if (!lives && sent != sends_.end()) asked_[sent->second.call].alive.erase(settled->send);
    } else if (const auto* dropped = std::get_if<SendDropped>(&event)) {
        const auto sent = sends_.find(dropped->send);
        if (sent != sends_.end()) asked_[sent->second.call].alive.erase(dropped->send);
    } else if (const auto* came = std::get_if<ReceiptCame>(&event)) {
        const auto sent = sends_.find(came->send);
        if (sent == sends_.end()) throw Broken("P5", "a receipt for a message that never was");
        if (came->state == Receipt::State::delivered) sent->second.delivered = true;
        if (step == nullptr) return;
        const bool said =
            std::any_of(step->inputs.begin(), step->inputs.end(), [&](const Input& input) {
                const auto* receipt = std::get_if<Receipt>(&input.what);
                return receipt != nullptr && receipt->reference == sent->second.reference &&
                       receipt->channel == sent->second.channel && receipt->state == came->state;
            });
        if (!said) throw Broken("P4", "no provider said what became of " + sent->second.reference);
    }
}

// A message that has failed is no reason to go on waiting for its call.
void ReceiptWatch::judge(const Receipt& receipt, const Step& step) {
    if (!failed(receipt.state)) return;
    for (const auto& [id, sent] : sends_) {
        if (sent.reference != receipt.reference || sent.channel != receipt.channel) continue;
        const auto asked = asked_.find(sent.call);
        if (sent.delivered || asked == asked_.end() || asked->second.attempt != sent.attempt)
            continue;
        // What waits, because of this receipt or since before it, is handed over again, perhaps in
        // this very step.
        const bool again =
            sent.waits || std::any_of(step.records.begin(), step.records.end(),
                                      [send = id](const Record& record) {
                                          const Event& event = record.entry.event;
                                          const auto* put_off = std::get_if<SendDeferred>(&event);
                                          const auto* handed = std::get_if<SendHanded>(&event);
                                          return (put_off != nullptr && put_off->send == send) ||
                                                 (handed != nullptr && handed->send == send);
                                      });
        if (!again) asked->second.alive.erase(id);
        if (!asked->second.alive.empty() || asked->second.failed) continue;
        for (const IncidentId incident : asked->second.about) {
            const LadderWatch::Ladder* ladder = ladders_.find(incident);
            if (ladder == nullptr || !ladder->running || !ladder->pending.contains(sent.call))
                continue;
            throw Broken("P4", name(incident) + " waits for a call whose every message failed");
        }
    }
}

void ReceiptWatch::stepped(const Step& step) {
    for (const Input& input : step.inputs) {
        if (const auto* receipt = std::get_if<Receipt>(&input.what)) judge(*receipt, step);
    }
}

}  // namespace tocsin

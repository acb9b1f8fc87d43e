#include "core/receipts.h"

#include "core/addresses.h"
#include "core/answering.h"
#include "core/calls.h"
#include "core/compose.h"
#include "core/delivery.h"
#include "core/failover.h"
#include "core/news.h"
#include "core/sabotage.h"
#include "rota/telephone.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

// A round of all providers after one in which each said later that it had failed: one more, for a
// phone may have been without a signal for a moment; not two, for the ladder waits for this.
constexpr int again_max = 1;

void note(Draft& draft, const Receipt& receipt, const SendState& send) {
    draft.add(ReceiptCame{send.message.id, receipt.state, send.message.medium, send.message.channel,
                          receipt.detail, send.person, send.about});
    note_receipt(draft, send, receipt);
    tell_of_receipt(draft, send, receipt);
}

// Who else asks the person of this call, once everything is decided.
std::string other_ways(const Draft& draft, const Call& call, const SendState& failed) {
    std::set<Medium> others;
    const auto count = [&](Medium medium) { others.insert(medium); };
    for (const Event& event : draft.decision.events) {
        const auto* offered = std::get_if<SendOffered>(&event);
        if (offered != nullptr && offered->call == call.id) count(offered->message.medium);
    }
    for (const SendId id : call.sends) {
        if (id == failed.message.id || draft.failed_sends.contains(id)) continue;
        const SendState* send = draft.state.sends().find(id);
        if (send == nullptr) send = draft.state.landed().find(id);
        if (send != nullptr) count(send->message.medium);
    }
    if (!awaited(draft.state, call)) return "nothing for you to do now";
    if (others.contains(Medium::sms)) return "another text is on its way";
    if (others.contains(Medium::voice)) return "a phone call still asks them";
    if (others.contains(Medium::email)) return "email still asks them";
    return others.empty() ? "nothing else asks them now" : "a push message still asks them";
}

// Level 1 is told of a dead phone once for each incident: it is the phone of somebody on call.
void tell_of_phone(Draft& draft, const Receipt& receipt, const SendState& send) {
    const Call* call = draft.state.calls().find(send.call);
    if (receipt.state != Receipt::State::failed_for_good || call == nullptr) return;
    if (send.message.medium != Medium::sms && send.message.medium != Medium::voice) return;
    std::vector<IncidentId> untold;
    for (const IncidentId id : send.about) {
        const Incident* incident = draft.state.incidents().find(id);
        if (incident != nullptr && !incident->dead_phones.contains(send.message.to)) {
            untold.push_back(id);
        }
    }
    if (untold.empty()) return;
    tell_level_1(draft, draft.procedure(*draft.state.incidents().find(untold.front())),
                 "op.contact",
                 {{"person", call->callee.name},
                  {"mobile", spoken_phone(send.message.to)},
                  {"cause", receipt.detail.empty() ? "no such number" : receipt.detail},
                  {"ways", other_ways(draft, *call, send)}},
                 untold, send.severity);
}

// A provider that has the message in hand, or may have it, says what became of it before it has
// answered the hand-over.
void receive_early(Draft& draft, const Receipt& receipt, const SendState& send) {
    Outcome outcome;
    outcome.id = send.message.id;
    outcome.detail = receipt.detail;
    outcome.provider_reference = receipt.provider_reference;
    if (receipt.state == Receipt::State::delivered) {
        note(draft, receipt, send);
        draft.add(SendSettled{send.message.id, Verdict::accepted, send.message.channel,
                              receipt.detail, receipt.provider_reference, send.about});
        if (send.handed) draft.freed(send.message.channel);
        return;
    }
    // What waits will be handed over again in any case.
    if (!send.handed) return;
    note(draft, receipt, send);
    outcome.verdict =
        receipt.state == Receipt::State::failed_for_good ? Verdict::refused : Verdict::deferred;
    settle(draft, outcome);
    tell_of_phone(draft, receipt, send);
}

// The same message from the beginning, under a reference of its own: a provider that knows the old
// one would take it for what it has delivered, or not.
bool offer_again(Draft& draft, const SendState& send) {
    if (send.again >= again_max) return false;
    SendState afresh = send;
    afresh.message.reference.clear();
    afresh.message.message_id.clear();
    afresh.tried.clear();
    ++afresh.again;
    return offer_from_start(draft, afresh);
}

// Another provider was given the same message when this one did not answer. Whoever has it already
// is not given it twice.
bool goes_another_way(const Draft& draft, const SendState& send) {
    const auto& providers = draft.directory.providers;
    return std::any_of(providers.begin(), providers.end(), [&](const Provider& provider) {
        return provider.name != send.message.channel &&
               draft.state.find_send(provider.name, send.message.reference, "");
    });
}

void receive_landed(Draft& draft, const Receipt& receipt, const SendState& send) {
    if (send.delivered) return;
    note(draft, receipt, send);
    if (sabotaged(Mutant::receipt_takes) && receipt.state == Receipt::State::delivered && send.call)
        acknowledge(draft, {send.call, {}, send.person, "link", "", "", false});
    if (receipt.state == Receipt::State::delivered || !send.call) return;
    if (sabotaged(Mutant::failure_waits)) return;
    const bool goes_on = wanted(draft, send) &&
                         (goes_another_way(draft, send) || offer_elsewhere(draft, send) ||
                          (receipt.state != Receipt::State::failed_for_good && offer_again(draft, send)));
    if (!goes_on) fail_call_if_last(draft, send);
    tell_of_phone(draft, receipt, send);
}

}  // namespace

void receive(Draft& draft, const Receipt& receipt) {
    draft.decision.answer.kind = Answer::Kind::not_found;
    const std::optional<SendId> id =
        draft.state.find_send(receipt.channel, receipt.reference, receipt.provider_reference);
    if (!id) return;
    draft.decision.answer.kind = Answer::Kind::done;
    if (receipt.state == Receipt::State::unknown_state) return;  // it says nothing
    if (const SendState* send = draft.state.sends().find(*id)) {
        receive_early(draft, receipt, *send);
    } else if (const SendState* landed = draft.state.landed().find(*id)) {
        receive_landed(draft, receipt, *landed);
    }
}

}  // namespace tocsin

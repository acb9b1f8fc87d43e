// What the state keeps for the two things that come back over the air: replies, found by the phone
// they come from, and receipts, found by the reference of what was sent.
#include "core/broadcast.h"
#include "core/state.h"

#include <algorithm>

namespace tocsin {
namespace {

// The longest time for which an answer counts against the next (core/replying.cc).
constexpr Duration answers_kept = std::chrono::hours(1);

// More need not be counted: core/replying.cc answers ten in ten minutes, and what changes a call.
constexpr std::size_t answers_max = 60;

}  // namespace

// ---------------------------------------------------------------- phones

std::vector<CallId> State::calls_to(const std::string& phone) const {
    const auto* calls = calls_to_.find(phone);
    return calls == nullptr ? std::vector<CallId>{}
                            : std::vector<CallId>(calls->begin(), calls->end());
}

void State::note_phone(Call& call, const std::string& phone) {
    if (phone.empty() || !call.phones.insert(phone).second) return;
    if (calls_to_.find(phone) == nullptr) calls_to_.put(phone, {});
    calls_to_.change(phone)->insert(call.id);
}

void State::forget_phones(const Call& call) {
    for (const std::string& phone : call.phones) {
        std::set<CallId>* calls = calls_to_.change(phone);
        if (calls == nullptr) continue;
        calls->erase(call.id);
        if (calls->empty()) calls_to_.erase(phone);
    }
}

// ---------------------------------------------------------------- replies

const std::vector<AnsweredReply>& State::answered(const std::string& phone) const {
    static const std::vector<AnsweredReply> none;
    const auto* answers = answered_.find(phone);
    return answers == nullptr ? none : *answers;
}

void State::on(const Entry& entry, const ReplyCame& event) {
    // Two rows for each new one: the table shrinks to the phones of the last hour.
    for (int dropped = 0; dropped < 2 && !answered_ages_.empty(); ++dropped) {
        const auto oldest = answered_ages_.begin()->first;
        if (oldest.first + answers_kept > entry.at) break;
        answered_ages_.erase(oldest);
        answered_.erase(oldest.second);
    }
    if (event.answer.empty()) return;
    if (answered_.find(event.from) == nullptr) answered_.put(event.from, {});
    std::vector<AnsweredReply>& answers = *answered_.change(event.from);
    if (!answers.empty()) answered_ages_.erase({answers.back().at, event.from});
    std::erase_if(answers, [&](const AnsweredReply& one) {
        return one.at + answers_kept <= entry.at || one.at > entry.at;
    });
    if (answers.size() >= answers_max) answers.erase(answers.begin());
    answers.push_back({entry.at, event.answer});
    answered_ages_.put({entry.at, event.from}, {});
}

// ---------------------------------------------------------------- receipts

std::optional<SendId> State::find_send(const std::string& channel, const std::string& reference,
                                       const std::string& provider_reference) const {
    const SendId* found = reference.empty() ? nullptr : by_reference_.find({channel, reference});
    if (found == nullptr && !provider_reference.empty()) {
        found = by_provider_reference_.find({channel, provider_reference});
    }
    return found == nullptr ? std::nullopt : std::optional(*found);
}

void State::note_references(const SendState& send) {
    const Message& message = send.message;
    by_reference_.put({message.channel, message.reference}, message.id);
    if (!send.provider_reference.empty()) {
        by_provider_reference_.put({message.channel, send.provider_reference}, message.id);
    }
}

void State::forget_references(const SendState& send) {
    const Message& message = send.message;
    const auto forget = [&](auto& table, const std::string& reference) {
        const SendId* found = table.find({message.channel, reference});
        if (found != nullptr && *found == message.id) table.erase({message.channel, reference});
    };
    forget(by_reference_, message.reference);
    forget(by_provider_reference_, send.provider_reference);
    // A later round had the same provider again under the same reference: what it says from now on
    // is of the message before, which it may have.
    const Call* call = calls_.find(send.call);
    if (call == nullptr) return;
    for (const SendId id : call->sends) {
        const SendState* before = id == message.id ? nullptr : landed_.find(id);
        if (before != nullptr && before->message.channel == message.channel &&
            before->message.reference == message.reference)
            note_references(*before);
    }
}

void State::keep_landed(SendState send) {
    bool any = false;
    for (const IncidentId id : send.about) {
        if (incidents_.find(id) == nullptr) continue;
        landed_about_.put({id, send.message.id}, {});
        any = true;
    }
    if (ShiftQuestion* question = shift_questions_.change(send.call)) {
        question->landed.insert(send.message.id);
        any = true;
    }
    if (!any) return;
    // News is not sent again when a receipt says that it failed: its words are not needed.
    if (!send.call) {
        send.message.text.clear();
        send.message.html.clear();
    }
    note_references(send);
    const SendId id = send.message.id;
    landed_.put(id, std::move(send));
}

void State::drop_landed(SendId id) {
    const SendState* send = landed_.find(id);
    if (send == nullptr) return;
    for (const IncidentId incident : send->about) landed_about_.erase({incident, id});
    if (ShiftQuestion* question = shift_questions_.change(send->call)) question->landed.erase(id);
    forget_references(*send);
    landed_.erase(id);
}

void State::drop_landed_about(IncidentId id) {
    std::vector<SendId> sends;
    for (auto row = landed_about_.lower_bound({id, {}}); row != landed_about_.end(); ++row) {
        if (row->first.first != id) break;
        sends.push_back(row->first.second);
    }
    for (const SendId send : sends) {
        landed_about_.erase({id, send});
        const std::vector<IncidentId>& about = landed_.find(send)->about;
        const bool wanted = std::any_of(about.begin(), about.end(), [&](IncidentId other) {
            return landed_about_.find({other, send}) != nullptr;
        });
        if (!wanted) drop_landed(send);
    }
}

// Another attempt begins: of the one before only the references are needed, and nothing of those
// before that.
void State::supersede(Call& call) {
    for (const SendId id : call.earlier) drop_landed(id);
    for (const SendId id : call.sends) {
        SendState* send = landed_.change(id);
        if (send == nullptr) continue;
        send->message.text.clear();
        send->message.html.clear();
        send->other_text.clear();
    }
    call.earlier = std::move(call.sends);
    call.sends.clear();
}

void State::on(const Entry& entry, const ReceiptCame& event) {
    SendState* send = landed_.change(event.send);
    const SendState* known = send == nullptr ? sends_.find(event.send) : send;
    if (known == nullptr) return;
    const CallId call_id = known->call;
    if (ProviderState* provider = providers_.change(event.channel))
        provider->note(event.state, event.medium, known->message.to, event.detail, entry.at);
    const std::optional<BroadcastKey> of = broadcast_of(*known);
    if (Broadcast* notice = of && !known->delivered ? broadcasts_.change(*of) : nullptr) {
        if (event.state == Receipt::State::delivered) ++notice->delivered;
        // What is in hand has failed when an entry of its own says so.
        if (event.state != Receipt::State::delivered && send != nullptr) ++notice->failed;
    }
    for (const IncidentId id : event.about) {
        const bool text = event.medium == Medium::sms;
        const bool phone = text || event.medium == Medium::voice;
        Incident* incident = call_id && phone ? incidents_.change(id) : nullptr;
        if (incident == nullptr) continue;
        const auto dead = incident->dead_phones.find(known->message.to);
        if (event.state == Receipt::State::failed_for_good) {
            incident->dead_phones[known->message.to].insert(event.channel);
        } else if (text && event.state == Receipt::State::delivered &&
                   dead != incident->dead_phones.end()) {
            dead->second.clear();
        }
    }
    if (event.state == Receipt::State::delivered) {
        for (const IncidentId id : event.about) {
            Incident* incident = call_id ? incidents_.change(id) : nullptr;
            if (incident == nullptr) continue;
            const auto called = incident->called.find(event.person);
            if (called != incident->called.end()) called->second.delivered = entry.at;
        }
        if (send == nullptr) send = sends_.change(event.send);
        send->delivered = true;
        return;
    }
    if (send == nullptr) return;  // in hand: what it comes to is said by an entry of its own
    if (Call* call = calls_.change(call_id)) call->sends.erase(event.send);
    drop_landed(event.send);
}

}  // namespace tocsin

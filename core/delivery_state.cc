// Sends: from the offer to what a provider made of them, and what that tells of the provider. In
// the order of a place's messages, and of a notice's readers.
#include "core/breaker.h"
#include "core/broadcast.h"
#include "core/notice_message.h"
#include "core/place_queue.h"
#include "core/state.h"

#include <algorithm>
#include <bit>

namespace tocsin {
namespace {

constexpr Due send_of(SendId id) {
    return {Due::Kind::send, id.value};
}

constexpr Due notice_of(IncidentId id) {
    return {Due::Kind::notice, id.value};
}

constexpr Due pace{Due::Kind::pace, 0};

// Networks count what one number gets in an hour.
constexpr Duration texts_kept = std::chrono::hours(1);
constexpr std::size_t texts_max = 100;

// Of a notice whose messages stand still, so many may wait, one part more every few seconds.
constexpr int waiting_max = 32 * Broadcast::window;
constexpr Duration next_part = std::chrono::seconds(5);

ThreadKey thread_of(const SendState& send) {
    return place_queue(send.message, send.about);
}

// Whether its reader is still to get this notice by another provider: that send was offered before
// this one was settled, so it has a higher number.
bool goes_on_elsewhere(const Table<std::pair<IncidentId, SendId>, std::monostate>& unsettled,
                       const Table<SendId, SendState>& sends, const SendState& send) {
    const IncidentId about = send.about.front();
    const SendId next{send.message.id.value + 1};
    for (auto row = unsettled.lower_bound({about, next}); row != unsettled.end(); ++row) {
        if (row->first.first != about) return false;
        const SendState* other = sends.find(row->first.second);
        if (other != nullptr && other->notice == send.notice && other->person == send.person &&
            other->message.medium == send.message.medium) {
            return true;
        }
    }
    return false;
}

bool in_thread(const SendState& send) {
    return is_place(send.message.medium) && !send.about.empty();
}

}  // namespace

// ---------------------------------------------------------------- providers

int ProviderState::failed_percent() const {
    if (answers_known == 0) return 0;
    return std::popcount(answers) * 100 / answers_known;
}

int ProviderState::handed_lately(Instant now) const {
    int sum = 0;
    Instant began = slot_began;
    for (const int count : slots) {
        // What lies in the future was counted before the clock was put back.
        if (began <= now && began + slot + std::chrono::minutes(1) > now) sum += count;
        began -= slot;
    }
    return sum;
}

void ProviderState::note_handed(Instant at) {
    const Instant began = Instant{} + (at - Instant{}) / slot * slot;
    if (began < slot_began) slots.fill(0);
    const auto passed = began <= slot_began ? 0 : (began - slot_began) / slot;
    const auto moved = std::min<std::int64_t>(passed, static_cast<std::int64_t>(slots.size()));
    std::shift_right(slots.begin(), slots.end(), moved);
    std::fill_n(slots.begin(), moved, 0);
    slot_began = began;
    ++slots.front();
}

void ProviderState::note_answer(Instant at, Duration took, bool failure) {
    constexpr std::uint32_t kept = (1U << answers_kept) - 1;
    answers = ((answers << 1) | (failure ? 1U : 0U)) & kept;
    answers_known = std::min(answers_known + 1, answers_kept);
    answered = at;
    if (took < Duration{0}) return;
    latency = latency == Duration{0} ? took : latency + (took - latency) / 8;
}

int ProviderState::failures_in_a_row() const {
    const auto counted = [](int row) { return row < addresses_count ? 0 : row; };
    return std::max({failures, counted(refusals), counted(losses)});
}

void ProviderState::note_failure(int& row, const std::string& why, Instant at) {
    if (failures + refusals + losses == 0) failing_since = at;
    ++row;
    detail = why;
}

void ProviderState::note(Verdict verdict, const std::string& to, const std::string& why, Instant at,
                         Duration took) {
    if (verdict == Verdict::accepted) {
        failures = 0;
        refusals = 0;
        refused_to.clear();
    } else if (verdict != Verdict::refused) {
        note_failure(failures, why, at);
    } else if (to.empty()) {
        // A place is its own address, so it fails. What follows may suit it better: it is neither
        // held up for this, nor told to level 1 as of a provider that is down.
        const int most = std::max(failures, breaker_failures - 1);
        note_failure(failures, why, at);
        failures = std::min(failures, most);
    } else if (refused_to != to) {
        refused_to = to;
        note_failure(refusals, why, at);
    }
    const bool its_own = verdict != Verdict::accepted && failures_in_a_row() > 0;
    note_answer(at, took, its_own);
}

// Whether somebody answers the phone is no matter of the provider's.
void ProviderState::note(Receipt::State said, Medium medium, const std::string& to,
                         const std::string& why, Instant at) {
    if (said == Receipt::State::delivered) {
        losses = 0;
        lost_to.clear();
    } else if (said == Receipt::State::provider_failed) {
        note_failure(losses, why, at);
        losses = std::max(losses, addresses_count);
        answered = at;
    } else if (said != Receipt::State::unknown_state && medium != Medium::voice && lost_to != to) {
        lost_to = to;
        note_failure(losses, why, at);
        answered = at;
    }
}

void State::note_outcome(const SendState& send, Instant now, Verdict verdict,
                         const std::string& why) {
    ProviderState* provider = providers_.change(send.message.channel);
    if (provider != nullptr)
        provider->note(verdict, send.message.to, why, now, now - send.handed_at);
}

void State::on(const Entry&, const ProviderPaced& event) {
    if (providers_.find(event.channel) == nullptr) providers_.put(event.channel, {});
    providers_.change(event.channel)->paced_until = event.until;
    std::optional<Instant> next;
    for (const auto& [name, provider] : providers_) {
        if (provider.paced_until == Instant{}) continue;
        next = next ? std::min(*next, provider.paced_until) : provider.paced_until;
    }
    agenda_.set(pace, next);
}

const std::vector<Instant>& State::texts_to(const std::string& phone) const {
    static const std::vector<Instant> none;
    const auto* texts = texts_to_.find(phone);
    return texts == nullptr ? none : *texts;
}

// ---------------------------------------------------------------- threads

bool State::first_in_thread(const SendState& send) const {
    if (!in_thread(send)) return true;
    const Thread* thread = threads_.find(thread_of(send));
    return thread == nullptr || thread->queue.empty() || thread->queue.front() == send.message.id;
}

void State::join_thread(const SendState& send) {
    if (!in_thread(send)) return;
    if (threads_.find(thread_of(send)) == nullptr) threads_.put(thread_of(send), {});
    threads_.change(thread_of(send))->queue.push_back(send.message.id);
}

// Who waited behind it is next.
void State::leave_thread(const SendState& send, Instant now) {
    Thread* thread = in_thread(send) ? threads_.change(thread_of(send)) : nullptr;
    if (thread == nullptr) return;
    const bool first = !thread->queue.empty() && thread->queue.front() == send.message.id;
    std::erase(thread->queue, send.message.id);
    // That of a service belongs to no incident that would take it along.
    if (thread->queue.empty()) {
        if (is_component(send.message)) threads_.erase(thread_of(send));
        return;
    }
    if (!first) return;
    const SendState* next = sends_.find(thread->queue.front());
    if (next == nullptr || next->handed) return;
    waiting_.put(waiting_key(*next), {});
    agenda_.set(send_of(next->message.id), std::max(next->not_before, now));
}

void State::forget_threads(IncidentId id) {
    for (auto row = threads_.lower_bound({id, {}}); row != threads_.end();
         row = threads_.lower_bound({id, {}})) {
        if (row->first.first != id) break;
        threads_.erase(ThreadKey(row->first));
    }
}

// ---------------------------------------------------------------- notices

// `offered`: one more of its messages; else one less.
void State::broadcast_on(const SendState& send, Instant now, bool offered) {
    const std::optional<BroadcastKey> of = broadcast_of(send);
    Broadcast* notice = of ? broadcasts_.change(*of) : nullptr;
    if (notice == nullptr) return;
    const BroadcastKey key = *of;
    notice->unsettled += offered ? 1 : -1;
    if (offered) return;
    if (notice->all_offered()) {
        if (notice->unsettled <= 0) broadcasts_.erase(key);
    } else if (notice->unsettled < Broadcast::window) {
        agenda_.set(notice_of(key.first), now);
    }
}

void State::on(const Entry& entry, const NoticeWentOn& event) {
    const BroadcastKey key{event.incident, event.notice};
    Broadcast* notice = broadcasts_.change(key);
    if (notice == nullptr) return;
    notice->readers = event.readers;
    if (notice->all_offered() && notice->unsettled <= 0) {
        broadcasts_.erase(key);
        notice = nullptr;
    }
    // Another notice of the incident may have readers left.
    std::optional<Instant> due;
    for (auto row = broadcasts_.lower_bound({event.incident, 0}); row != broadcasts_.end(); ++row) {
        if (row->first.first != event.incident) break;
        const Broadcast& one = row->second;
        if (one.all_offered() || one.unsettled >= waiting_max) continue;
        // While one medium stands still, the others' readers are not kept waiting for it.
        const bool room = one.unsettled < Broadcast::window;
        const Instant next = room ? entry.at : entry.at + next_part;
        due = due ? std::min(*due, next) : next;
    }
    agenda_.set(notice_of(event.incident), due);
    forget_if_over(event.incident);
}

Message State::whole(const SendState& send) const {
    Message message = send.message;
    if (in_thread(send)) {
        const Thread* thread = threads_.find(place_thread(send.message, send.about));
        if (thread != nullptr) message.thread = thread->reference;
    }
    if (!send.as_noticed || send.about.empty()) return message;
    const Broadcast* notice = broadcasts_.find({send.about.front(), send.notice});
    if (notice == nullptr) return message;
    fill_notice(message, *notice->sent);
    return message;
}

// ---------------------------------------------------------------- sends

State::Waiting State::waiting_key(const SendState& send) {
    return {send.message.channel, rank(send)};
}

void State::wait(SendState& send, Instant not_before, Instant now) {
    send.handed = false;
    send.not_before = std::min(not_before, send.give_up);
    send.waiting_set = now;
    if (!first_in_thread(send)) {
        agenda_.set(send_of(send.message.id), send.give_up);
        return;
    }
    waiting_.put(waiting_key(send), {});
    // A send that could leave waits for room, and for its end; one that may not leave yet, for
    // that.
    agenda_.set(send_of(send.message.id), not_before > now ? send.not_before : send.give_up);
}

void State::stop_waiting(const SendState& send) {
    waiting_.erase(waiting_key(send));
    agenda_.set(send_of(send.message.id), std::nullopt);
}

void State::on(const Entry& entry, const SendOffered& event) {
    facts_.send = std::max(facts_.send, event.message.id.value);
    SendState send;
    send.message = event.message;
    send.call = event.call;
    send.attempt = event.attempt;
    send.person = event.person;
    send.text_id = event.text_id;
    send.about = event.about;
    send.tried = event.tried;
    send.give_up = event.give_up;
    send.waiting_set = entry.at;
    send.severity = event.severity;
    send.two_way = event.two_way;
    send.other_text_id = event.other_text_id;
    send.other_text = event.other_text;
    send.again = event.again;
    send.notice = event.notice;
    send.outside = event.outside;
    send.drill = event.drill;
    send.as_noticed = event.as_noticed;
    send.turn = event.turn;
    send.busy = event.busy;
    send.round = event.round;
    SendState& row = sends_.put(event.message.id, std::move(send));
    note_references(row);
    join_thread(row);
    broadcast_on(row, entry.at, true);
    for (const IncidentId id : event.about) {
        if (incidents_.find(id) != nullptr) unsettled_.put({id, event.message.id}, {});
    }
    if (Call* call = calls_.change(event.call); call != nullptr && call->attempt == event.attempt) {
        call->sends.insert(event.message.id);
        ++call->offered;
    }
    if (event.handed) {
        note_handed(row, entry);
    } else {
        wait(row, std::max(entry.at, event.not_before), entry.at);
    }
}

void State::on(const Entry& entry, const SendHanded& event) {
    SendState* send = sends_.change(event.send);
    if (send == nullptr) return;
    if (!send->handed) stop_waiting(*send);
    if (event.again && send->epoch != entry.epoch) ++send->take_ups;
    note_handed(*send, entry);
}

void State::note_handed(SendState& send, const Entry& entry) {
    const Message& message = send.message;
    if (providers_.find(message.channel) == nullptr) providers_.put(message.channel, {});
    ProviderState& provider = *providers_.change(message.channel);
    if (!send.handed) ++provider.handed;
    provider.note_handed(entry.at);
    send.handed = true;
    send.handed_at = entry.at;
    send.epoch = entry.epoch;
    ++send.hand_overs;
    if (message.medium != Medium::sms) return;
    // Two rows for each new one: the table shrinks to the phones of the last hour.
    for (int dropped = 0; dropped < 2 && !text_ages_.empty(); ++dropped) {
        const auto oldest = text_ages_.begin()->first;
        if (oldest.first + texts_kept > entry.at) break;
        text_ages_.erase(oldest);
        texts_to_.erase(oldest.second);
    }
    if (texts_to_.find(message.to) == nullptr) texts_to_.put(message.to, {});
    std::vector<Instant>& texts = *texts_to_.change(message.to);
    if (!texts.empty()) text_ages_.erase({texts.back(), message.to});
    std::erase_if(texts, [&](Instant at) { return at + texts_kept <= entry.at || at > entry.at; });
    if (texts.size() >= texts_max) texts.erase(texts.begin());
    texts.push_back(entry.at);
    text_ages_.put({entry.at, message.to}, {});
}

void State::on(const Entry& entry, const SendDeferred& event) {
    SendState* send = sends_.change(event.send);
    if (send == nullptr) return;
    ProviderState* provider = providers_.change(send->message.channel);
    // A process that puts off what another one left in hand says nothing about the provider.
    const bool answered = send->handed && send->epoch == entry.epoch;
    if (send->handed && provider != nullptr) --provider->handed;
    if (answered) {
        note_outcome(*send, entry.at, event.verdict, event.why);
        send->take_ups = 0;
    }
    if (event.verdict == Verdict::unknown) ++send->unknowns;
    wait(*send, event.until, entry.at);
}

void State::on(const Entry& entry, const SendSettled& event) {
    const SendState* send = sends_.find(event.send);
    if (send == nullptr) return;
    if (!send->handed) stop_waiting(*send);
    ProviderState* provider = providers_.change(send->message.channel);
    if (send->handed && provider != nullptr) {
        --provider->handed;
        const bool accepted = event.verdict == Verdict::accepted;
        note_outcome(*send, entry.at, event.verdict, event.detail);
        if (accepted && send->text_id == week_mail) facts_.week_mail_accepted = entry.at;
    }
    if (in_thread(*send) && event.verdict == Verdict::accepted) {
        Thread* thread = threads_.change(thread_of(*send));
        if (thread != nullptr && thread->reference.empty())
            thread->reference = event.provider_reference;
        // Nobody can post to an archived room: what follows is told where there is none.
        if (thread != nullptr && is_of_event(send->message, archive_room_event))
            thread->reference.clear();
    }
    const bool failed = event.verdict == Verdict::refused ||
                        event.verdict == Verdict::misconfigured ||
                        event.verdict == Verdict::deferred;
    const std::optional<BroadcastKey> of = broadcast_of(*send);
    if (Broadcast* notice = of ? broadcasts_.change(*of) : nullptr) {
        if (event.verdict == Verdict::accepted) ++notice->accepted;
        if (failed && !goes_on_elsewhere(unsettled_, sends_, *send)) ++notice->failed;
    }
    if (failed) {
        if (Call* call = calls_.change(send->call)) call->sends.erase(event.send);
    }
    std::optional<SendState> landed;
    if (!failed) landed = *send;
    forget_send(event.send);
    if (!landed) return;
    landed->provider_reference = event.provider_reference;
    keep_landed(std::move(*landed));
}

void State::on(const Entry&, const SendDropped& event) {
    SendState* send = sends_.change(event.send);
    if (send == nullptr) return;
    if (event.asked_back) {
        send->recalled = true;
        return;
    }
    if (!send->handed) stop_waiting(*send);
    ProviderState* provider = providers_.change(send->message.channel);
    if (send->handed && provider != nullptr) --provider->handed;
    if (Call* call = calls_.change(send->call)) call->sends.erase(event.send);
    forget_send(event.send);
}

void State::forget_send(SendId id) {
    const SendState* found = sends_.find(id);
    if (found == nullptr) return;
    const std::vector<IncidentId> incidents = found->about;
    forget_references(*found);
    leave_thread(*found, facts_.at);
    broadcast_on(*found, facts_.at, false);
    sends_.erase(id);
    for (const IncidentId incident_id : incidents) {
        unsettled_.erase({incident_id, id});
        forget_if_over(incident_id);
    }
}

}  // namespace tocsin

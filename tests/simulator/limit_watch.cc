#include "tests/simulator/limit_watch.h"

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr int failures_in_a_row = 3;

void drop_older(std::deque<Instant>& times, Instant from) {
    while (!times.empty() && times.front() <= from) times.pop_front();
}

}  // namespace

void LimitWatch::forget() {
    sends_.clear();
    left_.clear();
    texts_.clear();
    health_.clear();
    before_.clear();
    in_hand_before_.clear();
    called_.clear();
}

// Already before this step: what a decision says itself, it does not know yet.
bool LimitWatch::fails(const std::string& channel, Instant now) const {
    return std::ranges::all_of(std::array{&health_, &before_}, [&](const auto* known) {
        const auto health = known->find(channel);
        return health != known->end() && health->second.failures >= failures_in_a_row &&
               health->second.failed <= now && now < health->second.failed + seconds(30);
    });
}

// Before this step and now.
bool LimitWatch::works(const std::string& channel) const {
    return std::ranges::all_of(std::array{&health_, &before_}, [&](const auto* known) {
        const auto health = known->find(channel);
        return health != known->end() && health->second.works();
    });
}

std::map<std::string, int> LimitWatch::in_hand() const {
    std::map<std::string, int> count;
    for (const auto& [id, send] : sends_) {
        if (send.handed) ++count[send.channel];
    }
    return count;
}

// A provider of its medium that works, has not refused it, and had its hands free before this step
// and has them free now; null: there is none.
const Provider* LimitWatch::free_beside(const Send& send) const {
    const std::map<std::string, int> now = in_hand();
    for (const Provider& one : directory_.providers) {
        if (one.medium != send.medium || one.name == send.channel) continue;
        if (!works(one.name) || send.never.contains(one.name)) continue;
        const bool free = std::ranges::all_of(std::array{&now, &in_hand_before_}, [&](auto* hands) {
            const auto in_hand = hands->find(one.name);
            return in_hand == hands->end() || in_hand->second < one.in_flight_max;
        });
        if (free) return &one;
    }
    return nullptr;
}

void LimitWatch::offered(const SendOffered& event, const Entry& entry, bool judged) {
    const Message& message = event.message;
    const bool text = message.medium == Medium::sms;
    Send& send = sends_[message.id];
    send.channel = message.channel;
    send.phone = text ? message.to : "";
    send.medium = message.medium;
    send.urgent = message.urgent && !is_place(message.medium);
    send.worst = send.urgent && event.severity == 1 && !event.drill;
    send.fresh = judged && event.not_before <= entry.at;
    for (const std::string& name : event.tried) {
        if (std::ranges::find(event.busy, name) == event.busy.end()) send.never.insert(name);
    }
    // What answers a reply, or repeats a call to somebody who has replied, goes back where it came
    // from.
    const bool first = called_.emplace(event.call, event.attempt, message.medium).second;
    const bool free = event.first() && !is_place(message.medium) &&
                      (event.call ? first : !event.text_id.starts_with("reply."));
    if (judged && free && fails(message.channel, entry.at)) {
        for (const Provider& other : directory_.providers) {
            const auto health = health_.find(other.name);
            const bool works =
                other.medium == message.medium && health != health_.end() && health->second.works();
            if (works)
                throw Broken(
                    "P14",
                    message.channel + " fails again and again, and is asked before " + other.name);
        }
    }
    if (event.handed) handed(message.id, entry, judged);
}

void LimitWatch::handed(SendId id, const Entry& entry, bool judged) {
    const auto found = sends_.find(id);
    if (found == sends_.end()) return;
    Send& send = found->second;
    send.handed = true;
    send.fresh = false;
    send.epoch = entry.epoch;
    if (!judged) return;
    const auto provider = std::ranges::find_if(
        directory_.providers, [&](const Provider& one) { return one.name == send.channel; });
    std::deque<Instant>& left = left_[send.channel];
    drop_older(left, entry.at - minutes(1));
    if (!send.worst && provider != directory_.providers.end() && provider->per_minute > 0 &&
        static_cast<int>(left.size()) >= provider->per_minute)
        throw Broken("P14", send.channel + " gets more than it may have in a minute");
    left.push_back(entry.at);
}

// Its provider could not take it, and is asked again.
void LimitWatch::stays(SendId id, const Entry& entry) const {
    const auto found = sends_.find(id);
    if (found == sends_.end()) return;
    const Send& send = found->second;
    if (!send.handed || send.epoch != entry.epoch || !send.urgent) return;
    for (const Provider& one : directory_.providers) {
        if (one.medium != send.medium || one.name == send.channel) continue;
        if (works(one.name) && !send.never.contains(one.name))
            throw Broken(
                "P14",
                send.channel + " could not take a call, and is asked again beside " + one.name);
    }
}

// `counts`: what it says is of the provider, not of the address.
void LimitWatch::ended_up(SendId id, bool failure, bool counts, const Entry& entry) {
    const auto found = sends_.find(id);
    if (found == sends_.end()) return;
    Send& send = found->second;
    if (send.handed && send.epoch == entry.epoch && counts) {
        Health& health = health_[send.channel];
        health.known = true;
        health.failures = failure ? health.failures + 1 : 0;
        if (failure) health.failed = entry.at;
        if (!failure) health.refusals = 0;
    } else if (send.handed && failure) {
        ++health_[send.channel].refusals;
    }
    send.handed = false;
}

void LimitWatch::entry(const Record& record, const Step* step) {
    const Entry& entry = record.entry;
    if (const auto* offer = std::get_if<SendOffered>(&entry.event)) {
        offered(*offer, entry, step != nullptr);
    } else if (const auto* given = std::get_if<SendHanded>(&entry.event)) {
        handed(given->send, entry, step != nullptr);
    } else if (const auto* deferred = std::get_if<SendDeferred>(&entry.event)) {
        if (step != nullptr && deferred->verdict == Verdict::deferred) stays(deferred->send, entry);
        ended_up(deferred->send, true, true, entry);
    } else if (const auto* settled = std::get_if<SendSettled>(&entry.event)) {
        ended_up(settled->send, settled->verdict != Verdict::accepted,
                 settled->verdict != Verdict::refused, entry);
        sends_.erase(settled->send);
    } else if (const auto* dropped = std::get_if<SendDropped>(&entry.event)) {
        if (!dropped->asked_back) sends_.erase(dropped->send);
    } else if (const auto* came = std::get_if<ReceiptCame>(&entry.event)) {
        Health& health = health_[came->channel];
        if (came->state == Receipt::State::delivered)
            health.losses = 0;
        else if (came->state != Receipt::State::unknown_state)
            ++health.losses;
    } else if (std::holds_alternative<TookOver>(entry.event)) {
        // A start reads what is not over: of the answers before it, nobody need know all.
        health_.clear();
        before_.clear();
    } else if (std::holds_alternative<ClockStepped>(entry.event)) {
        left_.clear();
        texts_.clear();
    }
}

// News for a number that had all its texts before this step goes by mail alone.
void LimitWatch::stepped(const Step& step) {
    for (auto& [id, send] : sends_) {
        if (!std::exchange(send.fresh, false) || !send.worst) continue;
        if (const Provider* const other = free_beside(send))
            throw Broken(
                "P14", "a call of severity 1 waits for " + send.channel + " beside " + other->name);
    }
    before_ = health_;
    in_hand_before_ = in_hand();
    std::map<std::pair<std::string, PersonId>, std::set<Medium>> news;
    std::map<PersonId, std::string> phones;
    for (const Record& record : step.records) {
        const auto* offer = std::get_if<SendOffered>(&record.entry.event);
        if (offer == nullptr || offer->call || !offer->text_id.starts_with("told.")) continue;
        // By another provider it is the same news, which had begun before.
        if (!offer->first()) continue;
        news[{offer->text_id, offer->person}].insert(offer->message.medium);
        if (offer->message.medium == Medium::sms) phones[offer->person] = offer->message.to;
    }
    for (const auto& [what, media] : news) {
        if (media.size() < 2) continue;
        const auto texts = texts_.find(phones[what.second]);
        if (texts == texts_.end()) continue;
        const Instant now = step.records.front().entry.at;
        drop_older(texts->second, now - minutes(60));
        if (static_cast<int>(texts->second.size()) >= directory_.texts_an_hour)
            throw Broken("P11", what.second + " had all texts of an hour, and gets " + what.first);
    }
    for (const Record& record : step.records) {
        SendId id;
        if (const auto* offer = std::get_if<SendOffered>(&record.entry.event)) {
            if (offer->handed) id = offer->message.id;
        } else if (const auto* given = std::get_if<SendHanded>(&record.entry.event)) {
            id = given->send;
        }
        const auto send = sends_.find(id);
        if (send != sends_.end() && !send->second.phone.empty())
            texts_[send->second.phone].push_back(record.entry.at);
    }
}

}  // namespace tocsin

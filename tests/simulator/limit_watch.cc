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

void LimitWatch::offered(const SendOffered& event, const Entry& entry, bool judged) {
    const Message& message = event.message;
    const bool text = message.medium == Medium::sms;
    sends_[message.id] = {message.channel, text ? message.to : "",
                          message.urgent && event.severity == 1 && !event.drill, false, 0};
    // What answers a reply, or repeats a call to somebody who has replied, goes back where it came
    // from.
    const bool first = called_.emplace(event.call, event.attempt, message.medium).second;
    const bool free = event.tried.empty() && !is_place(message.medium) &&
                      (event.call ? first : !event.text_id.starts_with("reply."));
    if (judged && free && fails(message.channel, entry.at)) {
        for (const Provider& other : directory_.providers) {
            const auto health = health_.find(other.name);
            const bool works = other.medium == message.medium && health != health_.end() &&
                               health->second.known && health->second.failures == 0;
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
        ended_up(deferred->send, true, true, entry);
    } else if (const auto* settled = std::get_if<SendSettled>(&entry.event)) {
        ended_up(settled->send, settled->verdict != Verdict::accepted,
                 settled->verdict != Verdict::refused, entry);
        sends_.erase(settled->send);
    } else if (const auto* dropped = std::get_if<SendDropped>(&entry.event)) {
        if (!dropped->asked_back) sends_.erase(dropped->send);
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
    before_ = health_;
    std::map<std::pair<std::string, PersonId>, std::set<Medium>> news;
    std::map<PersonId, std::string> phones;
    for (const Record& record : step.records) {
        const auto* offer = std::get_if<SendOffered>(&record.entry.event);
        if (offer == nullptr || offer->call || !offer->text_id.starts_with("told.")) continue;
        // By another provider it is the same news, which had begun before.
        if (!offer->tried.empty()) continue;
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

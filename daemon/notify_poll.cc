#include "daemon/notify_poll.h"

#include "daemon/clock.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

namespace tocsin {

// One list of one channel. What is not const is guarded by the mutex of the poll.
struct NotifyPoll::Round {
    const Polled polled;
    const bool texts;  // else what became of messages
    bool asking = false;
    bool failing = false;
    Duration ahead{};  // of Notify's clock before ours
    std::chrono::steady_clock::time_point due{};
    std::set<std::string> kept;                           // on disk
    std::map<std::string, std::future<Reply>> submitted;  // on its way there

    Round(Polled one, bool of_texts) : polled(std::move(one)), texts(of_texts) {}

    std::optional<std::vector<NotifyItem>> read(const WireAnswer& answer) const {
        if (answer.curl_code != 0 || answer.status != 200 || answer.body_cut) return std::nullopt;
        return texts ? read_notify_texts(answer.body, polled.hears_texts)
                     : read_notify_ended(answer.body, polled.channel->name(), polled.senders);
    }

    // Told only when it changes.
    void fares(bool well, const std::string& why) {
        if (failing != well) return;
        failing = !well;
        if (well) spdlog::info("{} can be polled again", polled.channel->name());
        if (!well) spdlog::warn("{} cannot be polled: {}", polled.channel->name(), why);
    }

    // What has been saved need not be told again; what has not been will be.
    void settle() {
        for (auto one = submitted.begin(); one != submitted.end();) {
            if (one->second.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
                ++one;
                continue;
            }
            try {
                if (one->second.get().durable) kept.insert(one->first);
            } catch (const std::future_error&) {
                // The engine ended before it could commit.
            }
            one = submitted.erase(one);
        }
    }
};

NotifyPoll::NotifyPoll(Transfers& transfers, Submit submit)
    : transfers_(transfers), submit_(std::move(submit)) {}
NotifyPoll::~NotifyPoll() = default;

void NotifyPoll::use(std::vector<Polled> channels) {
    const std::lock_guard lock(mutex_);
    rounds_.clear();
    for (const Polled& one : channels) {
        for (const bool texts : {false, true}) {
            if (texts && one.channel->medium() != Medium::sms) continue;
            rounds_.push_back(std::make_shared<Round>(one, texts));
        }
    }
}

void NotifyPoll::look() {
    const std::lock_guard lock(mutex_);
    for (const auto& round : rounds_) {
        if (round->asking || steady_now() < round->due) continue;
        round->settle();
        ask(round);
    }
}

void NotifyPoll::ask(const std::shared_ptr<Round>& round) {
    const NotifyChannel& channel = *round->polled.channel;
    const Instant signed_at = machine_time().utc + round->ahead;
    round->due = steady_now() + round->polled.every;
    WireJob job;
    try {
        job.request = round->texts ? channel.received_texts() : channel.ended_messages();
        channel.sign(job.request, signed_at);
    } catch (const std::exception&) {
        // This is the engine's thread, which nothing may end. Its what() may hold a secret.
        return round->fares(false, "the request cannot be signed");
    }
    // Places of its own: asking must not keep a page waiting.
    job.channel = channel.name() + " polled";
    job.in_flight_max = 2;
    job.done = [this, round, signed_at](const WireAnswer& answer) {
        // The engine's thread waits for the mutex: a page is read before it is taken.
        const auto ahead = round->polled.channel->clock_ahead(answer, signed_at);
        const auto items = round->read(answer);
        const std::lock_guard lock(mutex_);
        answered(*round, answer, ahead, items);
    };
    round->asking = transfers_.offer(std::move(job)).has_value();
}

void NotifyPoll::answered(Round& round, const WireAnswer& answer, std::optional<Duration> ahead,
                          const std::optional<std::vector<NotifyItem>>& items) {
    round.asking = false;
    if (ahead) {
        round.ahead += *ahead;
        return;
    }
    round.fares(items.has_value(), answer.body_cut ? "the answer is longer than what is read of one"
                                                   : "answer " + std::to_string(answer.status));
    if (!items) return;
    const Instant oldest = machine_time().utc + round.ahead - believed_for;
    std::set<std::string> listed;
    for (const NotifyItem& item : *items) {
        listed.insert(item.key);
        const bool old = round.texts && item.at && *item.at < oldest;
        if (old || round.kept.contains(item.key) || round.submitted.contains(item.key)) continue;
        if (auto reply = submit_(item.what)) round.submitted.emplace(item.key, std::move(*reply));
    }
    // What Notify lists no more comes no more.
    std::erase_if(round.kept, [&](const std::string& key) { return !listed.contains(key); });
}

}  // namespace tocsin

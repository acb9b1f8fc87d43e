#include "daemon/notify_poll.h"

#include "daemon/clock.h"
#include "daemon/notify_page.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

namespace tocsin {

// One list of one channel. Guarded by the mutex of the poll.
struct NotifyPoll::Round {
    Polled polled;
    bool texts = false;  // else what became of messages
    bool asking = false;
    bool failing = false;
    Duration ahead{};  // of Notify's clock before ours
    std::chrono::steady_clock::time_point due{};
    std::set<std::string> kept;                           // on disk
    std::map<std::string, std::future<Reply>> submitted;  // on its way there

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
            auto round = std::make_shared<Round>();
            round->polled = one;
            round->texts = texts;
            rounds_.push_back(std::move(round));
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
    WireJob job;
    job.request = round->texts ? channel.received_texts() : channel.ended_messages();
    channel.sign(job.request, signed_at);
    // Places of its own: asking must not keep a page waiting.
    job.channel = channel.name() + " polled";
    job.in_flight_max = 2;
    job.done = [this, round, signed_at](const WireAnswer& answer) {
        const std::lock_guard lock(mutex_);
        answered(round, answer, signed_at);
    };
    round->due = steady_now() + round->polled.every;
    round->asking = transfers_.offer(std::move(job)).has_value();
}

void NotifyPoll::answered(const std::shared_ptr<Round>& round, const WireAnswer& answer,
                          Instant signed_at) {
    round->asking = false;
    const NotifyChannel& channel = *round->polled.channel;
    if (const auto ahead = channel.clock_ahead(answer, signed_at)) {
        round->ahead += *ahead;
        return;
    }
    std::optional<std::vector<NotifyItem>> items;
    if (answer.curl_code == 0 && answer.status == 200) {
        items = round->texts
                    ? read_notify_texts(answer.body, channel.name())
                    : read_notify_ended(answer.body, channel.name(), round->polled.senders);
    }
    if (round->failing != !items) {
        round->failing = !items;
        if (items) spdlog::info("{} can be polled again", channel.name());
        if (!items) spdlog::warn("{} cannot be polled: answer {}", channel.name(), answer.status);
    }
    if (!items) return;
    const Instant oldest = machine_time().utc + round->ahead - believed_for;
    std::set<std::string> listed;
    for (const NotifyItem& item : *items) {
        listed.insert(item.key);
        const bool old = round->texts && item.at && *item.at < oldest;
        if (old || round->kept.contains(item.key) || round->submitted.contains(item.key)) continue;
        if (auto reply = submit_(item.what)) round->submitted.emplace(item.key, std::move(*reply));
    }
    // What Notify lists no more comes no more.
    std::erase_if(round->kept, [&](const std::string& key) { return !listed.contains(key); });
}

}  // namespace tocsin

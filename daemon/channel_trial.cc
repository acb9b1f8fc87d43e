#include "daemon/channel_trial.h"

#include "daemon/clock.h"
#include "daemon/problem.h"

#include <condition_variable>

namespace tocsin {

struct ChannelTrial::Exchange {
    std::mutex mutex;
    std::condition_variable told;
    std::optional<Outcome> outcome;

    // Whoever told it may hold it a moment longer.
    bool answered() {
        const std::lock_guard lock(mutex);
        return outcome.has_value();
    }
};

std::shared_ptr<ChannelTrial::Exchange> ChannelTrial::begin() {
    const std::lock_guard lock(mutex_);
    const std::shared_ptr<Exchange> before = running_.lock();
    if (before && !before->answered()) {
        throw Refused({.slug = "busy",
                       .detail = "Another test waits for its provider. Nothing was sent; try again "
                                 "in some seconds."});
    }
    const auto now = steady_now();
    while (!begun_.empty() && begun_.front() + std::chrono::minutes(1) <= now) begun_.pop_front();
    if (begun_.size() >= in_a_minute_max) {
        throw Refused({.slug = "too-many",
                       .detail = "There were " + std::to_string(in_a_minute_max) +
                                 " tests within the last minute. Nothing was sent."});
    }
    begun_.push_back(now);
    auto exchange = std::make_shared<Exchange>();
    running_ = exchange;
    return exchange;
}

ChannelTrial::Result ChannelTrial::run(const Message& message) {
    const std::shared_ptr<Exchange> exchange = begin();
    const auto began = steady_now();
    send_(message, [exchange](const Outcome& outcome) {
        const std::lock_guard lock(exchange->mutex);
        exchange->outcome = outcome;
        exchange->told.notify_all();
    });
    std::unique_lock lock(exchange->mutex);
    exchange->told.wait_for(lock, waits_, [&] { return exchange->outcome.has_value(); });
    const auto took = steady_now() - began;
    return {exchange->outcome, std::chrono::duration_cast<std::chrono::milliseconds>(took)};
}

}  // namespace tocsin

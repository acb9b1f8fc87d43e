// Trying a channel with one message, by the real adapter over the real wire. One at a time, ten a
// minute, whoever asks: a test must not become a way to send texts, nor take the places of calls.
// No decision is made and nothing is counted: what a test meets says nothing of a provider's
// health.
#pragma once

#include "core/send.h"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace tocsin {

class ChannelTrial {
public:
    static constexpr std::size_t in_a_minute_max = 10;
    // Under the gate's own limit. A provider may take longer; its answer is then not seen.
    static constexpr std::chrono::milliseconds patience{8000};

    // Starts the exchange; the outcome comes to what it was given, once, on any thread.
    using Send = std::function<void(const Message&, std::function<void(const Outcome&)>)>;

    explicit ChannelTrial(Send send, std::chrono::milliseconds waits = patience)
        : send_(std::move(send)), waits_(waits) {}

    struct Result {
        std::optional<Outcome> outcome;  // nothing: no answer in that time
        std::chrono::milliseconds took{0};
    };

    // Waits for the answer. Throws Refused: another test waits for its answer ("busy"), or there
    // were ten within the last minute ("too-many"). Any thread.
    Result run(const Message& message);

private:
    struct Exchange;

    std::shared_ptr<Exchange> begin();

    const Send send_;
    const std::chrono::milliseconds waits_;
    std::mutex mutex_;
    std::weak_ptr<Exchange> running_;  // held by whoever is to be told of its outcome
    std::deque<std::chrono::steady_clock::time_point> begun_;  // within the last minute
};

}  // namespace tocsin

// A thread that works on the newest of what it is given: what comes while it works takes the place
// of what waits. The giver never waits.
#pragma once

#include "daemon/at_work.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace tocsin {

template <class Value>
class Newest {
public:
    // `work` runs on the thread of this, one value at a time, and throws nothing.
    explicit Newest(std::function<void(const Value&)> work)
        : work_(std::move(work)), thread_([this] { run(); }) {}
    ~Newest() { stop(); }
    Newest(const Newest&) = delete;
    Newest& operator=(const Newest&) = delete;

    void give(Value value) {
        {
            const std::lock_guard lock(mutex_);
            next_ = std::move(value);
        }
        given_.notify_one();
    }

    // When the work in hand was begun; now, when there is none. For the watchdog. Any thread.
    std::chrono::steady_clock::time_point last_turn() const { return at_work_.last_turn(); }

    // What it works on is finished; what waits is not begun.
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        given_.notify_one();
        if (thread_.joinable()) thread_.join();
    }

private:
    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            given_.wait(lock, [this] { return stopping_ || next_; });
            if (stopping_) return;
            const Value value = std::move(*next_);
            next_.reset();
            lock.unlock();
            {
                const AtWork::Piece piece(at_work_);
                work_(value);
            }
            lock.lock();
        }
    }

    const std::function<void(const Value&)> work_;
    AtWork at_work_;
    std::mutex mutex_;
    std::condition_variable given_;
    std::optional<Value> next_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace tocsin

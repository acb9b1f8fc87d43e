// The thread behind the engine's: what follows a commit and need not hold up the next one, in
// order. The engine decides and saves meanwhile.
#pragma once

#include "daemon/at_work.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace tocsin {

class FollowUp {
public:
    // What waits holds the effects of its commit: with more than this, whoever posts waits instead
    // of memory growing. Some seconds of the busiest engine.
    static constexpr std::size_t waiting_max = 1024;

    // Starts the thread.
    FollowUp();
    ~FollowUp();
    FollowUp(const FollowUp&) = delete;
    FollowUp& operator=(const FollowUp&) = delete;

    // All below: any thread but its own.

    // `task` must not throw. Behind stop() it is done at once, by the caller.
    void post(std::function<void()> task);

    // Returns when all that was posted is done.
    void drain();

    // What waits is done first; then the thread ends.
    void stop();

    // When the task in hand was begun; now, when there is none. For the watchdog (P16).
    std::chrono::steady_clock::time_point last_turn() const { return at_work_.last_turn(); }

private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    bool busy_ = false;
    bool stopping_ = false;
    AtWork at_work_;
    std::thread thread_;
};

}  // namespace tocsin

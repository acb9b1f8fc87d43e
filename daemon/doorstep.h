// Where whoever comes while the daemon starts waits: an upgrade takes a second or two, and a report
// is answered then rather than refused now. The gate bounds how many wait, and says 503 to more.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace tocsin {

class Doorstep {
public:
    // True when we serve; waits for it. False when the start came to nothing, or takes too long.
    // Any thread.
    bool wait() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [this] {
            return standing_ != Standing::starting;
        }) && standing_ == Standing::serving;
    }

    void open() { become(Standing::serving); }

    // A start that failed. After open() it changes nothing.
    void give_up() { become(Standing::gave_up); }

private:
    enum class Standing { starting, serving, gave_up };

    // As long as an answer of the engine may take (GateLimits::answer_time is above it).
    static constexpr std::chrono::seconds patience{8};

    void become(Standing standing) {
        const std::lock_guard lock(mutex_);
        if (standing_ == Standing::starting) standing_ = standing;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    Standing standing_ = Standing::starting;
};

}  // namespace tocsin

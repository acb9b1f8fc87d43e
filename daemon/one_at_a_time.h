// One at a time: whoever finds the place taken waits with patience, and then goes without.
// Any thread. A mutex and a condition, and no std::timed_mutex: the checker of threads of g++ 12
// does not see how that one waits, and calls it broken.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace tocsin {

class OneAtATime {
public:
    // Held for as long as `Taken` lives, unless it says otherwise. It must not outlive its place.
    class Taken {
    public:
        Taken(OneAtATime& place, std::chrono::milliseconds patience)
            : place_(place), mine_(place.take(patience)) {}
        ~Taken() { give_back(); }
        Taken(const Taken&) = delete;
        Taken& operator=(const Taken&) = delete;

        // False: somebody else had it for all that time.
        explicit operator bool() const { return mine_; }

        // Earlier than at its end.
        void give_back() {
            if (mine_) place_.give_back();
            mine_ = false;
        }

    private:
        OneAtATime& place_;
        bool mine_;
    };

private:
    bool take(std::chrono::milliseconds patience) {
        std::unique_lock lock(mutex_);
        if (!free_.wait_for(lock, patience, [this] { return !taken_; })) return false;
        taken_ = true;
        return true;
    }

    void give_back() {
        {
            const std::lock_guard lock(mutex_);
            taken_ = false;
        }
        free_.notify_one();
    }

    std::mutex mutex_;
    std::condition_variable free_;
    bool taken_ = false;
};

}  // namespace tocsin

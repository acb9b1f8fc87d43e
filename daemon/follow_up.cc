#include "daemon/follow_up.h"

#include <utility>

namespace tocsin {

FollowUp::FollowUp() : thread_([this] { run(); }) {}

FollowUp::~FollowUp() {
    stop();
}

void FollowUp::post(std::function<void()> task) {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopping_ || tasks_.size() < waiting_max; });
        if (!stopping_) {
            tasks_.push_back(std::move(task));
            task = nullptr;
        }
    }
    if (task) return task();
    changed_.notify_all();
}

void FollowUp::drain() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return tasks_.empty() && !busy_; });
}

void FollowUp::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void FollowUp::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
        if (tasks_.empty()) return;
        const std::function<void()> task = std::move(tasks_.front());
        tasks_.pop_front();
        busy_ = true;
        lock.unlock();
        {
            const AtWork::Piece piece(at_work_);
            task();
        }
        lock.lock();
        busy_ = false;
        changed_.notify_all();
    }
}

}  // namespace tocsin

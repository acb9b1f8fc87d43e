#include "daemon/worker_pool.h"

#include "channels/sabotage.h"

#include <system_error>
#include <utility>

namespace tocsin {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_max, std::size_t stack_bytes)
    : queue_max_(queue_max) {
    // pthread and not std::thread, because only the former lets us choose the stack.
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    int error = pthread_attr_setstacksize(&attributes, stack_bytes);
    for (std::size_t i = 0; i < threads && error == 0; ++i) {
        pthread_t thread{};
        error = pthread_create(&thread, &attributes, &WorkerPool::run, this);
        if (error == 0) threads_.push_back(thread);
    }
    pthread_attr_destroy(&attributes);
    if (error != 0) {
        stop();
        throw std::system_error(error, std::generic_category(), "cannot start worker threads");
    }
}

WorkerPool::~WorkerPool() {
    stop();
}

bool WorkerPool::submit(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_max_) return false;
        if (queue_.empty()) taken_ = std::chrono::steady_clock::now();
        queue_.push_back(std::move(task));
    }
    more_.notify_one();
    return true;
}

std::size_t WorkerPool::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

std::chrono::steady_clock::time_point WorkerPool::last_turn() const {
    const std::lock_guard lock(mutex_);
    return queue_.empty() ? std::chrono::steady_clock::now() : taken_;
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    more_.notify_all();
    for (const pthread_t thread : threads_) pthread_join(thread, nullptr);
    threads_.clear();
}

void* WorkerPool::run(void* pool) {
    static_cast<WorkerPool*>(pool)->work();
    return nullptr;
}

void WorkerPool::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        more_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        const std::function<void()> task = std::move(queue_.front());
        queue_.pop_front();
        taken_ = std::chrono::steady_clock::now();
        lock.unlock();
        stand_still(Standstill::workers);
        task();
        lock.lock();
    }
}

}  // namespace tocsin

// A fixed number of threads and a bounded queue before them. Work that does not fit is refused at
// once, so that whoever asked can say so, instead of waiting in a line nobody sees.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <pthread.h>
#include <vector>

namespace tocsin {

class WorkerPool {
public:
    // Starts the threads. `stack_bytes` is each one's stack.
    // Throws std::system_error when a thread cannot be started.
    WorkerPool(std::size_t threads, std::size_t queue_max, std::size_t stack_bytes);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // Any thread. False when `queue_max` tasks wait already, or the pool is stopping: the task will
    // not run. A task must not throw.
    [[nodiscard]] bool submit(std::function<void()> task);

    // Tasks that wait for a thread.
    std::size_t waiting() const;

    // When a thread last took one of the tasks that wait, or the first of them came; now, when none
    // waits. For the watchdog.
    std::chrono::steady_clock::time_point last_turn() const;

    // Runs what waits, then joins. Called once by the owner, or by the destructor.
    void stop();

private:
    static void* run(void* pool);
    void work();

    const std::size_t queue_max_;
    mutable std::mutex mutex_;
    std::condition_variable more_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::chrono::steady_clock::time_point taken_{};
    std::vector<pthread_t> threads_;
};

}  // namespace tocsin

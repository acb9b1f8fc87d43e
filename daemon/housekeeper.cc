#include "daemon/housekeeper.h"

#include <chrono>
#include <sys/resource.h>

namespace tocsin {
namespace {

// Of this thread alone, as Linux has it: calls and their answers come first.
constexpr int behind_others = 10;

}  // namespace

void Housekeeper::start() {
    thread_ = std::thread([this] { run(); });
}

void Housekeeper::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Housekeeper::run() {
    setpriority(PRIO_PROCESS, 0, behind_others);
    std::unique_lock lock(mutex_);
    while (!woken_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; })) {
        lock.unlock();
        look_();
        lock.lock();
    }
}

}  // namespace tocsin

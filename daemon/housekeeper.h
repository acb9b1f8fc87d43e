// A thread for what may take its time: backups and retention. Its work is looked at every second
// and done one after another; nobody waits for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace tocsin {

class Housekeeper {
public:
    // `look` throws nothing, and is first called after start().
    explicit Housekeeper(std::function<void()> look) : look_(std::move(look)) {}
    ~Housekeeper() { stop(); }
    Housekeeper(const Housekeeper&) = delete;
    Housekeeper& operator=(const Housekeeper&) = delete;

    void start();
    // What it works on is finished first.
    void stop();

private:
    void run();

    const std::function<void()> look_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace tocsin

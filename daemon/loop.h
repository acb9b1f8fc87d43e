// The engine's thread: takes what waits in the inbox, lets the engine decide and commit it, and
// hands out what follows. It wakes for an input, for the next due, and once a second in any case.
// Others meet it only by posting: submit(), tell(), look().
#pragma once

#include "daemon/clock.h"
#include "daemon/engine.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace tocsin {

// Which inputs go first: acknowledgements and answers of providers, before new reports, before news
// of broadcasts. Each lane has its own limit, so that a flood of one cannot shut out another.
enum class Lane { first, intake };

struct LoopCalls {
    // On the engine's thread. Whoever keeps the effects may read them on another one.
    std::function<void(std::shared_ptr<const Effects>, Instant now)> committed;
    std::function<void(const std::string& why)> fatal;  // the process must end
    std::function<std::uint64_t()> entropy;
};

class Loop {
public:
    Loop(Engine& engine, EngineClock& clock, LoopCalls calls);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void start();
    void stop();  // what is in the inbox is decided first; then the thread ends

    // False when the lane is full. `answered` is called after the commit, on the engine's thread,
    // and must not wait: those who come behind it do. Any thread.
    [[nodiscard]] bool submit(Occurrence what, Lane lane,
                              std::function<void(const Reply&)> answered, Asked asked = {});

    // The same for those who wait. Nothing when the lane is full.
    [[nodiscard]] std::optional<std::future<Reply>> submit(Occurrence what, Lane lane,
                                                           Asked asked = {});

    // As submit(), without an answer; never refused, for what a provider said must not be lost.
    void tell(Occurrence what);

    // Runs `look` on the engine's thread between two steps and returns when it has. Any thread but
    // that one. False when the engine did not come to it in time. What `look` throws comes out
    // here.
    [[nodiscard]] bool look(const std::function<void(const Engine&, Instant now)>& look,
                            std::chrono::milliseconds within = std::chrono::seconds(5));

    // As look(), for what changes the engine itself: a new directory.
    void run(std::function<void(Engine&)> change);

    Instant now() const { return clock_at(machine_time()); }

    // When the thread last went round. For the watchdog (P16).
    std::chrono::steady_clock::time_point last_turn() const;
    // What waits for a decision.
    std::size_t waiting() const;

    static constexpr std::size_t intake_max = 4096;
    static constexpr std::size_t first_max = 16384;
    static constexpr std::size_t batch_max = 256;

private:
    struct Waiting {
        Input input;
        std::function<void(const Reply&)> answered;  // empty: nobody waits for it
    };

    void run_thread();
    void turn(std::vector<Waiting> batch);
    std::vector<Waiting> wait_for_work();
    Instant clock_at(const MachineTime& now) const;

    Engine& engine_;
    EngineClock& clock_;
    LoopCalls calls_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Waiting> first_;
    std::deque<Waiting> intake_;
    std::deque<std::function<void()>> looks_;
    bool stopping_ = false;
    std::atomic<std::int64_t> last_turn_{0};
    mutable std::mutex clock_mutex_;
    std::thread thread_;
};

}  // namespace tocsin

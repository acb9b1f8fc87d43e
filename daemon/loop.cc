#include "daemon/loop.h"

#include "channels/sabotage.h"
#include "daemon/crash_point.h"

#include <algorithm>

namespace tocsin {
namespace {

// Timers are hints: whatever the clocks do, the dues are looked at this often.
constexpr Duration looked_every = std::chrono::seconds(1);

}  // namespace

Loop::Loop(Engine& engine, EngineClock& clock, LoopCalls calls)
    : engine_(engine), clock_(clock), calls_(std::move(calls)) {}

Loop::~Loop() {
    stop();
}

void Loop::start() {
    // Whoever looks before the first turn must not take a loop that begins for one that hangs.
    last_turn_ = steady_now().time_since_epoch().count();
    thread_ = std::thread([this] { run_thread(); });
}

void Loop::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool Loop::submit(Occurrence what, Lane lane, std::function<void(const Reply&)> answered,
                  Asked asked) {
    Waiting waiting{{std::move(what), calls_.entropy(), std::move(asked)}, std::move(answered)};
    {
        const std::lock_guard lock(mutex_);
        std::deque<Waiting>& queue = lane == Lane::first ? first_ : intake_;
        const std::size_t max = lane == Lane::first ? first_max : intake_max;
        if (stopping_ || queue.size() >= max) return false;
        queue.push_back(std::move(waiting));
    }
    crash_point("input-waits");
    wake_.notify_all();
    return true;
}

std::optional<std::future<Reply>> Loop::submit(Occurrence what, Lane lane, Asked asked) {
    const auto promise = std::make_shared<std::promise<Reply>>();
    std::future<Reply> answer = promise->get_future();
    const auto answered = [promise](const Reply& reply) { promise->set_value(reply); };
    if (!submit(std::move(what), lane, answered, std::move(asked))) return std::nullopt;
    return answer;
}

void Loop::tell(Occurrence what) {
    {
        const std::lock_guard lock(mutex_);
        first_.push_back({{std::move(what), calls_.entropy()}, nullptr});
    }
    wake_.notify_all();
}

bool Loop::look(const std::function<void(const Engine&, Instant)>& look,
                std::chrono::milliseconds within) {
    // Shared with the engine's thread: whoever comes late finds the other gone.
    struct Meeting {
        std::mutex mutex;
        bool abandoned = false;
        std::exception_ptr thrown;  // once it is done, the caller's alone
        std::promise<void> done;
    };
    const auto meeting = std::make_shared<Meeting>();
    std::future<void> done = meeting->done.get_future();
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return false;
        looks_.push_back([this, meeting, &look] {
            const std::lock_guard meet(meeting->mutex);
            if (meeting->abandoned) return;
            try {
                look(engine_, now());
            } catch (...) {
                meeting->thrown = std::current_exception();
            }
            meeting->done.set_value();
        });
    }
    wake_.notify_all();
    if (done.wait_for(within) != std::future_status::ready) {
        const std::lock_guard meet(meeting->mutex);
        meeting->abandoned = true;
        if (done.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return false;
    }
    if (meeting->thrown) std::rethrow_exception(std::exchange(meeting->thrown, nullptr));
    return true;
}

void Loop::run(std::function<void(Engine&)> change) {
    {
        const std::lock_guard lock(mutex_);
        looks_.push_back([this, change = std::move(change)] { change(engine_); });
    }
    wake_.notify_all();
}

std::chrono::steady_clock::time_point Loop::last_turn() const {
    return std::chrono::steady_clock::time_point(
        std::chrono::steady_clock::duration(last_turn_.load()));
}

std::size_t Loop::waiting() const {
    const std::lock_guard lock(mutex_);
    return first_.size() + intake_.size();
}

Instant Loop::clock_at(const MachineTime& now) const {
    const std::lock_guard lock(clock_mutex_);
    return clock_.at(now);
}

std::vector<Loop::Waiting> Loop::wait_for_work() {
    const std::optional<Instant> due = engine_.state().next_due();
    const Instant now = clock_at(machine_time());
    const Duration sleep =
        due ? std::clamp(clock_.real(*due - now), Duration{0}, looked_every) : looked_every;
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, sleep, [this] {
        return stopping_ || !first_.empty() || !intake_.empty() || !looks_.empty();
    });
    std::deque<std::function<void()>> looks = std::exchange(looks_, {});
    std::vector<Waiting> batch;
    for (std::deque<Waiting>* lane : {&first_, &intake_}) {
        while (!lane->empty() && batch.size() < batch_max) {
            batch.push_back(std::move(lane->front()));
            lane->pop_front();
        }
    }
    lock.unlock();
    for (const auto& look : looks) look();
    return batch;
}

void Loop::turn(std::vector<Waiting> batch) {
    const MachineTime machine = machine_time();
    Duration step{};
    {
        const std::lock_guard lock(clock_mutex_);
        step = clock_.stepped(machine);
    }
    const Instant now = clock_at(machine);
    std::vector<Input> inputs;
    if (step != Duration{0}) inputs.push_back({ClockMoved{step}, calls_.entropy()});
    const std::size_t before = inputs.size();
    for (Waiting& waiting : batch) inputs.push_back(std::move(waiting.input));
    inputs.push_back({Tick{}, calls_.entropy()});
    if (!batch.empty()) crash_point("before-decide");
    const auto effects = std::make_shared<const Effects>(engine_.step(inputs, now));
    // First what others must know, then the answers: whoever is told that a token was made may use
    // it at once.
    calls_.committed(effects, now);
    for (std::size_t index = 0; index < batch.size(); ++index) {
        if (!batch[index].answered) continue;
        batch[index].answered(effects->replies[before + index]);
        crash_point("answer-given");
    }
}

void Loop::run_thread() {
    try {
        for (;;) {
            std::vector<Waiting> batch = wait_for_work();
            last_turn_ = steady_now().time_since_epoch().count();
            stand_still(Standstill::engine);
            {
                const std::lock_guard lock(mutex_);
                if (stopping_ && batch.empty() && first_.empty() && intake_.empty()) return;
            }
            turn(std::move(batch));
        }
    } catch (const std::exception& error) {
        // The promises of this batch are broken with it, and their callers answer "not saved".
        calls_.fatal(error.what());
    }
}

}  // namespace tocsin

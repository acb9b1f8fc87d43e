#include "channels/http.h"

#include "channels/exchange.h"
#include "channels/sabotage.h"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <deque>
#include <map>
#include <mutex>
#include <pthread.h>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace tocsin {
namespace {

using Clock = std::chrono::steady_clock;

struct Waiting {
    JobTicket ticket = 0;
    WireJob job;
};

// The places of one channel, and who waits for them.
struct Lane {
    std::deque<Waiting> urgent;
    std::deque<Waiting> news;
    int in_flight = 0;
    int in_flight_max = 1;

    std::size_t waiting() const { return urgent.size() + news.size(); }
};

struct Flight {
    JobTicket ticket = 0;
    std::string channel;
    std::function<void(WireAnswer)> done;
    std::unique_ptr<Exchange> exchange;
};

WireAnswer not_sent(CURLcode code, std::string reason) {
    WireAnswer answer;
    answer.curl_code = code;
    answer.curl_error = std::move(reason);
    return answer;
}

void start_libcurl() {
    static const CURLcode code = curl_global_init(CURL_GLOBAL_ALL);
    if (code != CURLE_OK) throw std::runtime_error("libcurl does not start.");
}

}  // namespace

class Transfers::Engine {
public:
    Engine() {
        start_libcurl();
        multi_ = curl_multi_init();
        if (multi_ == nullptr) throw std::runtime_error("libcurl has no multi handle to give.");
        thread_ = std::thread([this] { run(); });
    }

    ~Engine() {
        stop(Duration::zero());
        curl_multi_cleanup(multi_);
    }

    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    std::optional<JobTicket> offer(WireJob job) {
        JobTicket ticket = 0;
        {
            const std::lock_guard lock(mutex_);
            Lane& lane = lanes_[job.channel];
            if (stopping_ || lane.waiting() >= waiting_max) return std::nullopt;
            lane.in_flight_max = std::max(1, job.in_flight_max);
            ticket = ++last_ticket_;
            auto& queue = job.urgent ? lane.urgent : lane.news;
            queue.push_back(Waiting{ticket, std::move(job)});
        }
        curl_multi_wakeup(multi_);
        return ticket;
    }

    bool has_room(const std::string& channel, int in_flight_max) const {
        const std::lock_guard lock(mutex_);
        if (stopping_) return false;
        const auto lane = lanes_.find(channel);
        if (lane == lanes_.end()) return true;
        return static_cast<std::size_t>(lane->second.in_flight) + lane->second.waiting() <
               static_cast<std::size_t>(std::max(1, in_flight_max));
    }

    Cancelled cancel(JobTicket ticket) {
        const std::lock_guard lock(mutex_);
        if (flying_.contains(ticket)) return Cancelled::in_flight;
        for (auto& [name, lane] : lanes_) {
            for (std::deque<Waiting>* queue : {&lane.urgent, &lane.news}) {
                const auto found =
                    std::find_if(queue->begin(), queue->end(),
                                 [ticket](const auto& w) { return w.ticket == ticket; });
                if (found == queue->end()) continue;
                queue->erase(found);
                return Cancelled::taken_back;
            }
        }
        return Cancelled::not_here;
    }

    void stop(Duration grace) {
        {
            const std::lock_guard lock(mutex_);
            if (!stopping_) break_off_at_ = Clock::now() + grace;
            stopping_ = true;
        }
        curl_multi_wakeup(multi_);
        const std::lock_guard joining(join_mutex_);
        if (thread_.joinable()) thread_.join();
    }

    Clock::time_point last_turn() const { return last_turn_.load(); }

private:
    void run() {
        // TLS writes with write(): a peer that went away must be an error, not the end of us.
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        while (true) {
            last_turn_.store(Clock::now());
            stand_still(Standstill::transfers);
            if (sabotaged(Bug::page_dawdles))
                std::this_thread::sleep_for(std::chrono::milliseconds(300));
            start_waiting();
            int running = 0;
            curl_multi_perform(multi_, &running);
            // Places that fell free are filled before anything waits.
            if (finish_ended()) continue;
            const std::optional<Clock::time_point> break_off = stopping();
            if (break_off && (flights_.empty() || *break_off <= Clock::now())) break;
            curl_multi_poll(multi_, nullptr, 0, wait_for(break_off), nullptr);
        }
        break_off_flights();
        // Told to stop after it looked at what waits, the loop may have left some of it unanswered.
        start_waiting();
    }

    static int wait_for(std::optional<Clock::time_point> break_off) {
        constexpr Duration turn = std::chrono::seconds(1);
        if (!break_off) return static_cast<int>(turn.count());
        const auto left = std::chrono::ceil<Duration>(*break_off - Clock::now());
        return static_cast<int>(std::clamp(left, Duration::zero(), turn).count());
    }

    std::optional<Clock::time_point> stopping() const {
        const std::lock_guard lock(mutex_);
        if (!stopping_) return std::nullopt;
        return break_off_at_;
    }

    void start_waiting() {
        std::vector<Waiting> starting;
        std::vector<Waiting> given_up;
        {
            const std::lock_guard lock(mutex_);
            for (auto& [name, lane] : lanes_) take_from(lane, stopping_ ? given_up : starting);
        }
        for (Waiting& waiting : given_up) {
            waiting.job.done(not_sent(CURLE_ABORTED_BY_CALLBACK, "Not sent: we are stopping."));
        }
        for (Waiting& waiting : starting) start(std::move(waiting));
    }

    // Holding the lock. When stopping, all that waits is taken; it does not count as in flight.
    void take_from(Lane& lane, std::vector<Waiting>& taken) {
        if (sabotaged(Bug::providers_queue) && !flying_.empty()) return;
        while (lane.waiting() > 0 && (stopping_ || lane.in_flight < lane.in_flight_max)) {
            auto& queue = lane.urgent.empty() ? lane.news : lane.urgent;
            if (!stopping_) {
                ++lane.in_flight;
                flying_.insert(queue.front().ticket);
            }
            taken.push_back(std::move(queue.front()));
            queue.pop_front();
        }
    }

    void start(Waiting waiting) {
        Flight flight{waiting.ticket, waiting.job.channel, std::move(waiting.job.done), nullptr};
        try {
            flight.exchange = std::make_unique<Exchange>(std::move(waiting.job.request));
        } catch (const std::runtime_error& error) {
            land(flight, not_sent(CURLE_BAD_FUNCTION_ARGUMENT, error.what()));
            return;
        }
        CURL* easy = flight.exchange->handle();
        if (curl_multi_add_handle(multi_, easy) != CURLM_OK) {
            land(flight, not_sent(CURLE_FAILED_INIT, "libcurl does not take the transfer."));
            return;
        }
        flights_.emplace(easy, std::move(flight));
    }

    bool finish_ended() {
        bool any = false;
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            finish(message->easy_handle, message->data.result);
            any = true;
        }
        return any;
    }

    void finish(CURL* easy, CURLcode code) {
        auto node = flights_.extract(easy);
        curl_multi_remove_handle(multi_, easy);
        Flight& flight = node.mapped();
        land(flight, flight.exchange->answer(code));
    }

    // The place is free before the answer is told, so that who hears it may offer the next.
    void land(Flight& flight, WireAnswer answer) {
        {
            const std::lock_guard lock(mutex_);
            --lanes_.at(flight.channel).in_flight;
            flying_.erase(flight.ticket);
        }
        flight.done(std::move(answer));
    }

    void break_off_flights() {
        while (!flights_.empty()) finish(flights_.begin()->first, CURLE_ABORTED_BY_CALLBACK);
    }

    CURLM* multi_ = nullptr;
    std::map<CURL*, Flight> flights_;  // the engine's thread only

    mutable std::mutex mutex_;  // guards what follows
    std::map<std::string, Lane> lanes_;
    std::set<JobTicket> flying_;
    JobTicket last_ticket_ = 0;
    bool stopping_ = false;
    Clock::time_point break_off_at_;

    std::atomic<Clock::time_point> last_turn_{Clock::now()};
    std::mutex join_mutex_;
    std::thread thread_;
};

Transfers::Transfers() : engine_(std::make_unique<Engine>()) {}
Transfers::~Transfers() = default;
std::optional<JobTicket> Transfers::offer(WireJob job) {
    return engine_->offer(std::move(job));
}
bool Transfers::has_room(const std::string& channel, int in_flight_max) const {
    return engine_->has_room(channel, in_flight_max);
}
Cancelled Transfers::cancel(JobTicket ticket) {
    return engine_->cancel(ticket);
}
void Transfers::stop(Duration grace) {
    engine_->stop(grace);
}
std::chrono::steady_clock::time_point Transfers::last_turn() const {
    return engine_->last_turn();
}

}  // namespace tocsin

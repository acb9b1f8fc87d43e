#include "daemon/gate.h"

#include "channels/sabotage.h"
#include "daemon/connection.h"
#include "daemon/crash_point.h"
#include "daemon/crowd.h"
#include "daemon/listener.h"
#include "daemon/response_text.h"
#include "daemon/worker_pool.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <new>
#include <optional>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace tocsin {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

// Deadlines are seen to at this beat: fine against seconds, and idle it costs nothing to notice.
constexpr std::chrono::milliseconds beat{50};

// A request on its way to a worker and back.
struct Errand {
    Request request;
    std::weak_ptr<Connection> connection;
    std::atomic<bool> pointless{false};  // nobody waits for the answer
};

std::optional<uid_t> caller_uid(int descriptor) {
    ucred who{};
    socklen_t size = sizeof who;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return {};
    return who.uid;
}

// Errors of one caller that went away, as opposed to a want of ours.
bool callers_own(int error) {
    return error == ECONNABORTED || error == EPROTO || error == EINTR;
}

}  // namespace

class Gate::Loop : public Doorman {
public:
    Loop(GateSettings settings, GateCalls calls);
    ~Loop() override { stop(); }

    std::vector<std::uint16_t> ports() const { return ports_; }
    std::vector<int> listening() const;
    void renew_certificates(const std::vector<TcpAddress>& addresses);
    void stop_accepting();
    bool drain(std::chrono::milliseconds within);
    void stop();
    std::uint64_t turns() const { return turns_; }
    // Of the loop, or of the workers where something waits for one: whichever is longer ago.
    Clock::time_point last_turn() const {
        return std::min(Clock::time_point(Clock::duration(last_turn_)), pool_.last_turn());
    }
    GateCounters counters() const;

private:
    // A socket that listens. The descriptor is waited for by Asio and accepted from by us, so that
    // every errno is ours to judge.
    struct Listener {
        Listener(asio::io_context& io, int descriptor, bool is_local)
            : acceptor(io), pause(io), local(is_local) {
            const auto protocol =
                is_local ? asio::generic::stream_protocol(asio::local::stream_protocol())
                         : asio::generic::stream_protocol(asio::ip::tcp::v4());
            acceptor.assign(protocol, descriptor);
        }

        asio::basic_socket_acceptor<asio::generic::stream_protocol> acceptor;
        asio::steady_timer pause;
        bool local;
        std::shared_ptr<const TlsIdentity> tls;  // null: without TLS
        bool in_trouble = false;                 // the last accept failed: it has been logged
    };

    const GateLimits& limits() const override { return settings_.limits; }
    bool closing() const override { return closing_; }
    void moved(Connection& connection) override;
    void body_grew(Connection& connection, std::ptrdiff_t bytes) override;
    void handle(Connection& connection, Request request) override;
    Response refusal(const ProblemDetail& detail) override;
    Response checked(Response response) override;
    std::function<void()> waker(Connection& connection) override;

    void turn();
    void wait(Listener& listener);
    void accept(Listener& listener);
    void accept_failed(Listener& listener, int error);
    void let_in(int descriptor, const Listener& listener);
    void employ(Connection& connection, Request request);
    Response health(const std::string& path);
    void count(const std::string& reason, std::uint64_t times = 1);
    void run();
    template <class Work>
    void on_loop(Work work);

    const GateSettings settings_;
    const GateCalls calls_;

    mutable std::mutex counters_mutex_;
    GateCounters counters_;
    std::atomic<std::uint64_t> turns_{0};
    std::atomic<Clock::rep> last_turn_{0};
    std::mutex drained_mutex_;
    std::condition_variable drained_;
    std::size_t busy_ = 0;  // under drained_mutex_

    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    asio::steady_timer timer_{io_};
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::vector<std::uint16_t> ports_;
    bool closing_ = false;
    std::size_t body_bytes_ = 0;
    Crowd crowd_;
    std::map<const Connection*, std::shared_ptr<Errand>> errands_;
    WorkerPool pool_;
    std::thread thread_;
};

Gate::Loop::Loop(GateSettings settings, GateCalls calls)
    : settings_(std::move(settings)),
      calls_(std::move(calls)),
      crowd_(settings_.limits),
      pool_(settings_.limits.workers, settings_.limits.worker_queue,
            settings_.limits.worker_stack_bytes) {
    for (const TcpAddress& address : settings_.tcp) {
        const int descriptor =
            address.handed ? *address.handed
                           : listen_tcp(address.host, address.port, settings_.limits.backlog);
        ports_.push_back(port_of(descriptor));
        listeners_.push_back(std::make_unique<Listener>(io_, descriptor, false));
        listeners_.back()->tls = address.tls;
    }
    if (!settings_.unix_path.empty()) {
        const int descriptor = listen_local(settings_.unix_path, settings_.limits.backlog);
        listeners_.push_back(std::make_unique<Listener>(io_, descriptor, true));
    }
    for (const auto& listener : listeners_) wait(*listener);
    turn();
    thread_ = std::thread([this] { run(); });
}

void Gate::Loop::run() {
    for (;;) {
        // What escapes a turn is a bug of ours in one connection; the door stays open for the rest.
        // Not so without memory: the turn may have lost the door itself, or the beat.
        try {
            io_.run();
            return;
        } catch (const std::bad_alloc&) {
            if (!sabotaged(Bug::memory_want_survived)) throw;
        } catch (const std::exception& error) {
            calls_.log(std::string("gate: a turn of the loop failed: ") + error.what());
        }
    }
}

void Gate::Loop::turn() {
    const Clock::time_point now = Clock::now();
    ++turns_;
    last_turn_ = now.time_since_epoch().count();
    stand_still(Standstill::gate);
    timer_.expires_after(beat);
    timer_.async_wait([this](error_code error) {
        if (!error) turn();
    });
    if (!sabotaged(Bug::refusal_withheld)) crowd_.end_overdue(now);
}

void Gate::Loop::wait(Listener& listener) {
    listener.acceptor.async_wait(asio::socket_base::wait_read, [this, &listener](error_code error) {
        if (!listener.acceptor.is_open()) return;
        if (error) return accept_failed(listener, error.value());
        accept(listener);
    });
}

void Gate::Loop::accept(Listener& listener) {
    int descriptor =
        accept4(listener.acceptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    int error = descriptor < 0 ? errno : 0;
    if (descriptor >= 0 && calls_.accept_fault) {
        error = calls_.accept_fault();
        if (error != 0) close(descriptor);
    }
    if (error == EAGAIN || error == EWOULDBLOCK) return wait(listener);
    if (error != 0) return accept_failed(listener, error);
    listener.in_trouble = false;
    // Waiting again comes first: whatever goes wrong with this caller, the next one is heard.
    wait(listener);
    let_in(descriptor, listener);
}

void Gate::Loop::accept_failed(Listener& listener, int error) {
    {
        const std::lock_guard lock(counters_mutex_);
        ++counters_.accept_errors;
    }
    if (!listener.in_trouble) {
        calls_.log("gate: accept failed, going on: " + std::generic_category().message(error));
    }
    listener.in_trouble = true;
    if (callers_own(error)) return wait(listener);
    if (error == EMFILE || error == ENFILE) {
        // The descriptor of whoever has waited longest without a request is better used.
        if (const auto oldest = crowd_.oldest(Standing::head)) oldest->close();
    }
    listener.pause.expires_after(settings_.limits.accept_pause);
    listener.pause.async_wait([this, &listener](error_code ended) {
        if (!ended && listener.acceptor.is_open()) wait(listener);
    });
}

void Gate::Loop::let_in(int descriptor, const Listener& listener) {
    std::string peer;
    std::optional<uid_t> uid;
    auto protocol = asio::generic::stream_protocol(asio::ip::tcp::v4());
    if (listener.local) {
        protocol = asio::generic::stream_protocol(asio::local::stream_protocol());
        uid = caller_uid(descriptor);
    }
    Wire::Socket socket(io_);
    error_code error;
    socket.assign(protocol, descriptor, error);
    if (error) {
        close(descriptor);
        return;
    }
    if (!listener.local) {
        asio::ip::tcp::endpoint remote;
        auto size = static_cast<socklen_t>(remote.capacity());
        if (getpeername(descriptor, remote.data(), &size) != 0) return;
        remote.resize(size);
        peer = remote.address().to_string();
        const int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    } else if (!uid) {
        // A local caller is trusted for its uid; one without must not pass for somebody.
        return;
    }
    std::size_t dropped = 0;
    const bool room = crowd_.make_room(peer, dropped);
    if (dropped > 0) count("dropped-for-room", dropped);
    if (!room) return count("dropped-full");
    auto wire =
        listener.tls ? tls_wire(std::move(socket), *listener.tls) : plain_wire(std::move(socket));
    auto connection = std::make_shared<Connection>(std::move(wire), *this, peer, uid);
    crowd_.enter(connection, Clock::now());
    {
        const std::lock_guard lock(counters_mutex_);
        ++counters_.accepted;
        counters_.open = crowd_.size();
    }
    connection->start();
}

void Gate::Loop::moved(Connection& connection) {
    crowd_.moved(connection, Clock::now());
    if (connection.standing() != Standing::handled) {
        const auto errand = errands_.find(&connection);
        if (errand != errands_.end()) {
            errand->second->pointless = true;
            errands_.erase(errand);
        }
    }
    {
        const std::lock_guard lock(counters_mutex_);
        counters_.open = crowd_.size();
    }
    const std::lock_guard lock(drained_mutex_);
    busy_ = crowd_.busy();
    if (busy_ == 0) drained_.notify_all();
}

void Gate::Loop::body_grew(Connection& connection, std::ptrdiff_t bytes) {
    body_bytes_ = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(body_bytes_) + bytes);
    {
        const std::lock_guard lock(counters_mutex_);
        counters_.body_bytes = body_bytes_;
    }
    while (bytes > 0 && body_bytes_ > settings_.limits.bodies_bytes) {
        const auto slowest = crowd_.oldest(Standing::body);
        Connection& going = slowest ? *slowest : connection;
        going.refuse({.slug = "busy",
                      .detail = "Too many large requests at once. Post again with the same key.",
                      .retry_after = std::chrono::seconds(1)});
        if (!slowest) return;
    }
}

void Gate::Loop::handle(Connection& connection, Request request) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (reads && (request.target == "/healthz" || request.target == "/readyz")) {
        connection.answer(health(request.target));
        return;
    }
    employ(connection, std::move(request));
}

void Gate::Loop::employ(Connection& connection, Request request) {
    auto errand = std::make_shared<Errand>();
    errand->request = std::move(request);
    errand->connection = connection.weak_from_this();
    errands_[&connection] = errand;
    const bool taken = pool_.submit([this, errand] {
        if (errand->pointless) return;
        const auto answer = [this, errand](Response response) {
            crash_point("response-made");
            if (sabotaged(Bug::refusal_withheld) && response.status >= 400) return;
            asio::post(io_, [errand, response = std::move(response)]() mutable {
                if (const auto waiting = errand->connection.lock()) {
                    waiting->answer(std::move(response));
                }
            });
        };
        try {
            crash_point("request-read");
            calls_.handle(errand->request, answer);
        } catch (const std::exception&) {
            answer(problem(settings_.problem_base, {.slug = "internal"}));
        }
    });
    if (taken) return;
    connection.refuse({.slug = closing_ ? "stopping" : "busy",
                       .detail = "Nothing was accepted. Post again with the same key.",
                       .retry_after = std::chrono::seconds(2)});
}

Response Gate::Loop::health(const std::string& path) {
    Response response;
    bool well = false;
    try {
        well = calls_.health(path, response.body);
    } catch (const std::exception&) {
        response.body = "the health check itself failed";
    }
    response.status = well ? 200 : 503;
    if (response.body.empty()) response.body = well ? "ok" : "not ok";
    response.body += '\n';
    return response;
}

Response Gate::Loop::refusal(const ProblemDetail& detail) {
    count(detail.slug);
    Response response = problem(settings_.problem_base, detail);
    if (detail.slug == "method") {
        response.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, DELETE, PATCH");
    }
    return response;
}

Response Gate::Loop::checked(Response response) {
    if (sendable(response) && response.body.size() <= settings_.limits.response_bytes) {
        const std::lock_guard lock(counters_mutex_);
        ++counters_.answered;
        return response;
    }
    calls_.log("gate: an answer was not sent: too large, or its headers are malformed");
    return refusal({.slug = "internal"});
}

std::function<void()> Gate::Loop::waker(Connection& connection) {
    return [this, listened = connection.weak_from_this()] {
        asio::post(io_, [listened] {
            if (const auto there = listened.lock()) there->go_on();
        });
    };
}

void Gate::Loop::count(const std::string& reason, std::uint64_t times) {
    const std::lock_guard lock(counters_mutex_);
    counters_.refused[reason] += times;
}

GateCounters Gate::Loop::counters() const {
    const std::lock_guard lock(counters_mutex_);
    return counters_;
}

// Runs `work` on the loop and waits for it.
template <class Work>
void Gate::Loop::on_loop(Work work) {
    std::mutex mutex;
    std::condition_variable done;
    bool ready = false;
    asio::post(io_, [&] {
        work();
        const std::lock_guard lock(mutex);
        ready = true;
        done.notify_one();
    });
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return ready; });
}

void Gate::Loop::renew_certificates(const std::vector<TcpAddress>& addresses) {
    if (!thread_.joinable()) return;
    on_loop([&] {
        // The first listeners are those of the settings, in their order.
        for (std::size_t i = 0; i < settings_.tcp.size(); ++i) {
            const TcpAddress& here = settings_.tcp[i];
            for (const TcpAddress& there : addresses) {
                const bool same = here.host == there.host && here.port == there.port;
                if (same && listeners_[i]->tls && there.tls) listeners_[i]->tls = there.tls;
            }
        }
    });
}

std::vector<int> Gate::Loop::listening() const {
    std::vector<int> descriptors;
    // The first listeners are those of the settings, in their order.
    for (std::size_t i = 0; i < settings_.tcp.size(); ++i)
        descriptors.push_back(listeners_[i]->acceptor.native_handle());
    return descriptors;
}

void Gate::Loop::stop_accepting() {
    if (!thread_.joinable()) return;
    on_loop([this] {
        closing_ = true;
        for (const auto& listener : listeners_) {
            error_code ignored;
            listener->acceptor.close(ignored);
            listener->pause.cancel();
        }
        crowd_.close_all(Standing::resting);
        crowd_.close_all(Standing::streaming);
        crowd_.close_all(Standing::quiet);
    });
    if (!settings_.unix_path.empty()) unlink(settings_.unix_path.c_str());
}

bool Gate::Loop::drain(std::chrono::milliseconds within) {
    std::unique_lock lock(drained_mutex_);
    return drained_.wait_for(lock, within, [this] { return busy_ == 0; });
}

void Gate::Loop::stop() {
    if (!thread_.joinable()) return;
    stop_accepting();
    on_loop([this] { crowd_.close_all(); });
    pool_.stop();
    work_.reset();
    io_.stop();
    thread_.join();
}

Gate::Gate(GateSettings settings, GateCalls calls)
    : loop_(std::make_unique<Loop>(std::move(settings), std::move(calls))) {}
Gate::~Gate() = default;

std::vector<std::uint16_t> Gate::ports() const {
    return loop_->ports();
}
std::vector<int> Gate::listening() const {
    return loop_->listening();
}
void Gate::renew_certificates(const std::vector<TcpAddress>& addresses) {
    loop_->renew_certificates(addresses);
}
void Gate::stop_accepting() {
    loop_->stop_accepting();
}
bool Gate::drain(std::chrono::milliseconds within) {
    return loop_->drain(within);
}
void Gate::stop() {
    loop_->stop();
}
std::uint64_t Gate::turns() const {
    return loop_->turns();
}
Clock::time_point Gate::last_turn() const {
    return loop_->last_turn();
}
GateCounters Gate::counters() const {
    return loop_->counters();
}

}  // namespace tocsin

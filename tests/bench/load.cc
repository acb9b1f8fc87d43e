// The load generator: keeps connections busy with one POST after another, each with a key of its
// own, and says what came of it in one line of JSON. One thread and epoll, so that little but the
// server is measured.
//
//   load --port P --path /v1/incidents --body '{"key":"k-{n}"}' [--header 'Name: value']
//        [--connections 64] (--seconds S | --count N) [--first N] [--rate R] [--log FILE --mark M]
//
// {n} in the body is the number of the request. With --rate requests start on a beat of their own,
// whatever the answers do. --log writes a line for each 2xx: number, when it was sent, when its
// answer was there (nanoseconds, CLOCK_MONOTONIC), and the number behind M in the answer.
#include "tests/bench/arguments.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace tocsin {
namespace {

// A gate may count connections by address, and a closed one until it is gone.
constexpr std::uint32_t addresses = 4;  // 127.0.0.1 and the three behind it
constexpr int answered_within_ms = 30'000;

struct Connection {
    std::uint32_t address = 0;
    int socket = -1;
    std::size_t number = 0;
    std::int64_t sent = 0;
    std::string out{};
    std::size_t written = 0;
    std::string in{};
};

class Load {
public:
    explicit Load(const Arguments& given)
        : port_(static_cast<std::uint16_t>(given.number("port"))),
          body_(given.text("body")),
          mark_(given.text("mark")),
          count_(given.number("count")),
          seconds_(given.number("seconds")),
          rate_(given.number("rate")),
          first_(given.number("first")),
          epoll_(epoll_create1(0)) {
        head_ = "POST " + given.text("path") +
                " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
                "\r\nContent-Type: application/json\r\n";
        if (const std::string header = given.text("header"); !header.empty())
            head_ += header + "\r\n";
        if (const std::string name = given.text("log"); !name.empty()) {
            log_ = std::fopen(name.c_str(), "w");
            if (log_ == nullptr) throw std::runtime_error("cannot write " + name);
        }
        const std::size_t connections = given.number("connections", 64);
        for (std::size_t n = 0; n < connections; ++n) {
            connections_.push_back(std::make_unique<Connection>());
            connections_.back()->address = static_cast<std::uint32_t>(n) % addresses;
            idle_.push_back(connections_.back().get());
        }
    }
    ~Load() {
        if (log_ != nullptr) std::fclose(log_);
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    void run() {
        // Before the clock runs, and in no hurry: a peer's queue of callers may hold five.
        for (Connection* connection : idle_) {
            connect(*connection);
            usleep(1000);
        }
        began_ = monotonic_ns();
        std::vector<epoll_event> events(256);
        for (;;) {
            while (!idle_.empty() && may_ask()) {
                Connection& next = *idle_.back();
                idle_.pop_back();
                ask(next);
            }
            if (!more() && idle_.size() == connections_.size()) break;
            const int count =
                epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), patience());
            if (count == 0 && rate_ == 0) throw std::runtime_error("requests without an answer");
            for (int at = 0; at < count; ++at) {
                turn(*static_cast<Connection*>(events[static_cast<std::size_t>(at)].data.ptr));
            }
        }
        ended_ = monotonic_ns();
    }

    void tell() {
        std::sort(latencies_.begin(), latencies_.end());
        const double seconds = static_cast<double>(ended_ - began_) / 1e9;
        std::printf(
            "{\"seconds\": %.3f, \"good\": %zu, \"bad\": %zu, \"broken\": %zu, "
            "\"rate\": %.1f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f, "
            "\"answer_bytes\": %zu, \"last_bad\": %d}\n",
            seconds, latencies_.size(), bad_, broken_,
            static_cast<double>(latencies_.size()) / seconds, rank(0.5), rank(0.99), rank(1),
            answer_bytes_, last_bad_);
    }

private:
    bool more() const {
        if (count_ != 0) return asked_ < count_;
        return monotonic_ns() - began_ < static_cast<std::int64_t>(seconds_) * 1'000'000'000;
    }
    std::int64_t beat() const {
        return began_ + static_cast<std::int64_t>(asked_ * 1'000'000'000 / rate_);
    }
    bool may_ask() const { return more() && (rate_ == 0 || monotonic_ns() >= beat()); }

    // A beat is met by turning round without a wait: an epoll wait knows no less than 1 ms.
    int patience() const {
        if (rate_ == 0) return answered_within_ms;
        if (!more()) return 100;
        const std::int64_t left = beat() - monotonic_ns();
        return left > 2'000'000 ? static_cast<int>(left / 1'000'000 - 1) : 0;
    }

    void ask(Connection& connection) {
        connection.number = first_ + asked_++;
        std::string body = body_;
        const std::string number = std::to_string(connection.number);
        for (std::size_t at = body.find("{n}"); at != std::string::npos; at = body.find("{n}", at))
            body.replace(at, 3, number);
        connection.out = head_ + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
        connection.out += body;
        connection.written = 0;
        connection.in.clear();
        connection.sent = monotonic_ns();
        if (connection.socket < 0) connect(connection);
        write(connection);
    }

    // Over loopback a connection is there when connect() returns.
    void connect(Connection& connection) {
        connection.socket = socket(AF_INET, SOCK_STREAM, 0);
        const int on = 1;
        setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(connection.socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        sockaddr_in ours{};
        ours.sin_family = AF_INET;
        ours.sin_addr.s_addr = htonl(INADDR_LOOPBACK + connection.address);
        sockaddr_in theirs = ours;
        theirs.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        theirs.sin_port = htons(port_);
        if (bind(connection.socket, reinterpret_cast<sockaddr*>(&ours), sizeof ours) != 0 ||
            ::connect(connection.socket, reinterpret_cast<sockaddr*>(&theirs), sizeof theirs) != 0)
            throw std::runtime_error(std::string("cannot connect: ") + std::strerror(errno));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &connection;
        epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event);
    }

    // A report is a few hundred bytes: it fits the socket's buffer in one piece.
    void write(Connection& connection) {
        const ssize_t count =
            send(connection.socket, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
        if (count != static_cast<ssize_t>(connection.out.size())) broke(connection);
    }

    void turn(Connection& connection) {
        char buffer[16384];
        const ssize_t count = recv(connection.socket, buffer, sizeof buffer, 0);
        if (count <= 0) {
            const bool between = std::find(idle_.begin(), idle_.end(), &connection) != idle_.end();
            between ? close(connection) : broke(connection);
            return;
        }
        connection.in.append(buffer, static_cast<std::size_t>(count));
        const auto length = message_length(connection.in);
        if (!length || connection.in.size() < *length) return;
        answered(connection);
    }

    void answered(Connection& connection) {
        const std::int64_t now = monotonic_ns();
        const int status = std::atoi(connection.in.c_str() + 9);
        if (status >= 200 && status < 300) {
            latencies_.push_back(now - connection.sent);
            answer_bytes_ = connection.in.size() - connection.in.find("\r\n\r\n") - 4;
            if (log_ != nullptr) {
                std::fprintf(log_, "%zu %lld %lld %llu\n", connection.number,
                             static_cast<long long>(connection.sent), static_cast<long long>(now),
                             static_cast<unsigned long long>(
                                 number_after(connection.in, mark_).value_or(0)));
            }
        } else {
            ++bad_;
            last_bad_ = status;
        }
        if (connection.in.find("onnection: close\r\n") != std::string::npos) close(connection);
        idle_.push_back(&connection);
    }

    void broke(Connection& connection) {
        ++broken_;
        close(connection);
        idle_.push_back(&connection);
    }

    static void close(Connection& connection) {
        ::close(connection.socket);
        connection.socket = -1;
    }

    double rank(double share) const {
        if (latencies_.empty()) return 0;
        const auto last = static_cast<double>(latencies_.size() - 1);
        return static_cast<double>(latencies_[static_cast<std::size_t>(share * last)]) / 1e6;
    }

    std::uint16_t port_;
    std::string head_{};
    std::string body_;
    std::string mark_;
    std::size_t count_;
    std::size_t seconds_;
    std::size_t rate_;
    std::size_t first_;
    int epoll_;
    std::FILE* log_ = nullptr;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<Connection*> idle_;
    std::size_t asked_ = 0;
    std::int64_t began_ = 0;
    std::int64_t ended_ = 0;
    std::vector<std::int64_t> latencies_;
    std::size_t bad_ = 0;
    std::size_t broken_ = 0;
    std::size_t answer_bytes_ = 0;
    int last_bad_ = 0;
};

}  // namespace
}  // namespace tocsin

int main(int count, char** words) {
    try {
        tocsin::Load load(tocsin::Arguments(count, words));
        load.run();
        load.tell();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "load: %s\n", error.what());
        return 1;
    }
}

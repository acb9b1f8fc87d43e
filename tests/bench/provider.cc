// A provider that takes everything and remembers when. On SIGTERM it writes a line for each
// request that counts: the number behind the mark in it, and when its first byte was there
// (nanoseconds, CLOCK_MONOTONIC). A GET is answered with how many requests counted, and when the
// first and the last of them came.
//
//   provider --port P --mark INC- [--only /a/]    counts what contains both
//            [--after MS]                         and answers so much later; without it, at once
#include "tests/bench/arguments.h"

#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <deque>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace tocsin {
namespace {

struct Counted {
    std::uint64_t number = 0;
    std::int64_t at = 0;
};

struct Connection {
    std::string in{};
    std::int64_t began = 0;  // the first byte of the request in `in`
};

struct Late {
    std::int64_t due = 0;
    int socket = -1;
    std::string answer{};
};

class Provider {
public:
    explicit Provider(const Arguments& given)
        : mark_(given.text("mark")),
          only_(given.text("only")),
          after_(static_cast<std::int64_t>(given.number("after")) * 1'000'000),
          epoll_(epoll_create1(0)) {
        listener_ = socket(AF_INET, SOCK_STREAM, 0);
        const int on = 1;
        setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in ours{};
        ours.sin_family = AF_INET;
        ours.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ours.sin_port = htons(static_cast<std::uint16_t>(given.number("port")));
        if (bind(listener_, reinterpret_cast<sockaddr*>(&ours), sizeof ours) != 0 ||
            listen(listener_, 1024) != 0)
            throw std::runtime_error("cannot listen");
        watch(listener_);
        sigset_t stop;
        sigemptyset(&stop);
        sigaddset(&stop, SIGTERM);
        sigprocmask(SIG_BLOCK, &stop, nullptr);
        stop_ = signalfd(-1, &stop, 0);
        watch(stop_);
    }

    void run() {
        std::vector<epoll_event> events(256);
        for (;;) {
            const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                         say_what_is_due());
            for (int at = 0; at < count; ++at) {
                const int who = events[static_cast<std::size_t>(at)].data.fd;
                if (who == stop_) return;
                who == listener_ ? take() : serve(who);
            }
        }
    }

    void tell() const {
        for (const Counted& one : counted_) {
            std::printf("%llu %lld\n", static_cast<unsigned long long>(one.number),
                        static_cast<long long>(one.at));
        }
    }

private:
    void watch(int socket) const {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = socket;
        epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
    }

    void take() {
        const int socket = accept(listener_, nullptr, nullptr);
        if (socket < 0) return;
        const int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connections_[socket] = {};
        watch(socket);
    }

    void serve(int socket) {
        const std::int64_t now = monotonic_ns();
        Connection& connection = connections_[socket];
        char buffer[65536];
        const ssize_t count = recv(socket, buffer, sizeof buffer, 0);
        if (count <= 0) {
            connections_.erase(socket);
            std::erase_if(late_, [socket](const Late& one) { return one.socket == socket; });
            close(socket);
            return;
        }
        if (connection.in.empty()) connection.began = now;
        connection.in.append(buffer, static_cast<std::size_t>(count));
        const auto length = message_length(connection.in);
        if (!length || connection.in.size() < *length) return;
        answer(socket, connection);
        connection.in.clear();
    }

    void answer(int socket, const Connection& connection) {
        if (connection.in.starts_with("GET ")) {
            say(socket, "200 OK", counts());
            return;
        }
        const auto number = number_after(connection.in, mark_);
        if (number && connection.in.find(only_) != std::string::npos)
            counted_.push_back({*number, connection.began});
        std::string body = "{\"id\":\"sms-" + std::to_string(++answered_) + "\"}";
        if (after_ == 0) return say(socket, "201 Created", body);
        late_.push_back({monotonic_ns() + after_, socket, std::move(body)});
    }

    // Milliseconds until the next late answer; -1: none.
    int say_what_is_due() {
        const std::int64_t now = monotonic_ns();
        for (; !late_.empty() && late_.front().due <= now; late_.pop_front())
            say(late_.front().socket, "201 Created", late_.front().answer);
        return late_.empty() ? -1 : static_cast<int>((late_.front().due - now) / 1'000'000 + 1);
    }

    std::string counts() const {
        const bool none = counted_.empty();
        return "{\"counted\": " + std::to_string(counted_.size()) +
               ", \"first_ns\": " + std::to_string(none ? 0 : counted_.front().at) +
               ", \"last_ns\": " + std::to_string(none ? 0 : counted_.back().at) + "}";
    }

    static void say(int socket, const std::string& status, const std::string& body) {
        const std::string all =
            "HTTP/1.1 " + status +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n\r\n" + body;
        // Whoever does not read so little is gone, and is noticed when it is read from.
        static_cast<void>(::send(socket, all.data(), all.size(), MSG_NOSIGNAL));
    }

    std::string mark_;
    std::string only_;
    std::int64_t after_;  // nanoseconds
    int epoll_;
    int listener_ = -1;
    int stop_ = -1;
    std::map<int, Connection> connections_;
    std::vector<Counted> counted_;
    std::deque<Late> late_;
    std::uint64_t answered_ = 0;
};

}  // namespace
}  // namespace tocsin

int main(int count, char** words) {
    try {
        tocsin::Provider provider{tocsin::Arguments(count, words)};
        provider.run();
        provider.tell();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "provider: %s\n", error.what());
        return 1;
    }
}

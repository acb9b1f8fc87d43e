#include "tests/daemon/gate_fixture.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocsin {
namespace {

void give_up_after_five_seconds(int descriptor) {
    const timeval patience{5, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

Response echo(const Request& request) {
    Response response;
    response.body = request.method + " " + request.target + "\nquery=" + request.query +
                    "\nbody=" + request.body + "\npeer=" + request.peer + "\n";
    if (request.local_uid) response.body += "uid=" + std::to_string(*request.local_uid) + "\n";
    for (const auto& [name, value] : request.headers) response.body += name + "=" + value + "\n";
    return response;
}

}  // namespace

Caller::Caller(std::uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    give_up_after_five_seconds(descriptor_);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0)
        << std::strerror(errno);
}

Caller::Caller(const std::string& unix_path) : descriptor_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    give_up_after_five_seconds(descriptor_);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    unix_path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0)
        << std::strerror(errno);
}

Caller::~Caller() {
    if (descriptor_ >= 0) close(descriptor_);
}

Caller& Caller::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return *this;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return *this;
}

std::string Caller::answer(bool head) {
    std::array<char, 4096> in{};
    for (;;) {
        const std::size_t end = held_.find("\r\n\r\n");
        if (end != std::string::npos) {
            const std::string length = header_of(held_.substr(0, end + 4), "Content-Length");
            const std::size_t body = head || length == "(none)" ? 0 : std::stoul(length);
            if (held_.size() >= end + 4 + body) {
                const std::string whole = held_.substr(0, end + 4 + body);
                held_.erase(0, whole.size());
                return whole;
            }
        }
        const ssize_t got = recv(descriptor_, in.data(), in.size(), 0);
        EXPECT_FALSE(got < 0 && errno == EAGAIN) << "no answer in five seconds";
        if (got <= 0) return {};
        held_.append(in.data(), static_cast<std::size_t>(got));
    }
}

std::string Caller::rest() {
    std::array<char, 4096> in{};
    for (;;) {
        const ssize_t got = recv(descriptor_, in.data(), in.size(), 0);
        EXPECT_FALSE(got < 0 && errno == EAGAIN) << "not closed in five seconds";
        if (got <= 0) return held_;
        held_.append(in.data(), static_cast<std::size_t>(got));
    }
}

void Caller::finish() {
    shutdown(descriptor_, SHUT_WR);
}

int status_of(const std::string& answer) {
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

std::string header_of(const std::string& answer, const std::string& name) {
    const std::size_t at = answer.find("\r\n" + name + ": ");
    if (at == std::string::npos || at > answer.find("\r\n\r\n")) return "(none)";
    const std::size_t from = at + name.size() + 4;
    return answer.substr(from, answer.find("\r\n", from) - from);
}

std::string body_of(const std::string& answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "" : answer.substr(end + 4);
}

std::string post(const std::string& body, const std::string& path) {
    return "POST " + path +
           " HTTP/1.1\r\nHost: here\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

GateLimits quick_limits() {
    GateLimits limits;
    limits.connections_per_ip = 5000;  // every caller of a test comes from one address
    limits.workers = 4;
    limits.head_time = std::chrono::milliseconds(300);
    limits.body_time = std::chrono::milliseconds(300);
    limits.linger_time = std::chrono::milliseconds(100);
    return limits;
}

void GateTest::open(GateLimits limits) {
    GateSettings settings;
    settings.tcp = {{"127.0.0.1", 0, tls_}};
    settings.unix_path = unix_path_;
    settings.limits = std::move(limits);
    GateCalls calls;
    calls.handle = [this](const Request& request, const auto& answer) {
        ++handled_;
        answer(handler_ ? handler_(request) : echo(request));
    };
    calls.health = [this](std::string_view path, std::string& line) {
        line = path == "/readyz" ? "ready or not" : "alive";
        return well_.load();
    };
    calls.log = [this](const std::string& line) {
        const std::lock_guard lock(log_mutex_);
        log_.push_back(line);
    };
    calls.accept_fault = accept_fault_;
    gate_ = std::make_unique<Gate>(std::move(settings), std::move(calls));
}

std::string GateTest::ask(const std::string& bytes) {
    Caller caller(port());
    return caller.send(bytes).answer();
}

std::vector<std::string> GateTest::log() {
    const std::lock_guard lock(log_mutex_);
    return log_;
}

}  // namespace tocsin

#include "tests/channels/scripted_server.h"

#include <algorithm>
#include <chrono>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin {

bool Peer::fill() {
    char bytes[16384];
    const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    read_.append(bytes, static_cast<std::size_t>(got));
    return true;
}

std::string Peer::line() {
    std::size_t end = 0;
    while ((end = read_.find("\r\n")) == std::string::npos) {
        if (!fill()) return "";
    }
    const std::string result = read_.substr(0, end);
    read_.erase(0, end + 2);
    return result;
}

std::string Peer::exactly(std::size_t bytes) {
    while (read_.size() < bytes) {
        if (!fill()) return "";
    }
    const std::string result = read_.substr(0, bytes);
    read_.erase(0, bytes);
    return result;
}

std::string Peer::request() {
    std::string head;
    std::size_t length = 0;
    while (true) {
        const std::string next = line();
        if (next.empty()) break;
        head += next + "\r\n";
        if (next.starts_with("Content-Length: ")) length = std::stoul(next.substr(16));
    }
    if (head.empty()) return "";
    return head + "\r\n" + exactly(length);
}

bool Peer::say(const std::string& bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const ssize_t sent = ::send(fd_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        at += static_cast<std::size_t>(sent);
    }
    return true;
}

void Peer::reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void Peer::hang() const {
    while (!closing_) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

ScriptedServer::ScriptedServer(std::function<void(Peer&, int)> script)
    : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, any, &size) != 0) {
        throw std::runtime_error("no listener on loopback");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
    closing_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    ::close(listener_);
}

void ScriptedServer::accept_all() {
    while (true) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) return;
        const std::lock_guard lock(mutex_);
        open_.push_back(fd);
        threads_.emplace_back([this, fd, number = connections_++] {
            Peer peer(fd, closing_);
            script_(peer, number);
            const std::lock_guard closing(mutex_);
            std::erase(open_, fd);
            ::close(fd);
        });
    }
}

std::function<void(Peer&, int)> ScriptedServer::always(std::string answer) {
    return [answer = std::move(answer)](Peer& peer, int) {
        while (!peer.request().empty()) {
            if (!peer.say(answer)) return;
        }
    };
}

std::string http_answer(const std::string& status, const std::string& body,
                        const std::string& headers) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           headers + "\r\n" + body;
}

}  // namespace tocsin

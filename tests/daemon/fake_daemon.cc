#include "tests/daemon/fake_daemon.h"

#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocsin {
namespace {

// 0 when there is none.
std::size_t length_of(const std::string& headers) {
    const std::size_t at = headers.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(headers.substr(at + 16));
}

}  // namespace

FakeDaemon::FakeDaemon(int status, std::string body, std::string type, bool silent)
    : silent_(silent) {
    answer_ = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\nConnection: close\r\n";
    if (status != 204) {
        answer_ +=
            "Content-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    }
    answer_ += "\r\n" + body;
    std::string pattern = (std::filesystem::temp_directory_path() / "tocsin-cli-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no folder for a test");
    folder_ = pattern;
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket().c_str(), sizeof(address.sun_path) - 1);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
        ::listen(listener_, 8) != 0) {
        throw std::runtime_error("no socket for a test");
    }
    thread_ = std::thread([this] { run(); });
}

FakeDaemon::~FakeDaemon() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    for (const int connection : held_) ::close(connection);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::vector<FakeDaemon::Request> FakeDaemon::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void FakeDaemon::run() {
    for (int connection = 0; (connection = ::accept(listener_, nullptr, nullptr)) >= 0;) {
        if (silent_) {
            held_.push_back(connection);
            continue;
        }
        answer(connection);
        ::close(connection);
    }
}

void FakeDaemon::answer(int connection) {
    std::string text;
    char piece[4096];
    std::size_t end = std::string::npos;
    for (;;) {
        end = text.find("\r\n\r\n");
        if (end != std::string::npos && text.size() >= end + 4 + length_of(text.substr(0, end))) {
            break;
        }
        const ssize_t count = ::recv(connection, piece, sizeof(piece), 0);
        if (count <= 0) return;
        text.append(piece, static_cast<std::size_t>(count));
    }
    const std::size_t line = text.find("\r\n");
    {
        const std::lock_guard lock(mutex_);
        requests_.push_back(
            {text.substr(0, line), text.substr(line + 2, end - line), text.substr(end + 4)});
    }
    std::size_t sent = 0;
    while (sent < answer_.size()) {
        const ssize_t count =
            ::send(connection, answer_.data() + sent, answer_.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return;
        sent += static_cast<std::size_t>(count);
    }
}

}  // namespace tocsin

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

std::string on_the_wire(const FakeDaemon::Scripted& answer) {
    std::string text =
        "HTTP/1.1 " + std::to_string(answer.status) + " Scripted\r\nConnection: close\r\n";
    if (answer.status != 204) {
        text += "Content-Type: " + answer.type +
                "\r\nContent-Length: " + std::to_string(answer.body.size()) + "\r\n";
    }
    return text + "\r\n" + answer.body;
}

}  // namespace

FakeDaemon::FakeDaemon(int status, std::string body, std::string type, bool silent)
    : script_([one = Scripted{status, std::move(body), std::move(type)}](const Request&) {
          return one;
      }),
      silent_(silent) {
    open();
}

FakeDaemon::FakeDaemon(std::function<Scripted(const Request&)> script)
    : script_(std::move(script)) {
    open();
}

void FakeDaemon::open() {
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
    const Request request{text.substr(0, line), text.substr(line + 2, end - line),
                          text.substr(end + 4)};
    {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
    }
    const std::string out = on_the_wire(script_(request));
    std::size_t sent = 0;
    while (sent < out.size()) {
        const ssize_t count =
            ::send(connection, out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return;
        sent += static_cast<std::size_t>(count);
    }
}

}  // namespace tocsin

#include "daemon/systemd.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace tocsin {
namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// The whole of `text` as a positive number.
std::optional<std::int64_t> positive(const std::string& text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || rest != end || number <= 0) return std::nullopt;
    return number;
}

std::optional<std::chrono::microseconds> interval_of(const NotifyEnvironment& environment) {
    if (!environment.watchdog_pid.empty() && positive(environment.watchdog_pid) != ::getpid()) {
        return std::nullopt;
    }
    const auto microseconds = positive(environment.watchdog_usec);
    if (!microseconds) return std::nullopt;
    return std::chrono::microseconds(*microseconds);
}

bool is_unix_socket(const std::string& name) {
    const bool fits = name.size() > 1 && name.size() < sizeof(sockaddr_un::sun_path);
    return fits && (name.front() == '/' || name.front() == '@');
}

std::string status_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return "STATUS=" + text;
}

}  // namespace

NotifyEnvironment notify_environment() {
    return {variable("NOTIFY_SOCKET"), variable("WATCHDOG_USEC"), variable("WATCHDOG_PID")};
}

Notifier::Notifier(NotifyEnvironment environment) : interval_(interval_of(environment)) {
    if (!is_unix_socket(environment.socket)) return;
    socket_ = std::move(environment.socket);
    fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

Notifier::~Notifier() {
    if (fd_ >= 0) ::close(fd_);
}

void Notifier::ready(const std::string& status) const {
    tell("READY=1\n" + status_line(status));
}

void Notifier::reloading(std::chrono::microseconds monotonic) const {
    tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic.count()));
}

void Notifier::stopping() const {
    tell("STOPPING=1");
}

void Notifier::status(const std::string& line) const {
    tell(status_line(line));
}

void Notifier::watchdog() const {
    tell("WATCHDOG=1");
}

void Notifier::tell(const std::string& datagram) const {
    if (fd_ < 0) return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    // An abstract name begins with a zero byte and has none at its end.
    if (socket_.front() == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    [[maybe_unused]] const ssize_t sent =
        ::sendto(fd_, datagram.data(), datagram.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                 reinterpret_cast<const sockaddr*>(&address), length);
}

}  // namespace tocsin

#include "daemon/systemd.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>
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

void Notifier::keep(int descriptor, const std::string& name) const {
    tell("FDSTORE=1\nFDNAME=" + name, descriptor);
}

void Notifier::watchdog() const {
    tell("WATCHDOG=1");
}

void Notifier::tell(const std::string& datagram, int descriptor) const {
    if (fd_ < 0) return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    // An abstract name begins with a zero byte and has none at its end.
    if (socket_.front() == '@') address.sun_path[0] = '\0';
    iovec bytes{const_cast<char*>(datagram.data()), datagram.size()};
    msghdr message{};
    message.msg_name = &address;
    message.msg_namelen = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    message.msg_iov = &bytes;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof descriptor)] = {};
    if (descriptor >= 0) {
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof descriptor);
        std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    [[maybe_unused]] const ssize_t sent = ::sendmsg(fd_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace tocsin

#include "daemon/handed_sockets.h"

#include "daemon/listener.h"
#include "daemon/whole_number.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin {
namespace {

// More than anybody lists; a number out of all reason is a mistake.
constexpr std::uint64_t sockets_max = 64;

std::string taken_from_environment(const char* name) {
    const char* value = std::getenv(name);
    std::string text = value == nullptr ? "" : value;
    ::unsetenv(name);
    return text;
}

bool listens(int descriptor) {
    int yes = 0;
    socklen_t size = sizeof yes;
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) == 0 && yes != 0;
}

}  // namespace

HandedEnvironment handed_environment() {
    HandedEnvironment environment;
    environment.pid = taken_from_environment("LISTEN_PID");
    environment.count = taken_from_environment("LISTEN_FDS");
    environment.names = taken_from_environment("LISTEN_FDNAMES");
    return environment;
}

HandedSockets::HandedSockets(const HandedEnvironment& environment) {
    const auto pid = whole_number(environment.pid);
    const auto count = whole_number(environment.count);
    if (!pid || *pid != static_cast<std::uint64_t>(::getpid())) return;
    if (!count || *count > sockets_max) return;
    std::istringstream names(environment.names);
    for (int at = 0; at < static_cast<int>(*count); ++at) {
        std::string name;
        std::getline(names, name, ':');
        const int descriptor = environment.first + at;
        // They come without it, and would live on in whatever we start.
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        sockets_.push_back({descriptor, std::move(name)});
    }
}

HandedSockets::~HandedSockets() {
    for (const Socket& socket : sockets_) close(socket.descriptor);
}

std::optional<int> HandedSockets::take(const std::string& host, std::uint16_t port) {
    const auto found = std::ranges::find_if(sockets_, [&](const Socket& socket) {
        return listens(socket.descriptor) && listens_at(socket.descriptor, host, port);
    });
    if (found == sockets_.end()) return std::nullopt;
    const int descriptor = found->descriptor;
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    sockets_.erase(found);
    return descriptor;
}

std::vector<std::string> HandedSockets::refuse_rest() {
    std::vector<std::string> meant;
    for (const Socket& socket : sockets_) {
        if (socket.name != kept_name) meant.push_back(address_of(socket.descriptor));
        // systemd has the same socket: only this ends it for both.
        shutdown(socket.descriptor, SHUT_RDWR);
        close(socket.descriptor);
    }
    sockets_.clear();
    return meant;
}

}  // namespace tocsin

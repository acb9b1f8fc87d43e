#include "daemon/listener.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace tocsin {
namespace {

[[noreturn]] void fail(const std::string& address, int error) {
    throw std::runtime_error("cannot listen on " + address + ": " +
                             std::generic_category().message(error));
}

// Closes the descriptor unless it is released.
class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int get() const { return value_; }
    int release() {
        const int value = value_;
        value_ = -1;
        return value;
    }

private:
    int value_;
};

constexpr int stream_flags = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    const sockaddr_in& v4() const { return reinterpret_cast<const sockaddr_in&>(storage); }
    const sockaddr_in6& v6() const { return reinterpret_cast<const sockaddr_in6&>(storage); }
};

Address tcp_address(const std::string& host, std::uint16_t port) {
    Address address;
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    if (inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address.size = sizeof(sockaddr_in);
    } else if (inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        address.size = sizeof(sockaddr_in6);
    } else {
        throw std::runtime_error("cannot listen on '" + host + "': not a numeric address");
    }
    return address;
}

// Of no family when the descriptor is no socket.
Address bound_to(int descriptor) {
    Address address;
    address.size = sizeof address.storage;
    getsockname(descriptor, reinterpret_cast<sockaddr*>(&address.storage), &address.size);
    return address;
}

// Whether somebody answers at a Unix socket.
bool in_use(const Address& address) {
    const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return connect(probe.get(), address.get(), address.size) == 0;
}

}  // namespace

int listen_tcp(const std::string& host, std::uint16_t port, int backlog) {
    const std::string name = host + " port " + std::to_string(port);
    const Address address = tcp_address(host, port);
    Descriptor descriptor(socket(address.storage.ss_family, stream_flags, 0));
    if (descriptor.get() < 0) fail(name, errno);
    const int on = 1;
    setsockopt(descriptor.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address.storage.ss_family == AF_INET6) {
        setsockopt(descriptor.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    if (bind(descriptor.get(), address.get(), address.size) != 0) fail(name, errno);
    if (listen(descriptor.get(), backlog) != 0) fail(name, errno);
    return descriptor.release();
}

std::uint16_t port_of(int descriptor) {
    const Address address = bound_to(descriptor);
    return address.storage.ss_family == AF_INET6 ? ntohs(address.v6().sin6_port)
                                                 : ntohs(address.v4().sin_port);
}

std::string address_of(int descriptor) {
    const Address address = bound_to(descriptor);
    const bool v6 = address.storage.ss_family == AF_INET6;
    if (!v6 && address.storage.ss_family != AF_INET) return "a socket that is not TCP";
    char host[INET6_ADDRSTRLEN] = "";
    const void* bytes = v6 ? static_cast<const void*>(&address.v6().sin6_addr)
                           : static_cast<const void*>(&address.v4().sin_addr);
    inet_ntop(address.storage.ss_family, bytes, host, sizeof host);
    return std::string(host) + " port " + std::to_string(port_of(descriptor));
}

bool listens_at(int descriptor, const std::string& host, std::uint16_t port) {
    const Address there = tcp_address(host, port);
    const Address here = bound_to(descriptor);
    if (here.storage.ss_family != there.storage.ss_family || port_of(descriptor) != port)
        return false;
    return here.storage.ss_family == AF_INET6
               ? std::memcmp(&here.v6().sin6_addr, &there.v6().sin6_addr, sizeof(in6_addr)) == 0
               : here.v4().sin_addr.s_addr == there.v4().sin_addr.s_addr;
}

int listen_local(const std::string& path, int backlog) {
    Address address;
    auto* local = reinterpret_cast<sockaddr_un*>(&address.storage);
    if (path.size() >= sizeof local->sun_path) fail(path, ENAMETOOLONG);
    local->sun_family = AF_UNIX;
    std::memcpy(local->sun_path, path.c_str(), path.size() + 1);
    address.size = sizeof(sockaddr_un);

    struct stat there {};
    if (lstat(path.c_str(), &there) == 0) {
        if (!S_ISSOCK(there.st_mode) || in_use(address)) fail(path, EADDRINUSE);
        if (unlink(path.c_str()) != 0) fail(path, errno);
    }
    Descriptor descriptor(socket(AF_UNIX, stream_flags, 0));
    if (descriptor.get() < 0) fail(path, errno);
    // Before bind(): Linux gives the file this mode at birth, so it is never open to others.
    if (fchmod(descriptor.get(), 0600) != 0) fail(path, errno);
    if (bind(descriptor.get(), address.get(), address.size) != 0) fail(path, errno);
    if (lstat(path.c_str(), &there) != 0 || (there.st_mode & 0077) != 0) fail(path, EPERM);
    if (listen(descriptor.get(), backlog) != 0) fail(path, errno);
    return descriptor.release();
}

}  // namespace tocsin

// Sockets that listen: over TCP, and at a path of the file system for local callers.
// Opened here with every option they need; accepting is the gate's.
#pragma once

#include <cstdint>
#include <string>

namespace tocsin {

// A listening, non-blocking TCP socket; the caller owns the descriptor. `host` is numeric; an IPv6
// address takes no IPv4 callers. Throws std::runtime_error naming the address.
int listen_tcp(const std::string& host, std::uint16_t port, int backlog);

// The port that a TCP socket listens on.
std::uint16_t port_of(int descriptor);

// "127.0.0.1 port 8080", for sentences; of what is no TCP socket "a socket that is not TCP".
std::string address_of(int descriptor);

// Whether a TCP socket is bound to exactly this numeric address and port.
bool listens_at(int descriptor, const std::string& host, std::uint16_t port);

// A listening Unix socket at `path`, which only this user may open. A socket that nobody listens on
// any more is replaced; any other file there is left alone. Throws std::runtime_error naming the
// path.
int listen_local(const std::string& path, int backlog);

}  // namespace tocsin

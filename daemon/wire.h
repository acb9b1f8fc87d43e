// The bytes of one caller, plain or under TLS: the connection above does not know which.
// On the gate's thread only.
#pragma once

#include "daemon/tls.h"

#include <boost/asio/generic/stream_protocol.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace tocsin {

class Wire {
public:
    using Socket = boost::asio::generic::stream_protocol::socket;
    using Done = std::function<void(boost::system::error_code, std::size_t)>;

    virtual ~Wire() = default;

    // One read and one write at a time, each answered once by `done`: later, never from inside the
    // call, and with an error once the wire is closed. Until then the bytes stay where they are and
    // `done` keeps the wire alive.
    virtual void read(char* into, std::size_t room, Done done) = 0;
    virtual void write(std::string_view text, Done done) = 0;  // all of it

    // The caller sees the end of what we say; we still hear what it says.
    virtual void finish() = 0;
    virtual void close() = 0;

    // Whether nobody on the way can read along.
    virtual bool encrypted() const = 0;
};

std::unique_ptr<Wire> plain_wire(Wire::Socket socket);

// The handshake is part of the first read. When that ends with spoke_plainly(), the caller sent
// HTTP to the port of TLS; the wire is plain from then on, so that it can be told.
std::unique_ptr<Wire> tls_wire(Wire::Socket socket, const TlsIdentity& identity);
bool spoke_plainly(const boost::system::error_code& error);

}  // namespace tocsin

// A gate on loopback and a caller that writes what it likes, byte for byte.
#pragma once

#include "daemon/gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin {

// One connection from the caller's side. Reads give up after five seconds, which is a failure.
class Caller {
public:
    explicit Caller(std::uint16_t port);
    explicit Caller(const std::string& unix_path);
    ~Caller();
    Caller(Caller&& other) noexcept
        : held_(std::move(other.held_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

    // Errors are ignored: the gate may have closed already.
    Caller& send(std::string_view bytes);

    // One whole answer; empty when the connection ended before its head. A body is read as long as
    // Content-Length says, unless the request was a HEAD.
    std::string answer(bool head = false);

    // Everything up to the end of the connection.
    std::string rest();

    // Stops sending; the answer can still be read.
    void finish();

    // The socket, for one who speaks over it in another way.
    int descriptor() const { return descriptor_; }

private:
    std::string held_;
    int descriptor_ = -1;
};

// The status in the first line of an answer; 0 when there is none.
int status_of(const std::string& answer);

// The value of a header in an answer, or "(none)".
std::string header_of(const std::string& answer, const std::string& name);

std::string body_of(const std::string& answer);

// "POST /echo" with this body.
std::string post(const std::string& body, const std::string& path = "/echo");

// Limits so short that a test need not wait.
GateLimits quick_limits();

// A gate whose handler echoes: the body of the answer is what it saw, one item a line.
class GateTest : public testing::Test {
protected:
    void open(GateLimits limits = quick_limits());
    std::uint16_t port() const { return gate_->ports().at(0); }
    // One connection, one request, its whole answer.
    std::string ask(const std::string& bytes);
    // The requests that reached the handler.
    std::size_t handled() const { return handled_; }
    std::vector<std::string> log();

    std::function<Response(const Request&)> handler_;  // instead of the echo
    std::function<int()> accept_fault_;
    std::string unix_path_;
    std::shared_ptr<const TlsIdentity> tls_;  // of the one address; null: without TLS
    std::atomic<bool> well_{true};

private:
    std::atomic<std::size_t> handled_{0};
    std::mutex log_mutex_;
    std::vector<std::string> log_;

protected:
    std::unique_ptr<Gate> gate_;  // the last, because its threads use all of the above
};

}  // namespace tocsin

// The door. Accepts connections over TCP, plain or under TLS, and one Unix socket, reads each
// request whole, within bounds and under total deadlines, and hands it to a worker; or refuses it
// with a reason. It knows nothing of incidents, routes or tokens. GET /healthz and /readyz are
// answered on the gate's own thread, so that they speak even when every worker is busy.
#pragma once

#include "daemon/gate_limits.h"
#include "daemon/http.h"
#include "daemon/tls.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct TcpAddress {
    std::string host;                                  // numeric: "127.0.0.1", "::"
    std::uint16_t port = 0;                            // 0: the system chooses; see Gate::ports()
    std::shared_ptr<const TlsIdentity> tls = nullptr;  // null: without TLS
    std::string certificate{};                         // its file, for sentences; empty: no TLS
    std::optional<int> handed{};  // a socket that listens there already, the gate's from then on
};

struct GateSettings {
    std::vector<TcpAddress> tcp;
    std::string unix_path;  // created 0600, a stale one is replaced; empty: none
    std::string problem_base = "/problems/";
    GateLimits limits;
};

// What the gate asks of the house. `handle` runs on worker threads, many at a time, and has
// `answer` called once: before it returns, or later on any thread that ends before the gate does.
// An exception before that becomes a 500. An answer with an open body is written on for as long as
// somebody puts something into it and the caller takes each piece within `write_time`; it holds no
// worker, and stop_accepting() ends it. `health` runs on the gate's thread and must not wait:
// true is 200, false 503; the path is "/healthz" or "/readyz", the string it fills is the body (one
// line for a person). `log` gets one line for the operator, from the gate's thread.
struct GateCalls {
    std::function<void(const Request&, std::function<void(Response)> answer)> handle;
    std::function<bool(std::string_view path, std::string& line)> health;
    std::function<void(const std::string&)> log;
    // For tests: asked after each accept, an errno other than 0 makes it fail. Empty: never.
    std::function<int()> accept_fault = {};
};

struct GateCounters {
    std::uint64_t accepted = 0;  // connections
    std::uint64_t answered = 0;  // requests a handler or a health check answered
    std::uint64_t accept_errors = 0;
    std::map<std::string, std::uint64_t> refused;  // by slug of the problem, and "dropped-*"
    std::uint64_t open = 0;
    std::uint64_t body_bytes = 0;  // held by requests that are being received
};

class Gate {
public:
    // Binds, listens and starts its threads. Throws std::runtime_error naming the address that
    // could not be had. Whatever the calls refer to outlives the gate.
    Gate(GateSettings settings, GateCalls calls);
    ~Gate();  // stop()
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    // The ports listened on, in the order of the settings.
    std::vector<std::uint16_t> ports() const;
    // Their sockets, likewise: the gate's own, for somebody else to hold as well.
    std::vector<int> listening() const;

    // All below: any thread but the gate's own and its workers'.

    // Connections that begin later are served with the certificate that stands at the same address
    // in `addresses`. Addresses that are not there, and those without TLS, stay as they are.
    void renew_certificates(const std::vector<TcpAddress>& addresses);

    // No further connections; connections at rest are closed, the others after their next answer.
    void stop_accepting();

    // Waits until no request is being received, handled or answered. False: `within` was too short.
    [[nodiscard]] bool drain(std::chrono::milliseconds within);

    // Closes everything and joins the threads. Handlers that run are waited for.
    void stop();

    // How often the loop has turned (at least four times a second while it is alive), and when last
    // on the steady clock: a watchdog compares two looks.
    std::uint64_t turns() const;
    std::chrono::steady_clock::time_point last_turn() const;

    GateCounters counters() const;

private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace tocsin

// Sockets that systemd hands to a service as it starts: those of tocsin.socket, and those that the
// process before this one left with it (Notifier::keep). They listen already: whoever calls while
// no daemon runs waits, and is not refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// What systemd puts into the environment; empty: it did not.
struct HandedEnvironment {
    std::string pid;    // LISTEN_PID
    std::string count;  // LISTEN_FDS
    std::string names;  // LISTEN_FDNAMES, with colons between them
    int first = 3;      // the lowest of the descriptors
};

// Removes them from the environment, so that no process of ours takes them for its own. Not while
// other threads run.
[[nodiscard]] HandedEnvironment handed_environment();

// The name under which a process leaves its sockets to the next one.
inline constexpr const char* kept_name = "tocsin-kept";

// One thread. Closes what nobody took.
class HandedSockets {
public:
    // Those that are for another process, or are said badly, are none of ours.
    explicit HandedSockets(const HandedEnvironment& environment);
    ~HandedSockets();
    HandedSockets(const HandedSockets&) = delete;
    HandedSockets& operator=(const HandedSockets&) = delete;

    // The one that listens at exactly this numeric address and port, ready for the gate, whose it
    // is from then on. Nothing when there is none.
    [[nodiscard]] std::optional<int> take(const std::string& host, std::uint16_t port);

    // Ends those that were not taken: callers are refused there, and do not wait for ever. The
    // addresses of the ones that a unit named, "127.0.0.1 port 8080": somebody means to be served
    // there. One that was kept is none: the address is no longer in the configuration.
    std::vector<std::string> refuse_rest();

private:
    struct Socket {
        int descriptor;
        std::string name;
    };
    std::vector<Socket> sockets_;
};

}  // namespace tocsin

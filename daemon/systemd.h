// What we tell systemd about ourselves, in its notify protocol (sd_notify), without its library.
// Without a socket in the environment nothing is told, and nothing fails.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tocsin {

// What systemd puts into the environment of a service; empty: it did not.
struct NotifyEnvironment {
    std::string socket;         // NOTIFY_SOCKET: a path, or an abstract name behind an @
    std::string watchdog_usec;  // WATCHDOG_USEC
    std::string watchdog_pid;   // WATCHDOG_PID
};

[[nodiscard]] NotifyEnvironment notify_environment();

// Any thread. A datagram that cannot be sent is lost: the service manager decides what its absence
// means. No call waits.
class Notifier {
public:
    explicit Notifier(NotifyEnvironment environment = notify_environment());
    ~Notifier();
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    // Sockets listen and the journal is recovered; or a reload has ended. `status` is one line for
    // `systemctl status`; line ends in it become spaces.
    void ready(const std::string& status) const;
    // A reload begins. `monotonic` is CLOCK_MONOTONIC at that moment (Type=notify-reload wants it).
    void reloading(std::chrono::microseconds monotonic) const;
    void stopping() const;
    void status(const std::string& line) const;
    // Leaves a socket that listens with systemd (FDSTORE=1): the next process of this service is
    // handed it under `name`, and whoever calls in between waits. It stays open here.
    void keep(int descriptor, const std::string& name) const;
    // We are alive. To be called from what looked at the loops (watchdog.h), never by a bare timer.
    void watchdog() const;

    // How often at the latest systemd wants watchdog(); ping at half of it. Nothing when it does
    // not watch, or watches another process.
    std::optional<std::chrono::microseconds> watchdog_interval() const { return interval_; }

private:
    void tell(const std::string& datagram, int descriptor = -1) const;

    std::string socket_;
    int fd_ = -1;
    std::optional<std::chrono::microseconds> interval_;
};

}  // namespace tocsin

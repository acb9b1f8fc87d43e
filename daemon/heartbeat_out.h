// Our own heartbeat: a POST to a watcher elsewhere, who raises the alarm when it stays away. It
// stays away when this process dies, when its engine stands still (which sends it), and when a
// page that is due does not leave: a pager that lives and pages nobody is a dead one.
#pragma once

#include "channels/http.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

struct HeartbeatSettings {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;  // with what proves who we are
    Duration every = std::chrono::seconds(60);
    Duration withheld_after = std::chrono::minutes(2);
    bool private_addresses = false;
    std::string trusted_certificates;  // a PEM file; empty: those of the system
    Timeouts timeouts;
};

// What a beat says.
struct HeartbeatFacts {
    std::string instance;  // whose services these are
    bool exercise = false;
    Instant at{};
    Duration oldest_unsent{};  // of a page that no provider has taken; 0: none
    Duration overdue{};        // by how much the most overdue due is late; 0: none is
    std::string audit{};       // how what is owed differs from what will be done; empty: not at all
    std::uint64_t open_incidents = 0;
    std::uint64_t entries = 0;  // of the journal
    std::string head;           // the hash of the last of them, hexadecimal
};

// {"instance","version","time","exercise","oldest_unsent_page_seconds","overdue_seconds",
// "open_incidents","journal":{"entries","head"}}
std::string heartbeat_json(const HeartbeatFacts& facts);

// Why a beat is withheld; empty: it is not.
std::string why_withheld(const HeartbeatFacts& facts, Duration withheld_after);

struct HeartbeatHealth {
    bool configured = false;
    bool withheld = false;
    std::uint64_t arrived_total = 0;
    std::uint64_t failures_total = 0;  // the watcher did not take it
    std::uint64_t withheld_total = 0;  // each time it began
    std::chrono::seconds age{0};       // since one arrived, or since the configuration asked for it
};

class HeartbeatOut {
public:
    using Steady = std::chrono::steady_clock::time_point;
    // As Transfers::offer().
    using Offer = std::function<bool(WireJob)>;

    // After a failure, and while it is withheld, it is tried again so soon.
    static constexpr Duration soon = std::chrono::seconds(5);

    // `offer` is called on the thread of look(); the job's `done` may come on any thread, until
    // the transfers are stopped, which outlive this.
    explicit HeartbeatOut(Offer offer) : offer_(std::move(offer)) {}

    // Nothing: none is sent. The first is due at once. Any thread.
    void use(std::optional<HeartbeatSettings> settings, Steady now);

    // Sends one when it is due, and does not wait. `facts` is asked only then. Any thread; to be
    // called at least once a second.
    void look(const std::function<HeartbeatFacts()>& facts, Steady now);

    HeartbeatHealth health(Steady now) const;

private:
    void withhold(const std::string& why, Steady now);  // holds the mutex, as does answered()
    void send(const HeartbeatFacts& facts, Steady now);
    void answered(const WireAnswer& answer, std::uint64_t round);
    void failed(const std::string& why);

    Offer offer_;
    mutable std::mutex mutex_;
    std::optional<HeartbeatSettings> settings_;
    std::uint64_t round_ = 0;  // grows with each configuration
    Steady due_{};
    Steady asked_{};  // when the beat in flight left
    bool asking_ = false;
    bool failing_ = false;
    bool withheld_ = false;
    Steady arrived_{};
    HeartbeatHealth counts_;
};

}  // namespace tocsin

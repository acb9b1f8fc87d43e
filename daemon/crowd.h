// The connections at the gate, in order of how long each has been in its standing: the first of a
// list is the first whose time is over, and the first to go when there are too many.
// On the gate's thread only.
#pragma once

#include "daemon/connection.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tocsin {

class Crowd {
public:
    using Clock = std::chrono::steady_clock;

    explicit Crowd(const GateLimits& limits) : limits_(limits) {}

    // Makes room for a caller from `peer` (empty: local), closing the connection that matters least
    // where a limit is reached. False: there is none that may be closed, so the caller is not let
    // in. `dropped` counts connections closed.
    [[nodiscard]] bool make_room(const std::string& peer, std::size_t& dropped);

    void enter(std::shared_ptr<Connection> connection, Clock::time_point now);

    // After a change of its standing. A closed one leaves.
    void moved(Connection& connection, Clock::time_point now);

    // Tells every connection whose time is over.
    void end_overdue(Clock::time_point now);

    // The connection that has been in `standing` the longest; empty when none is.
    std::shared_ptr<Connection> oldest(Standing standing) const;

    void close_all(Standing standing);
    void close_all();

    std::size_t size() const { return remote_ + local_; }
    // Those whose request is being received, handled or answered.
    std::size_t busy() const;

private:
    using Row = std::list<std::shared_ptr<Connection>>;

    Row& row(Standing standing) { return rows_.at(static_cast<std::size_t>(standing)); }
    const Row& row(Standing standing) const { return rows_.at(static_cast<std::size_t>(standing)); }
    std::chrono::milliseconds time_of(Standing standing) const;
    bool close_least(bool local, std::size_t& dropped);
    bool close_neighbour(const std::string& neighbourhood, std::size_t& dropped);
    void leave(Connection& connection);

    const GateLimits& limits_;
    std::array<Row, 8> rows_;  // by Standing
    std::map<std::string, std::list<Connection*>> neighbours_;
    std::size_t remote_ = 0;
    std::size_t local_ = 0;
};

// What connections are counted under: the IPv4 address, or the /64 of an IPv6 address, because one
// caller there has as many addresses as it likes.
std::string neighbourhood_of(const std::string& peer);

}  // namespace tocsin

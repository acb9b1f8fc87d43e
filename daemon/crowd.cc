#include "daemon/crowd.h"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <utility>

namespace tocsin {
namespace {

// In this order they are closed to make room. Whoever has not said what it wants matters least;
// requests that are handled or answered are never closed for a newcomer.
constexpr std::array dispensable = {Standing::lingering, Standing::head, Standing::resting,
                                    Standing::body};

bool may_go(Standing standing) {
    return std::find(dispensable.begin(), dispensable.end(), standing) != dispensable.end();
}

}  // namespace

bool Crowd::make_room(const std::string& peer, std::size_t& dropped) {
    if (peer.empty()) return local_ < limits_.connections_local || close_least(true, dropped);
    const bool trusted =
        std::find(limits_.trusted.begin(), limits_.trusted.end(), peer) != limits_.trusted.end();
    const auto found = neighbours_.find(neighbourhood_of(peer));
    if (!trusted && found != neighbours_.end() &&
        found->second.size() >= limits_.connections_per_ip &&
        !close_neighbour(found->first, dropped)) {
        return false;
    }
    return remote_ < limits_.connections || close_least(false, dropped);
}

bool Crowd::close_least(bool local, std::size_t& dropped) {
    for (const Standing standing : dispensable) {
        for (const auto& connection : row(standing)) {
            if (connection->local() != local) continue;
            ++dropped;
            // A copy: closing takes it out of the row.
            const std::shared_ptr<Connection> going = connection;
            going->close();
            return true;
        }
    }
    return false;
}

bool Crowd::close_neighbour(const std::string& neighbourhood, std::size_t& dropped) {
    const auto& all = neighbours_.at(neighbourhood);
    const auto found = std::find_if(all.begin(), all.end(), [](const Connection* connection) {
        return may_go(connection->standing());
    });
    if (found == all.end()) return false;
    ++dropped;
    (*found)->close();
    return true;
}

void Crowd::enter(std::shared_ptr<Connection> connection, Clock::time_point now) {
    Connection& entered = *connection;
    entered.since = now;
    Row& standing = row(entered.standing());
    entered.listed = entered.standing();
    entered.place = standing.insert(standing.end(), std::move(connection));
    if (entered.local()) {
        ++local_;
        return;
    }
    ++remote_;
    entered.neighbourhood = neighbourhood_of(entered.peer());
    auto& near = neighbours_[entered.neighbourhood];
    entered.neighbour = near.insert(near.end(), &entered);
}

void Crowd::moved(Connection& connection, Clock::time_point now) {
    if (connection.standing() == Standing::closed) return leave(connection);
    connection.since = now;
    Row& to = row(connection.standing());
    to.splice(to.end(), row(connection.listed), connection.place);
    connection.listed = connection.standing();
}

void Crowd::leave(Connection& connection) {
    if (connection.local()) {
        --local_;
    } else {
        --remote_;
        const auto found = neighbours_.find(connection.neighbourhood);
        found->second.erase(connection.neighbour);
        if (found->second.empty()) neighbours_.erase(found);
    }
    // Whoever closes it holds it too, so this does not end its life under its own feet.
    row(connection.listed).erase(connection.place);
}

void Crowd::end_overdue(Clock::time_point now) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const auto standing = static_cast<Standing>(i);
        const auto time = time_of(standing);
        // time_is_up() always moves the connection to another row, or out.
        while (!row(standing).empty() && now - row(standing).front()->since >= time) {
            const std::shared_ptr<Connection> overdue = row(standing).front();
            overdue->time_is_up();
        }
    }
}

std::shared_ptr<Connection> Crowd::oldest(Standing standing) const {
    return row(standing).empty() ? nullptr : row(standing).front();
}

void Crowd::close_all(Standing standing) {
    while (const auto connection = oldest(standing)) connection->close();
}

void Crowd::close_all() {
    for (std::size_t i = 0; i < rows_.size(); ++i) close_all(static_cast<Standing>(i));
}

std::size_t Crowd::busy() const {
    return row(Standing::head).size() + row(Standing::body).size() + row(Standing::handled).size() +
           row(Standing::writing).size();
}

std::chrono::milliseconds Crowd::time_of(Standing standing) const {
    switch (standing) {
        case Standing::head:
            return limits_.head_time;
        case Standing::resting:
            return limits_.idle_time;
        case Standing::body:
            return limits_.body_time;
        case Standing::handled:
            return limits_.answer_time;
        case Standing::writing:
        case Standing::streaming:
            return limits_.write_time;
        case Standing::quiet:
            return limits_.silence_time;
        case Standing::lingering:
            return limits_.linger_time;
        case Standing::closed:
            break;
    }
    return {};
}

std::string neighbourhood_of(const std::string& peer) {
    in6_addr address{};
    if (inet_pton(AF_INET6, peer.c_str(), &address) != 1) return peer;
    std::fill(address.s6_addr + 8, address.s6_addr + 16, std::uint8_t{0});
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(AF_INET6, &address, text.data(), text.size());
    return text.data();
}

}  // namespace tocsin

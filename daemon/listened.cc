#include "daemon/listened.h"

#include "daemon/tls.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

bool same_place(const TcpAddress& one, const TcpAddress& other) {
    return one.host == other.host && one.port == other.port;
}

}  // namespace

bool same_addresses(const Configuration& one, const Configuration& other) {
    return one.socket == other.socket &&
           std::ranges::equal(one.listen, other.listen, [](const auto& here, const auto& there) {
               return same_place(here, there) && !here.tls == !there.tls;
           });
}

void renew_certificates(std::vector<TcpAddress>& here, const std::vector<TcpAddress>& there) {
    for (TcpAddress& address : here) {
        for (const TcpAddress& other : there) {
            if (same_place(address, other) && address.tls && other.tls) address.tls = other.tls;
        }
    }
}

const TcpAddress* ends_worse(const Configuration& in_force, const Configuration& offered,
                             Instant now) {
    for (const TcpAddress& here : in_force.listen) {
        for (const TcpAddress& there : offered.listen) {
            if (!same_place(here, there) || !here.tls || !there.tls) continue;
            if (there.tls->ends() <= now && here.tls->ends() > now) return &there;
        }
    }
    return nullptr;
}

std::string last_day(const TcpAddress& address) {
    return long_day(std::chrono::floor<std::chrono::days>(address.tls->ends()));
}

std::string certificates_hold(const std::vector<TcpAddress>& addresses) {
    std::set<std::string> said;
    std::string words;
    for (const TcpAddress& address : addresses) {
        if (!address.tls || !said.insert(address.certificate).second) continue;
        words += "; the certificate " + address.certificate + " holds until " + last_day(address);
    }
    return words;
}

}  // namespace tocsin

// The addresses that the daemon listens at, over the reloads of a configuration: a certificate may
// be renewed by one, an address changes with a restart.
#pragma once

#include "daemon/config.h"

#include <string>
#include <vector>

namespace tocsin {

// Whether both listen at the same places, the socket of the command line among them.
bool same_addresses(const Configuration& one, const Configuration& other);

// Each address of `here` that `there` has as well gets its certificate.
void renew_certificates(std::vector<TcpAddress>& here, const std::vector<TcpAddress>& there);

// The first address of `offered` that would change a certificate that callers accept for one that
// has ended; null: none.
const TcpAddress* ends_worse(const Configuration& in_force, const Configuration& offered,
                             Instant now);

// "Sunday 13 December 2026": of the certificate, which there is.
std::string last_day(const TcpAddress& address);

// "; the certificate /etc/tocsin/gate.pem holds until Sunday 13 December 2026", for each.
std::string certificates_hold(const std::vector<TcpAddress>& addresses);

}  // namespace tocsin

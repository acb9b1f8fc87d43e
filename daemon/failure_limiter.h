// Counts failed authentications of each address: ten in a minute, then 429. Memory is bounded: when
// the table is full the address whose count began first is forgotten.
#pragma once

#include "rota/time.h"

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace tocsin {

struct FailureLimits {
    std::size_t failures_max = 10;
    Duration window = std::chrono::minutes(1);
    // 100 bytes or so each: some 400 KiB at most, and more addresses than a gate has connections.
    std::size_t addresses_max = 4096;
};

// Any thread. One window an address, begun by its first failure.
class FailureLimiter {
public:
    explicit FailureLimiter(FailureLimits limits = {}) : limits_(limits) {}

    // Notes one failure of `address`.
    void failed(const std::string& address, Instant now);

    // Whether `address` has used up its failures; a wrong credential is then answered with 429.
    bool throttled(const std::string& address, Instant now) const;

    std::size_t size() const;

private:
    struct Count {
        Instant begun{};
        std::size_t failures = 0;
    };

    const FailureLimits limits_;
    mutable std::mutex mutex_;
    std::map<std::string, Count> counts_;
};

}  // namespace tocsin

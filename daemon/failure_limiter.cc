#include "daemon/failure_limiter.h"

#include <algorithm>

namespace tocsin {

void FailureLimiter::failed(const std::string& address, Instant now) {
    const std::lock_guard lock(mutex_);
    auto found = counts_.find(address);
    if (found == counts_.end()) {
        if (counts_.size() >= limits_.addresses_max) {
            // Linear, and only while thousands of addresses fail at once.
            counts_.erase(std::min_element(
                counts_.begin(), counts_.end(),
                [](const auto& a, const auto& b) { return a.second.begun < b.second.begun; }));
        }
        found = counts_.emplace(address, Count{now, 0}).first;
    }
    Count& count = found->second;
    if (now - count.begun >= limits_.window) count = {now, 0};
    ++count.failures;
}

bool FailureLimiter::throttled(const std::string& address, Instant now) const {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(address);
    if (found == counts_.end() || now - found->second.begun >= limits_.window) return false;
    return found->second.failures >= limits_.failures_max;
}

std::size_t FailureLimiter::size() const {
    const std::lock_guard lock(mutex_);
    return counts_.size();
}

}  // namespace tocsin

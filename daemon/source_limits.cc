#include "daemon/source_limits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace tocsin {
namespace {

// Alertmanager, Datadog and SNS take every 4xx, also 429, for "never again", and so may whatever
// we know nothing of.
constexpr std::array<std::string_view, 4> know_429 = {"pagerduty", "opsgenie", "cloudevents",
                                                      "azure-monitor"};

// Enough for messages that wait for a commit to have left.
constexpr std::chrono::seconds places_free_after{2};

}  // namespace

std::variant<SourcePlace, Shed> SourceLimits::admit(const std::string& source, int per_minute,
                                                    Time now) {
    const std::lock_guard lock(mutex_);
    const auto [found, fresh] = buckets_.try_emplace(source);
    Bucket& bucket = found->second;
    const double full = per_minute;
    const double a_second = full / 60;
    const std::chrono::duration<double> passed = now - bucket.filled;
    bucket.tokens =
        fresh ? full : std::min(full, bucket.tokens + std::max(0.0, passed.count()) * a_second);
    bucket.filled = std::max(bucket.filled, now);
    if (bucket.tokens < 1) {
        ++bucket.shed;
        const double wait = std::ceil((1 - bucket.tokens) / a_second);
        return Shed{std::chrono::seconds(static_cast<long>(wait))};
    }
    if (static_cast<std::size_t>(bucket.places.use_count()) > places_) {
        ++bucket.shed;
        return Shed{places_free_after};
    }
    bucket.tokens -= 1;
    return SourcePlace(bucket.places);
}

std::map<std::string, std::uint64_t> SourceLimits::shed() const {
    const std::lock_guard lock(mutex_);
    std::map<std::string, std::uint64_t> shed;
    for (const auto& [source, bucket] : buckets_) shed[source] = bucket.shed;
    return shed;
}

bool comes_again_after_429(const std::string& dialect) {
    return std::find(know_429.begin(), know_429.end(), dialect) != know_429.end();
}

}  // namespace tocsin

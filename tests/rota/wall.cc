#include "tests/rota/wall.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <stdexcept>

namespace tocsin {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

minutes offset_now(Instant at) {
    const std::time_t seconds = floor<std::chrono::seconds>(at).time_since_epoch().count();
    std::tm local{};
    localtime_r(&seconds, &local);
    return duration_cast<minutes>(std::chrono::seconds(local.tm_gmtoff));
}

}  // namespace

Wall::Wall(const std::string& zone) {
    const char* before = std::getenv("TZ");
    const std::string kept = before == nullptr ? "" : before;
    setenv("TZ", (":" + zone).c_str(), 1);
    tzset();

    constexpr auto step = 6h;  // no zone changes its clocks twice in so short a time
    const Instant end = sys_days{2041y / 1 / 20};
    Instant at = sys_days{2023y / 12 / 20};
    offsets_.push_back(offset_now(at));
    for (; at < end; at += step) {
        if (offset_now(at + step) == offsets_.back()) continue;
        Instant change = at;
        while (offset_now(change) == offsets_.back()) change += 1min;
        changes_.push_back(change);
        offsets_.push_back(offset_now(change));
    }

    before == nullptr ? unsetenv("TZ") : setenv("TZ", kept.c_str(), 1);
    tzset();
}

minutes Wall::shown(Instant at) const {
    const auto change = std::ranges::upper_bound(changes_, at);
    return floor<minutes>(at.time_since_epoch()) +
           offsets_[static_cast<std::size_t>(change - changes_.begin())];
}

Instant Wall::first(minutes local) const {
    const auto [least, most] = std::ranges::minmax(offsets_);
    const Instant as_utc{local};
    for (Instant at = as_utc - most; at <= as_utc - least; at += 1min) {
        if (shown(at) == local) return at;
    }
    for (Instant at = as_utc - most; at <= as_utc - least + 3h; at += 1min) {
        if (shown(at) > local) return at;
    }
    throw std::logic_error("the wall never shows that time");
}

}  // namespace tocsin

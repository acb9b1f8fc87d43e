// Time as the whole house speaks of it: an Instant is UTC, a Span is half-open.
// Local time exists only in rota/zone.h. Nothing here reads a clock: `now` is always an argument.
#pragma once

#include <chrono>

namespace tocsin {

// A point in time: UTC, milliseconds since 1970. What every due time, event and receipt carries.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

// Later than anything that is owed: the year 9999 still fits four digits.
inline constexpr Instant never{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31}};

// From `from` up to, but not including, `to`. Empty when to <= from.
struct Span {
    Instant from{};
    Instant to{};

    bool contains(Instant at) const { return from <= at && at < to; }
    bool empty() const { return to <= from; }
    bool operator==(const Span&) const = default;
};

}  // namespace tocsin

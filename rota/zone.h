// The one place that knows local time: which instants a clock on the wall names twice, or never.
// A local time that does not exist means the first instant after the gap; one that exists twice
// means the first of the two (P10). Reads no files: daemon/zone_load.h finds the time_zone.
#pragma once

#include "rota/time.h"

#include <chrono>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace tocsin {

// What the clock on the wall shows; only a Zone can say which instant that is.
using LocalTime = std::chrono::local_time<std::chrono::milliseconds>;
using Day = std::chrono::year_month_day;
using Weekday = std::chrono::weekday;

// A value, cheap to copy. The time_zone it wraps belongs to the date library and lives as long as
// the process. Zone() is UTC.
class Zone {
public:
    Zone() = default;
    explicit Zone(const date::time_zone* zone) : zone_(zone) {}

    Instant instant(LocalTime local) const;
    LocalTime local(Instant at) const;

    // The instant of `day` at `time` after local midnight. `time` may be a day and more: 32 h is
    // 08:00 on the next day.
    Instant instant(Day day, std::chrono::minutes time) const;

    // The local date at `at`.
    Day day(Instant at) const;

    // "BST", "GMT"; "UTC" for Zone().
    std::string abbreviation(Instant at) const;

    // What is added to UTC at `at`.
    std::chrono::seconds offset(Instant at) const;

    // Whether `local` names two instants, and whether it names none.
    bool repeated(LocalTime local) const;
    bool skipped(LocalTime local) const;

    // Whether the wall shows at `at` a time that it shows twice.
    bool in_repeated_hour(Instant at) const;

    // "Europe/London"; "UTC" for Zone().
    std::string name() const;

    bool operator==(const Zone&) const = default;

private:
    const date::time_zone* zone_ = nullptr;
};

// The day `days` later, or earlier when negative.
Day plus_days(Day day, int days);

Weekday weekday_of(Day day);

// The Monday on or before `day`.
Day monday_of(Day day);

// "2026-W48": the week of ISO 8601 that `day` falls in.
std::string iso_week(Day day);

// "2026-11-23".
std::string iso_day(Day day);

}  // namespace tocsin

#include "rota/zone.h"

#include <date/tz.h>

#include <array>
#include <cstdio>

namespace tocsin {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;

// Zone files list the changes of the clocks up to this year and leave the rest to a rule in their
// last line, which the date library does not read.
constexpr int last_listed_year = 2037;

bool same_calendar(year one, year other) {
    return one.is_leap() == other.is_leap() && weekday_of(one / 1 / 1) == weekday_of(other / 1 / 1);
}

// How far back lies the latest listed year whose days fall on the same weekdays as those of `of`.
// Clocks change on a weekday of a month ("the last Sunday"), so that year's changes are this one's.
days to_listed_year(year of) {
    if (int{of} <= last_listed_year) return days{0};
    year twin{last_listed_year};
    while (!same_calendar(twin, of)) --twin;
    return sys_days{of / 1 / 1} - sys_days{twin / 1 / 1};
}

template <class Clock, class Unit>
days to_listed(std::chrono::time_point<Clock, Unit> time) {
    const sys_days day{std::chrono::floor<days>(time.time_since_epoch())};
    return to_listed_year(Day{day}.year());
}

date::sys_info info_at(const date::time_zone& zone, Instant at) {
    return zone.get_info(at - to_listed(at));
}

date::local_info info_of(const date::time_zone& zone, LocalTime local) {
    const auto listed = local - to_listed(local);
    return zone.get_info(date::local_time<std::chrono::milliseconds>{listed.time_since_epoch()});
}

}  // namespace

Instant Zone::instant(LocalTime local) const {
    const Instant as_utc{local.time_since_epoch()};
    if (zone_ == nullptr) return as_utc;
    const date::local_info info = info_of(*zone_, local);
    if (info.result == date::local_info::nonexistent) return info.first.end + to_listed(local);
    return as_utc - info.first.offset;
}

LocalTime Zone::local(Instant at) const {
    return LocalTime{(at + offset(at)).time_since_epoch()};
}

Instant Zone::instant(Day day, std::chrono::minutes time) const {
    return instant(LocalTime{std::chrono::local_days{day} + time});
}

Day Zone::day(Instant at) const {
    return Day{std::chrono::floor<days>(local(at))};
}

std::string Zone::abbreviation(Instant at) const {
    return zone_ == nullptr ? "UTC" : info_at(*zone_, at).abbrev;
}

seconds Zone::offset(Instant at) const {
    return zone_ == nullptr ? seconds{0} : info_at(*zone_, at).offset;
}

bool Zone::repeated(LocalTime local) const {
    return zone_ != nullptr && info_of(*zone_, local).result == date::local_info::ambiguous;
}

bool Zone::skipped(LocalTime local) const {
    return zone_ != nullptr && info_of(*zone_, local).result == date::local_info::nonexistent;
}

bool Zone::in_repeated_hour(Instant at) const {
    return repeated(local(at));
}

std::string Zone::name() const {
    return zone_ == nullptr ? "UTC" : zone_->name();
}

Day plus_days(Day day, int count) {
    return Day{sys_days{day} + days{count}};
}

Weekday weekday_of(Day day) {
    return Weekday{sys_days{day}};
}

Day monday_of(Day day) {
    return Day{sys_days{day} - (weekday_of(day) - std::chrono::Monday)};
}

std::string iso_week(Day day) {
    // A week belongs to the year that has its Thursday.
    const Day thursday = plus_days(monday_of(day), 3);
    const auto since = sys_days{thursday} - sys_days{thursday.year() / 1 / 1};
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%04d-W%02d", int{thursday.year()},
                  static_cast<int>(since.count() / 7 + 1));
    return text.data();
}

std::string iso_day(Day day) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", int{day.year()},
                  unsigned{day.month()}, unsigned{day.day()});
    return text.data();
}

}  // namespace tocsin

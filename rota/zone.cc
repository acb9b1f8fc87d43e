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

// Most zone files list the changes of the clocks up to this year and leave the rest to a rule in
// their last line, which the date library does not read. Where the moon decides (Morocco, Gaza),
// they list some fifty years more, and have no rule.
constexpr int last_listed_year = 2037;

// The days of a year up to the end of February fall on weekdays by 1 January, the others by
// 1 March; every pair of them is found within 11 years.
bool same_weekdays(year one, year other, bool spring) {
    const auto first = [spring](year y) { return spring ? y / 3 / 1 : y / 1 / 1; };
    return weekday_of(first(one)) == weekday_of(first(other));
}

// How far back lies the latest listed year whose days around `day` fall on the same weekdays.
// Clocks change on a weekday of a month ("the last Sunday"), so that year's changes are this one's.
days to_listed_year(sys_days of) {
    const Day day{of};
    if (int{day.year()} <= last_listed_year) return days{0};
    const bool spring = day.month() >= std::chrono::March;
    year twin{last_listed_year};
    while (!same_weekdays(twin, day.year(), spring)) --twin;
    const auto first = [spring](year y) { return sys_days{spring ? y / 3 / 1 : y / 1 / 1}; };
    return first(day.year()) - first(twin);
}

template <class Clock, class Unit>
days to_listed(std::chrono::time_point<Clock, Unit> time) {
    return to_listed_year(sys_days{std::chrono::floor<days>(time.time_since_epoch())});
}

// Whether a later change of the clocks is listed.
bool goes_on(const date::sys_info& info) {
    return info.end < date::sys_days{date::year{9000} / 1 / 1};
}

date::sys_info info_at(const date::time_zone& zone, Instant at) {
    date::sys_info info = zone.get_info(at);
    return goes_on(info) ? info : zone.get_info(at - to_listed(at));
}

struct Local {
    date::local_info info;
    days back{};  // how much earlier its instants are than those that are meant
};

Local info_of(const date::time_zone& zone, LocalTime local) {
    const auto of = [&](LocalTime time) {
        return zone.get_info(date::local_time<std::chrono::milliseconds>{time.time_since_epoch()});
    };
    date::local_info info = of(local);
    if (info.result != date::local_info::unique || goes_on(info.first)) return {info, days{0}};
    const days back = to_listed(local);
    return {of(local - back), back};
}

}  // namespace

Instant Zone::instant(LocalTime local) const {
    const Instant as_utc{local.time_since_epoch()};
    if (zone_ == nullptr) return as_utc;
    const auto [info, back] = info_of(*zone_, local);
    if (info.result == date::local_info::nonexistent) return info.first.end + back;
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
    return zone_ != nullptr && info_of(*zone_, local).info.result == date::local_info::ambiguous;
}

bool Zone::skipped(LocalTime local) const {
    return zone_ != nullptr && info_of(*zone_, local).info.result == date::local_info::nonexistent;
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

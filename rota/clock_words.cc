#include "rota/clock_words.h"

#include "rota/counted.h"

#include <array>
#include <concepts>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 7> weekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string two(std::integral auto number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::size_t whole_seconds(Duration length) {
    return static_cast<std::size_t>(floor<seconds>(std::chrono::abs(length)).count());
}

template <class Unit>
std::string clock_of(Unit since_midnight) {
    const long all = floor<minutes>(since_midnight).count();
    return two(all / 60) + ":" + two(all % 60);
}

std::string month_of(Day day) {
    return std::string(months[unsigned{day.month()} - 1]);
}

// "02:24", in the repeated hour "01:40 BST".
std::string wall_clock(const Zone& zone, Instant at) {
    const LocalTime local = zone.local(at);
    std::string text = clock_of(local - floor<days>(local));
    if (zone.in_repeated_hour(at)) text += " " + zone.abbreviation(at);
    return text;
}

// "2026-07-08T01:52:00", with milliseconds when there are any.
template <class Time>
std::string iso(Time at) {
    const auto midnight = floor<days>(at);
    const auto since = at - midnight;
    const long milliseconds = (since % 1s).count();
    std::string text = iso_day(Day{midnight}) + "T" + clock_of(since) + ":" +
                       two((floor<seconds>(since) % 1min).count());
    if (milliseconds > 0) text += "." + std::to_string(1000 + milliseconds).substr(1);
    return text;
}

// Reads a text from its front; each step says whether it was there.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    bool ended() const { return rest_.empty(); }

    bool one_of(std::string_view letters) {
        if (ended() || letters.find(rest_[0]) == std::string_view::npos) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::optional<int> number(std::size_t length) {
        if (rest_.size() < length) return std::nullopt;
        int value = 0;
        for (const char letter : rest_.substr(0, length)) {
            if (letter < '0' || letter > '9') return std::nullopt;
            value = value * 10 + (letter - '0');
        }
        rest_.remove_prefix(length);
        return value;
    }

    std::optional<Day> day() {
        const auto year = number(4);
        if (!year || !one_of("-")) return std::nullopt;
        const auto month = number(2);
        if (!month || !one_of("-")) return std::nullopt;
        const auto of_month = number(2);
        if (!of_month) return std::nullopt;
        const Day found = std::chrono::year{*year} / *month / *of_month;
        return found.ok() ? std::optional(found) : std::nullopt;
    }

    std::optional<minutes> clock() {
        const auto hour = number(2);
        if (!hour || *hour > 23 || !one_of(":")) return std::nullopt;
        const auto minute = number(2);
        if (!minute || *minute > 59) return std::nullopt;
        return 1h * *hour + 1min * *minute;
    }

    // ":05.123456789"; the colon has been read.
    std::optional<Duration> second() {
        const auto whole = number(2);
        if (!whole || *whole > 60) return std::nullopt;
        Duration fraction{0};
        if (one_of(".")) {
            int digits = 0;
            for (Duration worth = 100ms; const auto next = number(1); worth /= 10, ++digits) {
                fraction += worth * *next;
            }
            if (digits == 0 || digits > 9) return std::nullopt;
        }
        return *whole == 60 ? Duration{1min} - 1ms : Duration{1s * *whole + fraction};
    }

    std::optional<minutes> offset() {
        if (one_of("Zz")) return 0min;
        const bool east = one_of("+");
        if (!east && !one_of("-")) return std::nullopt;
        const auto distance = clock();
        if (!distance) return std::nullopt;
        return east ? *distance : -*distance;
    }

private:
    std::string_view rest_;
};

}  // namespace

std::string_view long_name(Weekday day) {
    return weekdays[day.c_encoding()];
}
std::string_view short_name(Weekday day) {
    return long_name(day).substr(0, 3);
}

std::string short_day(Day day) {
    return std::string(short_name(weekday_of(day))) + " " + std::to_string(unsigned{day.day()}) +
           " " + month_of(day);
}

std::string long_day(Day day) {
    return std::string(long_name(weekday_of(day))) + " " + std::to_string(unsigned{day.day()}) +
           " " + month_of(day) + " " + std::to_string(int{day.year()});
}

std::string short_time(const Zone& zone, Instant at, Instant now) {
    const Day day = zone.day(at);
    const auto away = std::chrono::sys_days{day} - std::chrono::sys_days{zone.day(now)};
    const std::string clock = wall_clock(zone, at);
    if (away == days{0}) return clock;
    if (std::chrono::abs(away) <= days{6}) {
        return std::string(short_name(weekday_of(day))) + " " + clock;
    }
    return short_day(day) + " " + clock;
}

std::string long_time(const Zone& zone, Instant at) {
    return wall_clock(zone, at) + " on " + long_day(zone.day(at));
}

std::string iso_utc(Instant at) {
    return iso(at) + "Z";
}

std::string iso_local(const Zone& zone, Instant at) {
    const auto offset = zone.offset(at);
    return iso(zone.local(at)) + (offset < 0s ? "-" : "+") + clock_of(std::chrono::abs(offset));
}

std::string duration_words(Duration length) {
    const std::size_t all = whole_seconds(length);
    const std::size_t minute = all / 60 % 60;
    const std::size_t hour = all / 3600;
    if (all < 60) return std::to_string(all) + " s";
    if (hour == 0) return std::to_string(minute) + " min";
    if (hour >= 48) {
        const std::string count = counted(hour / 24, "day");
        return hour % 24 == 0 ? count : count + " " + std::to_string(hour % 24) + " h";
    }
    return minute == 0 ? counted(hour, "hour") : std::to_string(hour) + " h " + two(minute);
}

std::string exact_words(Duration length) {
    const long all = floor<seconds>(length).count();
    if (all < 60 || all >= 3600 || all % 60 == 0) return duration_words(length);
    return std::to_string(all / 60) + " min " + std::to_string(all % 60) + " s";
}

std::string long_duration_words(Duration length) {
    const std::size_t all = whole_seconds(length);
    const std::size_t hour = all / 3600;
    if (all < 60) return counted(all, "second");
    const auto join = [](std::string first, std::size_t count, const char* name) {
        return count == 0 ? first : first + " " + counted(count, name);
    };
    if (hour >= 48) return join(counted(hour / 24, "day"), hour % 24, "hour");
    if (hour == 0) return counted(all / 60, "minute");
    return join(counted(hour, "hour"), all / 60 % 60, "minute");
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    Scanner scanner(text);
    const auto day = scanner.day();
    if (!day || !scanner.one_of("Tt ")) return std::nullopt;
    const auto clock = scanner.clock();
    if (!clock || !scanner.one_of(":")) return std::nullopt;
    const auto second = scanner.second();
    if (!second) return std::nullopt;
    const auto offset = scanner.offset();
    if (!offset || !scanner.ended()) return std::nullopt;
    return Instant{std::chrono::sys_days{*day}} + *clock + *second - *offset;
}

std::optional<Day> parse_day(std::string_view text) {
    Scanner scanner(text);
    const auto day = scanner.day();
    return scanner.ended() ? day : std::nullopt;
}

std::optional<Day> parse_week(std::string_view text) {
    if (text.size() != 8 || text[4] != '-' || text[5] != 'W') return parse_day(text);
    const std::optional<Day> fourth = parse_day(std::string(text.substr(0, 4)) + "-01-04");
    if (!fourth) return std::nullopt;
    for (Day monday = monday_of(*fourth); iso_week(monday) <= text; monday = plus_days(monday, 7)) {
        if (iso_week(monday) == text) return monday;
    }
    return std::nullopt;
}

std::optional<minutes> parse_clock(std::string_view text) {
    if (text == "24:00") return minutes{24h};
    Scanner scanner(text);
    const auto clock = scanner.clock();
    return scanner.ended() ? clock : std::nullopt;
}

std::optional<When> parse_when(std::string_view text, const Zone& zone) {
    Scanner scanner(text);
    const auto day = scanner.day();
    if (!day || !scanner.one_of("Tt ")) return std::nullopt;
    const auto clock = scanner.clock();
    if (!clock) return std::nullopt;
    Duration second{0};
    if (scanner.one_of(":")) {
        const auto found = scanner.second();
        if (!found) return std::nullopt;
        second = *found;
    }
    const LocalTime local = std::chrono::local_days{*day} + *clock + second;
    if (scanner.ended())
        return When{zone.instant(local), zone.repeated(local), zone.skipped(local)};
    const auto offset = scanner.offset();
    if (!offset || !scanner.ended()) return std::nullopt;
    return When{Instant{local.time_since_epoch()} - *offset};
}

}  // namespace tocsin

// P10: at every quarter of an hour of 2024 to 2040 exactly the right person is on call, and nobody
// in core hours. The oracle below shares no code with the room: it knows the law of summer time and
// HSSI-11 by heart, and asks neither a zone nor a span.
#include "rota/coverage.h"
#include "rota/rota.h"
#include "rota/shifts.h"
#include "tests/rota/london.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

// Who has the shift named after `named_day`; three take turns, so that a neighbour's shift shows.
std::string holder(sys_days named_day, bool night) {
    const std::array<std::string, 3> people = {"pat.ash", "jo.oak", "sam.elm"};
    const auto index = (2 * named_day.time_since_epoch().count() + (night ? 1 : 0)) % 3;
    return people[static_cast<std::size_t>(index)];
}

Rota generated(Day first, Day last) {
    Rota rota{"on-call", {}, {}, {}, 1};
    for (Day monday = first; monday <= last; monday = plus_days(monday, 7)) {
        WeeklyRota week{"on-call", monday, week_span(london_zone(), monday), {}, {}};
        for (const NamedShift& shift : edm_shifts(london(), monday)) {
            const std::array<std::string, 7> days_of = {"mon", "tue", "wed", "thu",
                                                        "fri", "sat", "sun"};
            const auto index =
                std::ranges::find(days_of, shift.name.substr(0, 3)) - days_of.begin();
            const sys_days named_day = sys_days{monday} + days{index};
            week.shifts.push_back(
                {"edm", shift.span, {holder(named_day, shift.name.ends_with("night"))}, {}});
        }
        week.shifts.push_back({"level-3", week.span, {holder(monday, false)}, {}});
        rota.weeks[monday] = std::move(week);
    }
    return rota;
}

class Oracle {
public:
    // The EDM at `at`; empty in core hours.
    std::string edm(Instant utc) const {
        const auto local = utc + (summer(utc) ? 1h : 0h);
        const sys_days today = floor<days>(local);
        const auto clock = local - today;
        const sys_days yesterday = today - days{1};

        // On the Monday of a bank holiday the hour before 08:00 belongs to the week before.
        const bool new_week_at_eight = weekday{today} == Monday;
        const auto day_begins = new_week_at_eight ? 8h : 7h;
        if (has_day(today) && day_begins <= clock && clock < 19h) return holder(today, false);
        if (clock >= (has_day(today) ? minutes{19h} : 17h + 30min)) return holder(today, true);
        const bool ends_at_seven =
            weekday{yesterday} == Saturday || (weekday{yesterday} == Friday && !has_day(yesterday));
        if (clock < (ends_at_seven ? 7h : 8h)) return holder(yesterday, true);
        return "";
    }

private:
    static bool has_day(sys_days day) {
        const weekday of{day};
        return of == Saturday || of == Sunday || london().bank_holidays.contains(Day{day});
    }

    static bool summer(Instant utc) {
        const year y = Day{floor<days>(utc)}.year();
        return sys_days{y / March / Sunday[last]} + 1h <= utc &&
               utc < sys_days{y / October / Sunday[last]} + 1h;
    }
};

TEST(EveryQuarter, HasExactlyTheRightPerson) {
    proves("P10");
    proves("HSSI-11");
    const Rota rota = generated(day("2023-12-25"), day("2040-12-31"));
    const Oracle oracle;
    const Instant end = at("2041-01-01T00:00Z");
    long quarters = 0;
    for (Instant now = at("2024-01-01T00:00Z"); now < end; now += 15min, ++quarters) {
        const std::string expected = oracle.edm(now);
        const OnCall found = on_call(rota, "edm", now);
        ASSERT_EQ(found.people.size(), expected.empty() ? 0u : 1u)
            << now.time_since_epoch().count();
        ASSERT_TRUE(found.since <= now && now < found.until) << now.time_since_epoch().count();
        if (expected.empty()) continue;
        ASSERT_EQ(found.people[0], expected) << now.time_since_epoch().count();
    }
    EXPECT_EQ(quarters, 4L * 24 * (17 * 365 + 5));
}

TEST(EveryQuarter, LevelThreeHasNoGap) {
    proves("P10");
    const Rota rota = generated(day("2023-12-25"), day("2040-12-31"));
    const Span years{at("2024-01-01T00:00Z"), at("2041-01-01T00:00Z")};
    EXPECT_TRUE(gaps(rota, {"level-3", false, {}}, london(), years).empty());
    EXPECT_TRUE(gaps(rota, {"edm", true, core_hours()}, london(), years).empty());
}

// The stretches say when the answer changes; between two changes it must not.
TEST(EveryQuarter, AnswersHoldUntilTheyChange) {
    const Rota rota = generated(day("2026-03-16"), day("2026-11-02"));
    const Oracle oracle;
    const Span within{at("2026-03-16T08:00"), at("2026-11-09T08:00")};
    Instant expected_from = within.from;
    for (const OnCall& stretch : stretches(rota, "edm", within)) {
        ASSERT_EQ(stretch.since, expected_from);
        for (Instant now = stretch.since; now < stretch.until; now += 15min) {
            ASSERT_EQ(stretch.people.empty() ? "" : stretch.people[0], oracle.edm(now));
        }
        expected_from = stretch.until;
    }
    EXPECT_EQ(expected_from, within.to);
}

}  // namespace
}  // namespace tocsin

// The look-up that every call asks: it allocates nothing, and its answer is that of on_call().
#include "rota/rota.h"
#include "rota/shifts.h"
#include "tests/rota/allocations.h"
#include "tests/rota/london.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

// Longer than what a string keeps within itself, so that a copy would allocate.
const std::string longest(64, 'x');

// A year with a published week in four, two people a shift, gaps in between, and swaps all over.
Rota busy_year() {
    Rota rota{"on-call", {}, {}, {}, 1};
    int count = 0;
    for (Day monday = day("2026-11-30"); monday < day("2027-11-29");
         monday = plus_days(monday, 7)) {
        WeeklyRota week{"on-call", monday, week_span(london_zone(), monday), {}, {}};
        for (const NamedShift& shift : edm_shifts(london(), monday)) {
            const std::string number = std::to_string(count++ % 60);
            if (count % 9 == 0) continue;
            week.shifts.push_back({"edm", shift.span, {longest + number, "pat.ash" + number}, {}});
        }
        rota.rolling[monday] = week;
        if (count % 4 == 0) rota.weeks[monday] = week;
        rota.swaps.push_back({"edm",
                              {week.span.from, week.span.from + 50h},
                              "pat.ash" + std::to_string(count % 60),
                              longest});
        rota.swaps.push_back({"edm", {week.span.from + 30h, week.span.to}, "", longest + "cover"});
    }
    return rota;
}

TEST(LookUp, AllocatesNothing) {
    const Rota rota = busy_year();
    const Span years{at("2026-11-20T00:00"), at("2027-12-10T00:00")};
    std::size_t people = 0;
    const std::size_t before = allocations();
    for (Instant now = years.from; now < years.to; now += 17min) {
        people += look_up(rota, "edm", now).count;
        people += look_up(rota, "level-3", now).count;
    }
    const std::size_t after = allocations();
    EXPECT_EQ(after, before);
    EXPECT_GT(people, 10000u);
    // The counter counts: a copy of the answer has to.
    EXPECT_FALSE(on_call(rota, "edm", at("2026-12-01T20:00")).people.empty());
    EXPECT_GT(allocations(), after);
}

TEST(LookUp, AnswersAsOnCallDoes) {
    const Rota rota = busy_year();
    for (Instant now = at("2026-11-20T00:00"); now < at("2027-02-10T00:00"); now += 37min) {
        const OnCallView view = look_up(rota, "edm", now);
        const OnCall copy = on_call(rota, "edm", now);
        ASSERT_TRUE(std::ranges::equal(view.people(), copy.people));
        ASSERT_EQ(view.since, copy.since);
        ASSERT_EQ(view.until, copy.until);
    }
}

TEST(LookUp, OfAFullShiftNamesEverybody) {
    std::vector<std::string> everybody;
    for (std::size_t one = 0; one < people_on_shift_max; ++one) {
        everybody.push_back("person." + std::to_string(one));
    }
    Rota rota =
        rota_of({week_of("2026-11-23", "edm", {{"2026-11-23T17:30", "2026-11-24T08:00", "x"}})});
    rota.weeks.begin()->second.shifts[0].people = everybody;
    rota.swaps.push_back({"edm", rota.weeks.begin()->second.span, "person.3", "person.new"});
    everybody[3] = "person.new";
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-23T20:00")).people, everybody);
}

}  // namespace
}  // namespace tocsin

// A time of the week, and the two days it may count from.
#include "rota/week_time.h"

#include "tests/rota/london.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(WeekTime, IsReadAndWritten) {
    for (const char* const text : {"Mon 08:00", "Sun 00:00", "Thu 23:59"}) {
        ASSERT_TRUE(parse_week_time(text)) << text;
        EXPECT_EQ(week_time_words(*parse_week_time(text)), text);
    }
    EXPECT_EQ(parse_week_time("thu 12:00"),
              (WeekTime{std::chrono::Thursday, std::chrono::hours(12)}));
    for (const char* const wrong :
         {"", "Mon", "08:00", "Monday 08:00", "Mon 8:00", "Mon 24:00", "Mon  08:00", "xyz 08:00"}) {
        EXPECT_FALSE(parse_week_time(wrong)) << wrong;
    }
}

TEST(WeekTime, CountsBackWithinADayAndAheadFromIt) {
    const Zone zone = london_zone();
    const WeekTime monday{std::chrono::Monday, std::chrono::hours(8)};
    const WeekTime thursday{std::chrono::Thursday, std::chrono::hours(12)};
    EXPECT_EQ(last_within(zone, monday, day("2026-11-30")), at("2026-11-30T08:00"));
    EXPECT_EQ(last_within(zone, thursday, day("2026-11-29")), at("2026-11-26T12:00"));
    EXPECT_EQ(last_within(zone, thursday, day("2026-11-26")), at("2026-11-26T12:00"));
    EXPECT_EQ(last_within(zone, monday, day("2026-11-29")), at("2026-11-23T08:00"));
    EXPECT_EQ(first_from(zone, monday, day("2026-11-30")), at("2026-11-30T08:00"));
    EXPECT_EQ(first_from(zone, thursday, day("2026-11-30")), at("2026-12-03T12:00"));
    // Local time: the clocks change between the Thursday and the Monday.
    EXPECT_EQ(last_within(zone, thursday, day("2026-03-30")), at("2026-03-26T12:00"));
    EXPECT_EQ(last_within(zone, monday, day("2026-03-30")), at("2026-03-30T08:00"));
}

}  // namespace
}  // namespace tocsin

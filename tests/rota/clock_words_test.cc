// Times as people and programs read them (wording 2.1).
#include "rota/clock_words.h"

#include "tests/rota/london.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

std::string short_of(const std::string& when, const std::string& now) {
    return short_time(london_zone(), at(when), at(now));
}

TEST(ClockWords, AShortTimeSaysNoMoreThanItMust) {
    EXPECT_EQ(short_of("2026-07-08T02:24", "2026-07-08T02:14"), "02:24");
    EXPECT_EQ(short_of("2026-07-09T00:04", "2026-07-08T23:54"), "Thu 00:04");
    EXPECT_EQ(short_of("2026-07-07T17:41", "2026-07-08T02:14"), "Tue 17:41");
    EXPECT_EQ(short_of("2026-07-14T08:00", "2026-07-08T02:14"), "Tue 08:00");
    EXPECT_EQ(short_of("2026-07-15T08:00", "2026-07-08T02:14"), "Wed 15 July 08:00");
    EXPECT_EQ(short_of("2026-09-30T17:30", "2026-07-08T02:14"), "Wed 30 September 17:30");
}

TEST(ClockWords, TheRepeatedHourNamesItsClock) {
    EXPECT_EQ(short_of("2026-10-25T00:40Z", "2026-10-25T00:00Z"), "01:40 BST");
    EXPECT_EQ(short_of("2026-10-25T01:40Z", "2026-10-25T00:00Z"), "01:40 GMT");
    EXPECT_EQ(short_of("2026-10-25T02:00Z", "2026-10-25T00:00Z"), "02:00");
    EXPECT_EQ(long_time(london_zone(), at("2026-10-25T01:40Z")),
              "01:40 GMT on Sunday 25 October 2026");
}

TEST(ClockWords, ALongTimeHasTheYear) {
    EXPECT_EQ(long_time(london_zone(), at("2026-07-08T01:52")), "01:52 on Wednesday 8 July 2026");
    EXPECT_EQ(short_day(day("2026-07-13")), "Mon 13 July");
}

TEST(ClockWords, IsoForms) {
    const Instant when = at("2026-07-08T00:52Z");
    EXPECT_EQ(iso_utc(when), "2026-07-08T00:52:00Z");
    EXPECT_EQ(iso_utc(when + 7ms), "2026-07-08T00:52:00.007Z");
    EXPECT_EQ(iso_local(london_zone(), when), "2026-07-08T01:52:00+01:00");
    EXPECT_EQ(iso_local(london_zone(), at("2026-12-01T12:00Z")), "2026-12-01T12:00:00+00:00");
    EXPECT_EQ(iso_utc(Instant{-1ms}), "1969-12-31T23:59:59.999Z");
}

TEST(ClockWords, DurationsInWords) {
    EXPECT_EQ(duration_words(30s), "30 s");
    EXPECT_EQ(duration_words(10min), "10 min");
    EXPECT_EQ(duration_words(3h), "3 hours");
    EXPECT_EQ(duration_words(1h), "1 hour");
    EXPECT_EQ(duration_words(13h + 30min), "13 h 30");
    EXPECT_EQ(duration_words(1h + 4min), "1 h 04");
    EXPECT_EQ(duration_words(48h), "2 days");
    EXPECT_EQ(duration_words(-10min), "10 min");
    EXPECT_EQ(long_duration_words(1h + 46min), "1 hour 46 minutes");
    EXPECT_EQ(long_duration_words(2h), "2 hours");
    EXPECT_EQ(long_duration_words(1min), "1 minute");
    EXPECT_EQ(long_duration_words(1s), "1 second");
    EXPECT_EQ(long_duration_words(51h), "2 days 3 hours");
}

TEST(ClockWords, Rfc3339WithAnyFractionAndOffset) {
    const Instant when = std::chrono::sys_days{std::chrono::year{2026} / 1 / 4} + 2h + 11min + 5s;
    EXPECT_EQ(parse_rfc3339("2026-01-04T02:11:05Z"), when);
    EXPECT_EQ(parse_rfc3339("2026-01-04t02:11:05z"), when);
    EXPECT_EQ(parse_rfc3339("2026-01-04 02:11:05Z"), when);
    EXPECT_EQ(parse_rfc3339("2026-01-04T04:11:05+02:00"), when);
    EXPECT_EQ(parse_rfc3339("2026-01-03T21:41:05-04:30"), when);
    EXPECT_EQ(parse_rfc3339("2026-01-04T02:11:05.1Z"), when + 100ms);
    EXPECT_EQ(parse_rfc3339("2026-01-04T02:11:05.123456789Z"), when + 123ms);
    EXPECT_EQ(parse_rfc3339("2026-01-04T02:11:60Z"), when + 54s + 999ms);
}

TEST(ClockWords, WhatIsNotRfc3339IsNothing) {
    for (const char* text :
         {"", "2026", "2026-01-04", "2026-01-04T02:11:05", "2026-01-04T02:11Z",
          "2026-02-30T02:11:05Z", "2026-13-01T00:00:00Z", "2026-01-04T24:00:00Z",
          "2026-01-04T02:60:05Z", "2026-01-04T02:11:61Z", "2026-01-04T02:11:05.Z",
          "2026-01-04T02:11:05.1234567890Z", "2026-01-04T02:11:05+0100",
          "2026-01-04T02:11:05+25:00", "2026-01-04T02:11:05Zx", " 2026-01-04T02:11:05Z",
          "26-01-04T02:11:05Z", "2026-1-4T02:11:05Z", "-026-01-04T02:11:05Z"}) {
        EXPECT_FALSE(parse_rfc3339(text)) << text;
    }
}

TEST(ClockWords, AtIsLocalUnlessItSaysOtherwise) {
    const Zone zone = london_zone();
    EXPECT_EQ(parse_when("2026-07-08T03:00", zone)->at, *parse_rfc3339("2026-07-08T02:00:00Z"));
    EXPECT_EQ(parse_when("2026-07-08 03:00:30", zone)->at, *parse_rfc3339("2026-07-08T02:00:30Z"));
    EXPECT_EQ(parse_when("2026-07-08T03:00Z", zone)->at, *parse_rfc3339("2026-07-08T03:00:00Z"));
    EXPECT_EQ(parse_when("2026-07-08T03:00+01:00", zone)->at,
              *parse_rfc3339("2026-07-08T02:00:00Z"));
    EXPECT_FALSE(parse_when("2026-07-08", zone));
    EXPECT_FALSE(parse_when("2026-07-08T03:00 BST", zone));
}

TEST(ClockWords, AtSaysWhenALocalTimeIsDoubtful) {
    const auto twice = parse_when("2026-10-25T01:30", london_zone());
    EXPECT_TRUE(twice->ambiguous);
    EXPECT_EQ(iso_utc(twice->at), "2026-10-25T00:30:00Z");
    const auto gone = parse_when("2026-03-29T01:30", london_zone());
    EXPECT_TRUE(gone->nonexistent);
    EXPECT_EQ(iso_utc(gone->at), "2026-03-29T01:00:00Z");
    EXPECT_FALSE(parse_when("2026-10-25T01:30Z", london_zone())->ambiguous);
}

TEST(ClockWords, ClockTimes) {
    EXPECT_EQ(parse_clock("07:00"), 7h);
    EXPECT_EQ(parse_clock("24:00"), 24h);
    for (const char* text : {"7:00", "24:01", "07:60", "07:00:00", "", "0700"}) {
        EXPECT_FALSE(parse_clock(text)) << text;
    }
}

}  // namespace
}  // namespace tocsin

// Who is on call: shifts, takeovers, gaps, and the edges of weeks.
#include "rota/rota.h"

#include "rota/bank_holidays.h"
#include "rota/coverage.h"
#include "rota/shifts.h"
#include "tests/rota/london.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using People = std::vector<std::string>;

Span named(const std::string& monday, const std::string& name) {
    for (const NamedShift& shift : edm_shifts(london(), day(monday))) {
        if (shift.name == name) return shift.span;
    }
    return {};
}

Span span(const std::string& from, const std::string& to) {
    return {at(from), at(to)};
}

std::vector<std::string> names_of(const std::string& monday) {
    std::vector<std::string> names;
    for (const NamedShift& shift : edm_shifts(london(), day(monday))) names.push_back(shift.name);
    return names;
}

TEST(Shifts, AnOrdinaryWeek) {
    proves("HSSI-11");
    EXPECT_EQ(names_of("2026-11-23"),
              (People{"mon-night", "tue-night", "wed-night", "thu-night", "fri-night", "sat-day",
                      "sat-night", "sun-day", "sun-night"}));
    EXPECT_EQ(named("2026-11-23", "mon-night"), span("2026-11-23T17:30", "2026-11-24T08:00"));
    EXPECT_EQ(named("2026-11-23", "fri-night"), span("2026-11-27T17:30", "2026-11-28T07:00"));
    EXPECT_EQ(named("2026-11-23", "sat-day"), span("2026-11-28T07:00", "2026-11-28T19:00"));
    EXPECT_EQ(named("2026-11-23", "sat-night"), span("2026-11-28T19:00", "2026-11-29T07:00"));
    EXPECT_EQ(named("2026-11-23", "sun-day"), span("2026-11-29T07:00", "2026-11-29T19:00"));
    EXPECT_EQ(named("2026-11-23", "sun-night"), span("2026-11-29T19:00", "2026-11-30T08:00"));
}

TEST(Shifts, ABankHolidayReplacesItsWeekdayAndNothingOnAWeekend) {
    proves("HSSI-11");
    // Christmas 2026 is a Friday; Boxing Day, the Saturday after it, is no bank holiday of its own.
    EXPECT_EQ(names_of("2026-12-21"),
              (People{"mon-night", "tue-night", "wed-night", "thu-night", "fri-day", "fri-night",
                      "sat-day", "sat-night", "sun-day", "sun-night"}));
    EXPECT_EQ(named("2026-12-21", "fri-day"), span("2026-12-25T07:00", "2026-12-25T19:00"));
    EXPECT_EQ(named("2026-12-21", "fri-night"), span("2026-12-25T19:00", "2026-12-26T08:00"));

    Calendar calendar = london();
    calendar.bank_holidays.insert(day("2026-11-28"));
    EXPECT_EQ(edm_shifts(calendar, day("2026-11-23")), edm_shifts(london(), day("2026-11-23")));
}

TEST(Shifts, AMondayHolidayBeginsWithItsWeek) {
    proves("HSSI-12");
    EXPECT_EQ(named("2026-05-04", "mon-day"), span("2026-05-04T08:00", "2026-05-04T19:00"));
    EXPECT_EQ(named("2026-04-27", "sun-night"), span("2026-05-03T19:00", "2026-05-04T08:00"));
}

TEST(Shifts, ANightIsAnHourShorterOrLongerWhenTheClocksChange) {
    EXPECT_EQ(named("2026-03-23", "sat-night").to - named("2026-03-23", "sat-night").from, 11h);
    EXPECT_EQ(named("2026-10-19", "sat-night").to - named("2026-10-19", "sat-night").from, 13h);
}

TEST(Shifts, OneThatDoesNotExistIsExplained) {
    EXPECT_EQ(
        why_no_shift(london(), day("2026-11-23"), "mon-day"),
        "Monday 23 November 2026 is not a bank holiday: 08:00 to 17:30 are core hours, and its "
        "only shift is mon-night (HSSI-11)");
    EXPECT_EQ(why_no_shift(london(), day("2026-05-04"), "mon-day"), "");
    EXPECT_EQ(why_no_shift(london(), day("2026-11-23"), "mon-night"), "");
    // Nobody has said which days of that year are bank holidays.
    EXPECT_EQ(why_no_shift(london(), day("2029-12-24"), "tue-day"),
              "Tuesday 25 December 2029 may be a bank holiday: they are known to 2028-12-31, and "
              "one that is not on the list counts as a working day: 08:00 to 17:30 are core hours, "
              "and its only shift is tue-night (HSSI-11)");
    EXPECT_EQ(shift_names().size(), 14u);
}

TEST(OnCall, AnswersWithThePeopleAndTheEndOfTheirShift) {
    const Rota rota = rota_of({week_of("2026-11-23", "edm",
                                       {{"2026-11-23T17:30", "2026-11-24T08:00", "pat.ash"},
                                        {"2026-11-24T17:30", "2026-11-25T08:00", "jo.oak"}})});
    const OnCall night{{"pat.ash"}, at("2026-11-23T17:30"), at("2026-11-24T08:00")};
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-23T17:30")), night);
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-24T07:59")), night);
    const OnCall core{{}, at("2026-11-24T08:00"), at("2026-11-24T17:30")};
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-24T08:00")), core);
    EXPECT_TRUE(on_call(rota, "level-3", at("2026-11-24T18:00")).people.empty());
    EXPECT_EQ(on_call(rota, "level-3", at("2026-11-24T18:00")).until, never);
}

TEST(OnCall, TheShiftThatStartsLaterTakesOver) {
    proves("HSSI-11");
    // The night before Good Friday ends at 08:00, the day of it begins at 07:00.
    const Rota rota = rota_of({week_of("2026-03-30", "edm",
                                       {{"2026-04-03T07:00", "2026-04-03T19:00", "jo.oak"},
                                        {"2026-04-02T17:30", "2026-04-03T08:00", "pat.ash"}})});
    EXPECT_EQ(on_call(rota, "edm", at("2026-04-03T06:59")),
              (OnCall{{"pat.ash"}, at("2026-04-02T17:30"), at("2026-04-03T07:00")}));
    EXPECT_EQ(on_call(rota, "edm", at("2026-04-03T07:00")),
              (OnCall{{"jo.oak"}, at("2026-04-03T07:00"), at("2026-04-03T19:00")}));
    // That the night's shift ends at 08:00 changes nothing for the one who took over.
    EXPECT_EQ(on_call(rota, "edm", at("2026-04-03T09:00")),
              (OnCall{{"jo.oak"}, at("2026-04-03T07:00"), at("2026-04-03T19:00")}));
}

TEST(OnCall, AfterAShiftInsideAnotherTheOuterOneResumes) {
    const Rota rota = rota_of({week_of("2026-11-23", "edm",
                                       {{"2026-11-23T17:30", "2026-11-24T08:00", "pat.ash"},
                                        {"2026-11-23T20:00", "2026-11-23T22:00", "jo.oak"}})});
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-23T21:00")).people, People{"jo.oak"});
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-23T22:00")),
              (OnCall{{"pat.ash"}, at("2026-11-23T22:00"), at("2026-11-24T08:00")}));
}

TEST(OnCall, AnEmptyShiftTakesNothingOver) {
    proves("P11");
    const Rota rota = rota_of({week_of("2026-11-23", "edm",
                                       {{"2026-11-23T17:30", "2026-11-24T08:00", "pat.ash"},
                                        {"2026-11-23T20:00", "2026-11-24T08:00", ""}})});
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-23T21:00")),
              (OnCall{{"pat.ash"}, at("2026-11-23T17:30"), at("2026-11-24T08:00")}));
}

TEST(OnCall, AWeekDoesNotReachIntoTheNext) {
    proves("HSSI-12");
    const Rota rota = rota_of(
        {week_of("2026-11-23", "edm", {{"2026-11-29T19:00", "2026-11-30T12:00", "pat.ash"}})});
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-29T20:00")).until, at("2026-11-30T08:00"));
    EXPECT_TRUE(on_call(rota, "edm", at("2026-11-30T08:00")).people.empty());
}

TEST(OnCall, AGapReachesAcrossWeeksThatAreMissing) {
    proves("HSSI-16");
    const Rota rota = rota_of(
        {week_of("2026-11-02", "level-3", {{"2026-11-02T08:00", "2026-11-09T08:00", "sam.elm"}}),
         week_of("2026-11-23", "level-3", {{"2026-11-24T08:00", "2026-11-30T08:00", "sam.elm"}})});
    EXPECT_EQ(on_call(rota, "level-3", at("2026-11-16T00:00")),
              (OnCall{{}, at("2026-11-09T08:00"), at("2026-11-24T08:00")}));
    EXPECT_EQ(on_call(rota, "level-3", at("2026-11-30T08:00")).until, never);
    EXPECT_EQ(on_call(rota, "level-3", at("2026-10-01T08:00")),
              (OnCall{{}, Instant{}, at("2026-11-02T08:00")}));
}

TEST(OnCall, MondayMorningBelongsToTheWeekBefore) {
    EXPECT_EQ(week_at(london_zone(), at("2026-11-30T07:59")), day("2026-11-23"));
    EXPECT_EQ(week_at(london_zone(), at("2026-11-30T08:00")), day("2026-11-30"));
    EXPECT_EQ(week_at(london_zone(), at("2026-07-06T08:00")), day("2026-07-06"));
}

TEST(Coverage, CoreHoursAreNoGapForTheEdm) {
    proves("HSSI-10");
    proves("HSSI-16");
    const Rota rota = rota_of({week_of("2026-11-23", "edm",
                                       {{"2026-11-23T17:30", "2026-11-24T08:00", "pat.ash"},
                                        {"2026-11-24T18:30", "2026-11-25T08:00", "jo.oak"}})});
    const auto found = gaps(rota, {"edm", true, core_hours()}, london(),
                            span("2026-11-23T08:00", "2026-11-25T18:00"));
    const std::vector<Gap> expected{{"edm", span("2026-11-24T17:30", "2026-11-24T18:30"), 0},
                                    {"edm", span("2026-11-25T17:30", "2026-11-25T18:00"), 0}};
    EXPECT_EQ(found, expected);
}

TEST(Coverage, LevelThreeIsNeededAlways) {
    proves("HSSI-16");
    const Rota rota = rota_of(
        {week_of("2026-11-23", "level-3", {{"2026-11-23T08:00", "2026-11-24T12:00", "sam.elm"}})});
    const auto found =
        gaps(rota, {"level-3", false, {}}, london(), span("2026-11-22T08:00", "2026-11-30T08:00"));
    const std::vector<Gap> expected{{"level-3", span("2026-11-22T08:00", "2026-11-23T08:00"), 0},
                                    {"level-3", span("2026-11-24T12:00", "2026-11-30T08:00"), 0}};
    EXPECT_EQ(found, expected);
}

TEST(Coverage, ABankHolidayHasNoCoreHours) {
    const Rota rota = rota_of({week_of("2026-12-21", "edm", {})});
    const auto found = gaps(rota, {"edm", true, core_hours()}, london(),
                            span("2026-12-25T00:00", "2026-12-29T12:00"));
    const std::vector<Gap> expected{{"edm", span("2026-12-25T00:00", "2026-12-29T08:00"), 0}};
    EXPECT_EQ(found, expected);
}

TEST(Coverage, TooFewIsAGapThatSaysHowManyThereAre) {
    Rota rota = rota_of(
        {week_of("2026-11-23", "edm", {{"2026-11-23T17:30", "2026-11-24T08:00", "pat.ash"}})});
    rota.people_needed = 2;
    const auto found = gaps(rota, {"edm", true, core_hours()}, london(),
                            span("2026-11-23T17:30", "2026-11-24T08:00"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].present, 1);
}

TEST(Coverage, OverlapsNameBothShifts) {
    const WeeklyRota week = week_of("2026-11-23", "edm",
                                    {{"2026-11-23T17:30", "2026-11-24T08:00", "pat.ash"},
                                     {"2026-11-24T07:00", "2026-11-24T09:00", "jo.oak"},
                                     {"2026-11-24T06:00", "2026-11-24T09:00", ""}});
    const auto found = overlaps(week, "edm");
    const std::vector<Overlap> expected{
        {"edm", span("2026-11-24T07:00", "2026-11-24T08:00"), {1, 1}, {2, 1}}};
    EXPECT_EQ(found, expected);
    EXPECT_TRUE(overlaps(week, "level-3").empty());
}

}  // namespace
}  // namespace tocsin

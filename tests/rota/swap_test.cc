// Swaps and cover over weekly and rolling rotas, and what differs between two of them.
#include "rota/difference.h"
#include "tests/rota/london.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using People = std::vector<std::string>;

Span span(const std::string& from, const std::string& to) {
    return {at(from), at(to)};
}

// Pat Ash on Monday night, Jo Oak on Tuesday night.
Rota two_nights() {
    return rota_of({week_of("2026-11-23", "edm",
                            {{"2026-11-23T17:30", "2026-11-24T08:00", "pat.ash"},
                             {"2026-11-24T17:30", "2026-11-25T08:00", "jo.oak"}})});
}

People who(const Rota& rota, const std::string& when) {
    return on_call(rota, "edm", at(when)).people;
}

TEST(Rolling, StandsWhereNoWeekIsPublished) {
    proves("HSSI-12");
    Rota rota = two_nights();
    rota.rolling.emplace(
        day("2026-11-23"),
        week_of("2026-11-23", "edm", {{"2026-11-23T08:00", "2026-11-30T08:00", "lee.birch"}}));
    rota.rolling.emplace(
        day("2026-11-30"),
        week_of("2026-11-30", "edm", {{"2026-11-30T17:30", "2026-12-01T08:00", "lee.birch"}}));
    EXPECT_EQ(who(rota, "2026-11-23T20:00"), People{"pat.ash"});
    // A published week stands alone: the rolling one fills none of its gaps.
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-26T20:00")),
              (OnCall{{}, at("2026-11-25T08:00"), at("2026-11-30T17:30")}));
    EXPECT_EQ(who(rota, "2026-11-30T20:00"), People{"lee.birch"});
}

TEST(Swap, ShowsInTheNextLookUpAndOnlyInItsSpan) {
    proves("HSSI-13");
    Rota rota = two_nights();
    rota.swaps.push_back(
        {"edm", span("2026-11-23T20:00", "2026-11-23T23:00"), "pat.ash", "jo.oak"});
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-23T19:00")),
              (OnCall{{"pat.ash"}, at("2026-11-23T17:30"), at("2026-11-23T20:00")}));
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-23T21:00")),
              (OnCall{{"jo.oak"}, at("2026-11-23T20:00"), at("2026-11-23T23:00")}));
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-23T23:00")),
              (OnCall{{"pat.ash"}, at("2026-11-23T23:00"), at("2026-11-24T08:00")}));
    EXPECT_EQ(on_call(rota, "level-3", at("2026-11-23T21:00")).people, People{});
}

TEST(Swap, OutlivesAWeekUploadedAnewWithOrWithoutIt) {
    proves("HSSI-13");
    Rota rota = two_nights();
    rota.swaps.push_back(
        {"edm", span("2026-11-23T17:30", "2026-11-24T08:00"), "pat.ash", "jo.oak"});
    const WeeklyRota with =
        week_of("2026-11-23", "edm", {{"2026-11-23T17:30", "2026-11-24T08:00", "jo.oak"}});
    const WeeklyRota other =
        week_of("2026-11-23", "edm", {{"2026-11-23T17:30", "2026-11-24T08:00", "kim.hazel"}});
    EXPECT_EQ(who(rota, "2026-11-23T20:00"), People{"jo.oak"});
    rota.weeks[day("2026-11-23")] = with;
    EXPECT_EQ(who(rota, "2026-11-23T20:00"), People{"jo.oak"});
    rota.weeks[day("2026-11-23")] = other;
    EXPECT_EQ(who(rota, "2026-11-23T20:00"), People{"kim.hazel"});
}

TEST(Swap, ALaterOneGoesOnFromTheEarlier) {
    Rota rota = two_nights();
    const Span night = span("2026-11-23T17:30", "2026-11-24T08:00");
    rota.swaps = {{"edm", night, "pat.ash", "jo.oak"}, {"edm", night, "jo.oak", "kim.hazel"}};
    EXPECT_EQ(who(rota, "2026-11-23T20:00"), People{"kim.hazel"});
}

TEST(Swap, WhoCannotCoverLeavesAGapThatCoverFills) {
    proves("HSSI-13");
    proves("HSSI-16");
    Rota rota = two_nights();
    const Span night = span("2026-11-23T17:30", "2026-11-24T08:00");
    rota.swaps.push_back({"edm", night, "pat.ash", ""});
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-23T20:00")), (OnCall{{}, night.from, night.to}));
    rota.swaps.push_back({"edm", span("2026-11-23T19:00", "2026-11-24T08:00"), "", "kim.hazel"});
    EXPECT_EQ(who(rota, "2026-11-23T18:00"), People{});
    EXPECT_EQ(who(rota, "2026-11-23T20:00"), People{"kim.hazel"});
}

TEST(Swap, NobodyIsOnCallTwiceForOneShift) {
    Rota rota = two_nights();
    rota.weeks.at(day("2026-11-23")).shifts[0].people = {"pat.ash", "jo.oak"};
    rota.swaps.push_back(
        {"edm", span("2026-11-23T17:30", "2026-11-24T08:00"), "pat.ash", "jo.oak"});
    EXPECT_EQ(who(rota, "2026-11-23T20:00"), People{"jo.oak"});
}

TEST(Swap, CoversAGapBetweenShifts) {
    Rota rota = two_nights();
    rota.swaps.push_back({"edm", span("2026-11-24T08:00", "2026-11-24T17:30"), "", "kim.hazel"});
    EXPECT_EQ(on_call(rota, "edm", at("2026-11-24T09:00")),
              (OnCall{{"kim.hazel"}, at("2026-11-24T08:00"), at("2026-11-24T17:30")}));
}

TEST(Difference, NamesWhoGivesUpAndWhoTakesEachStretch) {
    const Rota before = two_nights();
    Rota after = before;
    after.weeks.at(day("2026-11-23")).shifts[1].people = {"kim.hazel"};
    after.weeks.at(day("2026-11-23")).shifts[0].span.to = at("2026-11-24T07:00");
    const std::vector<Change> expected{
        {"edm", span("2026-11-24T07:00", "2026-11-24T08:00"), {"pat.ash"}, {}},
        {"edm", span("2026-11-24T17:30", "2026-11-25T08:00"), {"jo.oak"}, {"kim.hazel"}}};
    EXPECT_EQ(changes(before, after, "edm", span("2026-11-23T08:00", "2026-11-30T08:00")),
              expected);
    EXPECT_TRUE(
        changes(before, before, "edm", span("2026-11-23T08:00", "2026-11-30T08:00")).empty());
}

TEST(Difference, AStretchCutByTheOtherRotaIsOneChange) {
    const Rota before = two_nights();
    Rota after = before;
    after.weeks.at(day("2026-11-23")).shifts = {
        {"edm", span("2026-11-23T17:30", "2026-11-23T22:00"), {"kim.hazel"}, {}},
        {"edm", span("2026-11-23T22:00", "2026-11-24T08:00"), {"kim.hazel"}, {}}};
    const auto found = changes(before, after, "edm", span("2026-11-23T08:00", "2026-11-24T09:00"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].span, span("2026-11-23T17:30", "2026-11-24T08:00"));
}

TEST(Difference, TheOrderOfPeopleIsNone) {
    Rota before = two_nights();
    before.weeks.at(day("2026-11-23")).shifts[0].people = {"pat.ash", "jo.oak"};
    Rota after = before;
    after.weeks.at(day("2026-11-23")).shifts[0].people = {"jo.oak", "pat.ash"};
    EXPECT_TRUE(
        changes(before, after, "edm", span("2026-11-23T08:00", "2026-11-30T08:00")).empty());
    EXPECT_EQ(roles(before), std::set<std::string>{"edm"});
}

}  // namespace
}  // namespace tocsin

// What really was in force, whatever has been uploaded since.
#include "rota/ledger.h"

#include "tests/rota/london.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

LedgerEntry upload(const std::string& when, const WeeklyRota& week, int version) {
    LedgerEntry entry;
    entry.at = at(when);
    entry.version = version;
    entry.weeks = {week};
    return entry;
}

LedgerEntry swap(const std::string& when, const std::string& from, const std::string& to,
                 const std::string& out, const std::string& in) {
    LedgerEntry entry;
    entry.at = at(when);
    entry.swap = Swap{"edm", {at(from), at(to)}, out, in};
    return entry;
}

WeeklyRota nights(const std::string& monday_night, const std::string& tuesday_night) {
    return week_of("2026-11-23", "edm",
                   {{"2026-11-23T17:30", "2026-11-24T08:00", monday_night},
                    {"2026-11-24T17:30", "2026-11-25T08:00", tuesday_night}});
}

const Span both_nights{at("2026-11-23T17:30"), at("2026-11-25T08:00")};

TEST(Ledger, AnUploadOfAPastNightDoesNotChangeWhoHadIt) {
    const Ledger ledger{"on-call",
                        {upload("2026-11-20T09:00", nights("pat.ash", "pat.ash"), 1),
                         upload("2026-11-24T12:00", nights("jo.oak", "jo.oak"), 2)}};
    const std::vector<OnCall> all = served(ledger, "edm", both_nights);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0], (OnCall{{"pat.ash"}, at("2026-11-23T17:30"), at("2026-11-24T08:00")}));
    EXPECT_TRUE(all[1].people.empty());
    EXPECT_EQ(all[2], (OnCall{{"jo.oak"}, at("2026-11-24T17:30"), at("2026-11-25T08:00")}));
}

TEST(Ledger, AnUploadThatLeavesAStretchAsItIsDoesNotCutIt) {
    const Ledger ledger{"on-call",
                        {upload("2026-11-20T09:00", nights("pat.ash", "pat.ash"), 1),
                         upload("2026-11-23T20:00", nights("pat.ash", "jo.oak"), 2)}};
    const std::vector<OnCall> all = served(ledger, "edm", both_nights);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0], (OnCall{{"pat.ash"}, at("2026-11-23T17:30"), at("2026-11-24T08:00")}));
}

TEST(Ledger, OneThatTakesANightAwayInItsMiddleCutsItToTheMinute) {
    const Ledger ledger{"on-call",
                        {upload("2026-11-20T09:00", nights("pat.ash", "pat.ash"), 1),
                         upload("2026-11-23T20:00:42.5Z", nights("jo.oak", "pat.ash"), 2)}};
    const std::vector<OnCall> all = served(ledger, "edm", both_nights);
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[0], (OnCall{{"pat.ash"}, at("2026-11-23T17:30"), at("2026-11-23T20:00")}));
    EXPECT_EQ(all[1], (OnCall{{"jo.oak"}, at("2026-11-23T20:00"), at("2026-11-24T08:00")}));
}

TEST(Ledger, ASwapCountsFromWhenItWasMade) {
    proves("HSSI-13");
    const Ledger ledger{
        "on-call",
        {upload("2026-11-20T09:00", nights("pat.ash", "pat.ash"), 1),
         swap("2026-11-23T22:00", "2026-11-23T20:00", "2026-11-23T23:00", "pat.ash", "jo.oak")}};
    const std::vector<OnCall> all = served(ledger, "edm", both_nights);
    ASSERT_GE(all.size(), 3U);
    EXPECT_EQ(all[0], (OnCall{{"pat.ash"}, at("2026-11-23T17:30"), at("2026-11-23T22:00")}));
    EXPECT_EQ(all[1], (OnCall{{"jo.oak"}, at("2026-11-23T22:00"), at("2026-11-23T23:00")}));
    EXPECT_EQ(all[2], (OnCall{{"pat.ash"}, at("2026-11-23T23:00"), at("2026-11-24T08:00")}));
}

TEST(Ledger, AClockThatWasSetBackMakesNoTimeCountTwice) {
    const Ledger ledger{"on-call",
                        {upload("2026-11-23T20:00", nights("pat.ash", "pat.ash"), 1),
                         upload("2026-11-23T19:00", nights("jo.oak", "jo.oak"), 2)}};
    Duration covered{};
    Instant end = both_nights.from;
    each_era(ledger, both_nights, [&](const Rota&, Span part) {
        EXPECT_EQ(part.from, end);
        end = part.to;
        covered += part.to - part.from;
    });
    EXPECT_EQ(covered, both_nights.to - both_nights.from);
}

TEST(Ledger, AGapGoesOnThroughAnUploadThatLeavesIt) {
    proves("HSSI-16");
    const Required required{"edm", true, core_hours()};
    const Ledger ledger{"on-call",
                        {upload("2026-11-20T09:00", nights("", "pat.ash"), 1),
                         upload("2026-11-23T20:00", nights("", "jo.oak"), 2)}};
    const std::vector<Gap> gaps = missed(ledger, required, london(), both_nights);
    ASSERT_EQ(gaps.size(), 1U);
    EXPECT_EQ(gaps[0].span, (Span{at("2026-11-23T17:30"), at("2026-11-24T08:00")}));
}

TEST(Ledger, KnowsWhenAStretchWasLastTouchedAndHowOften) {
    const Ledger ledger{
        "on-call",
        {upload("2026-11-20T09:00", nights("pat.ash", "pat.ash"), 1),
         upload("2026-11-21T09:00",
                week_of("2026-11-30", "edm", {{"2026-11-30T17:30", "2026-12-01T08:00", "jo.oak"}}),
                2),
         swap("2026-11-22T10:00", "2026-11-24T17:30", "2026-11-25T08:00", "pat.ash", "jo.oak")}};
    const auto night = [&](const std::string& from, const std::string& to) {
        return touched(ledger, "edm", {at(from), at(to)});
    };
    EXPECT_EQ(night("2026-11-23T17:30", "2026-11-24T08:00").last, at("2026-11-20T09:00"));
    EXPECT_EQ(night("2026-11-23T17:30", "2026-11-24T08:00").times, 0);
    EXPECT_EQ(night("2026-11-24T17:30", "2026-11-25T08:00").last, at("2026-11-22T10:00"));
    EXPECT_EQ(night("2026-11-24T17:30", "2026-11-25T08:00").times, 1);
    EXPECT_EQ(night("2027-01-04T17:30", "2027-01-05T08:00").last, Instant{});
}

}  // namespace
}  // namespace tocsin

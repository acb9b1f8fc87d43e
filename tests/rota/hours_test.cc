// Hours for pay: by what was in force at each instant, whole, and none twice.
#include "rota/hours.h"

#include "rota/shifts.h"
#include "tests/channels/golden.h"
#include "tests/rota/london.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <random>

namespace tocsin {
namespace {

using std::chrono::minutes;

const std::map<std::string, std::string> names = {
    {"pat.ash", "Pat Ash"}, {"jo.oak", "Jo Oak"}, {"sam.elm", "Sam Elm"}};

const std::vector<Required> needed = {{"edm", true, core_hours()}, {"level-3", false, {}}};

// Each shift of the EDM in that week goes to the next of `people`, "" to nobody; level 3 to one.
WeeklyRota named_week(const std::string& monday, const std::vector<std::string>& people) {
    WeeklyRota week = week_of(monday, "edm", {});
    std::size_t turn = 0;
    for (const NamedShift& shift : edm_shifts(london(), week.week)) {
        const std::string& person = people[turn++ % people.size()];
        week.shifts.push_back(
            {"edm",
             shift.span,
             person.empty() ? std::vector<std::string>{} : std::vector<std::string>{person},
             {}});
    }
    week.shifts.push_back({"level-3", week.span, {"sam.elm"}, {}});
    return week;
}

LedgerEntry uploaded(Instant when, const WeeklyRota& week) {
    LedgerEntry entry;
    entry.at = when;
    entry.weeks = {week};
    return entry;
}

Ledger ledger_of(const std::vector<WeeklyRota>& weeks) {
    Ledger ledger{"on-call", {}};
    for (const WeeklyRota& week : weeks)
        ledger.entries.push_back(uploaded(at("2026-01-01T00:00"), week));
    return ledger;
}

const Tally& tally_of(const std::vector<Tally>& all, const std::string& person,
                      const std::string& role, const std::string& kind) {
    static const Tally none;
    for (const Tally& one : all) {
        if (one.person == person && one.role == role && one.kind == kind) return one;
    }
    return none;
}

TEST(Hours, ChristmasHasBankHolidaysApart) {
    proves("HSSI-11");
    const Ledger ledger = ledger_of({named_week("2026-12-21", {"pat.ash", "jo.oak"}),
                                     named_week("2026-12-28", {"jo.oak", "pat.ash", ""})});
    const Days days{day("2026-12-21"), day("2027-01-03")};
    const std::vector<Worked> all = worked(ledger, needed, london(), days);
    expect_golden("hours/christmas.csv", tallies_csv(tallies(all), days, names));
    expect_golden("hours/christmas-each.csv", worked_csv(all, london().zone, names));
}

TEST(Hours, TheNightInWhichTheClocksGoBackHasAnHourMore) {
    proves("P10");
    const std::vector<Tally> autumn =
        tallies(worked(ledger_of({named_week("2026-10-19", {"pat.ash"})}), needed, london(),
                       {day("2026-10-24"), day("2026-10-24")}));
    EXPECT_EQ(tally_of(autumn, "pat.ash", "edm", "Saturday night").length, minutes(13 * 60));
    const std::vector<Tally> spring =
        tallies(worked(ledger_of({named_week("2026-03-23", {"pat.ash"})}), needed, london(),
                       {day("2026-03-28"), day("2026-03-28")}));
    EXPECT_EQ(tally_of(spring, "pat.ash", "edm", "Saturday night").length, minutes(11 * 60));
}

TEST(Hours, AShiftBelongsWholeToTheDayOnWhichItBegins) {
    const Ledger ledger =
        ledger_of({named_week("2026-11-23", {"pat.ash"}), named_week("2026-11-30", {"pat.ash"})});
    const auto on = [&](const std::string& first, const std::string& last) {
        return tally_of(tallies(worked(ledger, needed, london(), {day(first), day(last)})),
                        "pat.ash", "edm", "weekday night");
    };
    EXPECT_EQ(on("2026-11-30", "2026-11-30").length, minutes(14 * 60 + 30));
    EXPECT_EQ(on("2026-11-30", "2026-11-30").shifts, 1);
    EXPECT_EQ(on("2026-12-01", "2026-12-01").shifts, 1);
    EXPECT_EQ(on("2026-11-30", "2026-12-01").shifts, 2);
}

TEST(Hours, BothHalvesOfASwappedShiftCountForWhoeverHadThem) {
    proves("HSSI-13");
    Ledger ledger = ledger_of({named_week("2026-11-23", {"pat.ash"})});
    LedgerEntry swap;
    swap.at = at("2026-11-23T09:00");
    swap.swap = Swap{"edm", {at("2026-11-24T00:00"), at("2026-11-24T08:00")}, "pat.ash", "jo.oak"};
    ledger.entries.push_back(swap);
    const std::vector<Tally> all =
        tallies(worked(ledger, needed, london(), {day("2026-11-23"), day("2026-11-23")}));
    EXPECT_EQ(tally_of(all, "pat.ash", "edm", "weekday night").length, minutes(6 * 60 + 30));
    EXPECT_EQ(tally_of(all, "jo.oak", "edm", "weekday night").length, minutes(8 * 60));
    EXPECT_EQ(tally_of(all, "jo.oak", "edm", "weekday night").shifts, 1);
}

TEST(Hours, CellsAreNoFormulas) {
    const std::map<std::string, std::string> bad = {{"pat.ash", "=HYPERLINK(\"x\")"}};
    const Days days{day("2026-11-23"), day("2026-11-23")};
    const std::string csv = tallies_csv(
        tallies(worked(ledger_of({named_week("2026-11-23", {"pat.ash"})}), needed, london(), days)),
        days, bad);
    EXPECT_NE(csv.find("\"'=HYPERLINK(\"\"x\"\")\""), std::string::npos) << csv;
    EXPECT_EQ(csv.find("\n="), std::string::npos);
}

TEST(Hours, AreWrittenToTwoPlaces) {
    EXPECT_EQ(hours_text(minutes(13 * 60 + 30)), "13.50");
    EXPECT_EQ(hours_text(minutes(0)), "0.00");
    EXPECT_EQ(hours_text(minutes(20)), "0.33");
    EXPECT_EQ(hours_text(minutes(59)), "0.98");
    EXPECT_EQ(hours_text(minutes(65)), "1.08");
}

// A month of uploads and swaps at odd times, some of them late, with gaps.
class Random {
public:
    explicit Random(unsigned seed) : numbers_(seed) {}

    Ledger ledger() {
        Ledger all{"on-call", {}};
        Instant when = at("2026-10-10T00:00");
        for (int count = between(4, 12); count > 0; --count) {
            when += minutes(5 * between(1, 1200));
            const Day monday = plus_days(day("2026-10-12"), 7 * between(0, 3));
            if (between(0, 2) == 0) {
                LedgerEntry swap;
                swap.at = when;
                const Instant from = when + minutes(5 * between(-200, 900));
                swap.swap = Swap{between(0, 1) == 0 ? "edm" : "level-3",
                                 {from, from + minutes(5 * between(1, 300))},
                                 person(),
                                 person()};
                all.entries.push_back(swap);
            } else {
                all.entries.push_back(
                    uploaded(when, named_week(iso_day(monday), {person(), person(), person()})));
            }
        }
        return all;
    }

    int between(int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(numbers_);
    }

private:
    std::string person() {
        const std::vector<std::string> people = {"pat.ash", "jo.oak", "lee.birch", ""};
        return people[static_cast<std::size_t>(between(0, 3))];
    }

    std::mt19937 numbers_;
};

// Every five minutes asked anew, of the rota that was in force then: everything above falls on
// them.
std::map<std::string, Duration> asked_one_by_one(const Ledger& ledger, Span within) {
    std::map<std::string, Duration> lengths;
    std::size_t count = 0;
    Rota rota;
    for (Instant now = within.from; now < within.to; now += minutes(5)) {
        while (count < ledger.entries.size() && ledger.entries[count].at <= now)
            rota = rota_after(ledger, ++count);
        for (const char* role : {"edm", "level-3"}) {
            for (const std::string& person : on_call(rota, role, now).people)
                lengths[person] += minutes(5);
        }
    }
    return lengths;
}

TEST(Hours, NoMinuteIsLostOrCountedTwice) {
    // Whole weeks of shifts: what begins from Monday to Sunday ends by the next Monday at 08:00.
    const Days month{day("2026-10-12"), day("2026-11-08")};
    const Span span{week_span(london().zone, month.first).from,
                    week_span(london().zone, day("2026-11-09")).from};
    // All time in which an EDM is needed, and something is known.
    const auto pattern = [&](Instant known) {
        Duration length{};
        Instant end = known;
        for (Day monday = month.first; monday <= month.last; monday = plus_days(monday, 7)) {
            for (const NamedShift& shift : edm_shifts(london(), monday)) {
                length += std::max(shift.span.to - std::max(shift.span.from, end), Duration{});
                end = std::max(end, shift.span.to);
            }
        }
        return length;
    };
    for (unsigned seed = 1; seed <= 60; ++seed) {
        const Ledger ledger = Random(seed).ledger();
        const std::vector<Worked> all = worked(ledger, needed, london(), month);
        std::map<std::string, Duration> lengths;
        Duration edm{};
        Duration level_3{};
        for (const Worked& part : all) {
            if (!part.person.empty()) lengths[part.person] += part.span.to - part.span.from;
            if (part.role == "level-3") level_3 += part.span.to - part.span.from;
            if (part.role == "edm" && part.kind != "other") edm += part.span.to - part.span.from;
        }
        EXPECT_EQ(lengths, asked_one_by_one(ledger, span)) << "seed " << seed;
        // People and nobody together are all the time that somebody was needed.
        const Instant known = std::max(span.from, ledger.entries.front().at);
        EXPECT_EQ(edm, pattern(known)) << "seed " << seed;
        EXPECT_EQ(level_3, span.to - known) << "seed " << seed;
        // Day by day it is the same.
        Duration sum{};
        for (Day one = month.first; one <= month.last; one = plus_days(one, 1)) {
            for (const Tally& tally : tallies(worked(ledger, needed, london(), {one, one})))
                sum += tally.length;
        }
        Duration whole{};
        for (const Tally& tally : tallies(all)) whole += tally.length;
        EXPECT_EQ(sum, whole) << "seed " << seed;
    }
}

}  // namespace
}  // namespace tocsin

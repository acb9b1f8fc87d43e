// Who is on call, minute by minute, against an oracle that reads what people wrote down and works
// nothing out of it: it knows the wall of the C library and the sentences of HSSI-11, HSSI-12 and
// HSSI-13, and shares no code with the room. TOCSIN_CAMPAIGN in the environment looks ten times as
// long.
#include "rota/clock_words.h"
#include "rota/coverage.h"
#include "tests/rota/london.h"
#include "tests/rota/wall.h"
#include "tests/support/proves.h"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

namespace tocsin {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

// Half an hour at a change, a month of it that the moon decides, quarters of an hour from UTC, a
// day that was left out, changes at midnight, none at all.
const std::vector<std::string> zones = {
    "Europe/London",     "Australia/Lord_Howe", "Africa/Casablanca",
    "Asia/Kathmandu",    "Pacific/Apia",        "America/St_Johns",
    "America/Sao_Paulo", "Pacific/Chatham",     "Asia/Gaza"};

int times(int usual) {
    return std::getenv("TOCSIN_CAMPAIGN") == nullptr ? usual : 10 * usual;
}

// What people wrote, in local minutes since 1970.
struct WrittenShift {
    std::string role;
    minutes from;
    minutes to;
    std::vector<std::string> people;
};
struct WrittenWeek {
    Day monday;
    bool rolling = false;
    std::vector<WrittenShift> shifts;
};
struct WrittenSwap {
    std::string role;
    Instant from;
    Instant to;
    std::string out;
    std::string in;
};
struct Written {
    std::vector<WrittenWeek> weeks;
    std::vector<WrittenSwap> swaps;
};

minutes eight_on(Day monday) {
    return duration_cast<minutes>(sys_days{monday}.time_since_epoch()) + 8h;
}

// The same as instants, each looked up on the wall once.
class Oracle {
public:
    Oracle(const Written& written, const Wall& wall) : swaps_(written.swaps) {
        for (const WrittenWeek& week : written.weeks) {
            Stretch whole{wall.first(eight_on(week.monday)),
                          wall.first(eight_on(week.monday) + 7 * 24h)};
            Week& known = weeks_.emplace_back(Week{whole, week.monday, week.rolling, {}});
            for (const WrittenShift& shift : week.shifts) {
                known.shifts.push_back(
                    {shift.role, {wall.first(shift.from), wall.first(shift.to)}, shift.people});
            }
        }
    }

    std::vector<std::string> on_call(const std::string& role, Instant at) const {
        std::vector<std::string> people;
        Instant began{};
        if (const Week* week = week_of(at)) {
            for (const Shift& shift : week->shifts) {
                if (shift.role != role || shift.people.empty()) continue;
                if (at < shift.when.from || at >= shift.when.to) continue;
                if (people.empty() || shift.when.from > began) {
                    people = shift.people;
                    began = shift.when.from;
                }
            }
        }
        for (const WrittenSwap& swap : swaps_) {
            if (swap.role != role || at < swap.from || at >= swap.to) continue;
            swapped(swap, people);
        }
        return people;
    }

    // Every instant at which an answer for `role` may change.
    std::set<Instant> edges(const std::string& role) const {
        std::set<Instant> all;
        for (const Week& week : weeks_) {
            all.insert({week.when.from, week.when.to});
            for (const Shift& shift : week.shifts) {
                if (shift.role == role) all.insert({shift.when.from, shift.when.to});
            }
        }
        for (const WrittenSwap& swap : swaps_) {
            if (swap.role == role) all.insert({swap.from, swap.to});
        }
        return all;
    }

private:
    struct Stretch {
        Instant from;
        Instant to;
    };
    struct Shift {
        std::string role;
        Stretch when;
        std::vector<std::string> people;
    };
    struct Week {
        Stretch when;
        Day monday;
        bool rolling;
        std::vector<Shift> shifts;
    };

    const Week* week_of(Instant at) const {
        const Week* found = nullptr;
        for (const Week& week : weeks_) {
            if (at < week.when.from || at >= week.when.to) continue;
            if (found == nullptr || !week.rolling) found = &week;
        }
        return found;
    }

    static void swapped(const WrittenSwap& swap, std::vector<std::string>& people) {
        const bool in_is_there = std::ranges::count(people, swap.in) > 0;
        if (swap.out.empty()) {
            if (people.empty()) people = {swap.in};
            return;
        }
        if (std::ranges::count(people, swap.out) == 0) return;
        std::erase(people, swap.out);
        if (!swap.in.empty() && !in_is_there) people.push_back(swap.in);
    }

    std::vector<Week> weeks_;
    std::vector<WrittenSwap> swaps_;
};

// The same by the room's own means.
Rota built(const Written& written, const Zone& zone) {
    Rota rota{"on-call", {}, {}, {}, 1};
    for (const WrittenWeek& week : written.weeks) {
        WeeklyRota made{"on-call", week.monday, week_span(zone, week.monday), {}, {}};
        for (const WrittenShift& shift : week.shifts) {
            const auto at = [&](minutes local) { return zone.instant(LocalTime{local}); };
            const Span span{at(shift.from), at(shift.to)};
            if (!span.empty()) made.shifts.push_back({shift.role, span, shift.people, {}});
        }
        put_week(rota, made, week.rolling);
    }
    for (const WrittenSwap& swap : written.swaps) {
        rota.swaps.push_back({swap.role, {swap.from, swap.to}, swap.out, swap.in});
    }
    return rota;
}

class Scribe {
public:
    explicit Scribe(unsigned seed) : random_(seed) {}

    // Five weeks from `monday`; some are published, some roll, one may be neither.
    Written writes(Day monday) {
        Written written;
        for (int week = 0; week < 5; ++week) {
            const Day day = plus_days(monday, 7 * week);
            if (below(5) > 0) written.weeks.push_back(week_of(day, true, {}));
            if (below(3) > 0) written.weeks.push_back(week_of(day, false, {}));
        }
        // Put in their order: a rolling week ends those behind it.
        for (int count = below(12); count > 0; --count) {
            const Instant from = Instant{sys_days{monday}} + 1min * below(5 * 7 * 24 * 60);
            written.swaps.push_back(swap(from, 1min * (1 + below(4000))));
        }
        return written;
    }

    // The week around `change`, whose shifts end and begin at the hours that are skipped or come
    // twice there.
    Written writes_around(Instant change, minutes local) {
        Written written;
        const Day day{floor<days>(sys_time<minutes>{local})};
        for (const int week : {-7, 0, 7}) {
            written.weeks.push_back(
                week_of(plus_days(monday_of(day), week), below(2) == 0, week == 0 ? local : 0min));
        }
        for (int count = below(4); count > 0; --count) {
            written.swaps.push_back(swap(change + 1min * (below(360) - 180), 1min * below(300)));
        }
        return written;
    }

    int below(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }

private:
    std::string somebody() {
        const std::vector<std::string> people{"pat.ash", "jo.oak", "kim.hazel", "sam.elm"};
        return people[static_cast<std::size_t>(below(4))];
    }

    WrittenSwap swap(Instant from, minutes length) {
        const std::string out = below(4) == 0 ? "" : somebody();
        const std::string in = out.empty() || below(4) > 0 ? somebody() : "";
        return {below(3) == 0 ? "level-3" : "edm", from, from + length, out, in};
    }

    // With shifts around `near`, where it is not zero; else anywhere in the week. Begins differ, as
    // a file whose shifts begin at once is refused.
    WrittenWeek week_of(Day monday, bool rolling, minutes near) {
        WrittenWeek week{monday, rolling, {}};
        const minutes start = eight_on(monday);
        const minutes end = start + 7 * 24h;
        std::set<std::pair<std::string, minutes>> begun;
        for (int count = 1 + below(14); count > 0; --count) {
            const std::string role = below(3) == 0 ? "level-3" : "edm";
            minutes from = start + 1min * below(7 * 24 * 60 - 1);
            minutes to = from + 1min * (1 + below(1500));
            if (near != 0min && below(4) > 0) {
                from = near + 15min * (below(24) - 12);
                to = from + 1min * (1 + below(below(2) == 0 ? 90 : 900));
            }
            if (from < start || to > end || !begun.emplace(role, from).second) continue;
            std::vector<std::string> people;
            for (int more = below(8) == 0 ? 0 : 1 + below(2); more > 0; --more) {
                const std::string one = somebody();
                if (std::ranges::count(people, one) == 0) people.push_back(one);
            }
            week.shifts.push_back({role, from, to, people});
        }
        return week;
    }

    std::mt19937 random_;
};

// Shifts of one role that begin at once are refused with their file, also where the clocks make one
// instant of two times.
Written without_ties(Written written, const Wall& wall) {
    for (WrittenWeek& week : written.weeks) {
        std::set<std::pair<std::string, Instant>> begun;
        std::erase_if(week.shifts, [&](const WrittenShift& shift) {
            return !begun.emplace(shift.role, wall.first(shift.from)).second;
        });
    }
    return written;
}

std::vector<std::string> sorted(std::vector<std::string> people) {
    std::ranges::sort(people);
    return people;
}

// Every minute of `within`: the people, and a stretch that holds the minute, that ends where
// something was written to end or begin, and in which nothing changes.
void compare(const Written& all, const Zone& zone, const Wall& wall, Span within) {
    const Written written = without_ties(all, wall);
    const Rota rota = built(written, zone);
    const Oracle oracle(written, wall);
    for (const std::string role : {"edm", "level-3"}) {
        const std::set<Instant> edges = oracle.edges(role);
        OnCall last;
        for (Instant at = within.from; at < within.to; at += 1min) {
            const std::vector<std::string> expected = sorted(oracle.on_call(role, at));
            const OnCall found = on_call(rota, role, at);
            ASSERT_EQ(sorted(found.people), expected)
                << role << " at " << iso_utc(at) << " in " << zone.name();
            ASSERT_TRUE(found.since <= at && at < found.until) << iso_utc(at);
            ASSERT_TRUE(found.until == never || edges.contains(found.until))
                << iso_utc(found.until) << " is no edge, in " << zone.name();
            ASSERT_TRUE(found.since == Instant{} || edges.contains(found.since))
                << iso_utc(found.since) << " is no edge, in " << zone.name();
            if (at < last.until) {
                ASSERT_EQ(found, last) << iso_utc(at);
            } else if (at > within.from && found.people != last.people) {
                ASSERT_EQ(found.since, at) << "a stretch begins where its people come on";
            }
            last = found;
        }
        Instant from = within.from;
        for (const OnCall& stretch : stretches(rota, role, within)) {
            ASSERT_EQ(stretch.since, from);
            ASSERT_EQ(sorted(stretch.people), sorted(oracle.on_call(role, from)));
            from = stretch.until;
        }
        ASSERT_EQ(from, within.to);
    }
}

class EveryZone : public testing::TestWithParam<std::string> {};

TEST_P(EveryZone, ShowsAtEveryChangeOfItsClocksWhatTheWallShows) {
    proves("P10");
    const Wall wall(GetParam());
    const Zone zone(date::locate_zone(GetParam()));
    for (const Instant change : wall.changes()) {
        for (Instant at = change - 4h; at < change + 4h; at += 1min) {
            const LocalTime shown{wall.shown(at)};
            ASSERT_EQ(zone.local(at), shown) << iso_utc(at);
            ASSERT_EQ(zone.instant(shown), wall.first(wall.shown(at))) << iso_utc(at);
        }
        // What is skipped is shown at no instant, so it is asked for by its name.
        for (minutes local = wall.shown(change) - 3h; local < wall.shown(change) + 3h;
             local += 1min) {
            ASSERT_EQ(zone.instant(LocalTime{local}), wall.first(local))
                << iso_utc(Instant{local}) << " local";
        }
    }
    // Between the changes: every day of the years.
    for (Instant noon = sys_days{2024y / 1 / 1} + 12h; noon < sys_days{2041y / 1 / 1};
         noon += 24h) {
        ASSERT_EQ(zone.local(noon), LocalTime{wall.shown(noon)}) << iso_utc(noon);
    }
}

TEST_P(EveryZone, HasTheRightPeopleAroundEveryChangeOfItsClocks) {
    proves("P10");
    proves("HSSI-11");
    const Wall wall(GetParam());
    const Zone zone(date::locate_zone(GetParam()));
    unsigned seed = 0;
    for (const Instant change : wall.changes()) {
        for (int again = 0; again < times(1); ++again) {
            SCOPED_TRACE("change at " + iso_utc(change) + ", seed " + std::to_string(++seed));
            const Written written = Scribe(seed).writes_around(change, wall.shown(change));
            compare(written, zone, wall, {change - 6h, change + 6h});
            if (HasFatalFailure()) return;
        }
    }
}

TEST_P(EveryZone, HasTheRightPeopleInEveryMinuteOfFiveWeeks) {
    proves("HSSI-12");
    proves("HSSI-13");
    const Wall wall(GetParam());
    const Zone zone(date::locate_zone(GetParam()));
    for (int round = 0; round < times(1); ++round) {
        const auto seed = static_cast<unsigned>(1000 + round);
        SCOPED_TRACE("seed " + std::to_string(seed));
        Scribe scribe(seed);
        // From a week before the clocks of most zones change.
        const Day monday =
            monday_of(Day{2024y + years{scribe.below(17)}, March, std::chrono::day{18}});
        const Written written = scribe.writes(monday);
        const Instant from = wall.first(eight_on(monday));
        compare(written, zone, wall, {from - 12h, from + 24h * 36});
        if (HasFatalFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(Of, EveryZone, testing::ValuesIn(zones), [](const auto& zone) {
    std::string name = zone.param;
    std::ranges::replace_if(
        name, [](char c) { return c == '/' || c == '_'; }, 'x');
    return name;
});

TEST(Wall, KnowsTheChangesOfTheLaw) {
    // 17 years with two each; the moon and half an hour are in the others.
    EXPECT_EQ(Wall("Europe/London").changes().size(), 34u);
    EXPECT_EQ(Wall("Europe/London").changes().front(), at("2024-03-31T01:00Z"));
    EXPECT_EQ(Wall("Europe/London").changes().back(), at("2040-10-28T01:00Z"));
    EXPECT_EQ(Wall("Asia/Kathmandu").changes().size(), 0u);
    EXPECT_GE(Wall("Africa/Casablanca").changes().size(), 34u);
    const Wall half("Australia/Lord_Howe");
    const Instant change = half.changes().front();
    EXPECT_EQ(half.shown(change) - half.shown(change - 1min), -29min);
}

// ------------------------------------------------------------------ hours are conserved

using Minutes = std::map<std::string, int>;

Minutes minutes_of(const Rota& rota, const std::string& role, Span within) {
    Minutes all;
    for (Instant at = within.from; at < within.to; at += 1min) {
        for (const std::string& person : on_call(rota, role, at).people) ++all[person];
    }
    return all;
}

int total(const Minutes& minutes) {
    int all = 0;
    for (const auto& [person, count] : minutes) all += count;
    return all;
}

// Minutes of `within` and the swap's span in which `person` is on call.
int minutes_in(const Rota& rota, const Swap& swap, const std::string& person) {
    return minutes_of(rota, swap.role, swap.span)[person];
}

TEST(SwapOracle, HoursAreConservedAndOnlyTheTwoOfASwapChange) {
    proves("HSSI-13");
    const Zone zone = london_zone();
    const Day monday = day("2027-03-22");
    int gave = 0;
    for (unsigned seed = 1; seed <= static_cast<unsigned>(times(40)); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Scribe scribe(seed);
        Written written = scribe.writes(monday);
        const Rota before = built(written, zone);
        const Span all{week_span(zone, monday).from, week_span(zone, plus_days(monday, 28)).to};
        const Instant from = all.from + 1min * scribe.below(5 * 7 * 24 * 60 - 3000);
        // Somebody whom no shift names takes over, so that nobody could be called twice.
        const Swap swap{
            "edm", {from, from + 1min * (1 + scribe.below(3000))}, "pat.ash", "lee.birch"};
        Rota after = before;
        after.swaps.push_back(swap);

        const Minutes had = minutes_of(before, "edm", all);
        Minutes has = minutes_of(after, "edm", all);
        const int moved = minutes_in(before, swap, "pat.ash");
        ASSERT_EQ(total(had), total(has));
        ASSERT_EQ(has["lee.birch"], moved);
        Minutes expected = had;
        expected["pat.ash"] -= moved;
        expected["lee.birch"] += moved;
        for (const auto& [person, count] : expected) ASSERT_EQ(has[person], count) << person;
        ASSERT_EQ(minutes_of(before, "level-3", all), minutes_of(after, "level-3", all));
        gave += moved;

        // Who cannot cover takes exactly that away, and cover for the gap gives it back.
        after.swaps.back().in = "";
        ASSERT_EQ(total(minutes_of(after, "edm", all)), total(had) - moved);
        after.swaps.push_back({"edm", swap.span, "", "lee.birch"});
        for (Instant now = swap.span.from; now < swap.span.to; now += 1min) {
            ASSERT_FALSE(on_call(after, "edm", now).people.empty()) << iso_utc(now);
        }
    }
    EXPECT_GT(gave, 1000) << "the swaps must move something, or they prove nothing";
}

}  // namespace
}  // namespace tocsin

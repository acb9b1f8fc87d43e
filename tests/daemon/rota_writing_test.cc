// A week that is written and read again means the same, whatever it holds (HSSI-13).
#include "daemon/rota_text.h"
#include "rota/clock_words.h"
#include "rota/difference.h"
#include "rota/sheet_words.h"
#include "rota/words.h"
#include "rota/writing.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <random>

namespace tocsin {
namespace {

Directory& directory() {
    static Directory made = directory_of_stories({});
    return made;
}

const Calendar& london() {
    return directory().calendar;
}

Day day(const std::string& text) {
    return parse_day(text).value();
}

Instant at(const std::string& text) {
    return parse_when(text, london().zone).value().at;
}

std::map<std::string, Person> people() {
    std::map<std::string, Person> all = directory().people;
    all["lee.birch"] = {
        "lee.birch", "=Lee \"Bo\" Birch, 2; \\n", {"+33612345678", "=1+1@example.org"}};
    all["-x_9"] = {"-x_9", "'=Siân", {"+447700900123", ""}};
    return all;
}

// Who has `role` at every quarter of an hour, and how they are reached.
std::string told(const WeeklyRota& week) {
    Rota rota{"on-call", {{week.week, week}}, {}, {}, 1};
    std::string text;
    for (const std::string& role : roles(rota)) {
        std::string before = "?";
        for (Instant now = week.span.from; now < week.span.to; now += std::chrono::minutes(15)) {
            std::string here;
            for (const std::string& id : on_call(rota, role, now).people) {
                const auto own = std::ranges::find(week.contacts, id, &Person::id);
                const Person who = own != week.contacts.end() ? *own : directory().people.at(id);
                here += who.name + "/" + who.contact.phone + "/" + who.contact.mail + " ";
            }
            if (here != before) text += role + " " + iso_utc(now) + " " + here + "\n";
            before = here;
        }
    }
    return text;
}

WeeklyRota read_back(const std::string& text, const std::string& name) {
    const RotaText read = read_rota_text(text, "week", name, directory());
    EXPECT_FALSE(refused(read.problems)) << format_problems(read.problems, text, "") << text;
    EXPECT_EQ(read.weeks.size(), 1U) << text;
    return read.weeks.empty() ? WeeklyRota{} : read.weeks.front();
}

void expect_the_same_again(const Rota& rota, Day monday, const std::vector<Gap>& gaps) {
    const WeeklyRota week = week_as_it_stands(rota, london().zone, monday, gaps, people());
    if (week.shifts.empty()) return;
    const WeeklyRota from_csv = read_back(week_as_csv(week, london()), rota.name);
    const WeeklyRota from_yaml = read_back(week_as_yaml(week, london()), rota.name);
    EXPECT_EQ(told(from_csv), told(week)) << week_as_csv(week, london());
    EXPECT_EQ(told(from_yaml), told(week)) << week_as_yaml(week, london());
    EXPECT_EQ(from_csv.week, monday);
    EXPECT_EQ(from_yaml.name, rota.name);
    for (const WeeklyRota* again : {&from_csv, &from_yaml}) {
        EXPECT_EQ(again->shifts.size(), week.shifts.size());
        for (const Person& contact : again->contacts) {
            EXPECT_FALSE(directory().people.contains(contact.id))
                << "the configuration's own contacts are not frozen by a round trip";
        }
    }
}

TEST(RotaWriting, AWeekWithSwapsAndGapsComesBackAsItWas) {
    proves("HSSI-13");
    Rota rota{"on-call", {}, {}, {}, 1};
    const Day monday = day("2026-07-13");
    WeeklyRota week{"on-call", monday, week_span(london().zone, monday), {}, {}};
    week.shifts = {{"edm", {at("2026-07-13T17:30"), at("2026-07-14T08:00")}, {"pat.ash"}, {}},
                   {"edm", {at("2026-07-15T17:30"), at("2026-07-18T07:00")}, {"lee.birch"}, {}},
                   {"edm",
                    {at("2026-07-18T07:00"), at("2026-07-18T19:00")},
                    {"-x_9", "pat.ash", "lee.birch"},
                    {}},
                   {"level-3", week.span, {"sam.elm"}, {}}};
    put_week(rota, week, false);
    rota.swaps = {{"edm", {at("2026-07-16T01:07"), at("2026-07-16T02:00")}, "lee.birch", "jo.oak"}};
    expect_the_same_again(rota, monday,
                          {{"edm", {at("2026-07-14T17:30"), at("2026-07-15T08:00")}, 0}});
    const std::string csv = week_as_csv(
        week_as_it_stands(rota, london().zone, monday,
                          {{"edm", {at("2026-07-14T17:30"), at("2026-07-15T08:00")}, 0}}, people()),
        london());
    EXPECT_EQ(
        csv,
        "role,date,shift,from,to,person,name,phone,mail\r\n"
        "edm,13/07/2026,night,,,pat.ash,Pat Ash,07700 900101,pat.ash@example.org\r\n"
        "edm,14/07/2026,night,,,nobody,,,\r\n"
        "edm,15/07/2026,,17:30,01:07,lee.birch,\"'=Lee \"\"Bo\"\" Birch, 2; \\n\",'+33612345678,"
        "'=1+1@example.org\r\n"
        "edm,16/07/2026,,01:07,02:00,jo.oak,Jo Oak,07700 900104,jo.oak@example.org\r\n"
        "edm,16/07/2026,,02:00,18/07/2026 07:00,lee.birch,\"'=Lee \"\"Bo\"\" Birch, 2; "
        "\\n\",'+33612345678,'=1+1@example.org\r\n"
        "edm,18/07/2026,day,,,'-x_9,''=Siân,07700 900123,\r\n"
        "edm,18/07/2026,day,,,pat.ash,Pat Ash,07700 900101,pat.ash@example.org\r\n"
        "edm,18/07/2026,day,,,lee.birch,\"'=Lee \"\"Bo\"\" Birch, 2; "
        "\\n\",'+33612345678,'=1+1@example.org\r\n"
        "level-3,13/07/2026,week,,,sam.elm,Sam Elm,07700 900102,sam.elm@example.org\r\n");
}

TEST(RotaWriting, AnyWeekComesBackAsItWas) {
    proves("HSSI-13");
    // An ordinary week, both weeks in which the clocks change, Christmas with its bank holidays.
    for (const char* const monday_text : {"2026-07-13", "2026-03-23", "2026-10-19", "2026-12-21"}) {
        const Day monday = day(monday_text);
        const Span span = week_span(london().zone, monday);
        std::minstd_rand chance(7);
        const auto below = [&](unsigned long most) { return chance() % most; };
        const std::vector<std::string> ids = {"pat.ash", "jo.oak", "sam.elm", "lee.birch", "-x_9"};
        const auto somebody = [&] { return ids[below(ids.size())]; };
        for (int round = 0; round < 60; ++round) {
            Rota rota{"on-call", {}, {}, {}, 1};
            WeeklyRota week{"on-call", monday, span, {}, {}};
            Instant from = span.from;
            while (from < span.to) {
                // Never into the hour that comes twice: no file can name its second half.
                const Instant to = std::min(span.to, from + std::chrono::hours(4 + below(40)));
                const bool twice = london().zone.in_repeated_hour(to);
                const Instant end = twice ? to + std::chrono::hours(2) : to;
                if (below(5) > 0) {
                    std::vector<std::string> them{somebody()};
                    if (const std::string other = somebody(); below(4) == 0 && other != them[0])
                        them.push_back(other);
                    week.shifts.push_back({"edm", {from, end}, them, {}});
                }
                from = end;
            }
            put_week(rota, week, below(2) == 0);
            for (unsigned long swap = below(4); swap > 0; --swap) {
                const Instant begin = span.from + std::chrono::hours(below(150));
                const Instant end = begin + std::chrono::hours(1 + below(30));
                if (london().zone.in_repeated_hour(begin) || london().zone.in_repeated_hour(end))
                    continue;
                rota.swaps.push_back(
                    {"edm", {begin, end}, below(3) > 0 ? somebody() : "", somebody()});
            }
            const Required always{"edm", false};
            expect_the_same_again(rota, monday, gaps(rota, always, london(), span));
            if (HasFailure()) return;
        }
    }
}

TEST(RotaWriting, NoCellIsAFormula) {
    for (const char* const text : {"=1", "+44", "-x", "@a", "'=1", "''=1"}) {
        const std::string guarded = guard_from_formulas(text);
        EXPECT_EQ(guarded.front(), '\'') << text;
        EXPECT_EQ(without_guard(guarded), text);
    }
    for (const char* const text : {"", "pat", "'", "''", "'tis", "07700 900101", "a=b"}) {
        EXPECT_EQ(guard_from_formulas(text), text);
        EXPECT_EQ(without_guard(text), text);
    }
}

TEST(RotaWriting, AnEndMaySayItsDate) {
    const auto read = [](const std::string& to) {
        return read_rota_text("role,date,from,to,person\nedm,14/07/2026,17:30," + to + ",pat.ash\n",
                              "week.csv", "on-call", directory());
    };
    const RotaText long_shift = read("16/07/2026 08:00");
    ASSERT_FALSE(refused(long_shift.problems));
    EXPECT_EQ(long_shift.weeks.front().shifts.front().span.to, at("2026-07-16T08:00"));
    for (const char* const wrong : {"13/07/2026 08:00", "14/07/2026 17:30", "22/07/2026 08:00"}) {
        const RotaText refusal = read(wrong);
        ASSERT_TRUE(refused(refusal.problems)) << wrong;
        EXPECT_EQ(refusal.problems.front().mark, (Mark{2, 22})) << wrong;
    }
    EXPECT_TRUE(refused(read("someday 08:00").problems));
}

}  // namespace
}  // namespace tocsin

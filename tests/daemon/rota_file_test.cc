// A weekly rota from its YAML text: what it says, and every kind of mistake with its place.
#include "daemon/yaml.h"
#include "daemon/zone_load.h"
#include "rota/bank_holidays.h"
#include "rota/clock_words.h"
#include "rota/formats.h"
#include "rota/words.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>

namespace tocsin {
namespace {

const Calendar& london() {
    static const Calendar calendar = england_and_wales(load_zone("Europe/London"));
    return calendar;
}

Instant at(const std::string& text) {
    return parse_when(text, london().zone).value().at;
}

Parsed parse(const std::string& text) {
    const YamlResult yaml = parse_yaml(text, "week.yaml");
    EXPECT_TRUE(yaml.tree) << format_problems(yaml.problems, text, "");
    if (!yaml.tree) return {};
    return parse_weekly(*yaml.tree, "week.yaml", {london(), {"jo.oak", "sam.elm"}});
}

const std::string good = R"(rota: on-call
week: 2026-11-23
contacts:
  pat.ash: { name: Pat Ash, phone: 07700 900101, mail: pat.ash@example.org }
shifts:
  edm:
    mon-night: pat.ash
    sat-day: [jo.oak, pat.ash]
    2026-11-25 17:30 to 2026-11-26 08:00: jo.oak
  level-3: { all-week: sam.elm }
)";

TEST(RotaFile, SaysWhoHasWhichShift) {
    proves("HSSI-11");
    proves("HSSI-12");
    const Parsed parsed = parse(good);
    EXPECT_TRUE(parsed.problems.empty()) << format_problems(parsed.problems, good, "");
    EXPECT_EQ(parsed.rota.name, "on-call");
    EXPECT_EQ(parsed.rota.week, *parse_day("2026-11-23"));
    EXPECT_EQ(parsed.rota.span, (Span{at("2026-11-23T08:00"), at("2026-11-30T08:00")}));
    const std::vector<Person> contacts{
        {"pat.ash", "Pat Ash", {"+447700900101", "pat.ash@example.org"}}};
    EXPECT_EQ(parsed.rota.contacts, contacts);
    const std::vector<Shift> shifts{
        {"edm", {at("2026-11-23T17:30"), at("2026-11-24T08:00")}, {"pat.ash"}, {7, 5}},
        {"edm", {at("2026-11-28T07:00"), at("2026-11-28T19:00")}, {"jo.oak", "pat.ash"}, {8, 5}},
        {"edm", {at("2026-11-25T17:30"), at("2026-11-26T08:00")}, {"jo.oak"}, {9, 5}},
        {"level-3", {at("2026-11-23T08:00"), at("2026-11-30T08:00")}, {"sam.elm"}, {10, 14}}};
    EXPECT_EQ(parsed.rota.shifts, shifts);
}

TEST(RotaFile, NobodyIsAGapThatIsToldAndAccepted) {
    proves("HSSI-16");
    const std::string text =
        "rota: on-call\nweek: 2026-11-23\nshifts:\n  edm:\n    thu-night: nobody\n";
    const Parsed parsed = parse(text);
    ASSERT_EQ(parsed.problems.size(), 1u);
    EXPECT_FALSE(refused(parsed.problems));
    EXPECT_EQ(parsed.problems[0].what,
              "nobody is edm from Thu 26 November 17:30 to Fri 27 November 08:00");
    ASSERT_EQ(parsed.rota.shifts.size(), 1u);
    EXPECT_TRUE(parsed.rota.shifts[0].people.empty());
}

TEST(RotaFile, TheShiftsOfABankHolidayOverlapByRuleAndAreNoMistake) {
    proves("HSSI-11");
    const Parsed parsed = parse(
        "rota: on-call\nweek: 2026-03-30\nshifts:\n  edm:\n"
        "    thu-night: jo.oak\n    fri-day: sam.elm\n    fri-night: jo.oak\n"
        "    sat-day: sam.elm\n");
    EXPECT_TRUE(parsed.problems.empty()) << format_problems(parsed.problems, "", "");
    Rota rota{"on-call", {{parsed.rota.week, parsed.rota}}, {}, {}, 1};
    EXPECT_EQ(on_call(rota, "edm", at("2026-04-03T06:59")).people.at(0), "jo.oak");
    EXPECT_EQ(on_call(rota, "edm", at("2026-04-03T07:00")).people.at(0), "sam.elm");
    EXPECT_EQ(on_call(rota, "edm", at("2026-04-04T07:00")).people.at(0), "sam.elm");
}

TEST(RotaFile, AMistakeReadsLikeAdvice) {
    const std::string text =
        "rota: on-call\nweek: 2026-11-23\nshifts:\n  edm:\n    mon-night: jo.oakk\n    mon-day: "
        "jo.oak\n";
    EXPECT_EQ(format_problems(parse(text).problems, text, "Nothing was changed."),
              "week.yaml:5:16: error: nobody is called \"jo.oakk\"\n"
              "    5 |     mon-night: jo.oakk\n"
              "      |                ^~~~~~~\n"
              "    why: a rota names people of its contacts or of the configuration, by id\n"
              "    do:  write jo.oak (the only near id), or add the person first\n"
              "week.yaml:6:5: error: there is no \"mon-day\" that week\n"
              "    6 |     mon-day: jo.oak\n"
              "      |     ^~~~~~~\n"
              "    why: Monday 23 November 2026 is not a bank holiday: 08:00 to 17:30 are core "
              "hours, and its "
              "only shift is mon-night (HSSI-11)\n"
              "    do:  delete it, or write the hours: 2026-11-25 17:30 to 2026-11-26 08:00\n"
              "\n2 errors, 0 warnings. Nothing was changed.\n");
}

struct Mistake {
    std::string replaced;  // in `good`
    std::string by;
    Mark mark;
    std::string what;  // a part of what is said

    friend std::ostream& operator<<(std::ostream& out, const Mistake& mistake) {
        return out << mistake.by;
    }
};

class RotaMistake : public testing::TestWithParam<Mistake> {};

TEST_P(RotaMistake, IsToldOnceAndInItsPlace) {
    proves("P20");
    const Mistake& mistake = GetParam();
    std::string text = good;
    const std::size_t place = text.find(mistake.replaced);
    ASSERT_NE(place, std::string::npos);
    text.replace(place, mistake.replaced.size(), mistake.by);
    const Parsed parsed = parse(text);
    ASSERT_EQ(parsed.problems.size(), 1u) << format_problems(parsed.problems, text, "");
    EXPECT_TRUE(refused(parsed.problems));
    const Problem& problem = parsed.problems[0];
    EXPECT_EQ(problem.mark, mistake.mark) << format_problem(problem, text);
    EXPECT_NE(problem.what.find(mistake.what), std::string::npos) << format_problem(problem, text);
    EXPECT_EQ(problem.file, "week.yaml");
    EXPECT_NE(problem.fix, "");
}

INSTANTIATE_TEST_SUITE_P(
    Every, RotaMistake,
    testing::Values(
        Mistake{"rota: on-call", "rota: On Call", {1, 7}, "cannot be the name"},
        Mistake{"rota: on-call", "rota:", {1, 1}, "\"rota\" is empty"},
        Mistake{"rota: on-call", "rota: [a]", {1, 7}, "not one value"},
        Mistake{"rota: on-call\n", "", {1, 1}, "\"rota\" is missing"},
        Mistake{"rota: on-call", "rota: on-call\nrotas: x", {2, 1}, "no \"rotas\""},
        Mistake{"2026-11-23", "2026-11-24", {2, 7}, "Tuesday 24 November 2026 is not a Monday"},
        Mistake{"2026-11-23", "23/11/2026", {2, 7}, "is not a date"},
        Mistake{"2026-11-23", "2026-02-30", {2, 7}, "is not a date"},
        Mistake{"  pat.ash: {",
                "  Pat Ash: { name: A, phone: 07700 900102 }\n  pat.ash: {",
                {4, 3},
                "cannot be the id"},
        Mistake{"  pat.ash: {",
                "  nobody: { name: A, phone: 07700 900102 }\n  pat.ash: {",
                {4, 3},
                "cannot be the id"},
        Mistake{"name: Pat Ash, ", "", {4, 3}, "has no name"},
        Mistake{"name: Pat Ash", "name: \"Pat\\nAsh\"", {4, 20}, "has no name"},
        Mistake{
            "phone: 07700 900101, mail: pat.ash@example.org", "", {4, 3}, "neither phone nor mail"},
        Mistake{"07700 900101", "07700 90010", {4, 36}, "not a phone that can be texted"},
        Mistake{"07700 900101", "0113 496 0123", {4, 36}, "not a phone that can be texted"},
        Mistake{"07700 900101", "0909 879 0123", {4, 36}, "not a phone that can be texted"},
        Mistake{"07700 900101", "", {4, 29}, "\"phone\" is empty"},
        Mistake{"pat.ash@example.org", "pat.ash.example.org", {4, 56}, "not a mail address"},
        Mistake{"mail:", "email:", {4, 50}, "no \"email\""},
        Mistake{
            "mon-night: pat.ash", "mon-night: kit.fir", {7, 16}, "nobody is called \"kit.fir\""},
        Mistake{"mon-night: pat.ash", "mon-night:", {7, 5}, "not a person"},
        Mistake{"mon-night: pat.ash", "mon-night: []", {7, 16}, "has 0 people"},
        Mistake{"mon-night: pat.ash", "mon-night: { a: b }", {7, 16}, "keys of its own"},
        Mistake{"mon-night: pat.ash", "mon-night: [[pat.ash]]", {7, 17}, "not a person"},
        Mistake{"[jo.oak, pat.ash]", "[jo.oak, jo.oak]", {8, 23}, "named twice"},
        Mistake{"[jo.oak, pat.ash]", "[jo.oak, nobody]", {8, 23}, "stands beside people"},
        Mistake{"mon-night", "mon-nigth", {7, 5}, "no shift is called"},
        Mistake{"mon-night", "mon-day", {7, 5}, "there is no \"mon-day\""},
        Mistake{"17:30 to 2026-11-26", "17:30 to 2026-11-24", {9, 5}, "ends before it begins"},
        Mistake{"17:30 to 2026-11-26", "17:30 to 2026-12-26", {9, 5}, "leaves the week"},
        Mistake{"2026-11-25 17:30", "2026-11-23 07:59", {9, 5}, "leaves the week"},
        Mistake{"2026-11-25 17:30", "Wednesday 17:30", {9, 5}, "not a date and a time"},
        Mistake{"2026-11-25 17:30", "2026-11-25 25:30", {9, 5}, "not a date and a time"},
        Mistake{"2026-11-25 17:30", "2026-11-24 07:00", {9, 5}, "overlaps line 7"},
        Mistake{"sat-day: [jo.oak, pat.ash]",
                "sat-day: sam.elm\n    2026-11-28 18:00 to 2026-11-28 19:00: jo.oak",
                {9, 5},
                "overlaps line 8"},
        Mistake{"level-3:", "Level 3:", {10, 3}, "cannot be the name of a role"},
        Mistake{"level-3: { all-week: sam.elm }", "level-3:", {10, 3}, "\"level-3\" holds nothing"},
        Mistake{"level-3: { all-week: sam.elm }", "level-3: sam.elm", {10, 12}, "holds nothing"}));

TEST(RotaFile, AllMistakesAreToldAtOnceInTheOrderOfTheFile) {
    const Parsed parsed = parse(
        "rota: On\nweek: 2026-11-24\ncontacts:\n  a: { name: A, phone: 1 }\n"
        "shift: x\nshifts:\n  edm: { mon-nite: b, tue-night: c }\n");
    std::vector<Mark> marks;
    for (const Problem& problem : parsed.problems) marks.push_back(problem.mark);
    const std::vector<Mark> expected{{1, 7}, {2, 7}, {4, 24}, {5, 1}, {7, 10}, {7, 20}, {7, 34}};
    EXPECT_EQ(marks, expected) << format_problems(parsed.problems, "", "");
}

TEST(RotaFile, WhatIsNoMapIsNoRota) {
    for (const char* text : {"", "[a]", "hello"})
        EXPECT_TRUE(refused(parse(text).problems)) << text;
}

TEST(RotaFile, TheHoursOfAChangeOfClocksAreToldAndAccepted) {
    proves("P10");
    const Parsed spring = parse(
        "rota: on-call\nweek: 2026-03-23\nshifts:\n  edm:\n"
        "    2026-03-28 19:00 to 2026-03-29 01:30: jo.oak\n");
    ASSERT_EQ(spring.problems.size(), 1u);
    EXPECT_TRUE(spring.problems[0].warning);
    EXPECT_EQ(iso_utc(spring.rota.shifts.at(0).span.to), "2026-03-29T01:00:00Z");
    const Parsed autumn = parse(
        "rota: on-call\nweek: 2026-10-19\nshifts:\n  edm:\n"
        "    2026-10-24 19:00 to 2026-10-25 01:30: jo.oak\n");
    ASSERT_EQ(autumn.problems.size(), 1u);
    EXPECT_TRUE(autumn.problems[0].warning);
    EXPECT_EQ(iso_utc(autumn.rota.shifts.at(0).span.to), "2026-10-25T00:30:00Z");
}

TEST(RotaFile, AWeekBeyondTheListOfHolidaysIsWarnedAbout) {
    const Parsed parsed =
        parse("rota: on-call\nweek: 2029-01-01\nshifts: { level-3: { all-week: jo.oak } }\n");
    ASSERT_EQ(parsed.problems.size(), 1u);
    EXPECT_TRUE(parsed.problems[0].warning);
}

TEST(ZoneLoad, NamesTheZoneItDoesNotFind) {
    EXPECT_EQ(load_zone("Europe/London").name(), "Europe/London");
    for (const std::string name : {"Europe/Londn", "", "../../etc/passwd"}) {
        try {
            load_zone(name);
            ADD_FAILURE() << name;
        } catch (const std::runtime_error& error) {
            EXPECT_NE(std::string(error.what()).find("\"" + name + "\""), std::string::npos)
                << error.what();
        }
    }
}

}  // namespace
}  // namespace tocsin

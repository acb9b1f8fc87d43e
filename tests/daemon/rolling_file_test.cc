// A rolling rota from its YAML text: which weeks its patterns mean, and its mistakes with their
// place.
#include "daemon/yaml.h"
#include "daemon/zone_load.h"
#include "rota/bank_holidays.h"
#include "rota/clock_words.h"
#include "rota/rolling.h"
#include "rota/words.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const Calendar& london() {
    static const Calendar calendar = england_and_wales(load_zone("Europe/London"));
    return calendar;
}

Instant at(const std::string& text) {
    return parse_when(text, london().zone).value().at;
}

ParsedRolling parse(const std::string& text) {
    const YamlResult yaml = parse_yaml(text, "rolling.yaml");
    EXPECT_TRUE(yaml.tree) << format_problems(yaml.problems, text, "");
    if (!yaml.tree) return {};
    EXPECT_TRUE(is_rolling(*yaml.tree));
    return parse_rolling(*yaml.tree, "rolling.yaml", {london(), {"pat.ash", "jo.oak", "sam.elm"}});
}

// All that is told of `text`, as an admin reads it, without the lines of the file.
std::string told(const std::string& text) {
    std::string all;
    for (const Problem& problem : parse(text).problems) all += format_problem(problem, "");
    return all;
}

std::string who(const ParsedRolling& parsed, const std::string& role, const std::string& when) {
    Rota rota;
    for (const WeeklyRota& week : parsed.weeks) rota.rolling.emplace(week.week, week);
    std::string people;
    for (const std::string& person : on_call(rota, role, at(when)).people) people += person + " ";
    return people;
}

const std::string head = "rota: on-call\nfrom: 2026-11-30\nuntil: 2027-01-11\n";

TEST(RollingFile, PeopleTakeTheirTurnsWeekByWeek) {
    proves("HSSI-12");
    const ParsedRolling parsed = parse(head + R"(shifts:
  level-3:
    all-week: { in-turn: [sam.elm, [jo.oak, pat.ash], pat.ash] }
)");
    EXPECT_TRUE(parsed.problems.empty()) << parsed.problems[0].what;
    ASSERT_EQ(parsed.weeks.size(), 6u);
    EXPECT_EQ(parsed.name, "on-call");
    EXPECT_EQ(who(parsed, "level-3", "2026-11-30T07:59"), "");
    EXPECT_EQ(who(parsed, "level-3", "2026-11-30T08:00"), "sam.elm ");
    EXPECT_EQ(who(parsed, "level-3", "2026-12-07T08:00"), "jo.oak pat.ash ");
    EXPECT_EQ(who(parsed, "level-3", "2026-12-14T12:00"), "pat.ash ");
    EXPECT_EQ(who(parsed, "level-3", "2026-12-21T12:00"), "sam.elm ");
    EXPECT_EQ(who(parsed, "level-3", "2027-01-11T08:00"), "");
}

TEST(RollingFile, EveryThirdWeekIsThisPersonsAndOthersMayHaveTheRest) {
    const ParsedRolling parsed = parse(head + R"(shifts:
  edm:
    sat-day:
      - { every: 3 weeks, starting: 2026-11-30, who: jo.oak }
      - { every: 3 weeks, starting: 2026-12-07, who: [pat.ash, sam.elm] }
    sun-day: { every: 1 week, starting: 2026-12-14, who: sam.elm }
)");
    EXPECT_TRUE(parsed.problems.empty()) << parsed.problems[0].what;
    EXPECT_EQ(who(parsed, "edm", "2026-12-05T12:00"), "jo.oak ");
    EXPECT_EQ(who(parsed, "edm", "2026-12-12T12:00"), "pat.ash sam.elm ");
    EXPECT_EQ(who(parsed, "edm", "2026-12-19T12:00"), "");
    EXPECT_EQ(who(parsed, "edm", "2026-12-26T12:00"), "jo.oak ");
    EXPECT_EQ(who(parsed, "edm", "2026-12-13T12:00"), "");
    EXPECT_EQ(who(parsed, "edm", "2026-12-20T12:00"), "sam.elm ");
}

TEST(RollingFile, ABankHolidayHasItsDayAndOtherWeeksDoNot) {
    proves("HSSI-11");
    const ParsedRolling parsed = parse(head + R"(shifts:
  edm: { fri-night: pat.ash, fri-day: jo.oak }
)");
    EXPECT_TRUE(parsed.problems.empty()) << parsed.problems[0].what;
    EXPECT_EQ(who(parsed, "edm", "2026-12-18T12:00"), "");
    EXPECT_EQ(who(parsed, "edm", "2026-12-25T12:00"), "jo.oak ");
    // The night of a bank holiday begins at 19:00 and ends at 08:00.
    EXPECT_EQ(who(parsed, "edm", "2026-12-25T18:59"), "jo.oak ");
    EXPECT_EQ(who(parsed, "edm", "2026-12-26T07:59"), "pat.ash ");
}

TEST(RollingFile, HoursOfTheWeekMayBeWrittenByDayAndTime) {
    const ParsedRolling parsed = parse(head + R"(shifts:
  safety: { wed 12:00 to wed 14:00: pat.ash, sun 20:00 to mon 06:00: jo.oak }
)");
    EXPECT_TRUE(parsed.problems.empty()) << parsed.problems[0].what;
    EXPECT_EQ(who(parsed, "safety", "2026-12-02T13:59"), "pat.ash ");
    EXPECT_EQ(who(parsed, "safety", "2026-12-02T14:00"), "");
    EXPECT_EQ(who(parsed, "safety", "2026-12-07T05:59"), "jo.oak ");
}

TEST(RollingFile, OneWeekMayBeOtherwise) {
    const ParsedRolling parsed = parse(head + R"(shifts:
  edm: { mon-night: pat.ash, tue-night: pat.ash }
weeks:
  2026-12-07: { edm: { mon-night: jo.oak }, level-3: { all-week: sam.elm } }
)");
    EXPECT_TRUE(parsed.problems.empty()) << parsed.problems[0].what;
    EXPECT_EQ(who(parsed, "edm", "2026-11-30T20:00"), "pat.ash ");
    EXPECT_EQ(who(parsed, "edm", "2026-12-07T20:00"), "jo.oak ");
    EXPECT_EQ(who(parsed, "edm", "2026-12-08T20:00"), "pat.ash ");
    EXPECT_EQ(who(parsed, "level-3", "2026-12-08T20:00"), "sam.elm ");
    EXPECT_EQ(who(parsed, "level-3", "2026-12-14T20:00"), "");
}

TEST(RollingFile, AMistakeInAPatternIsToldOnce) {
    EXPECT_EQ(told(head + "shifts: { edm: { mon-night: pat.aash } }\n"),
              "rolling.yaml:4:29: error: nobody is called \"pat.aash\"; the same in 5 more weeks\n"
              "    why: a rota names people of its contacts or of the configuration, by id\n"
              "    do:  write pat.ash (the only near id), or add the person first\n");
}

// Weeks with a bank holiday have other shifts, and the mistake is the same.
TEST(RollingFile, AMisspeltShiftIsToldOnceForWeeksOfAnyKind) {
    const std::string text = told(
        "rota: on-call\nfrom: 2026-11-30\nuntil: 2027-01-11\nshifts:\n"
        "  edm: { fri-nigth: pat.ash }\n");
    EXPECT_NE(text.find("no shift is called \"fri-nigth\"; the same in 5 more weeks"),
              std::string::npos)
        << text;
    EXPECT_EQ(text.find("error: "), text.rfind("error: ")) << text;
}

TEST(RollingFile, TwoPatternsForOneShiftAreRefusedWithTheirWeek) {
    const std::string text = told(head + R"(shifts:
  edm:
    sat-day:
      - { every: 2 weeks, starting: 2026-11-30, who: jo.oak }
      - { every: 3 weeks, starting: 2026-12-07, who: pat.ash }
)");
    EXPECT_NE(text.find(":6:5: error: \"sat-day\" has two patterns in the week of 2026-12-28"),
              std::string::npos)
        << text;
}

TEST(RollingFile, EveryMistakeHasItsPlace) {
    const struct {
        const char* text;
        const char* told;
    } mistakes[] = {
        {"rota: on-call\nfrom: 2026-12-01\nuntil: 2027-01-11\nshifts: {}\n",
         ":2:7: error: Tuesday 1 December 2026 is not a Monday"},
        {"rota: on-call\nfrom: 2026-11-30\nuntil: 2026-11-30\nshifts: {}\n",
         ":3:8: error: this rota ends before it begins"},
        {"rota: on-call\nfrom: 2026-11-30\nuntil: 2027-12-13\nshifts: {}\n",
         ":3:8: error: this rota reaches over 54 weeks"},
        {"rota: on-call\nfrom: 2026-11-30\nshifts: {}\n", ":1:1: error: \"until\" is missing"},
        {"rota: on-call\nfrom: soon\nuntil: 2027-01-11\nshifts: {}\n",
         ":2:7: error: \"soon\" is not a date"},
        {"rota: on-call\nfrom: 2026-11-30\nuntil: 2026-12-14\nshift: {}\n",
         ":4:1: error: a rolling rota has no \"shift\""},
        {"rota: on-call\nfrom: 2026-11-30\nuntil: 2026-12-14\nshifts: { edm: { mon-night: "
         "{ in-turn: pat.ash } } }\n",
         "error: in-turn is no list of people"},
        {"rota: on-call\nfrom: 2026-11-30\nuntil: 2026-12-14\nshifts: { edm: { mon-night: "
         "{ every: 0 weeks, starting: 2026-11-30, who: pat.ash } } }\n",
         "error: \"0 weeks\" is not every how many weeks"},
        {"rota: on-call\nfrom: 2026-11-30\nuntil: 2026-12-14\nshifts: { edm: { mon-night: "
         "{ every: 3 weeks, who: pat.ash } } }\n",
         "error: this pattern has no starting"},
        {"rota: on-call\nfrom: 2026-11-30\nuntil: 2026-12-14\nshifts: { edm: { noon-night: pat.ash "
         "} "
         "}\n",
         ":4:18: error: no shift is called \"noon-night\""},
        {"rota: on-call\nfrom: 2026-11-30\nuntil: 2026-12-14\nshifts: { edm: { mon-night: pat.ash "
         "} "
         "}\nweeks: { 2027-01-04: { edm: { mon-night: jo.oak } } }\n",
         ":5:10: error: \"2027-01-04\" is no week of this rota"},
        {"rota: on-call\nfrom: 2026-11-30\nuntil: 2026-12-14\nshifts: { edm: { mon-night: pat.ash "
         "} "
         "}\nweeks: { 2026-12-07: { edm: { mon-day: jo.oak } } }\n",
         ":5:31: error: there is no \"mon-day\" that week"},
    };
    for (const auto& mistake : mistakes) {
        const std::string text = told(mistake.text);
        EXPECT_NE(text.find(mistake.told), std::string::npos)
            << "expected: " << mistake.told << "\nfound:\n"
            << text;
    }
}

TEST(RollingFile, AYearIsReadAtOnce) {
    const ParsedRolling parsed = parse(
        "rota: on-call\nfrom: 2026-11-30\nuntil: 2027-12-06\nshifts: { level-3: { all-week: "
        "{ in-turn: [sam.elm, jo.oak] } } }\n");
    EXPECT_EQ(parsed.weeks.size(), 53u);
    EXPECT_FALSE(refused(parsed.problems));
    // No minute of the year is without level 3, nights of clock changes included.
    for (Instant now = at("2026-11-30T08:00"); now < at("2027-12-06T08:00");
         now += std::chrono::hours{1}) {
        Rota rota;
        const Day monday = week_at(london().zone, now);
        for (const WeeklyRota& week : parsed.weeks) {
            if (week.week == monday) rota.rolling.emplace(week.week, week);
        }
        ASSERT_EQ(on_call(rota, "level-3", now).people.size(), 1u) << iso_utc(now);
    }
}

}  // namespace
}  // namespace tocsin

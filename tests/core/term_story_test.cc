// WSIC-11: roles are held for terms, and none falls vacant in silence.
#include "core/crew.h"
#include "core/relief.h"
#include "core/terms.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

Day day(const char* text) {
    int year = 0;
    unsigned month = 0;
    unsigned of_month = 0;
    std::sscanf(text, "%d-%u-%u", &year, &month, &of_month);
    return std::chrono::year{year} / month / of_month;
}

RoleSource term(const PersonId& person, const char* from, const char* until, bool interim = false) {
    RoleSource line{Applies::always, "", {person}, "officer"};
    line.term = Term{{}, {}, interim};
    if (*from != 0) line.term->from = day(from);
    if (*until != 0) line.term->until = day(until);
    return line;
}

PersonId holder(const Story& story) {
    const Meaning found = meaning(story.state(), story.directory(),
                                  story.directory().procedures.at("hssi"), "level-4", story.now());
    return found.people.empty() ? "" : found.people.front().person;
}

const Setting ending = {.level_4 = {term("kim.hazel", "2026-07-01", "2026-12-31")}};

// What is told on its own account in the weeks that nobody has uploaded.
void pass_over_gaps(Story& story) {
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        EXPECT_TRUE(sent.text_id.starts_with("rota.gap")) << sent.text_id << " to " << sent.to;
    }
}

TEST(TermStory, ATermThatEndsWithoutASuccessorIsToldAMonthBeforeAndOnce) {
    proves("WSIC-11");
    Story story("Tue 2026-12-01 23:30", ending);
    story.wait(30min);
    EXPECT_EQ(story.clock(), "00:00");
    const Sent told = story.expect_level_1_told("term.ends", "nsd");
    EXPECT_EQ(told.message.text,
              "Tocsin: the term of Kim Hazel as officer ends Thu 31 December, in 30 days\n"
              "From Fri 1 January nobody holds the role\n"
              "Name a successor in the procedure hssi");
    EXPECT_EQ(story.expect_mail_to("rota-team", "term.ends").message.subject,
              "Term ends Thu 31 December: nobody is officer from 2027-01-01");
    EXPECT_NE(story.timeline().find("00:00 nobody holds the role level-4 of hssi from 2027-01-01, "
                                    "when the term of kim.hazel ends, told (ahead)"),
              std::string::npos)
        << story.timeline();
    story.restart();
    story.killed_for(1s);
    story.clock_moves(-2h);
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        EXPECT_TRUE(sent.text_id.starts_with("op.")) << sent.text_id;
    }
    story.wait(4 * 24h);
    pass_over_gaps(story);
}

TEST(TermStory, WhenItHasEndedNobodyIsCalledAndThatIsToldToo) {
    proves("WSIC-11");
    proves("P11");
    Story story("Thu 2026-12-31 23:30", ending);
    story.expect_whatever_was_sent();
    EXPECT_EQ(holder(story), "kim.hazel");
    story.wait(30min);
    const Sent told = story.expect_level_1_told("term.ended", "nsd");
    EXPECT_EQ(told.message.text,
              "Tocsin: nobody is officer from Fri 1 January until somebody is named\n"
              "Calls go straight to the last resort\n"
              "Name somebody in the procedure hssi");
    story.expect_mail_to("rota-team", "term.ended");
    EXPECT_EQ(holder(story), "");
    story.killed_for(3h);
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        EXPECT_FALSE(sent.text_id.starts_with("term.")) << sent.to;
    }
}

TEST(TermStory, WhoWasAwayAtTheEndHearsOfItAfterwards) {
    proves("WSIC-11");
    Story story("Thu 2026-12-31 20:00", ending);
    story.killed_for(20h);
    int told = 0;
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        told += sent.text_id == "term.ended" ? 1 : 0;
    }
    EXPECT_EQ(told, 3) << "a text and a mail to level 1, a mail to the rota team";
}

TEST(TermStory, ASuccessorTakesOverAtMidnightWithoutAWord) {
    proves("WSIC-11");
    Story story("Thu 2026-12-31 23:30",
                {.level_4 = {term("kim.hazel", "2026-07-01", "2026-12-31"),
                             term("max.birch", "2027-01-01", "2027-06-30")}});
    const Procedure& procedure = story.directory().procedures.at("hssi");
    const Relief next = relief(story.state(), story.directory(), procedure, "level-4", story.now());
    EXPECT_EQ(next.until, story.now() + 30min);
    ASSERT_EQ(next.then.people.size(), 1U);
    EXPECT_EQ(next.then.people.front().name, "Max Birch");
    ASSERT_TRUE(next.now.term);
    EXPECT_EQ(next.now.term->until, day("2026-12-31"));
    pass_over_gaps(story);
    story.wait(29min);
    EXPECT_EQ(holder(story), "kim.hazel");
    story.wait(1min);
    EXPECT_EQ(holder(story), "max.birch");
    pass_over_gaps(story);
}

TEST(TermStory, WhoStandsInGivesWayToWhoIsAppointed) {
    proves("WSIC-11");
    Story story("Tue 2026-12-01 12:00",
                {.level_4 = {term("kim.hazel", "", "2027-01-31", true),
                             term("max.birch", "2026-12-02", "2027-05-31")}});
    EXPECT_EQ(holder(story), "kim.hazel");
    story.wait(12h);
    EXPECT_EQ(holder(story), "max.birch");
    pass_over_gaps(story);
}

TEST(TermStory, ReadinessShowsTheTermAndTheDaysAfterIt) {
    proves("WSIC-11");
    Story story("Tue 2026-12-29 12:00", ending);
    story.expect_whatever_was_sent();
    const auto rows = readiness(Draft(story.state(), story.directory(), story.now(), 0), 7 * 24h);
    std::vector<std::string> held;
    for (const ShiftReadiness& row : rows) {
        if (row.term) held.push_back(row.name + ": " + std::string(words(row.readiness)));
    }
    EXPECT_EQ(held, (std::vector<std::string>{"Kim Hazel: partly", "nobody: not reachable"}));
}

struct VacancyCase {
    const char* name;
    std::vector<RoleSource> lines;
    std::string expected;
};

RoleSource in_hours(RoleSource line, Applies when) {
    line.when = when;
    return line;
}

TEST(Terms, DaysWithoutAHolderAreFoundInEveryHour) {
    proves("WSIC-11");
    const RoleSource desk{Applies::always, "", {"nsd"}, "NSD"};
    const RoleSource first = term("kim.hazel", "2026-07-01", "2026-12-31");
    const RoleSource second = term("max.birch", "2027-01-08", "2027-06-30");
    const RoleSource open = term("max.birch", "2027-01-01", "");
    const std::vector<VacancyCase> cases = {
        {"no terms", {desk}, ""},
        {"a desk behind it", {first, desk}, ""},
        {"no end", {first, open}, " ..2026-07-01"},
        {"a hole", {second, first}, " ..2026-07-01 2027-01-01..2027-01-08 2027-07-01.."},
        {"one within another",
         {first, term("pat.ash", "2026-08-01", "2026-08-31")},
         " ..2026-07-01 2027-01-01.."},
        {"in core hours alone",
         {in_hours(first, Applies::core_hours), in_hours(desk, Applies::out_of_hours)},
         " core..2026-07-01 core2027-01-01.."},
        {"different by hours",
         {in_hours(first, Applies::core_hours), in_hours(second, Applies::out_of_hours)},
         " core..2026-07-01 out..2027-01-08 core2027-01-01.. out2027-07-01.."},
    };
    for (const VacancyCase& one : cases) {
        const Role role{"officer", one.lines};
        std::string found;
        for (const Vacancy& vacancy : vacancies(role)) {
            found += vacancy.hours == Applies::always       ? " "
                     : vacancy.hours == Applies::core_hours ? " core"
                                                            : " out";
            found += (vacancy.from ? iso_day(*vacancy.from) : "") + ".." +
                     (vacancy.to ? iso_day(*vacancy.to) : "");
        }
        EXPECT_EQ(found, one.expected) << one.name;
    }
}

TEST(Terms, ASummerDayIsOfItsOwnMidnights) {
    proves("P10");
    Story story("Sat 2026-10-24 22:00", {.level_4 = {term("kim.hazel", "", "2026-10-24"),
                                                     term("max.birch", "2026-10-25", "")}});
    story.wait(1h + 59min);
    EXPECT_EQ(holder(story), "kim.hazel");
    story.wait(1min);
    EXPECT_EQ(holder(story), "max.birch");
    story.expect_whatever_was_sent();
}

}  // namespace
}  // namespace tocsin

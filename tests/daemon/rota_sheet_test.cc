// A rota as a spreadsheet saves it: what its lines mean, and every mistake with line and column.
#include "daemon/csv.h"
#include "daemon/zone_load.h"
#include "rota/bank_holidays.h"
#include "rota/clock_words.h"
#include "rota/formats.h"
#include "rota/sheet_words.h"
#include "rota/words.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const Calendar& london() {
    static const Calendar calendar = england_and_wales(load_zone("Europe/London"));
    return calendar;
}

struct Read {
    Rota rota{"on-call", {}, {}, {}, 1};
    std::string told;
};

Read read(const std::string& text) {
    Read all;
    const CsvResult csv = parse_csv(text, "week.csv");
    Problems problems = csv.problems;
    const SheetWeeks sheet = read_sheet(csv.rows, "on-call", "week.csv", london(),
                                        {{"Pat Ash", "pat.ash"}, {"Jo Oak", "jo.oak"}});
    if (csv.problems.empty()) {
        problems.insert(problems.end(), sheet.problems.begin(), sheet.problems.end());
    }
    RotaTerms terms{london(), {"pat.ash", "jo.oak"}};
    if (!sheet.contacts.fields.empty()) {
        const Problems more = read_contacts(sheet.contacts, "week.csv", terms);
        problems.insert(problems.end(), more.begin(), more.end());
    }
    for (const Node& tree : sheet.weeks) {
        Parsed parsed = parse_weekly(tree, "week.csv", terms);
        problems.insert(problems.end(), parsed.problems.begin(), parsed.problems.end());
        all.rota.weeks.emplace(parsed.rota.week, parsed.rota);
    }
    for (const Problem& problem : problems) all.told += format_problem(problem, "");
    return all;
}

std::string who(const Rota& rota, const std::string& role, const std::string& when) {
    std::string people;
    const Instant at = parse_when(when, london().zone).value().at;
    for (const std::string& person : on_call(rota, role, at).people) people += person + " ";
    return people;
}

TEST(RotaSheet, IsReadAsASpreadsheetSavesIt) {
    proves("HSSI-13");
    const Read week = read(
        "\xEF\xBB\xBF\"Role\";\"Date\";\"Shift\";\"From\";\"To\";\"Person\";\"Name\";\"Mobile\";"
        "\"E-mail\";\"Notes\"\r\n"
        "EDM;14/07/2026;night;;;Pat Ash;;;;\"two\r\nlines; of notes\"\r\n"
        ";;;;;;;;;\r\n"
        "EDM;Wed 15/7/26;;17:30;08:00;lee.birch;Lee Birch;07700 900123;lee.birch@example.org;\r\n"
        "edm;18/07/2026;Sat day;;;jo.oak;;;;\r\n"
        "edm;18/07/2026;Sat day;;;Pat Ash;;;;\r\n"
        "Level 3;13/07/2026;week;;;JO OAK;;;;\r\n");
    EXPECT_EQ(week.told, "");
    EXPECT_EQ(week.rota.weeks.size(), 1u);
    EXPECT_EQ(who(week.rota, "edm", "2026-07-14T20:00"), "pat.ash ");
    EXPECT_EQ(who(week.rota, "edm", "2026-07-15T17:30"), "lee.birch ");
    EXPECT_EQ(who(week.rota, "edm", "2026-07-18T12:00"), "jo.oak pat.ash ");
    EXPECT_EQ(who(week.rota, "level-3", "2026-07-20T07:59"), "jo.oak ");
    const std::vector<Person> contacts{
        {"lee.birch", "Lee Birch", {"+447700900123", "lee.birch@example.org"}}};
    EXPECT_EQ(week.rota.weeks.begin()->second.contacts, contacts);
}

TEST(RotaSheet, LinesOfSeveralWeeksAreSeveralWeeks) {
    proves("HSSI-12");
    const Read weeks = read(
        "person,to,from,date,role\n"
        "pat.ash,08:00,19:00,19/07/2026,edm\n"
        "jo.oak,08:00,17:30,20/07/2026,edm\n"
        "jo.oak,09:00,07:00,Mon 27 July 2026,level-3\n");
    EXPECT_EQ(weeks.told, "");
    EXPECT_EQ(weeks.rota.weeks.size(), 3u);
    EXPECT_EQ(who(weeks.rota, "level-3", "2026-07-27T07:30"), "jo.oak ");
    EXPECT_EQ(who(weeks.rota, "level-3", "2026-07-27T08:30"), "jo.oak ");
    EXPECT_EQ(who(weeks.rota, "edm", "2026-07-20T07:59"), "pat.ash ");
    EXPECT_EQ(who(weeks.rota, "edm", "2026-07-20T18:00"), "jo.oak ");
}

TEST(RotaSheet, AllThatSpreadsheetsDoToDatesTimesAndNamesIsRead) {
    proves("HSSI-13");
    const Read week = read(
        "sep=;\r\n"
        "Mobile;Shift;To;Who;E-mail;Starts;Date;Duty\r\n"
        ";;07:00:00;Zoe O'Neil;zoe@example.org;5:30 PM;30-Nov-26;EDM\r\n"
        "7700900123;;24:00;Zoe O'Neil;;7:00 pm;1 December 2026;EDM\r\n"
        "07700 900123;;8am;zoe o'neil;;00:00;2/12/26;edm\r\n"
        ";night;;pat.ash;;;Wed 02/12/2026 00:00;edm\r\n");
    EXPECT_EQ(week.told, "");
    EXPECT_EQ(who(week.rota, "edm", "2026-11-30T17:30"), "zoe.oneil ");
    EXPECT_EQ(who(week.rota, "edm", "2026-12-01T23:59"), "zoe.oneil ");
    EXPECT_EQ(who(week.rota, "edm", "2026-12-02T07:59"), "zoe.oneil ");
    EXPECT_EQ(who(week.rota, "edm", "2026-12-02T17:30"), "pat.ash ");
    const std::vector<Person> contacts{
        {"zoe.oneil", "Zoe O'Neil", {"+447700900123", "zoe@example.org"}}};
    EXPECT_EQ(week.rota.weeks.begin()->second.contacts, contacts);
}

TEST(RotaSheet, SaysOnceWhatIsWrongWithAContactOfSeveralWeeks) {
    const Read weeks = read(
        "role,date,shift,person,phone\n"
        "edm,14/07/2026,night,lee.birch,0113 496 0123\n"
        "edm,21/07/2026,night,lee.birch,\nedm,28/07/2026,night,Lee Birch,\n");
    EXPECT_EQ(weeks.told,
              "week.csv:2:32: error: \"0113 496 0123\" is not a phone that can be texted\n"
              "    why: it is a landline, which texts do not reach\n"
              "    do:  write a mobile, or delete the phone and give a mail address\n");
}

TEST(RotaSheet, EveryMistakeHasItsLineAndColumn) {
    const std::string head = "role,date,shift,from,to,person,phone\n";
    const struct {
        std::string text;
        const char* told;
    } mistakes[] = {
        {head + "edm,14/07/2026,night,,,Pat Aash,\n",
         "week.csv:2:24: error: nobody is called \"Pat Aash\""},
        {head + "edm,07/14/2026,night,,,pat.ash,\n",
         "week.csv:2:5: error: \"07/14/2026\" is not a date\n    why: there is no month 14: the "
         "day "
         "comes before the month"},
        {head + "edm,Mon 14/07/2026,night,,,pat.ash,\n", "why: that day is a Tuesday"},
        {head + "edm,14/07/2026,,17:30,25:00,pat.ash,\n",
         "week.csv:2:23: error: \"25:00\" is not a time"},
        {head + "edm,14/07/2026,noon,,,pat.ash,\n",
         "week.csv:2:16: error: no shift is called \"noon\""},
        {head + "edm,14/07/2026,day,,,pat.ash,\n",
         "week.csv:2:16: error: there is no day shift on Tuesday 14 July 2026"},
        {head + "edm,14/07/2026,Wed night,,,pat.ash,\n",
         "week.csv:2:16: error: \"Wed night\" is not a shift of Tuesday 14 July 2026"},
        {head + ",14/07/2026,night,,,pat.ash,\n", "week.csv:2:1: error: this line has no role"},
        {head + "edm,14/07/2026,night,,,,\n", "week.csv:2:24: error: this line has no person"},
        {head + "level-3,14/07/2026,week,,,pat.ash,\n",
         "error: Tuesday 14 July 2026 is not a Monday"},
        {head + "edm,14/07/2026,night,,,lee.birch,12345\n",
         "week.csv:2:34: error: \"12345\" is not a phone that can be texted"},
        {head + "edm,14/07/2026,night,,,pat.ash,07700 900123\n"
                "edm,15/07/2026,night,,,Pat Ash,07700 900124\n",
         "week.csv:3:32: error: \"pat.ash\" has another phone in line 2"},
        {head + "edm,14/07/2026,,17:30,08:00,pat.ash,\nedm,14/07/2026,,18:00,07:00,jo.oak,\n",
         "week.csv:3:17: error: this shift overlaps line 2"},
        {"date,shift,person\n14/07/2026,night,pat.ash\n",
         "week.csv:1:1: error: columns are missing: role"},
        {"role,date,shfit,person\n", "week.csv:1:11: error: no column is called \"shfit\""},
        {"role,date,date,shift,person\n",
         "week.csv:1:11: error: the column \"date\" is there twice"},
        {head, "error: this file has no shifts"},
        {"role,date,shift,person\nedm,\"14/07/2026,night,pat.ash\n",
         "week.csv:2:5: error: a quoted cell is never closed"},
        {"PK\x03\x04", "error: this is a workbook, not CSV"},
        {"role,date\nedm,\xFF\n", "week.csv:2:5: error: this text is not UTF-8"},
    };
    for (const auto& mistake : mistakes) {
        const std::string told = read(mistake.text).told;
        EXPECT_NE(told.find(mistake.told), std::string::npos)
            << "expected: " << mistake.told << "\nfound:\n"
            << told;
    }
}

TEST(RotaSheet, TheTemplateIsReadOnceSomebodyFillsItIn) {
    std::string text = sheet_template(london(), *parse_day("2026-12-21"));
    EXPECT_TRUE(looks_like_csv(text));
    std::string filled;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = text.find("\r\n", from);
        std::string line = text.substr(from, end - from);
        if (from > 0) line.replace(line.find(",,,,,,"), 6, ",,,pat.ash,,,");
        filled += line + "\r\n";
        from = end + 2;
    }
    const Read week = read(filled);
    EXPECT_EQ(week.told, "");
    EXPECT_EQ(who(week.rota, "edm", "2026-12-25T12:00"), "pat.ash ");
    EXPECT_EQ(who(week.rota, "level-3", "2026-12-25T12:00"), "pat.ash ");
}

TEST(RotaSheet, IsToldFromYamlByItsFirstLine) {
    EXPECT_TRUE(looks_like_csv("\xEF\xBB\xBF\r\n\"Date\";\"Role\"\r\n"));
    EXPECT_TRUE(looks_like_csv("person\tdate\trole\n"));
    EXPECT_FALSE(looks_like_csv("rota: on-call\nweek: 2026-07-13\n"));
    EXPECT_FALSE(looks_like_csv("{rota: a, week: 2026-07-13}"));
    EXPECT_TRUE(looks_like_csv("edm,23/11/2026,17:30,08:00,pat.ash\n")) << "without headings";
    EXPECT_FALSE(looks_like_csv("[a, b, c, d]\n"));
    EXPECT_FALSE(looks_like_csv("sat-day: [pat.ash, jo.oak, sam.elm]\n"));
    EXPECT_FALSE(looks_like_csv(""));
}

TEST(SheetWords, DatesAreReadAsABritishSpreadsheetWritesThem) {
    for (const char* text : {"14/07/2026", "14/7/26", "14-07-2026", "14.07.2026", "2026-07-14",
                             "14 July 2026", "14-Jul-26", "Tue 14/07/2026", "Tuesday 14 July 2026",
                             "14/07/2026 00:00", "2026-07-14 00:00:00", " 14 / 07 / 2026 "}) {
        EXPECT_EQ(parse_sheet_day(text).day, parse_day("2026-07-14")) << text;
    }
    for (const char* text : {"", "14/07", "31/02/2026", "14/07/2026 10:00", "7/14/2026", "soon",
                             "Mon 14/07/2026", "14/07/026", "99999/1/1"}) {
        EXPECT_FALSE(parse_sheet_day(text).day) << text;
        EXPECT_NE(parse_sheet_day(text).why, "") << text;
    }
}

TEST(SheetWords, TimesAreReadAsPeopleWriteThem) {
    using std::chrono::minutes;
    const struct {
        const char* text;
        int minutes;
    } times[] = {{"17:30", 1050},  {"17.30", 1050},    {"1730", 1050},  {"5:30 pm", 1050},
                 {"8am", 480},     {"17:30:00", 1050}, {"24:00", 1440}, {"0:00", 0},
                 {"12:15 am", 15}, {"12pm", 720},      {"7:05", 425}};
    for (const auto& time : times) {
        EXPECT_EQ(parse_sheet_clock(time.text), minutes{time.minutes}) << time.text;
    }
    for (const char* text : {"", "25:00", "24:01", "7", "17:3", "13 pm", "0 am", "noon", "17:60"}) {
        EXPECT_FALSE(parse_sheet_clock(text)) << text;
    }
}

}  // namespace
}  // namespace tocsin

// The sheet as a switchboard reads it.
#include "channels/on_call_sheet.h"

#include "tests/channels/golden.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

const SheetPerson pat{"Pat Ash", "07700 900101", "+447700900101", "pat.ash@example.org"};
const SheetPerson sam{"Sam Elm", "07700 900102", "+447700900102", ""};
const SheetPerson jo{"Jo Oak", "", "", "jo.oak@example.org"};

OnCallSheet night() {
    OnCallSheet sheet;
    sheet.site = "National services";
    sheet.written = {"2026-07-08T02:16:07+01:00", "02:16:07 BST on Wednesday 8 July 2026"};
    sheet.now = {{"EDM", {pat}, "until 08:00"},
                 {"Level 3", {sam, jo}, "until Mon 13 July 08:00"},
                 {"Security", {}, "until 08:00"}};
    sheet.by_hand = {"Phone EDM, Pat Ash 07700 900101. Try 2 times within 20 minutes.",
                     "Nobody answers: phone level 3, Sam Elm 07700 900102."};
    sheet.desks = {{"NSD", {{"National Service Desk", "07700 900010", "+447700900010", ""}}, ""}};
    sheet.open = {{"INC-2041", "severity 1, NOT TAKEN since 01:52"},
                  {"INC-2040", "severity 2, Pat Ash has it since 00:48"}};
    sheet.ahead = {{"EDM",
                    {"2026-07-07T17:30:00+01:00", "Tue 7 July 17:30"},
                    {"2026-07-08T08:00:00+01:00", "Wed 8 July 08:00"},
                    {pat}},
                   {"EDM",
                    {"2026-07-08T17:30:00+01:00", "Wed 8 July 17:30"},
                    {"2026-07-09T08:00:00+01:00", "Thu 9 July 08:00"},
                    {}},
                   {"Level 3",
                    {"2026-07-06T08:00:00+01:00", "Mon 6 July 08:00"},
                    {"2026-07-13T08:00:00+01:00", "Mon 13 July 08:00"},
                    {sam, jo}}};
    sheet.sources = {"Rota on-call, version 41, uploaded Mon 6 July 09:02 by kim.hazel."};
    return sheet;
}

std::string file(const OnCallSheet& sheet, const std::string& path) {
    for (const File& one : sheet_files(sheet)) {
        if (one.path == path) return one.body;
    }
    return "";
}

TEST(OnCallSheet, SaysWhoIsOnCallInThreeFormats) {
    for (const File& one : sheet_files(night())) expect_golden("sheet/" + one.path, one.body);
}

TEST(OnCallSheet, SaysHowOldItIsAndWhatToDoThen) {
    for (const char* path : {"index.html", "on-call.txt"}) {
        std::string text = file(night(), path);
        std::ranges::replace(text, '\n', ' ');
        EXPECT_NE(text.find("02:16:07 BST on Wednesday 8 July 2026"), std::string::npos) << path;
        EXPECT_NE(text.find("more than 2 minutes ago, Tocsin is not running"), std::string::npos);
        EXPECT_NE(text.find("NOBODY (GAP)"), std::string::npos) << path;
    }
}

TEST(OnCallSheet, NamesAreNoMarkupAndNoFormulas) {
    OnCallSheet sheet = night();
    sheet.now.front().people.front().name = "<script>=1+1\"&";
    EXPECT_EQ(file(sheet, "index.html").find("<script"), std::string::npos);
    sheet.now.front().people.front().name = "=1+1";
    EXPECT_NE(file(sheet, "on-call.csv").find(",'=1+1,"), std::string::npos);
}

TEST(OnCallSheet, NoLineOfTheTextIsTooWideForPaperWhereItCanBeFolded) {
    OnCallSheet sheet = night();
    const std::string wide(30, 'x');
    sheet.by_hand = {wide + " " + wide + " " + wide};
    const std::string text = file(sheet, "on-call.txt");
    EXPECT_NE(text.find(wide + "\n   " + wide), std::string::npos) << text;
}

TEST(OnCallSheet, AnExerciseSaysSoFirstAndLast) {
    OnCallSheet sheet = night();
    sheet.exercise = true;
    EXPECT_TRUE(file(sheet, "on-call.txt").starts_with("EXERCISE"));
    const std::string html = file(sheet, "index.html");
    EXPECT_NE(html.find("<title>EXERCISE."), std::string::npos);
    EXPECT_NE(html.find("EXERCISE"), html.rfind("EXERCISE"));
    EXPECT_NE(file(sheet, "on-call.csv").find("EXERCISE"), std::string::npos);
}

}  // namespace
}  // namespace tocsin

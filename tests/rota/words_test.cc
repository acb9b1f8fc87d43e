// What a person may have meant, and how a problem is shown.
#include "rota/words.h"

#include "rota/contact.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Near, FindsWhatWasMeant) {
    EXPECT_EQ(near("shfits", {"rota", "week", "contacts", "shifts"}), "shifts");
    EXPECT_EQ(near("pat.aash", {"pat.ash", "jo.oak"}), "pat.ash");
    EXPECT_EQ(near("WEEK", {"rota", "week"}), "week");
    EXPECT_EQ(near("mon-nigth", {"mon-night", "sun-night", "sat-day"}), "mon-night");
}

TEST(Near, SaysNothingRatherThanSomethingFar) {
    EXPECT_EQ(near("phone", {"mail", "name"}), "");
    EXPECT_EQ(near("", {"mail"}), "");
    EXPECT_EQ(near("x", {}), "");
    EXPECT_EQ(near(std::string(100'000, 'a'), {"mail"}), "");
}

TEST(Near, DoesNotChooseBetweenTwoEquallyNear) {
    EXPECT_EQ(near("sun-nigt", {"mon-night", "sun-night"}), "sun-night");
    EXPECT_EQ(near("xat-day", {"sat-day", "cat-day"}), "");
}

TEST(FormatProblem, ShowsTheLineAndWhatToDo) {
    const std::string source = "rota: on-call\nshifts:\n  edm: { mon-night: [Pat Aash, jo.oak] }\n";
    const Problem problem{
        "week-29.yaml", {3, 22}, "nobody is called \"Pat Aash\"", "the rule", "the cure"};
    EXPECT_EQ(format_problem(problem, source),
              "week-29.yaml:3:22: error: nobody is called \"Pat Aash\"\n"
              "    3 |   edm: { mon-night: [Pat Aash, jo.oak] }\n"
              "      |                      ^~~~~~~~\n"
              "    why: the rule\n"
              "    do:  the cure\n");
}

TEST(FormatProblem, UnderlinesLettersNotBytes) {
    EXPECT_EQ(format_problem({"f", {1, 15}, "x", "", ""}, "a: { n: Siân, m: \"é é\" }\n"),
              "f:1:15: error: x\n"
              "    1 | a: { n: Siân, m: \"é é\" }\n"
              "      |               ^\n");
    EXPECT_EQ(format_problem({"f", {1, 18}, "x", "", ""}, "a: { n: Siân, m: \"é é\" }\n"),
              "f:1:18: error: x\n"
              "    1 | a: { n: Siân, m: \"é é\" }\n"
              "      |                  ^~~~~\n");
}

TEST(FormatProblem, NeedsNoSourceAndNoPlace) {
    EXPECT_EQ(format_problem({"f", {2, 1}, "x", "", "y", true}, ""),
              "f:2:1: warning: x\n    do:  y\n");
    EXPECT_EQ(format_problem({"f", {}, "x", "", ""}, "a\n"), "f: error: x\n");
    EXPECT_EQ(format_problem({"f", {9, 9}, "x", "", ""}, "a\n"), "f:9:9: error: x\n");
}

TEST(FormatProblem, NeverWritesAControlCharacterToATerminal) {
    const std::string shown = format_problem({"f", {1, 1}, "bad \x1b[2J", "", ""}, "a: \x1b[31m\n");
    EXPECT_EQ(shown.find('\x1b'), std::string::npos);
    // C1 by byte and by letter, a sign that turns the direction of writing, half a letter.
    const std::string others = format_problem({"f", {1, 1}, "bad", "", ""},
                                              "\x9b\xc2\x9b \xe2\x80\xae caf\xc3\xa9 \xc3\n");
    EXPECT_NE(others.find("| ? ? caf\xc3\xa9 ?\n"), std::string::npos) << others;
}

TEST(FormatProblems, CountsAndCloses) {
    const Problems problems{{"f", {1, 1}, "x", "", ""}, {"f", {2, 1}, "y", "", "", true}};
    EXPECT_EQ(format_problems(problems, "", "Nothing was changed: version 41 stays in force."),
              "f:1:1: error: x\nf:2:1: warning: y\n\n"
              "1 error, 1 warning. Nothing was changed: version 41 stays in force.\n");
    EXPECT_EQ(format_problems({}, "", ""), "0 errors, 0 warnings.\n");
}

TEST(Mail, GoodAddressesStayAsTheyAre) {
    for (const char* text : {"pat.ash@example.org", "p@example.org", "pat+night@mail.example.org",
                             "o'elm@example.org", "pat_ash@ex-ample.org"}) {
        EXPECT_EQ(parse_mail(text).value, text);
    }
}

TEST(Mail, WhatCouldBreakAHeaderIsRefused) {
    for (const std::string text : {"",
                                   "pat",
                                   "@example.org",
                                   "pat@",
                                   "pat@example",
                                   "a@b@example.org",
                                   "pat ash@example.org",
                                   "<pat@example.org>",
                                   "pat@example.org\r\nBcc: x@example.org",
                                   "pat@exa\nmple.org",
                                   "p\xC3\xA4t@example.org",
                                   "pat@.org",
                                   "pat@example..org",
                                   "pat@-example.org",
                                   "pat@example.org.",
                                   ".pat@example.org",
                                   "pat..ash@example.org",
                                   "\"pat\"@example.org",
                                   "pat,jo@example.org",
                                   "pat;jo@example.org",
                                   "pat@[127.0.0.1]",
                                   "pat(x)@example.org"}) {
        const Checked checked = parse_mail(text);
        EXPECT_EQ(checked.value, "") << text;
        EXPECT_NE(checked.why, "") << text;
    }
    std::string long_name(65, 'a');
    long_name += "@example.org";
    EXPECT_EQ(parse_mail(long_name).value, "");
    std::string long_domain = "a@";
    long_domain.append(250, 'b').append(".org");
    EXPECT_EQ(parse_mail(long_domain).value, "");
}

}  // namespace
}  // namespace tocsin

// Documents filled in: what a template may say, and that no value breaks out of its format.
#include "channels/paper.h"

#include "channels/chat_name.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

using Format = DocumentTemplate::Format;
using Of = DocumentTemplate::Of;
using testing::ElementsAre;
using testing::HasSubstr;

DocumentTemplate paper(const std::string& text, Format format = Format::markdown,
                       Of of = Of::incident) {
    return {"report", "Report", format, of, "", text};
}

std::string faults(const std::string& text, Format format = Format::markdown,
                   Of of = Of::incident) {
    std::string all;
    for (const TemplateFault& fault : faults_of(paper(text, format, of))) {
        EXPECT_FALSE(fault.fix.empty()) << fault.what;
        all += std::to_string(fault.line) + ": " + fault.what + "\n";
    }
    return all;
}

std::string filled(const std::string& text, const Facts& facts, Format format = Format::markdown,
                   bool exercise = false) {
    EXPECT_EQ(faults(text, format), "");
    return filled_in(paper(text, format), facts, exercise);
}

Facts with_summary(const std::string& summary) {
    Facts facts;
    facts.values["summary"] = summary;
    return facts;
}

TEST(Paper, ShowsWhatIsKnownAndAsksForTheRest) {
    Facts facts = with_summary("No answer");
    facts.values["field.root-cause"] = "Disk";
    Facts line;
    line.values["said"] = "reported";
    facts.lists["timeline"] = {line, line};
    EXPECT_EQ(filled("{{summary}}: {{field.root-cause}}, {{taken_by}}, {{field.next-step}}", facts),
              "No answer: Disk, [to be filled: taken by], [to be filled: next step]\n");
    EXPECT_EQ(filled("{{#resolved}}over{{/resolved}}{{^resolved}}open{{/resolved}}", facts),
              "open\n");
    EXPECT_EQ(filled("{{#field.root-cause}}why{{/field.root-cause}}"
                     "{{#field.x}}never{{/field.x}}",
                     facts),
              "why\n");
    EXPECT_EQ(
        filled("{{#timeline}}\n- {{said}} {{at_time}} {{summary}}\n{{/timeline}}\nend", facts),
        "- reported [to be filled: at time] No answer\n"
        "- reported [to be filled: at time] No answer\nend\n");
    EXPECT_EQ(filled("{{^calls}}nobody{{/calls}}{{! a word }}", facts), "nobody\n");
    EXPECT_EQ(filled("a\n{{#calls}}\n- {{name}}\n{{/calls}}\n{{^calls}}\n- none\n {{/calls}} \nb\n",
                     facts),
              "a\n- none\nb\n");
    EXPECT_EQ(filled("a\n{{! of two\nlines }}\n{{#calls}}\nx\n{{/calls}}", facts), "a\n");
}

TEST(Paper, EveryMistakeOfATemplateIsToldAtOnceWithItsLine) {
    proves("P20");
    EXPECT_EQ(faults("a {{ref}}\n{{reff}}\n\n{{#timeline}}{{said}}{{name}}{{/timeline}}\n"
                     "{{timeline}} {{/ref}} {{#ref}}"),
              "2: nobody gives {{reff}} there\n"
              "4: nobody gives {{name}} there\n"
              "5: {{timeline}} is a list\n"
              "5: {{/ref}} closes nothing\n"
              "5: {{#ref}} is never closed\n");
    // What would not be escaped, or would read other files.
    for (const char* text : {"{{{summary}}}", "{{&summary}}", "{{>head}}", "{{=<% %>=}}", "{{}}",
                             "{{Summary}}", "{{field.}}"}) {
        EXPECT_NE(faults(text), "") << text;
    }
    EXPECT_EQ(faults("a\n{{ref"), "2: \"{{\" is never closed\n");
    EXPECT_THAT(
        faults("{{#incidents}}{{#incidents}}{{/incidents}}{{/incidents}}", Format::text, Of::log),
        HasSubstr("stands within itself"));
    EXPECT_THAT(faults("{{ref}}", Format::text, Of::log), HasSubstr("nobody gives {{ref}}"));
    EXPECT_EQ(faults("{{#incidents}}{{ref}}{{#calls}}{{name}}{{/calls}}{{/incidents}}",
                     Format::text, Of::log),
              "");
    std::string deep;
    for (int depth = 0; depth < 5000; ++depth) deep += "{{#ref}}";
    EXPECT_THAT(faults(deep), HasSubstr("too many sections"));
}

TEST(Paper, InCsvAValueIsACellOfItsOwn) {
    proves("DSPT-07");
    for (const char* text : {"{{ref}},{{summary}}\n", "{{#ref}}{{ref}}{{/ref}},x\n",
                             "{{#taken}}{{taken}}{{/taken}}{{^taken}}{{opened}}{{/taken}},b\n"}) {
        EXPECT_EQ(faults(text, Format::csv), "") << text;
    }
    for (const char* text :
         {"a {{ref}},b\n", "{{ref}}{{summary}}\n", "\"{{ref}}\",b\n",
          "x{{#ref}}{{ref}}{{/ref}},b\n", "{{#ref}}{{ref}}{{/ref}}{{#ref}}{{ref}}{{/ref}}\n",
          "{{ref}};{{summary}}\n"}) {
        EXPECT_THAT(faults(text, Format::csv), HasSubstr("shares its cell")) << text;
    }
}

// What people paste, and what somebody might write on purpose.
const std::vector<std::string> hostile = {
    "=HYPERLINK(\"http://evil.example.org\",\"x\")",
    "+447700900101",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "a\",\"b",
    "one\n# two\n- three\r\n| four |",
    "---",
    "===",
    "1. first",
    "12) twelfth",
    "> quoted",
    "```\ncode",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[link](http://evil.example.org) ![image](http://evil.example.org/p.png)",
    "\"onmouseover=\"x",
    "&lt;b&gt; &#60;b&#62;",
    "{{ref}} {{{ref}}} {{#ref}}",
    "\\*not bold\\*",
    "\xE2\x80\xAE"
    "desrever",
    "\x1b[31mred",
    "\xFF\xFE",
    "[to be filled: nothing]: http://evil.example.org",
};

// The cells of one line as a spreadsheet reads them; a line break within them ends them.
std::vector<std::string> cells_of(const std::string& text) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t at = 0; at < text.size() && (quoted || text[at] != '\r'); ++at) {
        if (text[at] == '"' && quoted && at + 1 < text.size() && text[at + 1] == '"') {
            cells.back() += text[++at];
        } else if (text[at] == '"') {
            quoted = !quoted;
        } else if (text[at] == ',' && !quoted) {
            cells.emplace_back();
        } else {
            cells.back() += text[at];
        }
    }
    return cells;
}

TEST(Paper, NoValueBreaksOutOfACell) {
    proves("DSPT-07");
    for (const std::string& value : hostile) {
        const std::string text = filled("a,{{summary}},c\n", with_summary(value), Format::csv);
        const std::vector<std::string> cells = cells_of(text);
        ASSERT_EQ(cells.size(), 3U) << text;
        EXPECT_EQ(cells[0], "a");
        EXPECT_EQ(cells[2], "c") << text;
        EXPECT_TRUE(cells[1].find_first_of("=+-@") != 0) << text;
        EXPECT_TRUE(text.ends_with("\r\n"));
    }
    EXPECT_EQ(filled("{{summary}},b\n", with_summary("=1+1"), Format::csv), "'=1+1,b\r\n");
}

TEST(Paper, NoValueBreaksOutOfHtml) {
    for (const std::string& value : hostile) {
        const std::string text =
            filled("<p title=\"{{summary}}\">{{summary}}</p>", with_summary(value), Format::html);
        EXPECT_EQ(std::ranges::count(text, '<'), 2) << text;
        EXPECT_EQ(std::ranges::count(text, '>'), 2) << text;
        EXPECT_EQ(std::ranges::count(text, '"'), 2) << text;
    }
}

TEST(Paper, NoValueBreaksOutOfMarkdown) {
    proves("HSSI-51");
    for (const std::string& value : hostile) {
        const std::string text = filled("{{summary}}\n\n| {{summary}} |\n", with_summary(value));
        EXPECT_EQ(std::ranges::count(text, '\n'), 3) << text;
        for (std::size_t at = 0; at + 1 < text.size(); ++at) {
            const bool ours = at > text.find('\n') && text[at] == '|' &&
                              (text[at + 1] == ' ' || text[at + 1] == '\n');
            if (std::string_view("`*_{}[]<>#|~&!").find(text[at]) == std::string_view::npos ||
                ours) {
                continue;
            }
            std::size_t slashes = 0;
            while (slashes < at && text[at - slashes - 1] == '\\') ++slashes;
            EXPECT_EQ(slashes % 2, 1U) << "at " << at << " of " << text;
        }
    }
    EXPECT_EQ(filled("{{summary}}", with_summary("1. first")), "1\\. first\n");
    EXPECT_EQ(filled("{{summary}}", with_summary("--- a-b")), "\\--- a-b\n");
    EXPECT_EQ(filled("{{summary}}", with_summary("12-3")), "12-3\n");
}

TEST(Paper, AValueOfBlanksIsNoValueAndALongOneIsCut) {
    EXPECT_EQ(filled("{{summary}}", with_summary(" \n\t ")), "[to be filled: summary]\n");
    const std::string text =
        filled("{{summary}}", with_summary(std::string(20000, 'x')), Format::text);
    EXPECT_LT(text.size(), 9000U);
    EXPECT_TRUE(text.ends_with("x (cut)\n"));
}

TEST(Paper, AnExerciseIsMarkedFirstAndLast) {
    for (const Format format : {Format::markdown, Format::text, Format::csv, Format::html}) {
        const std::string text = filled("{{ref}}\n", Facts{{{"ref", "INC-1"}}, {}}, format, true);
        const std::size_t first = text.find("EXERCISE");
        EXPECT_LT(first, text.find("INC-1"));
        EXPECT_GT(text.rfind("EXERCISE"), text.find("INC-1"));
    }
}

TEST(ChatName, IsWhatAChatServiceAllows) {
    proves("DPS-01");
    const Day day = std::chrono::year{2026} / 11 / 26;
    const std::vector<std::pair<std::string, std::string>> names = {
        {"GP Records down", "incident-2026-11-26-gp-records-down"},
        {"  Si\u00e2n's *printer* / Ward 3!", "incident-2026-11-26-sian-s-printer-ward-3"},
        {"", "incident-2026-11-26-untitled"},
        {"\xE6\x97\xA5", "incident-2026-11-26-untitled"},
        {"Users of the shared records cannot open any of them since noon",
         "incident-2026-11-26-users-of-the-shared-records-cannot-open"},
        {std::string(200, 'x'), "incident-2026-11-26-" + std::string(40, 'x')}};
    for (const auto& [title, expected] : names) {
        EXPECT_EQ(chat_name(day, title, {}), expected);
        EXPECT_LE(expected.size(), 80U);
    }
}

TEST(ChatName, IsUnique) {
    proves("DPS-01");
    const Day day = std::chrono::year{2026} / 11 / 26;
    std::set<std::string> taken;
    for (const char* expected : {"incident-2026-11-26-gp-down", "incident-2026-11-26-gp-down-2",
                                 "incident-2026-11-26-gp-down-3"}) {
        const std::string name = chat_name(day, "GP down", taken);
        EXPECT_EQ(name, expected);
        taken.insert(name);
    }
}

}  // namespace
}  // namespace tocsin

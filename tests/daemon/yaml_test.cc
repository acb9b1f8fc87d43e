// Strict YAML: what is refused, and where the refusal points.
#include "daemon/yaml.h"

#include "rota/words.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <chrono>

namespace tocsin {
namespace {

Problem only_problem(const std::string& text) {
    const YamlResult result = parse_yaml(text, "rota.yaml");
    EXPECT_FALSE(result.tree);
    EXPECT_EQ(result.problems.size(), 1u) << format_problems(result.problems, text, "");
    return result.problems.empty() ? Problem{} : result.problems.front();
}

Node tree_of(const std::string& text) {
    YamlResult result = parse_yaml(text, "rota.yaml");
    EXPECT_TRUE(result.tree) << format_problems(result.problems, text, "");
    return result.tree ? *result.tree : Node{};
}

std::string repeated(const std::string& text, int count) {
    std::string all;
    for (int index = 0; index < count; ++index) all += text;
    return all;
}

TEST(Yaml, EveryNodeKnowsWhereItStood) {
    const Node tree = tree_of("rota: on-call\nshifts:\n  edm:\n    sat-day: [pat.ash, jo.oak]\n");
    ASSERT_EQ(tree.kind, Node::Kind::map);
    EXPECT_EQ(tree.find("rota")->text, "on-call");
    EXPECT_EQ(tree.find("rota")->mark, (Mark{1, 7}));
    const Node* people = tree.find("shifts")->find("edm")->find("sat-day");
    ASSERT_EQ(people->kind, Node::Kind::list);
    EXPECT_EQ(people->mark, (Mark{4, 14}));
    EXPECT_EQ(people->items.at(1).text, "jo.oak");
    EXPECT_EQ(people->items.at(1).mark, (Mark{4, 24}));
    EXPECT_EQ(tree.fields.at(1).first.mark, (Mark{2, 1}));
}

TEST(Yaml, ScalarsStayAsWritten) {
    const Node tree = tree_of(
        "phone: 07700 900101\noctal: 010\nanswer: no\ntime: 17:30\n"
        "date: 2026-11-23\n2026-11-25 17:30 to 2026-11-26 08:00: x\n");
    EXPECT_EQ(tree.find("phone")->text, "07700 900101");
    EXPECT_EQ(tree.find("octal")->text, "010");
    EXPECT_EQ(tree.find("answer")->text, "no");
    EXPECT_EQ(tree.find("time")->text, "17:30");
    EXPECT_EQ(tree.find("date")->text, "2026-11-23");
    EXPECT_NE(tree.find("2026-11-25 17:30 to 2026-11-26 08:00"), nullptr);
}

TEST(Yaml, NothingIsTheEmptyText) {
    const Node tree = tree_of("a:\nb: ~\nc: null\nd: ''\n");
    for (const auto& [key, value] : tree.fields) EXPECT_EQ(value.text, "") << key.text;
    EXPECT_EQ(tree.find("a")->mark, (Mark{1, 1}));
    EXPECT_EQ(tree_of("").text, "");
    EXPECT_EQ(tree_of("# only a comment\n").text, "");
}

TEST(Yaml, AKeyGivenTwiceIsRefusedWhereItComesAgain) {
    proves("P20");
    const std::string text = "rota: nhs\nrota: edm\n";
    const Problem problem = only_problem(text);
    EXPECT_EQ(problem.mark, (Mark{2, 1}));
    EXPECT_EQ(format_problem(problem, text),
              "rota.yaml:2:1: error: \"rota\" is given twice\n"
              "    2 | rota: edm\n"
              "      | ^~~~\n"
              "    why: line 1 gives it first; one of the two would silently win\n"
              "    do:  delete one of them, or give the second a name of its own\n");
}

TEST(Yaml, TheSameKeyInTwoMapsIsNoRepetition) {
    tree_of("a: { x: 1 }\nb: { x: 1 }\n");
}

TEST(Yaml, AKeyGivenTwiceIsFoundInBracketsAndUnderQuotes) {
    EXPECT_EQ(only_problem("a: { x: 1, \"x\": 2 }\n").mark, (Mark{1, 12}));
    EXPECT_EQ(only_problem("~: 1\nnull: 2\n").mark.line, 2);
}

TEST(Yaml, WhatHidesAValueIsRefused) {
    proves("P20");
    EXPECT_EQ(only_problem("a: !!str yes\n").mark, (Mark{1, 4}));
    EXPECT_EQ(only_problem("a: !ours { b: c }\n").mark, (Mark{1, 4}));
    EXPECT_EQ(only_problem("a: &one yes\n").mark.line, 1);
    EXPECT_EQ(only_problem("? [a, b]\n: c\n").mark, (Mark{1, 3}));
    EXPECT_EQ(only_problem("{ {a: b}: c }\n").mark, (Mark{1, 3}));
    EXPECT_EQ(only_problem("a: b\n---\nc: d\n").mark, (Mark{2, 1}));
    EXPECT_EQ(only_problem("a: \"nul \\0\"\n").mark, (Mark{1, 4}));
    EXPECT_EQ(only_problem("a: \"escape \\x1b[2J\"\n").mark, (Mark{1, 4}));
}

TEST(Yaml, AnAliasIsRefusedWithItsAnchor) {
    const YamlResult result = parse_yaml("a: &x b\nc: *x\n", "f");
    ASSERT_EQ(result.problems.size(), 2u);
    EXPECT_EQ(result.problems[1].mark, (Mark{2, 4}));
    EXPECT_FALSE(result.tree);
}

TEST(Yaml, AllMistakesAreToldAtOnce) {
    const YamlResult result = parse_yaml("a: 1\na: 2\nb: !x 3\nc: { d: 1, d: 2 }\ne: [\n", "f");
    std::vector<int> lines;
    for (const Problem& problem : result.problems) lines.push_back(problem.mark.line);
    EXPECT_EQ(lines, (std::vector{2, 3, 4, 5}));
}

TEST(Yaml, AnOpenListIsShownWhereItOpens) {
    const Problem problem = only_problem("rota: edm\nweek: 1\nnonsense: [\n");
    EXPECT_EQ(problem.mark, (Mark{3, 11}));
    EXPECT_EQ(problem.what, "this list is never closed");
    EXPECT_EQ(only_problem("a: { b: c\n").what, "this map is never closed");
}

TEST(Yaml, BrokenSyntaxNamesItsLine) {
    EXPECT_EQ(only_problem("a: b\n  c: d\n").mark.line, 2);
    EXPECT_EQ(only_problem("a: `x\n").mark, (Mark{1, 4}));
    EXPECT_EQ(only_problem("a: b\n\tc: d\n").mark.line, 2);
    EXPECT_EQ(only_problem("a: @x\n").mark.line, 1);
}

TEST(Yaml, AFileCutInsideAQuoteIsRefused) {
    for (const std::string cut :
         {"a: 'open\n", "a: \"open", "a: 'it''", "a: \"it\\\"", "'", "- \""}) {
        const YamlResult result = parse_yaml(cut, "f");
        EXPECT_FALSE(result.tree) << cut;
        ASSERT_FALSE(result.problems.empty()) << cut;
        EXPECT_EQ(result.problems[0].mark.line, 1) << cut;
    }
    EXPECT_EQ(tree_of("a: 'it''s'\n").find("a")->text, "it's");
    EXPECT_EQ(tree_of("a: \"say \\\"x\\\"\"\n").find("a")->text, "say \"x\"");
    EXPECT_EQ(tree_of("a: ''\nb: \"\"\n").find("b")->text, "");
}

TEST(Yaml, OnlyHonestTextIsRead) {
    using namespace std::string_literals;
    EXPECT_EQ(only_problem("a: b\nc: \xC3\x28\n").mark, (Mark{2, 4}));
    EXPECT_EQ(only_problem("a: \xC0\xAF\n").mark, (Mark{1, 4}));
    EXPECT_EQ(only_problem("a: \xED\xA0\x80\n").mark, (Mark{1, 4}));
    EXPECT_EQ(only_problem("a: \xF5\x80\x80\x80\n").mark, (Mark{1, 4}));
    EXPECT_EQ(only_problem("a: cut \xE2\x82").mark, (Mark{1, 8}));
    EXPECT_EQ(only_problem("a: b\0c\n"s).mark, (Mark{1, 5}));
    EXPECT_EQ(only_problem("a: b\rc: d\n").mark, (Mark{1, 5}));
    EXPECT_EQ(only_problem("a: \x1b[31m\n").mark, (Mark{1, 4}));
    EXPECT_EQ(only_problem("a: \xE2\x80\xAE"
                           "dcba\n")
                  .what,
              "an invisible sign stands here");
    EXPECT_EQ(only_problem("\xFF\xFE"
                           "a\0"s)
                  .mark,
              (Mark{1, 1}));
    EXPECT_EQ(tree_of("\xEF\xBB\xBF"
                      "a: b\r\nc: d\r\n")
                  .find("c")
                  ->text,
              "d");
}

TEST(Yaml, ColumnsCountLettersNotBytes) {
    const Node tree = tree_of("name: { a: Siân, b: x }\n");
    EXPECT_EQ(tree.find("name")->find("b")->mark, (Mark{1, 21}));
}

TEST(Yaml, AProblemNeverRepeatsHalfALetter) {
    for (const std::string text : {"\"\\", "\"\\\xc3\xa9\""}) {
        for (const Problem& problem : parse_yaml(text, "f").problems) {
            for (const char c : problem.what) EXPECT_TRUE(c >= ' ' && c <= '~') << problem.what;
        }
    }
}

TEST(Yaml, NestingHasAFloor) {
    tree_of(repeated("[", 16) + repeated("]", 16));
    EXPECT_EQ(only_problem(repeated("[", 17) + repeated("]", 17)).mark, (Mark{1, 17}));
}

// Each is a few kilobytes up to two mebibytes of malice; none may cost more than a blink.
TEST(Yaml, BombsAreRefusedAtOnce) {
    proves("P20");
    std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int level = 1; level < 40; ++level) {
        const std::string last = "*a" + std::to_string(level - 1);
        laughs += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + last;
        laughs += repeated(", " + last, 8) + "]\n";
    }
    std::string keys;
    for (int key = 0; key < 120'000; ++key) keys += "k" + std::to_string(key) + ": v\n";
    const std::vector<std::string> bombs = {
        laughs,
        keys,
        "&a [*a]",
        repeated("[", 1'000'000),
        repeated("{", 1'000'000),
        repeated("- ", 500'000),
        repeated("? ", 500'000),
        repeated("{a: ", 250'000),
        repeated("[x, ", 250'000),
        repeated("- x\n", 250'000),
        "[" + repeated("x,", 500'000) + "]",
        repeated("a: 1\n", 200'000),
        repeated("--- x\n", 170'000),
        repeated("!!x ", 250'000),
        repeated("&a ", 300'000),
        std::string(2 * 1024 * 1024 + 1, ' '),
    };
    for (const std::string& bomb : bombs) {
        const auto begin = std::chrono::steady_clock::now();
        const YamlResult result = parse_yaml(bomb, "bomb.yaml");
        const auto took = std::chrono::steady_clock::now() - begin;
        EXPECT_FALSE(result.tree) << bomb.substr(0, 20);
        EXPECT_FALSE(result.problems.empty()) << bomb.substr(0, 20);
        EXPECT_LE(result.problems.size(), 100u) << bomb.substr(0, 20);
        // Some fifty times what the slowest takes; a quadratic walk takes longer than this.
        EXPECT_LT(took, std::chrono::seconds(20)) << bomb.substr(0, 20);
    }
}

}  // namespace
}  // namespace tocsin

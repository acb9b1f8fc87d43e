// What a procedure file says about obligations, and the times it may name.
#include "daemon/obligation_file.h"

#include "daemon/yaml.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using Of = Moment::Of;

TEST(TimeLimits, AreReadAsPeopleWriteThem) {
    struct Row {
        const char* text;
        std::optional<TimeLimit> limit;
    };
    const Row rows[] = {
        {"30 min", TimeLimit{30min}},
        {"24 h", TimeLimit{24h}},
        {"30 days", TimeLimit{24h * 30}},
        {"10 working days", TimeLimit{Duration{0}, 10}},
        {"1 working day", TimeLimit{Duration{0}, 1}},
        {"2 working days 17:30", TimeLimit{Duration{0}, 2, 0, 17h + 30min}},
        {"next working day 17:30", TimeLimit{Duration{0}, 1, 0, 17h + 30min}},
        {"next working day", TimeLimit{Duration{0}, 1}},
        {"2 months", TimeLimit{Duration{0}, 0, 2}},
        {"1 month", TimeLimit{Duration{0}, 0, 1}},
        {"", {}},
        {"30", {}},
        {"30 s", {}},
        {"0 working days", {}},
        {"-1 working days", {}},
        {"300 working days", {}},
        {"13 months", {}},
        {"2 months 17:30", {}},
        {"2 working days 25:00", {}},
        {"2 working days17:30", {}},
        {"2 workings", {}},
        {"tomorrow", {}},
    };
    for (const Row& row : rows) EXPECT_EQ(parse_time_limit(row.text), row.limit) << row.text;
}

TEST(ObligationFile, EveryWordOfTheVocabularyIsRead) {
    Procedure procedure;
    procedure.statuses = {"reported", "confirmed", "resolved", "closed"};
    procedure.roles = {{"level-1", {}}, {"level-2", {}}, {"siro", {}}};
    Field kind;
    kind.name = "kind";
    kind.values = {"outage", "other"};
    procedure.fields.push_back(kind);
    procedure.ladder.rungs = {{"level-2"}};
    const YamlResult yaml = parse_yaml(
        "told:\n"
        "  title: customers told\n"
        "  ask: Tell each Trust by mail\n"
        "  rules: [DSPT-03]\n"
        "  when: [{ severity: [1, 2], kind: outage }, { hours: out-of-hours }]\n"
        "  starts: [began, { taken: level-2 }]\n"
        "  due: { 1: 12 h, other: 24 h }\n"
        "  every: { 1: 60 min }\n"
        "  warn: [1 h, 12 h, 4 h]\n"
        "  owner: siro\n"
        "  met-by: [closed, { met: told }]\n"
        "  proof: needed\n"
        "  waive: never\n"
        "  late: { tell: [level-1, siro], escalate: level-2, again: 1 h }\n"
        "  until: met\n",
        "dspt.yaml");
    Problems problems;
    Complaints complaints("dspt.yaml", problems);
    const std::vector<ObligationRule> rules =
        read_obligations(*yaml.tree, procedure, nullptr, complaints);
    EXPECT_TRUE(problems.empty()) << (problems.empty() ? "" : problems.front().what);
    ASSERT_EQ(rules.size(), 1u);
    const ObligationRule& rule = rules.front();
    EXPECT_EQ(rule.name, "told");
    EXPECT_EQ(rule.title, "customers told");
    EXPECT_EQ(rule.rules, std::vector<std::string>{"DSPT-03"});
    ASSERT_EQ(rule.when.size(), 2u);
    EXPECT_EQ(rule.when[0].severities, (std::set<int>{1, 2}));
    EXPECT_EQ(rule.when[0].fields, (FieldValues{{"kind", {"outage"}}}));
    EXPECT_EQ(rule.when[1].when, Applies::out_of_hours);
    EXPECT_EQ(rule.starts, (std::vector<Moment>{{Of::began, ""}, {Of::taken, "level-2"}}));
    EXPECT_EQ(rule.due, (std::map<int, TimeLimit>{{1, {12h}}, {0, {24h}}}));
    EXPECT_EQ(rule.every, (std::map<int, Duration>{{1, 60min}}));
    EXPECT_EQ(rule.warn, (std::vector<Duration>{12h, 4h, 1h})) << "the longest first";
    EXPECT_EQ(rule.owner, "siro");
    EXPECT_EQ(rule.met_by, (std::vector<Moment>{{Of::status, "closed"}, {Of::met, "told"}}));
    EXPECT_TRUE(rule.proof);
    EXPECT_FALSE(rule.waivable);
    EXPECT_EQ(rule.late.tell, (std::vector<std::string>{"level-1", "siro"}));
    EXPECT_EQ(rule.late.escalate, "level-2");
    EXPECT_EQ(rule.late.again, Duration(1h));
    EXPECT_FALSE(rule.until);
}

// A procedure with the words that moments may name.
Procedure wordy() {
    Procedure procedure;
    procedure.statuses = {"reported", "confirmed", "resolved", "closed"};
    procedure.roles = {{"level-1", {}}, {"level-2", {}}, {"supplier", {}}};
    Field progress;
    progress.name = "progress";
    progress.values = {"yes", "no"};
    procedure.fields.push_back(progress);
    procedure.flags.push_back({"clinical", "Clinical safety", {}});
    procedure.ladder.rungs = {{"level-2"}};
    procedure.notices.audiences.resize(1);
    return procedure;
}

std::vector<ObligationRule> rules_of(const std::string& text, Problems& problems,
                                     const Procedure& procedure = wordy()) {
    const YamlResult yaml = parse_yaml(text, "hssi.yaml");
    Complaints complaints("hssi.yaml", problems);
    return read_obligations(*yaml.tree, procedure, nullptr, complaints);
}

const std::string update =
    "update:\n"
    "  title: update to users\n"
    "  ask: Send it\n"
    "  starts: [{ notice: first }, { flag: clinical }]\n"
    "  starts-any: [accepted, { set: progress, to: yes }, { reached: level-2 }]\n"
    "  due: 60 min\n"
    "  every: 60 min\n"
    "  next: stated\n"
    "  warn: { at: [80 %, 10 min], tell: [level-1] }\n"
    "  owner: supplier\n"
    "  met-by: [{ notice: any }, { notice: update, count: 3 }, { set: progress }]\n"
    "  rejected: 24 h\n";

TEST(ObligationFile, TheMomentsOfClocksAreRead) {
    Problems problems;
    const std::vector<ObligationRule> rules = rules_of(update, problems);
    EXPECT_TRUE(problems.empty()) << (problems.empty() ? "" : problems.front().what);
    ASSERT_EQ(rules.size(), 1u);
    const ObligationRule& rule = rules.front();
    EXPECT_EQ(rule.starts, (std::vector<Moment>{{Of::notice, "first"}, {Of::flag, "clinical"}}));
    EXPECT_EQ(rule.starts_any,
              (std::vector<Moment>{
                  {Of::accepted, ""}, {Of::set, "progress", "yes"}, {Of::reached, "level-2"}}));
    EXPECT_EQ(rule.met_by,
              (std::vector<Moment>{
                  {Of::notice, "any"}, {Of::notice, "update", "", 3}, {Of::set, "progress"}}));
    EXPECT_TRUE(rule.stated);
    EXPECT_EQ(rule.warn, (std::vector<Duration>{10min}));
    EXPECT_EQ(rule.warn_shares, (std::vector<int>{80}));
    EXPECT_EQ(rule.warn_tell, (std::vector<std::string>{"level-1"}));
    EXPECT_EQ(rule.rejected, Duration(24h));
}

TEST(ObligationFile, WhatIsWrongWithAClockIsToldWithItsLineAndARemedy) {
    struct Row {
        const char* instead_of;
        const char* text;
        unsigned line;
        const char* what;
        const char* fix;
    };
    const Row rows[] = {
        {"{ notice: first }", "{ notice: frist }", 4, "no message has the stage \"frist\"",
         "first"},
        {"{ flag: clinical }", "{ flag: clinicl }", 4, "the procedure has no flag \"clinicl\"",
         "clinical"},
        {"{ flag: clinical }", "{ flagg: clinical }", 4, "\"flagg\"", "flag"},
        {"{ flag: clinical }", "{ flag: clinical, taken: level-2 }", 4,
         "a moment is one thing that happens", "{ notice: STAGE }"},
        {"accepted", "acepted", 5, "\"acepted\" is no moment", "accepted"},
        {"to: yes", "to: yess", 5, "the field \"progress\" cannot be \"yess\"", "yes"},
        {"{ set: progress, to: yes }", "{ set: progres }", 5, "no field \"progres\"", "progress"},
        {"{ reached: level-2 }", "{ reached: level-1 }", 5, "nobody is ever called as \"level-1\"",
         "level-2"},
        {"count: 3", "count: 0", 11, "count", "1"},
        {"  every: 60 min\n", "", 7, "\"next\" without \"every\"", "how often"},
        {"next: stated", "next: said", 8, "said", "stated"},
        {"80 %", "180 %", 9, "\"180 %\" is no time of a warning", "80 %"},
        {"tell: [level-1]", "tell: [level-9]", 9, "no role is called \"level-9\"", "level-"},
        {"tell: [level-1]", "tel: [level-1]", 9, "\"tel\"", "tell"},
        {"24 h", "24", 12, "24", ""},
    };
    for (const Row& row : rows) {
        std::string text = update;
        const std::size_t at = text.find(row.instead_of);
        ASSERT_NE(at, std::string::npos) << row.instead_of;
        text.replace(at, std::string(row.instead_of).size(), row.text);
        Problems problems;
        rules_of(text, problems);
        ASSERT_FALSE(problems.empty()) << row.text;
        const Problem& first = problems.front();
        EXPECT_EQ(first.mark.line, row.line) << row.text << ": " << first.what;
        EXPECT_NE(first.what.find(row.what), std::string::npos) << row.text << ": " << first.what;
        EXPECT_NE((first.what + first.fix).find(row.fix), std::string::npos)
            << row.text << ": " << first.fix;
    }
    Problems problems;
    Procedure silent = wordy();
    silent.notices.audiences.clear();
    rules_of(update, problems, silent);
    ASSERT_FALSE(problems.empty());
    EXPECT_EQ(problems.front().what, "users are never told by this procedure");
}

}  // namespace
}  // namespace tocsin

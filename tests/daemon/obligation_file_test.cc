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

}  // namespace
}  // namespace tocsin

// HSSI-01..03, 63, DPS-03, SIRI-03: whole tables, against a transcription of the rules. Every cell,
// every boundary, every combination of answers.
#include "core/state.h"
#include "daemon/file_text.h"
#include "daemon/procedure_file.h"
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

namespace tocsin {
namespace {

using Words = std::vector<std::string>;

const Procedure& shipped(const std::string& name) {
    static std::map<std::string, Procedure> all;
    const auto known = all.find(name);
    if (known != all.end()) return known->second;
    Problems problems;
    const std::string file = name + ".yaml";
    const std::string text = *read_file(source_dir() / "systemd/procedures" / file).text;
    const auto read = parse_procedure(text, file, problems, nullptr);
    if (!read) throw std::runtime_error(short_form(problems));
    return all.emplace(name, *read).first->second;
}

const Procedure& hssi() {
    return shipped("hssi");
}

Assessment assessed(const Procedure& procedure, const std::string& way, const Answers& answers,
                    const Incident& incident = {}, int scale = 100) {
    EXPECT_TRUE(wrong_with(answers, procedure.severity, scale).empty());
    return assess(procedure.severity, way, answers, {incident, true, scale});
}

// What it proposes; 0: nothing.
int severity(const std::string& way, const Answers& answers, const Incident& incident = {},
             int scale = 100) {
    return assessed(hssi(), way, answers, incident, scale).severity.value_or(0);
}

constexpr int by_impact_and_urgency[5][5] = {
    {1, 1, 2, 2, 3}, {1, 2, 2, 3, 4}, {2, 3, 3, 4, 4}, {3, 3, 4, 4, 5}, {4, 5, 5, 5, 5}};

TEST(SeverityTables, ImpactAndUrgency) {
    for (int impact = 1; impact <= 5; ++impact) {
        for (int urgency = 1; urgency <= 5; ++urgency) {
            EXPECT_EQ(severity("matrix", {{"impact", std::to_string(impact)},
                                          {"urgency", std::to_string(urgency)}}),
                      by_impact_and_urgency[impact - 1][urgency - 1])
                << impact << " " << urgency;
        }
    }
    proves("HSSI-01");
}

// The columns of HSSI-02 by the count itself: 5000 and more, 1000, 100, 10, fewer.
int column_of(int users, int scale = 100) {
    int column = 0;
    for (const int from : {5000, 1000, 100, 10}) {
        if (users * 100 >= from * scale) return column;
        ++column;
    }
    return column;
}

struct Function {
    const char* criticality;
    std::array<int, 5> impact;
};
constexpr Function functions[] = {{"critical", {1, 1, 1, 1, 1}},
                                  {"high", {1, 1, 2, 2, 2}},
                                  {"medium", {2, 2, 3, 3, 3}},
                                  {"minor", {3, 3, 4, 4, 4}},
                                  {"cosmetic", {5, 5, 5, 5, 5}}};

TEST(SeverityTables, ImpactOfCriticalityAndUsersWithEveryBoundary) {
    for (const Function& function : functions) {
        for (int urgency = 1; urgency <= 5; ++urgency) {
            for (const int users :
                 {0, 1, 9, 10, 11, 99, 100, 101, 999, 1000, 1001, 4999, 5000, 5001, 1'000'000}) {
                for (const int scale : {100, 10, 1, 250}) {
                    const int impact =
                        function.impact[static_cast<std::size_t>(column_of(users, scale))];
                    EXPECT_EQ(severity("matrix",
                                       {{"criticality", function.criticality},
                                        {"users", std::to_string(users)},
                                        {"urgency", std::to_string(urgency)}},
                                       {}, scale),
                              by_impact_and_urgency[impact - 1][urgency - 1])
                        << function.criticality << " " << users << " of " << scale << " %";
                }
            }
        }
    }
    proves("HSSI-02");
}

TEST(SeverityTables, UrgencyHasItsWords) {
    const Question& urgency = *hssi().severity.find("urgency");
    EXPECT_EQ(urgency.words, (Words{"1", "2", "3", "4", "5"}));
    const std::pair<const char*, const char*> said[] = {{"1", "corruption of data"},
                                                        {"2", "more than trivial"},
                                                        {"3", "minor effect on many"},
                                                        {"4", "Minor effect on few"},
                                                        {"5", "Presentation only"}};
    for (const auto& [word, words] : said)
        EXPECT_NE(urgency.means.at(word).find(words), std::string::npos) << word;
    proves("HSSI-63");
}

int by_points(int points) {
    return points >= 181 ? 1 : points >= 141 ? 2 : points >= 111 ? 3 : points >= 71 ? 4 : 5;
}

struct Scored {
    const char* question;
    std::vector<std::pair<const char*, int>> points;
};

const std::vector<Scored> first_edition = {
    {"patient-care",
     {{"none", 0}, {"minimal", 10}, {"medium", 20}, {"significant", 35}, {"critical", 50}}},
    {"other-suppliers",
     {{"none", 0}, {"minimal", 10}, {"moderate", 20}, {"high", 35}, {"critical", 50}}},
    {"site", {{"5", 0}, {"4", 10}, {"3", 20}, {"2", 35}, {"1", 50}}},
    {"tier", {{"bronze", 0}, {"silver", 15}, {"gold", 30}, {"platinum", 50}}},
    {"safety", {{"none", 0}, {"one", 35}, {"both", 50}}},
    {"scope", {{"user", 0}, {"department", 10}, {"trust", 20}, {"regional", 25}, {"national", 30}}},
    {"priority",
     {{"none", 0},
      {"first-fix-failed", 10},
      {"limited-risk", 20},
      {"medium-risk", 25},
      {"reputational", 30}}}};

const std::vector<Scored> edition_2018 = {
    {"patient-care",
     {{"none", 0}, {"minimal", 20}, {"medium", 30}, {"significant", 40}, {"critical", 50}}},
    {"suppliers-2018", {{"none", 0}, {"minimal", 15}, {"moderate", 30}, {"high", 50}}},
    {"site-2018", {{"none", 0}, {"limited", 20}, {"significant", 30}, {"unmanageable", 50}}},
    {"criticality",
     {{"cosmetic", 0}, {"minor", 20}, {"medium", 30}, {"high", 40}, {"critical", 50}}},
    {"risk-2018", {{"none", 0}, {"very-low", 5}, {"low", 15}, {"medium", 35}, {"high", 50}}},
    {"users-2018", {{"isolated", 0}, {"one-site", 10}, {"several-sites", 20}, {"nation", 30}}},
    {"priority-2018", {{"normal", 0}, {"low", 10}, {"medium", 20}, {"high", 30}}}};

// Every combination of answers; how many there were.
int every_sum(const std::string& way, const std::vector<Scored>& table) {
    std::vector<std::size_t> chosen(table.size(), 0);
    Answers answers;
    const Incident incident;
    for (int count = 1;; ++count) {
        int points = 0;
        for (std::size_t i = 0; i < table.size(); ++i) {
            const auto& [word, worth] = table[i].points[chosen[i]];
            answers[table[i].question] = word;
            points += worth;
        }
        const Assessment found = assess(hssi().severity, way, answers, {incident, true, 100});
        if (found.severity != by_points(points) || found.lines.back().points != points) {
            ADD_FAILURE() << way << " of " << points << " points";
            return 0;
        }
        std::size_t next = 0;
        while (next < table.size() && ++chosen[next] == table[next].points.size())
            chosen[next++] = 0;
        if (next == table.size()) return count;
    }
}

TEST(SeverityTables, BothEditionsOfPointsInEveryCombination) {
    EXPECT_EQ(every_sum("score", first_edition), 5 * 5 * 5 * 4 * 3 * 5 * 5);
    EXPECT_EQ(every_sum("score-2018", edition_2018), 5 * 4 * 4 * 5 * 5 * 4 * 4);
    proves("HSSI-03");
}

TEST(SeverityTables, PatientCareOfLinkedIncidentsAndScope) {
    const Words scopes = {"user", "department", "trust", "regional", "national"};
    const std::pair<std::vector<int>, Words> rows[] = {
        {{1}, {"none", "minimal", "minimal", "medium", "significant"}},
        {{2, 5}, {"minimal", "minimal", "medium", "medium", "significant"}},
        {{6, 10}, {"minimal", "medium", "medium", "medium", "significant"}},
        {{11, 20}, {"medium", "medium", "medium", "significant", "critical"}},
        {{21, 400}, {"significant", "significant", "significant", "critical", "critical"}}};
    for (const auto& [counts, care] : rows) {
        for (const int linked : counts) {
            for (std::size_t scope = 0; scope < scopes.size(); ++scope) {
                Incident incident;
                incident.triage = Triage{{{"scope", {scopes[scope]}}}};
                const Assessment found =
                    assessed(hssi(), "score", {{"linked", std::to_string(linked)}}, incident);
                const auto line =
                    std::ranges::find(found.lines, "patient-care", &AnswerLine::question);
                ASSERT_NE(line, found.lines.end());
                EXPECT_EQ(line->word, care[scope]) << linked << " " << scopes[scope];
                EXPECT_FALSE(line->given);
            }
        }
    }
    EXPECT_FALSE(wrong_with({{"linked", "0"}}, hssi().severity).empty());
    proves("HSSI-03");
}

std::string found_for(const std::string& question, const Incident& incident) {
    const Assessment found = assess(hssi().severity, "score", {}, {incident, true, 100});
    const auto line = std::ranges::find(found.lines, question, &AnswerLine::question);
    return line == found.lines.end() ? "asked" : line->word;
}

TEST(SeverityTables, TheRecordAnswersWhatItKnows) {
    const Flagged stands;
    Flagged removed;
    removed.removed = Flagged::Removal{};
    using Tasks = std::map<std::string, TaskState>;
    const auto safety = [&](bool clinical, bool security, const Tasks& tasks) {
        Incident incident;
        incident.triage = Triage{};
        incident.tasks = tasks;
        incident.triage->flags["clinical"] = clinical ? stands : removed;
        if (security) incident.triage->flags["security"] = stands;
        return found_for("safety", incident);
    };
    const TaskState open;
    TaskState safe;
    safe.safe = Instant{};
    EXPECT_EQ(safety(false, false, {}), "none");
    EXPECT_EQ(safety(true, false, {}), "one");
    EXPECT_EQ(safety(true, false, {{"clinical", open}}), "one");
    EXPECT_EQ(safety(true, false, {{"clinical", safe}}), "none");
    EXPECT_EQ(safety(true, false, {{"security", safe}}), "one");
    EXPECT_EQ(safety(false, true, {{"security", open}}), "one");
    EXPECT_EQ(safety(false, true, {{"security", safe}}), "none");
    EXPECT_EQ(safety(true, true, {{"clinical", open}, {"security", open}}), "both");
    EXPECT_EQ(safety(true, true, {{"clinical", safe}, {"security", open}}), "one");
    EXPECT_EQ(safety(true, true, {{"clinical", open}, {"security", safe}}), "one");
    EXPECT_EQ(safety(true, true, {{"clinical", safe}, {"security", safe}}), "none");

    Incident incident;
    EXPECT_EQ(found_for("other-suppliers", incident), "asked");
    EXPECT_EQ(found_for("tier", incident), "asked");
    EXPECT_EQ(found_for("priority", incident), "asked");
    incident.triage = Triage{{{"kind", {"outage"}}, {"tier", {"gold"}}}};
    EXPECT_EQ(found_for("other-suppliers", incident), "critical");
    EXPECT_EQ(found_for("tier", incident), "gold");
    incident.called["pat.ash"].rung = 1;
    EXPECT_EQ(found_for("priority", incident), "medium-risk");
    incident.called["sam.elm"].rung = 2;
    EXPECT_EQ(found_for("priority", incident), "reputational");
    proves("HSSI-03");
}

TEST(SeverityTables, AnOpenAnswerIsAskedForAndNothingIsProposed) {
    const Assessment open = assessed(hssi(), "matrix", {{"criticality", "high"}});
    EXPECT_FALSE(open.severity);
    EXPECT_EQ(open.missing, (Words{"users", "urgency"}));
    // A person's word stands above the record's.
    Incident incident;
    incident.triage = Triage{{{"tier", {"platinum"}}}};
    EXPECT_EQ(severity("matrix", {{"users", "3"}, {"urgency", "5"}}, incident), 3);
    EXPECT_EQ(severity("matrix", {{"users", "3"}, {"urgency", "5"}, {"criticality", "cosmetic"}},
                       incident),
              5);
}

TEST(SeverityTables, TheWorstOfTheWordsIsThePriority) {
    const Procedure& procedure = shipped("dps");
    const std::pair<const char*, int> users[] = {{"majority", 1}, {"some", 2}, {"nobody", 3}};
    const std::pair<const char*, int> loss[] = {
        {"significant", 1}, {"moderate", 2}, {"minor", 3}, {"none", 9}};
    for (const auto& [who, by_users] : users) {
        for (const auto& [words, by_loss] : loss) {
            for (const bool lost : {true, false}) {
                const Assessment found = assessed(procedure, "priority",
                                                  {{"users", who},
                                                   {"money-or-care", words},
                                                   {"data", lost ? "lost-or-wrong" : "sound"}});
                EXPECT_EQ(found.severity, lost ? 1 : std::min(by_users, by_loss))
                    << who << " " << words;
            }
        }
    }
    // Lost data is P1, whoever is affected; without it, somebody has to say who is.
    EXPECT_EQ(assessed(procedure, "priority", {{"data", "lost-or-wrong"}}).severity, 1);
    EXPECT_TRUE(assessed(procedure, "priority", {{"data", "lost-or-wrong"}}).missing.empty());
    const Assessment open = assessed(procedure, "priority", {{"money-or-care", "moderate"}});
    EXPECT_FALSE(open.severity);
    EXPECT_EQ(open.missing, Words{"users"});
    proves("DPS-03");
}

TEST(SeverityTables, AScoreAloneProposesNoLevel) {
    const Procedure& procedure = shipped("ig-siri");
    const Words factors = {"repeat", "down", "media", "released", "advice", "others", "attacks"};
    for (unsigned bits = 0; bits < 256; ++bits) {
        Answers answers{{"outside", bits & 128 ? "yes" : "no"}};
        int score = bits & 128 ? -1 : 0;
        for (std::size_t i = 0; i < factors.size(); ++i) {
            const bool yes = (bits >> i & 1U) != 0;
            answers[factors[i]] = yes ? "yes" : "no";
            score += yes;
        }
        const Assessment found = assessed(procedure, "cyber", answers);
        EXPECT_EQ(found.result, std::to_string(score));
        EXPECT_FALSE(found.severity) << "the score proposes no level";
        EXPECT_TRUE(found.missing.empty());
    }
    proves("SIRI-03");
}

}  // namespace
}  // namespace tocsin

// Documents of the shipped templates, from the record of a night.
#include "channels/paper.h"
#include "core/facts.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

using testing::HasSubstr;
using Format = DocumentTemplate::Format;
using Of = DocumentTemplate::Of;

ObligationRule owed_within(const std::string& name, Duration due) {
    ObligationRule rule;
    rule.name = name;
    rule.title = name;
    rule.starts = {{Moment::Of::status, "reported"}};
    rule.due[0] = {due};
    rule.owner = "level-1";
    rule.late = {{}, "", 24h};
    return rule;
}

std::string shipped(const std::string& name) {
    std::ifstream in(source_dir() / "systemd" / "procedures" / "documents" / name);
    EXPECT_TRUE(in) << name;
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

DocumentTemplate paper(const std::string& file, Format format, Of of = Of::incident) {
    DocumentTemplate made{file, file, format, of, "", shipped(file), {}};
    for (const TemplateFault& fault : faults_of(made)) {
        ADD_FAILURE() << file << ":" << fault.line << ": " << fault.what;
    }
    return made;
}

std::vector<Entry> about_of(const Story& story, IncidentId id) {
    std::vector<Entry> entries;
    for (const Entry& entry : story.journal()) {
        const std::vector<IncidentId> ids = about(entry.event);
        if (std::ranges::find(ids, id) != ids.end()) entries.push_back(entry);
    }
    return entries;
}

Facts facts_of(const Story& story, IncidentId id) {
    Facts facts = incident_facts(about_of(story, id), id, story.directory(), story.now());
    facts.values["channel"] = "incident-2026-11-28-gp-records-do-not-open";
    return facts;
}

// Pat Ash sleeps, level 3 takes it; the supplier mends it; it is closed in the morning.
struct Night {
    Story story{"Sat 2026-11-28 03:00", owing()};
    IncidentId incident;

    static Setting owing() {
        Setting setting;
        setting.obligations = {owed_within("line-manager", 4h)};
        return setting;
    }

    Night() {
        Alarm alarm = firing("NSD-4711", "gp-records", 1);
        alarm.state = "";
        alarm.began = story.now() - 12min;
        alarm.summary = "GP Records do not open";
        alarm.description = "Reported by 3 practices.\nNo error is shown.";
        alarm.fields = {{"desk-reference", "NSD-4711"},
                        {"users-affected", "about 400"},
                        {"problem-reference", "PRB-0091"}};
        const Effects effects = story.report({"nsd-tool", "kim.hazel", {alarm}, "", ""});
        incident = effects.replies.front().answer.incidents.front();
        story.expect_whatever_was_sent();
        for (const auto length : {10min, 10min, 2min}) {
            story.wait(length);
            story.expect_whatever_was_sent();
        }
        story.acknowledge("sam.elm");
        story.expect_whatever_was_sent();
        story.step({ObligationAct{incident,
                                  "line-manager",
                                  ObligationAct::Act::meet,
                                  "Kim Hazel",
                                  "told at 03:24",
                                  {}},
                    0});
        story.confirm(incident, {"down", "", "Users cannot open shared records", "Northtown"});
        story.wait(2h + 9min);
        story.resolve(incident, "Network link replaced by the supplier");
        story.expect_whatever_was_sent();
        story.wait(3h);
        story.close(incident);
        story.expect_whatever_was_sent();
    }
};

TEST(DocumentStory, TheReportOfANightReadsAsItsGoldenFile) {
    proves("HSSI-51");
    const Night night;
    const std::string report = filled_in(paper("hssi-report.md", Format::markdown),
                                         facts_of(night.story, night.incident), false);
    expect_golden("documents/hssi-report.md", report);
    for (const char* piece :
         {"| Reference | INC-1 |", "| Time of failure | 02:48", "PRB-0091",
          "[to be filled: root cause]", "level 3 Sam Elm, try 1: took it 03:22"}) {
        EXPECT_NE(report.find(piece), std::string::npos) << piece;
    }
}

TEST(DocumentStory, TheSummaryForManagementReadsAsItsGoldenFiles) {
    proves("HSSI-52");
    const Night night;
    const DocumentTemplate summary = paper("management-summary.md", Format::markdown);
    expect_golden("documents/management-summary.md",
                  filled_in(summary, facts_of(night.story, night.incident), false));
    Story during("Sat 2026-11-28 03:00");
    const IncidentId open = during.alarm("ward-orders", 2);
    during.expect_whatever_was_sent();
    expect_golden("documents/management-summary-during.md",
                  filled_in(summary, facts_of(during, open), false));
}

TEST(DocumentStory, TheReportForAChannelReadsAsItsGoldenFile) {
    proves("DPS-07");
    proves("DPS-01");
    const Night night;
    const std::string report = filled_in(paper("dps-report.md", Format::markdown),
                                         facts_of(night.story, night.incident), false);
    EXPECT_TRUE(report.starts_with("# incident-2026-11-28-gp-records-do-not-open\n"))
        << "the report has the name of its channel";
    expect_golden("documents/dps-report.md", report);
}

TEST(DocumentStory, TheLogHasOneRowAnIncident) {
    proves("DSPT-07");
    Night night;
    Alarm second = firing("x", "ward-orders", 2);
    second.summary = "=cmd|' /C calc'!A0, \"orders\"\nlost";
    night.story.alarms({second});
    night.story.expect_whatever_was_sent();
    const std::vector<Facts> rows = {facts_of(night.story, {1}), facts_of(night.story, {2})};
    const Day day = std::chrono::year{2026} / 11 / 28;
    const std::string log =
        filled_in(paper("incident-log.csv", Format::csv, Of::log),
                  log_facts(rows, {}, day, day, night.story.directory(), night.story.now()), false);
    EXPECT_EQ(std::ranges::count(log, '\n'), 3);
    expect_golden("documents/incident-log.csv", log);
}

TEST(DocumentStory, TheFiguresSayHowManyWereInTimeAndWhichWereNot) {
    proves("SIRI-09");
    proves("SIRI-10");
    Setting setting;
    setting.obligations = {owed_within("scored", 1h), owed_within("closed", 2h),
                           owed_within("never", 1h)};
    setting.obligations.back().when = {Matcher{.severities = {5}}};
    setting.starts = "confirmed";  // nobody is called
    Story story("Mon 2026-11-23 09:00", setting);
    const auto acts = [&](std::uint64_t incident, const std::string& name, ObligationAct::Act act) {
        story.step({ObligationAct{{incident}, name, act, "Kim Hazel", "it is so", {}}, 0});
    };
    using Act = ObligationAct::Act;
    for (const char* key : {"a", "b", "c", "d"}) story.alarms({firing(key, "gp-records", 3)});
    story.expect_whatever_was_sent();
    acts(1, "scored", Act::meet);
    acts(2, "scored", Act::waive);
    acts(3, "scored", Act::pause);
    acts(1, "closed", Act::meet);
    acts(4, "closed", Act::meet);
    for (int i = 0; i < 9; ++i) {
        story.wait(10min);
        story.expect_whatever_was_sent();
    }
    acts(4, "scored", Act::meet);
    story.expect_whatever_was_sent();
    DocumentTemplate figures = paper("figures.md", Format::markdown, Of::log);
    figures.targets = {{"scored", 50}, {"closed", 100}, {"never", 100}};
    const auto filled = [&] {
        std::vector<Facts> rows;
        for (std::uint64_t id = 1; id <= 4; ++id) rows.push_back(facts_of(story, {id}));
        const Day day = std::chrono::year{2026} / 11 / 23;
        return filled_in(figures,
                         log_facts(rows, figures, day, day, story.directory(), story.now()), false);
    };
    // One in time, one late; waived and paused ones do not count. Two are not due yet.
    EXPECT_THAT(filled(), HasSubstr("| scored | 50 | 2 | 1 | 50 | yes |"));
    EXPECT_THAT(filled(), HasSubstr("| closed | 100 | 2 | 2 | 100 | yes |"));
    EXPECT_THAT(filled(), HasSubstr("| never | 100 | 0 | 0 | none was due | yes |"));
    for (int i = 0; i < 4; ++i) {
        story.wait(10min);
        story.expect_whatever_was_sent();
    }
    EXPECT_THAT(filled(), HasSubstr("| closed | 100 | 4 | 2 | 50 | **no** |"));
    EXPECT_THAT(filled(), HasSubstr("- INC-2: closed late, due "));
    expect_golden("documents/figures.md", filled());
}

TEST(DocumentStory, TheLetterIsADraftThatAPersonFillsInAndSends) {
    proves("SIRI-11");
    Night night;
    const std::string letter =
        filled_in(paper("letter.txt", Format::text), facts_of(night.story, night.incident), false);
    expect_golden("documents/letter.txt", letter);
    night.story.wait(24h);
    night.story.nobody_else_was_called();
}

TEST(DocumentStory, EveryNameThatATemplateMayUseIsKnownOfSomeIncidentAndNoOther) {
    Night night;
    Facts facts = facts_of(night.story, night.incident);
    const Vocabulary& words = incident_vocabulary();
    const std::set<std::string> known(words.names.begin(), words.names.end());
    for (const auto& [name, value] : facts.values) {
        EXPECT_TRUE(known.contains(name) || name.starts_with(field_prefix)) << name;
    }
    // Of this incident nobody says these.
    const std::set<std::string> unsaid = {"link", "degree", "repeats"};
    for (const std::string& name : words.names) {
        EXPECT_EQ(facts.values.contains(name), !unsaid.contains(name)) << name;
    }
    for (const auto& [name, list] : words.lists) {
        ASSERT_FALSE(facts.lists[name].empty()) << name;
        for (const std::string& part : list.names) {
            EXPECT_TRUE(facts.lists[name].front().values.contains(part)) << name << " " << part;
        }
    }
}

TEST(DocumentStory, ARepeatedAlarmAndAnOpenCallAreSaid) {
    Story story("Sat 2026-11-28 03:00");
    const Alarm alarm = firing("k", "gp-records", 2);
    story.alarms({alarm});
    story.expect_whatever_was_sent();
    story.alarms({alarm});
    const Facts facts = facts_of(story, {1});
    EXPECT_EQ(facts.values.at("repeats"), "1");
    EXPECT_EQ(facts.lists.at("calls").back().values.at("outcome"), "no answer yet");
    EXPECT_FALSE(facts.values.contains("lasted"));
}

}  // namespace
}  // namespace tocsin

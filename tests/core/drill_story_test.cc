// DSPT-10: an incident exercised beside real ones. Every message of it is marked, nobody outside
// hears of it, what is real is called just as without it, and the journal is its evidence.
#include "channels/paper.h"
#include "core/audience.h"
#include "core/drill_report.h"
#include "core/owed.h"
#include "core/public_record.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = Answer::Kind;

Reported drill_of(const std::string& service, int severity) {
    Reported reported{"api", "kim.hazel", {firing("key-" + service, service, severity)}, "", ""};
    reported.drill = true;
    reported.drill_reason = "yearly exercise";
    return reported;
}

Reported real_of(const std::string& service, int severity) {
    return {"api", "kim.hazel", {firing("key-" + service, service, severity)}, "", ""};
}

IncidentId opened(Story& story, const Reported& reported) {
    const Answer answer = story.report(reported).replies.front().answer;
    EXPECT_EQ(answer.kind, Kind::opened);
    return answer.incidents.front();
}

Answer ends(Story& story, IncidentId id) {
    return story.step({DrillOver{id, "Kim Hazel"}, 0}).replies.front().answer;
}

bool marked(const Message& message) {
    const auto both = [](const std::string& text) {
        const std::string trimmed = text.substr(0, text.find_last_not_of('\n') + 1);
        return trimmed.starts_with("EXERCISE") && trimmed.ends_with("EXERCISE");
    };
    return both(message.text) && (message.medium == Medium::sms || both(message.subject));
}

// Level 4 is of another organisation: said in the procedure, line by line.
Setting with_outsider() {
    Setting setting;
    setting.level_4 = {{Applies::always, "", {"kim.hazel"}, "level 4"}};
    setting.level_4.front().outside = true;
    return setting;
}

ObligationRule owed_by(const std::string& owner, Duration due) {
    ObligationRule rule;
    rule.name = "supplier-told";
    rule.title = "supplier told";
    rule.ask = "Phone them";
    rule.starts = {{Moment::Of::status, "reported"}};
    rule.due[0] = {due};
    rule.owner = owner;
    return rule;
}

TEST(DrillStory, EveryMessageIsMarkedAndWhoeverIsCalledTakesItByTheLink) {
    proves("DSPT-10");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId drill = opened(story, drill_of("gp-records", 1));
    const Sent text = story.expect_call_to("pat.ash", "call.open");
    EXPECT_TRUE(marked(text.message)) << text.message.text;
    EXPECT_THAT(text.message.text, HasSubstr("act as if real"));
    story.acknowledge("pat.ash");
    EXPECT_TRUE(marked(story.expect_level_1_told("told.level1.taken").message));
    EXPECT_EQ(story.incident(drill).holder->person, "pat.ash");
    EXPECT_TRUE(story.incident(drill).drill);
    EXPECT_THAT(story.timeline(), HasSubstr("EXERCISE (yearly exercise), reported by drill:api"));
}

TEST(DrillStory, AnAlarmOfTheSameKeyIsRealAndIsCalledJustAsWithout) {
    proves("DSPT-10");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId drill = opened(story, drill_of("gp-records", 1));
    story.expect_call_to("pat.ash", "call.open");
    story.wait(5s);
    const IncidentId real = opened(story, real_of("gp-records", 1));
    EXPECT_NE(real, drill);
    const Sent text = story.expect_call_to("pat.ash", "call.open");
    EXPECT_FALSE(marked(text.message)) << "not in one call with the drill: " << text.message.text;
    EXPECT_THAT(text.message.text, Not(HasSubstr("EXERCISE")));
    story.acknowledge("pat.ash");
    EXPECT_THAT(story.expect_level_1_told("told.level1.taken").message.text,
                Not(HasSubstr("EXERCISE")));
    EXPECT_EQ(story.incident(real).holder->person, "pat.ash");
    EXPECT_FALSE(story.incident(drill).holder) << "nobody has answered the drill";
    // And the drill's own alarm comes to an end with nobody but itself.
    story.cleared("gp-records");
    EXPECT_FALSE(story.incident(drill).resolved);
    story.wait_until("03:10");
    EXPECT_TRUE(marked(story.expect_call_to("pat.ash", "call.open.2").message));
}

TEST(DrillStory, TheSameKeyOfOneCallerOpensADrillAndARealIncident) {
    proves("DSPT-10");
    Story story("Sat 2026-11-28 03:00");
    Reported drill = drill_of("gp-records", 1);
    drill.idempotency_key = "7";
    Reported real = real_of("gp-records", 1);
    real.idempotency_key = "7";
    const IncidentId exercised = opened(story, drill);
    const IncidentId happened = opened(story, real);
    EXPECT_NE(exercised, happened);
    EXPECT_EQ(story.report(drill).replies.front().answer.incidents.front(), exercised);
    EXPECT_EQ(story.report(real).replies.front().answer.incidents.front(), happened);
    story.expect_whatever_was_sent();
}

TEST(DrillStory, WhoeverIsOutsideIsNotCalledAndTheLadderGoesOnAtOnce) {
    proves("DSPT-10");
    Story story("Sat 2026-11-28 03:00", with_outsider());
    opened(story, drill_of("gp-records", 1));
    for (int tries = 0; tries < 4; ++tries) {
        story.expect_whatever_was_sent();
        story.wait(10min);
    }
    bool director = false;
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        EXPECT_NE(sent.to, "kim.hazel") << sent.text_id;
        EXPECT_TRUE(marked(sent.message)) << sent.message.text;
        director = director || (sent.to == "duty.director" && sent.text_id == "call.open.last");
    }
    EXPECT_TRUE(director) << story.timeline();
    EXPECT_THAT(story.timeline(), HasSubstr("not sent to Kim Hazel (call.open.why): outside, "
                                            "exercise"));
    EXPECT_THAT(story.timeline(), Not(HasSubstr("no address")));
}

TEST(DrillStory, WhoeverIsOutsideIsCalledForWhatIsReal) {
    Story story("Sat 2026-11-28 03:00", with_outsider());
    opened(story, real_of("gp-records", 1));
    for (int tries = 0; tries < 4; ++tries) {
        story.expect_whatever_was_sent();
        story.wait(10min);
    }
    story.expect_call_to("kim.hazel", "call.open.why");
    story.expect_whatever_was_sent();
}

TEST(DrillStory, AnExerciseOfTheWholeDaemonKeepsToTheHouseAsWell) {
    proves("DSPT-10");
    Setting setting = with_outsider();
    setting.exercise = true;
    Story story("Sat 2026-11-28 03:00", setting);
    opened(story, real_of("gp-records", 1));
    for (int tries = 0; tries < 4; ++tries) {
        for (const Sent& sent : story.expect_whatever_was_sent()) {
            EXPECT_NE(sent.to, "kim.hazel") << sent.text_id;
        }
        story.wait(10min);
    }
    story.expect_whatever_was_sent();
    EXPECT_THAT(story.timeline(), HasSubstr("outside, exercise"));
}

TEST(DrillStory, OfWhatSomebodyOutsideOwesLevelOneHearsInstead) {
    proves("DSPT-10");
    Setting setting = with_outsider();
    setting.obligations = {owed_by("level-4", 5min)};
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId drill = opened(story, drill_of("gp-records", 1));
    story.expect_call_to("pat.ash", "call.open");
    story.wait(5min);
    const Sent late = story.expect_level_1_told("owed.late");
    EXPECT_TRUE(marked(late.message));
    EXPECT_THAT(story.timeline(), HasSubstr("not sent to Kim Hazel (owed.late)"));
    // Every list that tells of what is owed says which of it is an exercise.
    const Draft draft(story.state(), story.directory(), story.now(), 0);
    for (const Owed& one : owed(draft, drill)) {
        EXPECT_TRUE(one.what.starts_with("EXERCISE: ")) << one.what;
    }
    story.nobody_else_was_called();
}

TEST(DrillStory, AMessageToUsersIsMarkedKeptFromOutsideListsAndNeverPublished) {
    proves("DSPT-10");
    Setting setting;
    setting.notices = notices_of_stories();
    for (Audience& audience : setting.notices.audiences) audience.outside = true;
    Audience ours;
    ours.name = "ours";
    ours.title = "Our managers";
    ours.people = {"max.birch"};
    ours.media = {Medium::sms, Medium::email};
    ours.stages = {NoticeStage::first};
    setting.notices.audiences.push_back(ours);
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId drill = opened(story, drill_of("gp-records", 3));
    story.expect_call_to("pat.ash", "call.open");
    story.confirm(drill);
    WrittenNotice notice;
    notice.stage = NoticeStage::first;
    notice.happened = "The link is down";
    notice.impact = "Users cannot open records";
    notice.location = {"Northtown"};
    notice.state = "down";
    notice.next = story.now() + 60min;
    const Answer answer = story.write(drill, notice);
    EXPECT_EQ(answer.kind, Kind::done) << answer.detail;
    EXPECT_THAT(answer.warnings, testing::Contains(HasSubstr("is outside")));
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        EXPECT_EQ(sent.to, "max.birch");
        EXPECT_TRUE(marked(sent.message)) << sent.message.text;
    }
    EXPECT_TRUE(public_messages(story.incident(drill)).empty());
    EXPECT_FALSE(
        publicly_told(story.state(), story.directory(), story.incident(drill), story.now()));
    for (const Entry& entry : story.journal()) {
        const auto* sent = std::get_if<NoticeSent>(&entry.event);
        if (sent == nullptr) continue;
        EXPECT_FALSE(sent->page);
        EXPECT_EQ(sent->readers.size(), 1u) << "whoever was not told is no reader of it";
    }
    EXPECT_THAT(story.timeline(), HasSubstr("outside, exercise"));
}

TEST(DrillStory, ItsEndClosesItWithItsTasksAndAllThatItOwes) {
    proves("DSPT-10");
    Setting setting;
    setting.obligations = {owed_by("level-1", 3h)};
    TaskRule safety;
    safety.name = "safety";
    safety.title = "safety task";
    setting.tasks = {{safety, {"safety"}}};
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId drill = opened(story, drill_of("gp-records", 1));
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_TRUE(marked(story.expect_call_to("max.birch", "call.open.task").message));
    const IncidentId task = story.incident(drill).tasks->at("safety").incident;
    EXPECT_TRUE(story.incident(task).drill) << "the task of a drill is one";
    EXPECT_EQ(ends(story, task).kind, Kind::wrong_state);
    const Answer over = ends(story, drill);
    EXPECT_EQ(over.kind, Kind::done) << over.detail;
    for (const char* person : {"pat.ash", "max.birch"}) {
        const Sent told = story.expect_told(person, "told.standdown");
        EXPECT_TRUE(marked(told.message));
        EXPECT_THAT(told.message.text, HasSubstr("Exercise over"));
    }
    story.wait(48h);
    story.nobody_else_was_called();
    EXPECT_EQ(story.state().incidents().find(drill), nullptr);
    EXPECT_EQ(story.state().incidents().find(task), nullptr);
    EXPECT_THAT(story.timeline(), HasSubstr("closed by Kim Hazel: exercise over"));
    EXPECT_EQ(ends(story, drill).kind, Kind::not_found);
}

TEST(DrillStory, WhatIsRealIsEndedByNoDrill) {
    proves("DSPT-10");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId real = opened(story, real_of("gp-records", 1));
    story.expect_call_to("pat.ash", "call.open");
    const Answer refused = ends(story, real);
    EXPECT_EQ(refused.kind, Kind::wrong_state);
    EXPECT_THAT(refused.detail, HasSubstr("is no drill"));
    EXPECT_FALSE(story.incident(real).closed);
    EXPECT_EQ(ends(story, {99}).kind, Kind::not_found);
}

TEST(DrillStory, WhatIsRealLeavesFirstWhenAProviderHasRoom) {
    proves("DSPT-10");
    Setting setting;
    setting.one_text_provider = true;
    setting.in_flight_max = 1;
    setting.without_mail = {"pat.ash", "sam.elm", "kim.hazel"};
    Story story("Sat 2026-11-28 03:00", setting);
    story.provider("sms-a", Story::Mood::hangs);
    std::vector<std::string> order;
    const auto read = [&] {
        for (const Sent& sent : story.expect_whatever_was_sent()) {
            if (sent.message.medium == Medium::sms) order.push_back(sent.message.text);
        }
    };
    opened(story, drill_of("mail-relay", 1));
    read();
    story.wait(40s);
    opened(story, drill_of("gp-records", 1));  // it waits: the one before has the only place
    read();
    story.wait(40s);
    opened(story, real_of("ward-orders", 4));
    read();
    story.provider("sms-a", Story::Mood::accepts);
    story.hung_provider_answers("sms-a", Verdict::accepted);
    read();
    ASSERT_EQ(order.size(), 3u);
    EXPECT_THAT(order[0], HasSubstr("Mail Relay"));
    EXPECT_THAT(order[1], HasSubstr("Ward Orders")) << "severity 4, and real";
    EXPECT_THAT(order[2], HasSubstr("GP Records"));
}

TEST(DrillStory, ACrashInTheMiddleForgetsNeitherTheDrillNorThatItIsOne) {
    proves("DSPT-10");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId drill = opened(story, drill_of("gp-records", 1));
    story.expect_call_to("pat.ash", "call.open");
    story.killed_for(15min);
    bool called = false;
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        if (!sent.text_id.starts_with("call.")) continue;
        called = true;
        EXPECT_TRUE(marked(sent.message)) << sent.message.text;
    }
    EXPECT_TRUE(called);
    EXPECT_TRUE(story.incident(drill).drill);
}

// ---------------------------------------------------------------- the next one

// Away for so long, and then all that is owed at once: how often an exercise was asked for.
int asked_after(Story& story, std::chrono::days away) {
    story.killed_for(away);
    int asked = 0;
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        if (sent.text_id != "exercise.due" || sent.message.medium != Medium::sms) continue;
        EXPECT_THAT(sent.message.text, HasSubstr("an exercise of hssi is due"));
        ++asked;
    }
    return asked;
}

TEST(DrillStory, LevelOneHearsWhenNobodyHasExercisedForElevenMonths) {
    proves("DSPT-10");
    using std::chrono::days;
    Setting setting;
    setting.exercise_months = 11;
    Story story("Sat 2026-11-28 09:00", setting);
    EXPECT_EQ(asked_after(story, days(330)), 0);
    EXPECT_EQ(asked_after(story, days(10)), 1);
    EXPECT_EQ(asked_after(story, days(20)), 0) << "told, and not again within the month";
    EXPECT_EQ(asked_after(story, days(20)), 1);
    const IncidentId drill = opened(story, drill_of("gp-records", 1));
    ends(story, drill);
    story.expect_whatever_was_sent();
    EXPECT_EQ(asked_after(story, days(300)), 0) << "what it was is known when it is long over";
    EXPECT_EQ(asked_after(story, days(40)), 1);
}

// ---------------------------------------------------------------- the evidence

TEST(DrillReport, PercentilesAreByNearestRank) {
    proves("DSPT-10");
    std::vector<Duration> ten;
    for (int number = 1; number <= 10; ++number) ten.push_back(std::chrono::minutes(number));
    EXPECT_EQ(percentile(ten, 50), Duration(5min));
    EXPECT_EQ(percentile(ten, 90), Duration(9min));
    EXPECT_EQ(percentile(ten, 91), Duration(10min));
    EXPECT_EQ(percentile(ten, 1), Duration(1min));
    EXPECT_EQ(percentile({Duration(7min)}, 50), Duration(7min));
    EXPECT_EQ(percentile({Duration(1min), Duration(3min)}, 50), Duration(1min));
    EXPECT_EQ(percentile({Duration(1min), Duration(3min)}, 90), Duration(3min));
}

Facts report_of(const Story& story, IncidentId id) {
    std::vector<IncidentId> ids = {id};
    std::vector<Entry> entries;
    for (int round = 0; round < 2; ++round) {
        entries.clear();
        for (const Entry& entry : story.journal()) {
            const std::vector<IncidentId> of = about(entry.event);
            if (std::ranges::any_of(
                    of, [&](IncidentId one) { return std::ranges::find(ids, one) != ids.end(); }))
                entries.push_back(entry);
        }
        for (const IncidentId task : tasks_named(entries)) ids.push_back(task);
    }
    return drill_facts(entries, id, story.directory(), story.now());
}

std::string paper_of(const Facts& facts) {
    std::ifstream in(source_dir() / "systemd/procedures/documents/drill-report.md");
    EXPECT_TRUE(in);
    const DocumentTemplate paper{"drill-report",
                                 "Evidence of an exercise",
                                 DocumentTemplate::Format::markdown,
                                 DocumentTemplate::Of::drill,
                                 "",
                                 {std::istreambuf_iterator<char>(in), {}}};
    for (const TemplateFault& fault : faults_of(paper)) {
        ADD_FAILURE() << fault.line << ": " << fault.what;
    }
    return filled_in(paper, facts, true);
}

// Pat Ash sleeps, level 3 takes it, the officer of the task answers at once; one window is met,
// one is late, one is not due when it ends, and level 4 is outside.
TEST(DrillReport, TheEvidenceOfANightReadsAsItsGoldenFile) {
    proves("DSPT-10");
    Setting setting = with_outsider();
    ObligationRule told = owed_by("level-4", 10min);
    ObligationRule call = owed_by("level-1", 30min);
    call.name = "conference";
    call.title = "conference call arranged";
    ObligationRule review = owed_by("level-1", 72h);
    review.name = "review";
    review.title = "review held";
    setting.obligations = {told, call, review};
    TaskRule safety;
    safety.name = "safety";
    safety.title = "safety task";
    setting.tasks = {{safety, {"safety"}}};
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId drill = opened(story, drill_of("gp-records", 1));
    story.expect_whatever_was_sent();
    story.wait(80s);
    story.acknowledge("max.birch");
    story.expect_whatever_was_sent();
    for (const char* step : {"03:10", "03:20"}) {
        story.wait_until(step);
        story.expect_whatever_was_sent();
    }
    story.wait(175s);
    story.acknowledge("sam.elm");
    story.expect_whatever_was_sent();
    story.step(
        {ObligationAct{drill, "conference", ObligationAct::Act::meet, "Sam Elm", "bridge 2", {}},
         0});
    story.wait(20min);
    story.expect_whatever_was_sent();
    EXPECT_EQ(ends(story, drill).kind, Kind::done);
    story.expect_whatever_was_sent();
    const Facts facts = report_of(story, drill);
    EXPECT_EQ(facts.values.at("called_count"), "3");
    EXPECT_EQ(facts.values.at("answered_count"), "2");
    EXPECT_EQ(facts.lists.at("unanswered").front().values.at("name"), "Pat Ash");
    EXPECT_EQ(facts.values.at("windows_met"), "1");
    EXPECT_EQ(facts.values.at("windows_late"), "1");
    EXPECT_EQ(facts.values.at("windows_open"), "1");
    EXPECT_EQ(facts.lists.at("withheld").front().values.at("name"), "Kim Hazel");
    const Vocabulary& words = drill_vocabulary();
    for (const auto& [name, value] : facts.values) {
        EXPECT_NE(std::ranges::find(words.names, name), words.names.end()) << name;
    }
    for (const auto& [name, rows] : facts.lists) {
        ASSERT_TRUE(words.lists.contains(name)) << name;
        for (const Facts& row : rows) {
            for (const auto& [part, value] : row.values) {
                const auto& parts = words.lists.at(name).names;
                EXPECT_NE(std::ranges::find(parts, part), parts.end()) << name << " " << part;
            }
        }
    }
    expect_golden("documents/drill-report.md", paper_of(facts));
}

TEST(DrillReport, ADrillThatNobodyAnsweredSaysSo) {
    proves("DSPT-10");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId drill = opened(story, drill_of("gp-records", 1));
    story.expect_whatever_was_sent();
    const std::string paper = paper_of(report_of(story, drill));
    for (const char* said : {"Nobody answered.", "Nobody took it", "Nothing was owed.",
                             "still running", "nobody outside was to be told"}) {
        EXPECT_THAT(paper, HasSubstr(said));
    }
    EXPECT_TRUE(paper.starts_with("**EXERCISE**")) << paper.substr(0, 40);
    EXPECT_THAT(paper, Not(HasSubstr("to be filled")));
}

}  // namespace
}  // namespace tocsin

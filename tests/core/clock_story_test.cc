// The clocks of HSSI as the shipped procedure has them: systemd/procedures/hssi.yaml, in the house
// of the stories.
#include "core/owed.h"
#include "daemon/file_text.h"
#include "daemon/procedure_file.h"
#include "rota/clock_words.h"
#include "tests/support/proves.h"
#include "tests/support/source_dir.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

using Act = ObligationAct::Act;
using Kind = Answer::Kind;
using Standing = ObligationState::Standing;

const Procedure& shipped() {
    static const Procedure procedure = [] {
        Problems problems;
        const std::string text = *read_file(source_dir() / "systemd/procedures/hssi.yaml").text;
        return parse_procedure(text, "hssi.yaml", problems, nullptr).value();
    }();
    return procedure;
}

// Some of its obligations, with all the words that they use.
Setting with(const std::vector<std::string>& names) {
    Setting setting;
    setting.words_of = &shipped();
    for (const ObligationRule& rule : shipped().obligations) {
        if (std::ranges::find(names, rule.name) != names.end()) setting.obligations.push_back(rule);
    }
    EXPECT_EQ(setting.obligations.size(), names.size());
    setting.supplier = "max.birch";
    return setting;
}

class ClockStory {
public:
    // Friday's EDM is Pat Ash until 07:00; level 3 is Sam Elm.
    explicit ClockStory(const std::vector<std::string>& names,
                        const std::string& begins = "Sat 2026-11-28 03:00")
        : story(begins, with(names)) {}

    explicit ClockStory(const Setting& setting) : story("Sat 2026-11-28 03:00", setting) {}

    IncidentId opened(int severity = 1) {
        const IncidentId incident = story.alarm("gp-records", severity);
        all();
        return incident;
    }

    IncidentId confirmed(int severity = 1) {
        const IncidentId incident = taken(severity);
        story.confirm(incident);
        all();
        return incident;
    }

    IncidentId taken(int severity = 1) {
        const IncidentId incident = opened(severity);
        story.acknowledge("pat.ash");
        all();
        return incident;
    }

    Answer acts(IncidentId incident, const std::string& name, Act act,
                const std::string& text = "") {
        return story.step({ObligationAct{incident, name, act, "Kim Hazel", text, {}}, 0})
            .replies.front()
            .answer;
    }

    void set(IncidentId incident, const std::string& field, const std::string& word) {
        story.step({SetFields{incident, {{field, {word}}}, "Kim Hazel", ""}, 0});
    }

    void tells(IncidentId incident, NoticeStage stage, std::optional<Duration> next = {},
               const std::string& reason = "") {
        WrittenNotice notice;
        notice.stage = stage;
        notice.happened = "It stopped.";
        notice.impact = "Users cannot open records.";
        notice.location = {"all users"};
        notice.summary = stage == NoticeStage::last ? "A link was replaced." : "";
        notice.reason = reason;
        if (next) notice.next = story.now() + *next;
        notice.decided_by = "sam.elm";  // out of hours (HSSI-66)
        const Answer answer = story.write(incident, notice);
        EXPECT_EQ(answer.kind, Kind::done) << answer.detail;
        for (const NoticeTrouble& lack : answer.lacks)
            ADD_FAILURE() << lack.part << ": " << lack.why;
        pass(1ms);
        all();
    }

    const ObligationState* find(IncidentId incident, const std::string& name) const {
        return story.state().obligation({incident, name});
    }

    Instant due(IncidentId incident, const std::string& name) const {
        const ObligationState* one = find(incident, name);
        return one == nullptr ? Instant{} : one->due;
    }

    // Time passes, and whatever is sent is kept to be looked at.
    void pass(Duration length) {
        const Instant end = story.now() + length;
        collect();
        while (story.now() < end) {
            const std::optional<Instant> due = story.state().next_due();
            const bool soon = due && *due > story.now() && *due < end;
            story.wait((soon ? *due : end) - story.now());
            collect();
        }
    }

    // "03:10": until the wall shows that next.
    void until(const std::string& clock) {
        const Zone& zone = story.directory().calendar.zone;
        const std::chrono::minutes wanted = parse_clock(clock).value();
        Instant at = zone.instant(zone.day(story.now()), wanted);
        if (at <= story.now()) at = zone.instant(plus_days(zone.day(story.now()), 1), wanted);
        pass(at - story.now());
    }

    // All that left since it was looked at last.
    std::vector<Sent> all() {
        collect();
        return std::exchange(sent_, {});
    }

    // Texts of that id to the person, of all that left.
    std::vector<Sent> texts(const std::string& person, const std::string& text_id) {
        std::vector<Sent> found = all();
        std::erase_if(found, [&](const Sent& sent) {
            return sent.to != person || sent.text_id != text_id ||
                   sent.message.medium != Medium::sms;
        });
        return found;
    }

    Story story;

private:
    void collect() {
        for (Sent& sent : story.expect_whatever_was_sent()) sent_.push_back(std::move(sent));
    }

    std::vector<Sent> sent_;
};

TEST(ClockStory, UsersAreToldTwentyMinutesAfterTheConfirmation) {
    proves("HSSI-29");
    ClockStory at({"first-message"});
    const IncidentId incident = at.confirmed();
    at.until("03:15");
    EXPECT_EQ(at.texts("pat.ash", "owed.soon").size(), 1u);
    at.until("03:20");
    EXPECT_EQ(at.texts("pat.ash", "owed.late").size(), 1u);
    at.until("03:30");
    EXPECT_EQ(at.texts("nsd", "owed.late").size(), 1u) << "again every ten minutes, level 1 too";
    at.tells(incident, NoticeStage::first);
    EXPECT_EQ(at.find(incident, "first-message")->standing, Standing::met);
    EXPECT_EQ(at.find(incident, "first-message")->times_late, 1);
    at.pass(2h);
}

TEST(ClockStory, LevelOneOwesTheFirstMessageWhileNobodyHasTheIncident) {
    proves("HSSI-29");
    ClockStory at({"first-message"});
    const IncidentId incident = at.opened();
    at.story.confirm(incident);
    at.until("03:15");
    const std::vector<Sent> soon = at.texts("nsd", "owed.soon");
    ASSERT_EQ(soon.size(), 1u);
    EXPECT_NE(soon.front().message.text.find("Owed by you as NSD"), std::string::npos);
}

TEST(ClockStory, TheNextUpdateIsDueWhenTheLastMessageSays) {
    proves("HSSI-29");
    ClockStory at({"user-update"});
    const IncidentId incident = at.confirmed();
    at.until("03:10");
    at.tells(incident, NoticeStage::first);
    EXPECT_EQ(at.due(incident, "user-update"), at.story.now() - 1ms + 60min) << "by default";
    at.until("04:00");
    EXPECT_EQ(at.texts("pat.ash", "owed.soon").size(), 1u);
    at.tells(incident, NoticeStage::update, 30min);
    EXPECT_EQ(at.due(incident, "user-update"), at.story.now() - 1ms + 30min);
    at.until("04:30");
    at.tells(incident, NoticeStage::ad_hoc, 3h, "the supplier waits for parts");
    EXPECT_EQ(at.due(incident, "user-update"), at.story.now() - 1ms + 3h);
    EXPECT_EQ(at.find(incident, "user-update")->times_late, 1) << "due at 04:30, sent just then";
    // Any change of the incident leaves what was stated as it is.
    at.story.flag(incident, "clinical");
    at.pass(1min);
    at.all();
    EXPECT_EQ(at.due(incident, "user-update"), at.story.now() - 1min - 1ms + 3h);
    at.until("07:45");
    EXPECT_GE(at.texts("pat.ash", "owed.late").size(), 1u);
}

TEST(ClockStory, ARaisedSeverityBringsTheUpdateForward) {
    proves("HSSI-29");
    ClockStory at({"user-update"});
    const IncidentId incident = at.confirmed(2);
    at.tells(incident, NoticeStage::first);
    EXPECT_EQ(at.due(incident, "user-update"), at.story.now() - 1ms + 90min);
    at.pass(10min);
    at.story.alarms({firing(at.story.incident(incident).alarm.key, "gp-records", 1)});
    at.pass(1ms);
    EXPECT_EQ(at.due(incident, "user-update"), at.story.now() - 1ms + 60min);
    at.all();
    // Due in 20 minutes: no interval is earlier than that.
    ClockStory other({"user-update"});
    const IncidentId soon = other.confirmed(2);
    other.tells(soon, NoticeStage::first);
    const Instant due = other.due(soon, "user-update");
    other.pass(70min);
    other.story.alarms({firing(other.story.incident(soon).alarm.key, "gp-records", 1)});
    other.pass(1s);
    EXPECT_EQ(other.due(soon, "user-update"), due);
    other.all();
}

TEST(ClockStory, AnUpdateMeetsItsClockThoughTheWallWasSetBack) {
    proves("HSSI-29");
    proves("P9");
    ClockStory at({"user-update"});
    const IncidentId incident = at.confirmed();
    at.tells(incident, NoticeStage::first);
    at.pass(50min);
    at.tells(incident, NoticeStage::update);
    at.story.clock_moves(-2h);
    at.all();
    at.pass(20min);
    at.tells(incident, NoticeStage::update);
    EXPECT_EQ(at.due(incident, "user-update"), at.story.now() - 1ms + 60min);
}

TEST(ClockStory, TheFinalMessageIsOwedFromTheResolution) {
    proves("HSSI-29");
    ClockStory at({"user-update", "final-message"});
    const IncidentId incident = at.confirmed();
    at.tells(incident, NoticeStage::first);
    at.pass(10min);
    at.story.resolve(incident);
    at.all();
    at.pass(1s);
    EXPECT_EQ(at.find(incident, "user-update")->standing, Standing::ended);
    EXPECT_EQ(at.due(incident, "final-message"), at.story.now() - 1s + 15min);
    at.pass(16min);
    EXPECT_EQ(at.texts("nsd", "owed.late").size(), 1u);
    at.tells(incident, NoticeStage::last);
    EXPECT_EQ(at.find(incident, "final-message")->standing, Standing::met);
    at.pass(3h);
}

TEST(ClockStory, AHeldMessageLetsTheClockRunAndChasesWhoeverDecides) {
    proves("HSSI-66");
    ClockStory at({"first-message"});
    const IncidentId incident = at.confirmed();
    at.set(incident, "category", "multi-site");
    at.all();
    WrittenNotice notice;
    notice.stage = NoticeStage::first;
    notice.happened = "It stopped.";
    notice.impact = "Users cannot open records.";
    notice.location = {"all users"};
    const Answer held = at.story.write(incident, notice);
    EXPECT_EQ(held.kind, Kind::held);
    at.all();
    at.until("03:20");
    const std::vector<Sent> late = at.texts("pat.ash", "owed.late.held");
    ASSERT_EQ(late.size(), 1u);
    EXPECT_NE(late.front().message.text.find("EDM decides: tocsin holds"), std::string::npos)
        << late.front().message.text;
    at.story.decide(held.hold, HoldDecided::How::lift, "pat.ash");
    at.all();
    at.pass(1ms);
    EXPECT_EQ(at.find(incident, "first-message")->standing, Standing::met);
    at.pass(1h);
}

TEST(ClockStory, NoMessageIsOwedWhereNoneMayGo) {
    proves("HSSI-34");
    proves("HSSI-39");
    ClockStory at({"first-message"});
    const IncidentId incident = at.confirmed();
    at.story.flag(incident, "harm");
    at.pass(1h);
    EXPECT_EQ(at.find(incident, "first-message")->standing, Standing::ended);
    const IncidentId training = at.story.alarm("mail-relay", 1);
    at.story.confirm(training);
    at.pass(1s);
    EXPECT_EQ(at.find(training, "first-message"), nullptr);
    at.all();
}

TEST(ClockStory, ASupplierThatDoesNotConfirmIsChasedEveryTwentyMinutes) {
    proves("HSSI-06");
    ClockStory at({"confirmation"});
    const IncidentId incident = at.taken();
    at.until("03:20");
    const std::vector<Sent> first = at.texts("max.birch", "owed.late");
    ASSERT_EQ(first.size(), 1u);
    EXPECT_NE(first.front().message.text.find("owed by Max Birch (supplier)"), std::string::npos)
        << first.front().message.text;
    at.until("03:40");
    EXPECT_EQ(at.texts("nsd", "owed.late").size(), 1u);
    at.story.confirm(incident);
    at.all();
    at.pass(2h);
}

TEST(ClockStory, AWithdrawnReportIsChasedNoMore) {
    proves("HSSI-06");
    ClockStory at({"confirmation"});
    const IncidentId incident = at.taken();
    at.story.resolve(incident, "nothing was wrong");
    at.all();
    at.pass(2h);
    EXPECT_EQ(at.find(incident, "confirmation")->standing, Standing::ended);
}

// What one POST of a monitor brings is not chased incident by incident.
TEST(ClockStory, AStormThatNobodyConfirmsIsOneChase) {
    ClockStory at({"confirmation"});
    std::vector<Alarm> storm;
    for (int each = 0; each < 50; ++each)
        storm.push_back(firing("storm-" + std::to_string(each), "gp-records", 2));
    at.story.alarms(storm);
    at.story.acknowledge("pat.ash");
    at.all();
    at.until("03:20");
    const std::vector<Sent> late = at.texts("nsd", "owed.late");
    ASSERT_EQ(late.size(), 1u);
    EXPECT_NE(late.front().message.text.find("and 49 more"), std::string::npos)
        << late.front().message.text;
    for (const auto& [id, incident] : at.story.state().incidents())
        EXPECT_EQ(at.find(id, "confirmation")->chased, 1);
}

TEST(ClockStory, ALateReportOfTheSupplierIsMarkedAndCounted) {
    proves("HSSI-07");
    ClockStory at({"supplier-report"});
    const auto reported = [&](Duration ago) {
        Alarm alarm = firing("report-" + std::to_string(ago.count()), "gp-records", 1);
        alarm.accepted = at.story.now() - ago;
        at.story.alarms({alarm});
        at.pass(1s);
        at.all();
        return IncidentId{at.story.state().next_incident().value - 1};
    };
    const IncidentId in_time = reported(20min);
    const IncidentId late = reported(21min);
    EXPECT_EQ(at.find(in_time, "supplier-report")->times_late, 0);
    EXPECT_EQ(at.find(late, "supplier-report")->times_late, 1);
    EXPECT_NE(at.story.timeline().find("supplier-report met, late"), std::string::npos)
        << at.story.timeline();
    EXPECT_EQ(at.story.state().incidents().find(late)->alarm.accepted,
              at.story.state().incidents().find(late)->opened - 21min);
}

TEST(ClockStory, TheSupplierAndLevelOneHearWhenMostOfTheFixTimeIsGone) {
    proves("HSSI-26");
    ClockStory at({"fix"});
    at.confirmed(1);
    at.until("06:12");  // 80 % of four hours
    const std::vector<Sent> all = at.all();
    for (const std::string reader : {"max.birch", "nsd"}) {
        EXPECT_TRUE(std::ranges::any_of(all, [&](const Sent& sent) {
            return sent.to == reader && sent.text_id == "owed.soon" && sent.at == at.story.now();
        })) << reader;
    }
    at.until("07:00");
    EXPECT_EQ(at.texts("max.birch", "owed.late").size(), 1u);
}

TEST(ClockStory, WhatIsOpenAgainOwesAnUpdateAnIntervalFromThenAndAMessageThatItIsNotOver) {
    proves("HSSI-55");
    ClockStory at({"user-update", "message-after-reopening", "level-3-decided"});
    const IncidentId incident = at.confirmed(1);
    at.tells(incident, NoticeStage::first);
    at.pass(10min);
    at.story.resolve(incident);
    at.all();
    at.pass(90min);
    at.story.step({Reopened{incident, "nsd", "two wards cannot log in"}, 0});
    at.story.wait(0s);
    at.pass(1ms);
    // The time that was stated before is over, and was not meant for this.
    EXPECT_EQ(at.due(incident, "user-update"), at.story.now() - 1ms + 60min);
    EXPECT_EQ(at.due(incident, "message-after-reopening"), at.story.now() - 1ms + 20min);
    at.tells(incident, NoticeStage::update);
    EXPECT_EQ(at.find(incident, "message-after-reopening")->standing, Standing::met);
}

TEST(ClockStory, LevelThreeThatWasCalledBeforeDecidesNothingNow) {
    proves("HSSI-21");
    proves("HSSI-55");
    ClockStory at({"level-3-decided"});
    const IncidentId incident = at.taken(1);
    at.set(incident, "category", "multi-site");
    at.set(incident, "kind", "outage");
    // Before anything is looked at: the same Tick begins what is owed, and calls level 3.
    at.story.escalate(incident, "level-3", "no progress");
    at.pass(1min);
    EXPECT_EQ(at.find(incident, "level-3-decided")->standing, Standing::met);
    at.story.resolve(incident);
    at.all();
    at.pass(30min);
    at.story.step({Reopened{incident, "nsd", "it came back"}, 0});
    at.story.wait(0s);
    at.pass(1min);
    at.story.acknowledge("pat.ash");
    at.pass(1min);
    at.set(incident, "users", "many");
    at.pass(1min);
    EXPECT_EQ(at.find(incident, "level-3-decided")->standing, Standing::open);
    at.story.escalate(incident, "level-3", "again");
    at.pass(1min);
    EXPECT_EQ(at.find(incident, "level-3-decided")->standing, Standing::met);
}

TEST(ClockStory, SuppliersOweUpdatesAndAConferenceCallThatTheyAttendMeetsOne) {
    proves("HSSI-32");
    ClockStory at({"supplier-update", "conference-call"});
    const IncidentId incident = at.confirmed(2);
    at.until("04:20");
    EXPECT_EQ(at.texts("max.birch", "owed.soon").size(), 1u);
    at.until("04:50");
    EXPECT_EQ(at.texts("max.birch", "owed.late").size(), 2u) << "at 04:30, and 20 minutes later";
    EXPECT_EQ(at.acts(incident, "supplier-update", Act::meet, "by phone").kind, Kind::done);
    EXPECT_EQ(at.due(incident, "supplier-update"), at.story.now() + 90min);
    at.acts(incident, "conference-call", Act::ask);
    at.pass(20min);
    at.acts(incident, "conference-call", Act::meet, "bridge 2");
    at.pass(1ms);
    EXPECT_EQ(at.find(incident, "supplier-update")->times_met, 1) << "arranged is not attended";
    EXPECT_EQ(at.acts(incident, "supplier-update", Act::meet, "on bridge 2").kind, Kind::done);
    EXPECT_EQ(at.find(incident, "supplier-update")->times_met, 2);
    EXPECT_EQ(at.due(incident, "supplier-update"), at.story.now() + 90min);
    at.all();
}

TEST(ClockStory, AServiceWithoutASupplierOwesItByLevelOne) {
    proves("HSSI-32");
    ClockStory at({"supplier-update"});
    const IncidentId incident = at.story.alarm("ward-orders", 1);
    at.story.confirm(incident);
    at.pass(1s);
    const std::vector<Owed> all =
        owed(Draft(at.story.state(), at.story.directory(), at.story.now(), 0), incident);
    EXPECT_TRUE(std::ranges::any_of(all, [](const Owed& one) {
        return one.name == "supplier-update" && one.owner == "NSD (NSD)";
    }));
    at.all();
}

TEST(ClockStory, LevelTwoIsPromptedAfterFiveHoursWithoutProgress) {
    proves("HSSI-24");
    ClockStory at({"progress-after-5-hours", "progress-at-third-update"});
    const IncidentId incident = at.story.alarm("gp-records", 1);
    at.set(incident, "category", "national-governance");
    at.story.acknowledge("pat.ash");
    at.story.confirm(incident);
    at.until("07:59");
    EXPECT_TRUE(at.texts("jo.oak", "owed.soon").empty());
    at.until("08:00");
    const std::vector<Sent> prompts = at.texts("jo.oak", "owed.soon");
    ASSERT_EQ(prompts.size(), 1u) << "the EDM on shift by then";
    EXPECT_NE(prompts.front().message.text.find("Call level 1."), std::string::npos);
    at.set(incident, "progress", "yes");
    at.pass(2h);
    EXPECT_EQ(at.find(incident, "progress-after-5-hours")->standing, Standing::met);
    at.all();
}

TEST(ClockStory, LevelTwoIsPromptedWithTheThirdUpdate) {
    proves("HSSI-24");
    ClockStory at({"progress-after-5-hours", "progress-at-third-update"});
    const IncidentId incident = at.confirmed();
    at.tells(incident, NoticeStage::first);
    for (int update = 1; update <= 3; ++update) {
        EXPECT_EQ(at.find(incident, "progress-at-third-update"), nullptr);
        at.pass(10min);
        if (update == 3) at.set(incident, "category", "national-governance");
        WrittenNotice notice;
        notice.stage = NoticeStage::update;
        notice.happened = "Work goes on.";
        Answer answer = at.story.write(incident, notice);
        // Out of hours the EDM decides on what is told of such a service.
        if (answer.kind == Kind::held) {
            answer = at.story.decide(answer.hold, HoldDecided::How::lift, "pat.ash");
        }
        EXPECT_EQ(answer.kind, Kind::done);
        at.pass(1s);
    }
    EXPECT_EQ(at.texts("pat.ash", "owed.soon").size(), 1u) << "at once";
    EXPECT_EQ(at.acts(incident, "progress-at-third-update", Act::waive, "a plan stands").kind,
              Kind::done);
    at.pass(1h);
}

TEST(ClockStory, LevelThreeIsCalledWhenNobodyDecidesInTenMinutes) {
    proves("HSSI-21");
    ClockStory at({"level-3-decided"});
    const IncidentId incident = at.story.alarm("gp-records", 1);
    at.set(incident, "category", "multi-site");
    at.set(incident, "kind", "outage");
    at.until("03:05");
    at.story.acknowledge("pat.ash");
    at.all();
    at.until("03:14");
    EXPECT_TRUE(
        std::ranges::none_of(at.all(), [](const Sent& sent) { return sent.to == "sam.elm"; }));
    at.until("03:15");
    const std::vector<Sent> all = at.all();
    EXPECT_TRUE(std::ranges::any_of(
        all, [](const Sent& sent) { return sent.to == "sam.elm" && sent.call.value != 0; }));
    at.pass(1s);
    EXPECT_EQ(at.find(incident, "level-3-decided")->standing, Standing::met);
    at.all();
}

TEST(ClockStory, LevelTwoEscalatesOrSaysWhyNot) {
    proves("HSSI-21");
    ClockStory at({"level-3-decided"});
    const auto taken = [&] {
        const IncidentId incident = at.taken();
        at.set(incident, "category", "multi-site");
        at.set(incident, "kind", "outage");
        at.pass(1min);
        return incident;
    };
    const IncidentId escalated = taken();
    at.story.escalate(escalated, "level-3", "users in four regions");
    at.pass(1s);
    EXPECT_EQ(at.find(escalated, "level-3-decided")->standing, Standing::met);
    at.story.acknowledge("sam.elm");
    at.all();
    const IncidentId kept = taken();
    EXPECT_EQ(at.acts(kept, "level-3-decided", Act::waive, "back in minutes").kind, Kind::done);
    at.pass(1h);
}

TEST(ClockStory, AReportIsOwedInTenWorkingDaysAndByGpItSuppliersInFive) {
    proves("HSSI-50");
    ClockStory at({"hssi-report", "hssi-report-gp-it"}, "Mon 2026-11-23 11:00");
    const auto closed = [&](const std::string& kind) {
        const IncidentId incident = at.story.alarm("gp-records", 1);
        if (!kind.empty()) at.set(incident, "supplier-kind", kind);
        at.story.confirm(incident);
        at.story.resolve(incident);
        at.story.close(incident);
        at.pass(1s);
        at.all();
        return incident;
    };
    const Zone& zone = at.story.directory().calendar.zone;
    const auto end_of = [&](unsigned month, unsigned day) {
        return zone.instant(
            plus_days(
                Day(std::chrono::year(2026), std::chrono::month(month), std::chrono::day(day)), 1),
            0min);
    };
    const IncidentId other = closed("");
    EXPECT_EQ(at.due(other, "hssi-report"), end_of(12, 7));
    EXPECT_EQ(at.find(other, "hssi-report-gp-it"), nullptr);
    const IncidentId gp_it = closed("gp-it");
    EXPECT_EQ(at.due(gp_it, "hssi-report-gp-it"), end_of(11, 30));
    EXPECT_EQ(at.find(gp_it, "hssi-report"), nullptr);
}

TEST(ClockStory, ARejectedReportIsDueAgainADayLaterUntilItIsAgreed) {
    proves("HSSI-50");
    ClockStory at({"hssi-report", "report-agreed"}, "Mon 2026-11-23 11:00");
    const IncidentId incident = at.story.alarm("gp-records", 1);
    at.story.confirm(incident);
    at.story.resolve(incident);
    at.story.close(incident);
    at.pass(1s);
    at.all();
    EXPECT_EQ(at.acts(incident, "hssi-report", Act::reject, "empty").kind, Kind::wrong_state);
    at.acts(incident, "hssi-report", Act::meet, "DOC-7");
    at.pass(1s);
    ASSERT_NE(at.find(incident, "report-agreed"), nullptr) << "closed, and still known";
    EXPECT_EQ(at.acts(incident, "hssi-report", Act::reject, "no root cause").kind, Kind::done);
    const std::vector<Sent> back = at.texts("max.birch", "owed.back");
    ASSERT_EQ(back.size(), 1u);
    EXPECT_NE(back.front().message.text.find("Why: no root cause"), std::string::npos);
    EXPECT_EQ(at.due(incident, "hssi-report"), at.story.now() + 24h);
    at.pass(1s);
    EXPECT_EQ(at.find(incident, "report-agreed")->standing, Standing::ended);
    EXPECT_EQ(at.acts(incident, "hssi-report", Act::reject, "again").kind, Kind::wrong_state)
        << "it is owed, not given";
    at.pass(25h);
    EXPECT_EQ(at.texts("max.birch", "owed.late").size(), 1u);
    at.acts(incident, "hssi-report", Act::meet, "DOC-7, second edition");
    at.pass(1s);
    EXPECT_EQ(at.find(incident, "report-agreed")->standing, Standing::open);
    EXPECT_GT(at.due(incident, "report-agreed"), at.story.now() + 24h) << "two days anew";
    at.acts(incident, "report-agreed", Act::meet);
    at.pass(1s);
    EXPECT_EQ(at.story.state().incidents().find(incident), nullptr);
}

TEST(ClockStory, AReviewIsOwedForWhatAGpItSupplierCausedAndItsActionsAreTracked) {
    ClockStory at({"review", "review-actions"}, "Mon 2026-11-23 11:00");
    const auto closed = [&](const std::string& caused) {
        const IncidentId incident = at.story.alarm("gp-records", 1);
        at.set(incident, "supplier-kind", "gp-it");
        at.set(incident, "supplier-caused", caused);
        at.story.confirm(incident);
        at.story.resolve(incident);
        at.story.close(incident);
        at.pass(1s);
        at.all();
        return incident;
    };
    EXPECT_EQ(at.find(closed("no"), "review"), nullptr);
    const IncidentId caused = closed("yes");
    ASSERT_NE(at.find(caused, "review"), nullptr);
    EXPECT_EQ(at.acts(caused, "review", Act::waive, "no time").kind, Kind::refused);
    at.acts(caused, "review", Act::meet, "minutes 7");
    at.pass(1s);
    ASSERT_NE(at.find(caused, "review-actions"), nullptr);
    EXPECT_EQ(at.find(caused, "review-actions")->standing, Standing::open);
}

TEST(ClockStory, AChangeRequestIsDueByHalfPastFiveOnTheNextWorkingDay) {
    proves("HSSI-59");
    ClockStory at({"change-request"});
    const IncidentId incident = at.confirmed();
    EXPECT_EQ(at.find(incident, "change-request"), nullptr);
    at.acts(incident, "change-request", Act::ask);
    at.pass(1s);
    EXPECT_EQ(at.due(incident, "change-request"),
              at.story.directory().calendar.zone.instant(Day(std::chrono::year(2026) / 11 / 30),
                                                         17h + 30min));
}

TEST(ClockStory, WhoeverTakesAnIncidentHearsWhatTheyOwe) {
    proves("HSSI-18");
    Setting setting = with({"conference-call"});
    setting.two_way = both_ways;
    ClockStory at(setting);
    const auto reply_to = [&](bool asked) {
        const IncidentId incident = at.story.alarm("gp-records", 1);
        if (asked) at.acts(incident, "conference-call", Act::ask);
        at.pass(1s);
        at.all();
        at.story.replies("pat.ash", at.story.code_of("pat.ash"));
        const std::vector<Sent> replies = at.texts("pat.ash", "reply.taken");
        return replies.empty() ? std::string() : replies.front().message.text;
    };
    const std::string plain = reply_to(false);
    EXPECT_NE(plain.find("is yours"), std::string::npos);
    EXPECT_EQ(plain.find("onference"), std::string::npos) << "nobody asked for one";
    EXPECT_NE(reply_to(true).find("Conference call arranged: by 03:30"), std::string::npos);
}

}  // namespace
}  // namespace tocsin

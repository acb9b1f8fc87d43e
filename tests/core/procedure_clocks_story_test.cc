// The clocks of the other four procedures, as shipped, in the house of the stories.
#include "core/ladder.h"
#include "daemon/file_text.h"
#include "daemon/procedure_file.h"
#include "tests/support/proves.h"
#include "tests/support/source_dir.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Act = ObligationAct::Act;
using Kind = Answer::Kind;

const Procedure& shipped(const std::string& name) {
    static std::map<std::string, Procedure> all;
    if (!all.contains(name)) {
        Problems problems;
        const std::string file = name + ".yaml";
        const std::string text = *read_file(source_dir() / "systemd/procedures" / file).text;
        all.emplace(name, parse_procedure(text, file, problems, nullptr).value());
    }
    return all.at(name);
}

Setting setting_of(const std::string& name) {
    Setting setting;
    setting.words_of = &shipped(name);
    setting.obligations = shipped(name).obligations;
    return setting;
}

class Clocks {
public:
    Clocks(const std::string& procedure, const std::string& begins)
        : story(begins, setting_of(procedure)) {}
    ~Clocks() { story.expect_whatever_was_sent(); }

    // It began so long before it is reported.
    IncidentId reported(int severity = 2, Duration before = {}) {
        Alarm alarm = firing("case", "gp-records", severity);
        alarm.began = story.now() - before;
        const Effects effects = story.alarms({alarm});
        pass();
        return effects.replies.front().answer.incidents.front();
    }
    void set(IncidentId incident, const std::string& field, const std::string& word) {
        story.step({SetFields{incident, {{field, {word}}}, "Kim Hazel", "seen"}, 0});
        pass();
    }
    Kind acts(IncidentId incident, const std::string& name, Act act, const std::string& text = "") {
        const Kind kind = story.step({ObligationAct{incident, name, act, "Kim Hazel", text, {}}, 0})
                              .replies.front()
                              .answer.kind;
        pass();
        return kind;
    }
    bool owes(IncidentId incident, const std::string& name) const {
        const ObligationState* one = story.state().obligation({incident, name});
        return one != nullptr && one->owing();
    }
    Instant due(IncidentId incident, const std::string& name) const {
        const ObligationState* one = story.state().obligation({incident, name});
        return one == nullptr ? Instant{} : one->due;
    }
    Instant working_days(int days, Instant from) const {
        return due_at(TimeLimit{{}, days}, story.directory().calendar, from);
    }
    void pass() {
        story.expect_whatever_was_sent();
        story.wait(0s);
        story.expect_whatever_was_sent();
    }
    void pass(Duration length) {
        for (const Instant end = story.now() + length; story.now() < end;) {
            story.expect_whatever_was_sent();
            story.wait(std::min<Duration>(end - story.now(), 1min));
        }
        pass();
    }

    Story story;
};

TEST(ProcedureClocks, CustomersAndRegulatorsHearInTheHoursFromTheDiscovery) {
    proves("DSPT-03");
    proves("DSPT-04");
    proves("DSPT-06");
    Clocks clocks("dspt", "Thu 2026-11-26 10:00");
    const Instant began = clocks.story.now() - 2h;
    const IncidentId incident = clocks.reported(2, 2h);
    EXPECT_EQ(clocks.due(incident, "customers"), began + 24h);
    EXPECT_EQ(clocks.due(incident, "regulator"), began + 72h);
    EXPECT_EQ(clocks.due(incident, "cto-told"), began + 1h) << "late before it was reported";
    // A near miss stops them; the other way round they have run all along.
    clocks.set(incident, "finding", "near-miss");
    EXPECT_FALSE(clocks.owes(incident, "customers"));
    EXPECT_FALSE(clocks.owes(incident, "regulator"));
    clocks.pass(30min);
    clocks.set(incident, "finding", "confirmed");
    EXPECT_TRUE(clocks.owes(incident, "customers"));
    EXPECT_EQ(clocks.due(incident, "customers"), began + 24h);
    EXPECT_EQ(clocks.due(incident, "regulator"), began + 72h);
    EXPECT_EQ(clocks.acts(incident, "regulator", Act::meet), Kind::refused) << "no proof";
    EXPECT_EQ(clocks.acts(incident, "regulator", Act::meet, "DSPT-0007"), Kind::done);
    clocks.set(incident, "rights-risk", "unlikely");
    clocks.set(incident, "affects", "nothing");
    EXPECT_FALSE(clocks.owes(incident, "customers"));
}

TEST(ProcedureClocks, TriagePoliceReviewAndActionsOfASupplier) {
    proves("DSPT-02");
    proves("DSPT-05");
    proves("DSPT-08");
    proves("DSPT-09");
    Clocks clocks("dspt", "Thu 2026-11-26 10:00");
    const Instant now = clocks.story.now();
    const IncidentId incident = clocks.reported();
    EXPECT_EQ(clocks.due(incident, "triage"), now + 1h);
    EXPECT_FALSE(clocks.owes(incident, "police"));
    clocks.set(incident, "kind", "extortion");
    EXPECT_EQ(clocks.due(incident, "police"), now + 30min);
    clocks.set(incident, "finding", "confirmed");
    EXPECT_FALSE(clocks.owes(incident, "triage"));
    EXPECT_EQ(clocks.due(incident, "corrective-actions"), now + 24h * 30);
    clocks.story.resolve(incident);
    clocks.pass();
    EXPECT_EQ(clocks.due(incident, "review"), clocks.working_days(10, now));
    clocks.set(incident, "finding", "near-miss");
    EXPECT_TRUE(clocks.owes(incident, "review")) << "nobody has said that it is minor";
    clocks.set(incident, "significance", "minor");
    EXPECT_FALSE(clocks.owes(incident, "review"));
    EXPECT_FALSE(clocks.owes(incident, "corrective-actions"));
}

TEST(ProcedureClocks, LevelsOfATrustCountFromTheLogging) {
    proves("SIRI-02");
    proves("SIRI-05");
    Clocks clocks("ig-siri", "Mon 2026-11-23 10:00");
    const Instant logged = clocks.story.now();
    const IncidentId incident = clocks.reported();
    EXPECT_EQ(clocks.due(incident, "scored"), clocks.working_days(2, logged));
    // Scored on another day: that takes nothing from those who investigate, nor gives them a day.
    clocks.pass(26h);
    clocks.set(incident, "level", "0");
    EXPECT_FALSE(clocks.owes(incident, "scored"));
    EXPECT_EQ(clocks.due(incident, "level-0-closed"), clocks.working_days(5, logged));
    clocks.set(incident, "level", "1");
    EXPECT_FALSE(clocks.owes(incident, "level-0-closed"));
    EXPECT_EQ(clocks.due(incident, "level-1-closed"), clocks.working_days(20, logged));
    clocks.set(incident, "level", "2");
    EXPECT_EQ(clocks.due(incident, "level-2-closed"),
              due_at(TimeLimit{{}, 0, 2}, clocks.story.directory().calendar, logged));
    EXPECT_EQ(clocks.acts(incident, "level-2-closed", Act::pause, "disciplinary process"),
              Kind::done);
}

TEST(ProcedureClocks, WhatMayBeReportableIsEnteredUpdatedAndClosedInTheNationalTool) {
    proves("SIRI-04");
    for (const auto& [field, word] :
         {std::pair<std::string, std::string>{"potential", "level-2"}, {"level", "2"}}) {
        Clocks clocks("ig-siri", "Mon 2026-11-23 10:00");
        const IncidentId incident = clocks.reported();
        EXPECT_FALSE(clocks.owes(incident, "tool-entry"));
        clocks.pass(1h);
        const Instant marked = clocks.story.now();
        clocks.set(incident, field, word);
        EXPECT_EQ(clocks.due(incident, "tool-entry"), marked + 24h) << field;
        EXPECT_EQ(clocks.due(incident, "tool-update"), clocks.working_days(5, marked));
        EXPECT_EQ(clocks.due(incident, "tool-closed"), marked + 24h * 42);
        EXPECT_EQ(clocks.acts(incident, "tool-entry", Act::meet), Kind::refused);
        EXPECT_EQ(clocks.acts(incident, "tool-entry", Act::meet, "IGI/0007"), Kind::done);
    }
}

TEST(ProcedureClocks, AProductTeamReportsToTheServiceBridgeAndReviews) {
    proves("DPS-04");
    proves("DPS-05");
    proves("DPS-08");
    proves("DPS-09");
    Clocks clocks("dps", "Thu 2026-11-26 10:00");
    const Instant now = clocks.story.now();
    const IncidentId incident = clocks.reported(1);
    clocks.story.confirm(incident);
    clocks.pass();
    EXPECT_EQ(clocks.due(incident, "service-bridge-told"), now + 20min);
    EXPECT_EQ(clocks.acts(incident, "service-bridge-told", Act::meet), Kind::refused);
    EXPECT_EQ(clocks.acts(incident, "service-bridge-told", Act::meet, "INC-2041"), Kind::done);
    EXPECT_EQ(clocks.due(incident, "fix-time"), now + 4h);
    clocks.set(incident, "tier", "bronze");
    EXPECT_FALSE(clocks.owes(incident, "fix-time"));
    EXPECT_EQ(clocks.due(incident, "fix-time-bronze"), now + 24h);
    clocks.story.resolve(incident);
    clocks.pass();
    EXPECT_EQ(clocks.due(incident, "stakeholders-told"), now + 1h);
    EXPECT_EQ(clocks.due(incident, "review"), clocks.working_days(10, now));
    clocks.set(incident, "trivial", "yes");
    EXPECT_FALSE(clocks.owes(incident, "review"));
}

TEST(ProcedureClocks, SmallIncidentsOfAProductTeamOweTheServiceBridgeNothing) {
    Clocks clocks("dps", "Thu 2026-11-26 10:00");
    const IncidentId incident = clocks.reported(3);
    clocks.story.confirm(incident);
    clocks.pass();
    EXPECT_FALSE(clocks.owes(incident, "service-bridge-told"));
}

TEST(ProcedureClocks, APartnershipIsAssessedForAndEachSiroToldByTheirOwn) {
    proves("WSIC-02");
    proves("WSIC-05");
    proves("WSIC-10");
    Clocks clocks("wsic", "Thu 2026-11-26 10:00");
    const Instant now = clocks.story.now();
    const IncidentId incident = clocks.reported();
    EXPECT_EQ(clocks.due(incident, "assessed"), now + 4h);
    EXPECT_FALSE(clocks.owes(incident, "siro-first-told"));
    clocks.story.confirm(incident);
    clocks.pass();
    EXPECT_FALSE(clocks.owes(incident, "assessed"));
    EXPECT_EQ(clocks.acts(incident, "siro-first-told", Act::meet, "phoned"), Kind::done);
    EXPECT_TRUE(clocks.owes(incident, "siro-second-told")) << "each has their own";
    clocks.story.resolve(incident);
    clocks.story.close(incident);
    clocks.pass();
    EXPECT_EQ(clocks.due(incident, "lessons"), clocks.working_days(20, now));
    EXPECT_EQ(shipped("wsic").closing.by, std::vector<std::string>{"officer"});
}

// Whom a shipped ladder calls, in order.
std::vector<std::string> rungs(const Procedure& procedure) {
    std::vector<std::string> roles;
    for (const Rung& rung : procedure.ladder.rungs) roles.push_back(rung.role);
    return roles;
}

TEST(ProcedureClocks, TheLaddersCallWhomTheProceduresName) {
    proves("DSPT-01");
    proves("WSIC-04");
    proves("SIRI-07");
    proves("DPS-10");
    using Roles = std::vector<std::string>;
    EXPECT_EQ(rungs(shipped("dspt")), Roles{"cto"});
    EXPECT_EQ(rungs(shipped("dspt").of_task("siro")), Roles{"siro"});
    EXPECT_TRUE(shipped("dspt").tasks[0].when.empty() && shipped("dspt").tasks[0].ends_taken);
    EXPECT_EQ(rungs(shipped("wsic")), (Roles{"officer", "host-commissioner", "sub-processor"}));
    EXPECT_EQ(shipped("wsic").ladder.starts, "confirmed");
    EXPECT_EQ(rungs(shipped("ig-siri").of_task("siro")), Roles{"siro"});
    EXPECT_EQ(rungs(shipped("ig-siri").of_task("caldicott")), Roles{"caldicott"});
    EXPECT_EQ(shipped("dps").tasks[0].follows, "dspt");
    for (const std::string name : {"dspt", "wsic", "ig-siri", "dps"}) {
        for (const Rung& rung : shipped(name).ladder.rungs) {
            EXPECT_EQ(rung.attempts, 2) << name;
            EXPECT_EQ(rung.within, 20min) << name;
        }
    }
}

}  // namespace
}  // namespace tocsin

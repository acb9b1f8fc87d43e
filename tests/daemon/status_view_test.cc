// What the public sees of the state: what was confirmed, in the words of the confirmation.
#include "daemon/status_view.h"

#include "daemon/zone_load.h"
#include "rota/bank_holidays.h"
#include "rota/clock_words.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

const char* const site = "https://status.example.org/";

Directory house() {
    Directory directory;
    directory.site = "National services";
    directory.default_procedure = "hssi";
    directory.calendar = england_and_wales(load_zone("Europe/London"));
    directory.desks["nsd"] = {"nsd", "NSD", "National Service Desk", {"+447700900010", ""}};
    directory.desks["bridge"] = {"bridge", "Bridge", "Service Bridge", {"+447700900011", ""}};
    directory.people["pat.ash"] = {"pat.ash", "Pat Ash", {"+447700900101", ""}};
    directory.services["gp-records"] = {"gp-records", "GP Records", "", "", ""};
    directory.services["ward-orders"] = {"ward-orders", "Ward Orders", "", "", ""};
    Procedure procedure;
    procedure.name = "hssi";
    procedure.core_hours.from = 8h;
    procedure.core_hours.to = 17h + 30min;
    for (const unsigned day : {1U, 2U, 3U, 4U, 5U}) {
        procedure.core_hours.days.push_back(std::chrono::weekday{day});
    }
    procedure.level_1 = "level-1";
    procedure.roles = {{"level-1",
                        {{Applies::core_hours, "", {"bridge"}, "Service Bridge"},
                         {Applies::out_of_hours, "", {"pat.ash", "nsd"}, "NSD"}}}};
    directory.procedures["hssi"] = procedure;
    return directory;
}

// A state that grows by events, at British times of July 2026.
class StatusViewTest : public testing::Test {
protected:
    Instant at(const std::string& local) const {
        return parse_when(local, directory_.calendar.zone).value().at;
    }

    void report(std::uint64_t id, const std::string& when,
                const std::string& service = "gp-records", const std::string& name = "GP Records") {
        IncidentOpened opened;
        opened.incident = {id};
        opened.source = "alertmanager";
        opened.by = "hook";
        opened.alarm.key = "key-" + std::to_string(id);
        opened.alarm.service = service;
        opened.alarm.summary = "SECRET summary of db-host-17";
        opened.alarm.description = "SECRET description";
        opened.alarm.place = "SECRET place";
        opened.alarm.state = "degraded";
        opened.alarm.link = "https://SECRET.example.org";
        opened.alarm.fields = {{"patient", "SECRET"}};
        opened.alarm.raw = "SECRET";
        opened.procedure = "hssi";
        opened.service_name = name;
        opened.status = "reported";
        apply(when, opened);
    }
    void confirm(std::uint64_t id, const std::string& when, PublicWords words = down()) {
        StatusMoved moved;
        moved.incident = {id};
        moved.to = "confirmed";
        moved.by = "SECRET person";
        moved.words = std::move(words);
        apply(when, moved);
    }
    void resolve(std::uint64_t id, const std::string& when) {
        StatusMoved moved;
        moved.incident = {id};
        moved.to = "resolved";
        moved.note = "SECRET note";
        moved.over = true;
        apply(when, moved);
    }
    void close(std::uint64_t id, const std::string& when) {
        StatusMoved moved;
        moved.incident = {id};
        moved.to = "closed";
        moved.over = true;
        apply(when, moved);
    }

    static PublicWords down() {
        return {"down", "", "Users cannot open shared records.", "Multiple Trusts in North East"};
    }

    StatusView view(const std::string& when) const {
        return status_view(state_, directory_, past_, site, at(when));
    }
    void keep(std::uint64_t id, const std::string& when) {
        PublicKept kept;
        kept.of = {id};
        kept.service = kept.service_name = "gp-records";
        apply(when, kept);
    }
    std::string fingerprint(const std::string& when) const {
        return public_fingerprint(state_, directory_, at(when));
    }
    // Every byte that would be published.
    std::string published(const std::string& when) const {
        std::string all;
        for (const File& file : status_files(view(when))) all += file.path + "\n" + file.body;
        return all;
    }

    Directory directory_ = house();
    State state_;
    std::vector<PastIncident> past_;

private:
    void apply(const std::string& when, Event event) {
        state_.apply({state_.next_seq(), at(when), 1, std::move(event)});
        state_.keep();
    }
};

TEST_F(StatusViewTest, NothingIsShownBeforeAPersonHasConfirmed) {
    report(1, "2026-07-08T01:52");
    const StatusView shown = view("2026-07-08T02:00");
    EXPECT_TRUE(shown.open.empty());
    EXPECT_TRUE(shown.resolved.empty());
    EXPECT_EQ(shown.services.at(0).state, ServiceState::working);
    EXPECT_THAT(published("2026-07-08T02:00"), Not(HasSubstr("INC-1")));

    resolve(1, "2026-07-08T02:10");
    EXPECT_TRUE(view("2026-07-08T02:20").resolved.empty());
    EXPECT_FALSE(past_incident(*state_.incidents().find({1})));
}

TEST_F(StatusViewTest, AConfirmedIncidentIsShownInTheWordsOfItsConfirmation) {
    proves("HSSI-40");
    report(1, "2026-07-08T01:52");
    confirm(1, "2026-07-08T02:20");
    const StatusView shown = view("2026-07-08T04:18:07");

    EXPECT_EQ(shown.site, "National services status");
    EXPECT_EQ(shown.feed_tag, "status.example.org,2026");
    EXPECT_EQ(shown.base_url, "https://status.example.org");
    EXPECT_EQ(shown.written,
              (Time{"2026-07-08T04:18:07+01:00", "04:18:07 on Wednesday 8 July 2026"}));
    ASSERT_EQ(shown.services.size(), 2U);
    EXPECT_EQ(shown.services[0].name, "GP Records");
    EXPECT_EQ(shown.services[0].state, ServiceState::down);
    EXPECT_EQ(shown.services[1].state, ServiceState::working);

    ASSERT_EQ(shown.open.size(), 1U);
    const StatusIncident& incident = shown.open[0];
    EXPECT_EQ(incident.ref, "INC-1");
    EXPECT_EQ(incident.service, "GP Records");
    EXPECT_EQ(incident.state, ServiceState::down);
    EXPECT_EQ(incident.impact, "Users cannot open shared records");
    EXPECT_EQ(incident.place, "Multiple Trusts in North East");
    EXPECT_EQ(incident.since, (Time{"2026-07-08T01:52:00+01:00", "01:52 today"}));
    ASSERT_EQ(incident.messages.size(), 1U);
    EXPECT_EQ(incident.messages[0].title, "First message");
    EXPECT_EQ(incident.messages[0].headline, "GP Records is down");
    EXPECT_EQ(incident.messages[0].at, (Time{"2026-07-08T02:20:00+01:00", "02:20"}));
    EXPECT_EQ(incident.messages[0].text, "GP Records has been down since 01:52.");
}

TEST_F(StatusViewTest, NothingThatAnAlarmOrAPersonInsideSaidIsPublic) {
    proves("P18");
    report(1, "2026-07-08T01:52");
    confirm(1, "2026-07-08T02:20");
    report(2, "2026-07-08T01:53", "SECRET-host-17", "SECRET-host-17");
    confirm(2, "2026-07-08T02:21", {"down", "", "", ""});
    report(3, "2026-07-08T01:54");
    EXPECT_THAT(published("2026-07-08T02:30"), Not(HasSubstr("SECRET")));
    EXPECT_THAT(published("2026-07-08T02:30"), HasSubstr("Another service"));
    resolve(1, "2026-07-08T03:00");
    resolve(2, "2026-07-08T03:00");
    EXPECT_THAT(published("2026-07-08T03:30"), Not(HasSubstr("SECRET")));
    EXPECT_THAT(published("2026-07-08T03:30"), Not(HasSubstr("Pat Ash")));
}

TEST_F(StatusViewTest, AServiceTakenOffTheListKeepsTheNameItHad) {
    report(1, "2026-07-08T01:52");
    confirm(1, "2026-07-08T02:20");
    directory_.services.erase("gp-records");
    EXPECT_EQ(view("2026-07-08T02:30").open.at(0).service, "GP Records");
}

TEST_F(StatusViewTest, AServiceIsAsBadAsTheWorstOfItsOpenIncidents) {
    report(1, "2026-07-08T01:00");
    confirm(1, "2026-07-08T01:05", {"degraded", "slow", "", ""});
    EXPECT_EQ(view("2026-07-08T01:10").services[0].state, ServiceState::degraded);
    EXPECT_EQ(view("2026-07-08T01:10").services[0].degree, "slow");
    report(2, "2026-07-08T01:20");
    confirm(2, "2026-07-08T01:25");
    EXPECT_EQ(view("2026-07-08T01:30").services[0].state, ServiceState::down);
    EXPECT_EQ(view("2026-07-08T01:30").services[0].degree, "");
    resolve(2, "2026-07-08T02:00");
    EXPECT_EQ(view("2026-07-08T02:10").services[0].state, ServiceState::degraded);
    resolve(1, "2026-07-08T02:20");
    EXPECT_EQ(view("2026-07-08T02:30").services[0].state, ServiceState::working);
}

TEST_F(StatusViewTest, AResolvedIncidentTellsFromWhenToWhenAndForHowLong) {
    report(1, "2026-07-07T01:12");
    confirm(1, "2026-07-07T01:30");
    resolve(1, "2026-07-07T02:58");
    const StatusView shown = view("2026-07-08T04:18");
    EXPECT_TRUE(shown.open.empty());
    ASSERT_EQ(shown.resolved.size(), 1U);
    const StatusIncident& incident = shown.resolved[0];
    EXPECT_EQ(incident.state, ServiceState::down);
    EXPECT_EQ(incident.since.words, "Tuesday 7 July 01:12");
    EXPECT_EQ(incident.to, (Time{"2026-07-07T02:58:00+01:00", "02:58"}));
    EXPECT_EQ(incident.resolved, "Tuesday 7 July 02:58");
    EXPECT_EQ(incident.duration, "1 hour 46 minutes");
    EXPECT_TRUE(incident.recent);
    ASSERT_EQ(incident.messages.size(), 2U);
    EXPECT_EQ(incident.messages[0].n, 2);
    EXPECT_EQ(incident.messages[0].title, "Resolved");
    EXPECT_EQ(incident.messages[0].state, ServiceState::working);
    EXPECT_EQ(incident.messages[1].title, "First message");

    EXPECT_TRUE(view("2026-07-14T02:57").resolved[0].recent);
    EXPECT_FALSE(view("2026-07-14T02:58").resolved[0].recent);
}

TEST_F(StatusViewTest, HistoryOutlivesTheState) {
    report(1, "2026-07-07T01:12");
    confirm(1, "2026-07-07T01:30");
    resolve(1, "2026-07-07T02:58");
    past_ = {past_incident(*state_.incidents().find({1})).value()};
    const std::string before = published("2026-07-08T04:18");
    EXPECT_EQ(view("2026-07-08T04:18").resolved.size(), 1U);  // known twice, shown once

    close(1, "2026-07-08T05:00");
    ASSERT_EQ(state_.incidents().find({1}), nullptr);
    EXPECT_EQ(published("2026-07-08T04:18"), before);
}

TEST_F(StatusViewTest, ResolvedIncidentsComeNewestFirst) {
    for (std::uint64_t id = 1; id <= 2; ++id) {
        report(id, "2026-07-07T01:00");
        confirm(id, "2026-07-07T01:10");
        resolve(id, "2026-07-07T0" + std::to_string(id + 1) + ":00");
        past_.insert(past_.begin() + (id == 1 ? 0 : 1),
                     past_incident(*state_.incidents().find({id})).value());
    }
    state_ = State();
    const StatusView shown = view("2026-07-08T04:18");
    ASSERT_EQ(shown.resolved.size(), 2U);
    EXPECT_EQ(shown.resolved[0].ref, "INC-2");
}

TEST_F(StatusViewTest, AnotherDayAndAnotherYearAreNamed) {
    report(1, "2025-12-31T23:40");
    confirm(1, "2026-01-01T00:10");
    EXPECT_EQ(view("2026-01-01T01:00").open[0].since.words, "Wednesday 31 December 2025 23:40");
    EXPECT_EQ(view("2025-12-31T23:50").open[0].since.words, "23:40 today");
    EXPECT_EQ(view("2026-01-01T01:00").open[0].messages[0].text,
              "GP Records has been down since Wednesday 31 December 2025 23:40.");
    resolve(1, "2026-01-01T00:20");
    EXPECT_EQ(view("2026-01-01T01:00").resolved[0].to.words, "Thursday 1 January 00:20");
    EXPECT_EQ(view("2026-01-01T01:00").resolved[0].duration, "40 minutes");
}

TEST_F(StatusViewTest, TheHourThatComesTwiceSaysWhichItIs) {
    report(1, "2026-10-25T00:40Z");
    confirm(1, "2026-10-25T00:45Z");
    const StatusView shown = view("2026-10-25T01:10:09Z");
    EXPECT_EQ(shown.open[0].since, (Time{"2026-10-25T01:40:00+01:00", "01:40 BST today"}));
    EXPECT_EQ(shown.written.words, "01:10:09 GMT on Sunday 25 October 2026");
}

TEST_F(StatusViewTest, TheDeskIsLevel1AtThisMomentAndNeverAPerson) {
    proves("HSSI-10");
    EXPECT_EQ(view("2026-07-08T04:18").desk.name, "National Service Desk");
    EXPECT_EQ(view("2026-07-08T04:18").desk.phone, "07700 900010");
    EXPECT_EQ(view("2026-07-08T04:18").desk.tel, "+447700900010");
    EXPECT_EQ(view("2026-07-08T10:00").desk.name, "Service Bridge");
}

TEST_F(StatusViewTest, TheTagOfTheFeedIsTheHostAlone) {
    for (const auto& [url, tag] : std::vector<std::pair<std::string, std::string>>{
             {"http://127.0.0.1:8080/status", "127.0.0.1,2026"},
             {"https://Status.Example.org", "status.example.org,2026"},
             {"http://[::1]:8080/status", "::1,2026"}}) {
        EXPECT_EQ(status_view(state_, directory_, {}, url, at("2026-07-08T04:18")).feed_tag, tag);
    }
}

TEST_F(StatusViewTest, OnlyWhatIsPublicChangesTheFingerprint) {
    const std::string empty = fingerprint("2026-07-08T01:00");
    report(1, "2026-07-08T01:52");
    EXPECT_EQ(fingerprint("2026-07-08T02:00"), empty);

    confirm(1, "2026-07-08T02:20");
    const std::string confirmed = fingerprint("2026-07-08T02:20");
    EXPECT_NE(confirmed, empty);
    EXPECT_EQ(fingerprint("2026-07-08T05:00"), confirmed);

    PublicWords other = down();
    other.place = "Westmere";
    confirm(1, "2026-07-08T02:30", other);
    const std::string corrected = fingerprint("2026-07-08T02:30");
    EXPECT_NE(corrected, confirmed);
    resolve(1, "2026-07-08T03:00");
    EXPECT_NE(fingerprint("2026-07-08T03:00"), corrected);
}

TEST_F(StatusViewTest, WhatIsOverChangesTheFingerprintWhenItComes) {
    const std::string empty = fingerprint("2026-07-08T02:00");
    keep(1, "2026-07-08T02:10");
    EXPECT_NE(fingerprint("2026-07-08T02:10"), empty)
        << "it was confirmed and closed before anybody looked";
}

TEST_F(StatusViewTest, ADayThatEndsAndADeskThatComesOnDutyChangeTheFingerprint) {
    EXPECT_NE(fingerprint("2026-07-08T23:59"), fingerprint("2026-07-09T00:00"));
    EXPECT_NE(fingerprint("2026-07-08T07:59"), fingerprint("2026-07-08T08:00"));
    EXPECT_EQ(fingerprint("2026-07-08T08:00"), fingerprint("2026-07-08T17:29"));
}

}  // namespace
}  // namespace tocsin

// HSSI-28..31, 36..41, 68: messages to stakeholders, from one act.
#include "core/gsm7.h"
#include "core/location.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Kind = Answer::Kind;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Setting told = {.notices = notices_of_stories()};

WrittenNotice first() {
    WrittenNotice notice;
    notice.stage = NoticeStage::first;
    notice.happened = "GP Records stopped answering.";
    notice.impact = "Users cannot open shared records";
    notice.location = {"Northtown", "eastvale"};
    notice.state = "down";
    return notice;
}

WrittenNotice update(const std::string& news) {
    WrittenNotice notice;
    notice.stage = NoticeStage::update;
    notice.happened = news;
    return notice;
}

WrittenNotice last(const std::string& summary) {
    WrittenNotice notice;
    notice.stage = NoticeStage::last;
    notice.summary = summary;
    return notice;
}

// An incident that is confirmed and in hand, on a Monday at 10:00; the calls are no part of it.
IncidentId confirmed(Story& story, const std::string& service, int severity) {
    const IncidentId incident = story.alarm(service, severity);
    story.confirm(incident);
    const auto sent = story.expect_whatever_was_sent();
    if (!sent.empty()) story.acknowledge(sent.front().to);
    story.expect_whatever_was_sent();
    return incident;
}

IncidentId categorised(Story& story, const std::string& service, const FieldValues& fields) {
    const IncidentId incident = confirmed(story, service, 1);
    story.step({SetFields{incident, fields, "nsd", ""}, 0});
    return incident;
}

// Who got it, each with the medium: "kim.hazel sms".
std::vector<std::string> who(const std::vector<Sent>& sent) {
    std::vector<std::string> all;
    for (const Sent& one : sent) {
        if (!one.text_id.starts_with("notice.")) continue;
        all.push_back(one.to + (one.message.medium == Medium::sms ? " sms" : " mail"));
    }
    return all;
}

std::vector<std::string> parts(const Answer& answer) {
    std::vector<std::string> all;
    for (const NoticeTrouble& one : answer.lacks) all.push_back(one.part);
    return all;
}

const ToldNotice& latest(const Story& story, IncidentId incident) {
    return story.incident(incident).notices->told.back();
}

TEST(NoticeStory, ATextIsTwoPartsAtMostAndTheMailSaysAllOfIt) {
    const std::string long_words =
        "The supplier found that the storage in data centre one had failed over badly. It then "
        "found that its copy in data centre two – Łódź [2] – had not been written since Tuesday, "
        "and that nobody had been told of that. Records of before Tuesday can be read 🔥, and "
        "those of later days are being copied by hand, which takes the night";
    for (const bool exercise : {false, true}) {
        Setting setting = told;
        setting.exercise = exercise;
        Story story("Mon 2026-11-23 10:00", setting);
        const IncidentId incident = confirmed(story, "gp-records", 1);
        WrittenNotice notice = first();
        notice.happened = long_words;
        notice.impact = long_words;
        const Answer answer = story.write(incident, notice);
        EXPECT_THAT(answer.warnings, Contains(HasSubstr("longer than a text may be")));
        const std::string text = story.expect_text_to("kim.hazel", "notice.first").message.text;
        EXPECT_EQ(sms_size(gsm7_text(text)).alphabet, SmsAlphabet::gsm7) << text;
        EXPECT_EQ(sms_size(gsm7_text(text)).segments, 2) << text;
        EXPECT_GT(sms_size(gsm7_text(text)).units, 250) << text;
        EXPECT_THAT(text, HasSubstr("badly...\n"));
        EXPECT_THAT(text, HasSubstr("\nWhere: Northtown and Eastvale\n"));
        EXPECT_THAT(text, HasSubstr("Next update by 11:00\nINC-1, 10:00"));
        EXPECT_THAT(story.expect_mail_to("kim.hazel", "notice.first").message.text,
                    HasSubstr("What happened: " + long_words + "\nUser impact: " + long_words));
        story.expect_whatever_was_sent();
    }
}

TEST(NoticeStory, OneActGoesOutByTextByMailAndOnThePage) {
    for (const char* rule : {"HSSI-28", "HSSI-29", "HSSI-30", "HSSI-40"}) proves(rule);
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story, "gp-records", 1);
    const Answer answer = story.write(incident, first());
    EXPECT_EQ(answer.kind, Kind::done);
    EXPECT_EQ(answer.notice, 1);
    EXPECT_THAT(answer.warnings, ElementsAre());
    const Sent text = story.expect_text_to("kim.hazel", "notice.first");
    EXPECT_EQ(text.message.text,
              "Service alert: GP Records is down\n"
              "GP Records stopped answering\n"
              "Users cannot open shared records\n"
              "Where: Northtown and Eastvale\n"
              "Since 10:00. Next update by 11:00\n"
              "INC-1, 10:00");
    const Sent mail = story.expect_mail_to("kim.hazel", "notice.first");
    EXPECT_EQ(mail.message.subject, "[INC-1] Sev 1 GP Records: Northtown and Eastvale");
    EXPECT_THAT(mail.message.text, HasSubstr("What happened: GP Records stopped answering\n"
                                             "User impact: Users cannot open shared records\n"
                                             "Location: Northtown and Eastvale\n"
                                             "Reference: INC-1\n"
                                             "Next update: by 11:00 on Monday 23 November 2026\n"));
    EXPECT_FALSE(mail.message.urgent);
    story.expect_mail_to("rota-team", "notice.first");
    EXPECT_TRUE(latest(story, incident).page);
    EXPECT_EQ(latest(story, incident).page_text,
              "GP Records stopped answering. User impact: Users cannot open shared records. Where: "
              "Northtown and Eastvale. Next update by 11:00.");

    story.wait(50min);
    story.write(incident, update("Supplier reroutes"));
    const Sent second = story.expect_text_to("kim.hazel", "notice.update");
    EXPECT_EQ(second.message.text,
              "Update 1: GP Records is still down\n"
              "New: Supplier reroutes\n"
              "Next update by 11:50\n"
              "INC-1, 10:50");
    const Sent thread = story.expect_mail_to("kim.hazel", "notice.update");
    EXPECT_EQ(thread.message.in_reply_to, mail.message.message_id);
    EXPECT_EQ(thread.message.subject, mail.message.subject);
    EXPECT_THAT(thread.message.text, HasSubstr("New since 10:00: Supplier reroutes\n"));
    story.expect_mail_to("rota-team", "notice.update");

    WrittenNotice better = update("Half of the sites work again");
    better.state = "degraded";
    better.degree = "partly working";
    story.write(incident, better);
    EXPECT_THAT(story.expect_text_to("kim.hazel", "notice.update").message.text,
                HasSubstr("Update 2: GP Records is now degraded (partly working), was down\n"));
    story.expect_whatever_was_sent();

    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.write(incident, last("Network link replaced"));
    EXPECT_EQ(story.expect_text_to("kim.hazel", "notice.final").message.text,
              "Resolved: GP Records is working\n"
              "It was degraded (partly working) 10:00 to 10:50. Network link replaced\n"
              "Last message on INC-1, 10:50");
    story.expect_mail_to("kim.hazel", "notice.final");
    story.expect_mail_to("rota-team", "notice.final");
    EXPECT_THAT(story.timeline(), HasSubstr("message 1 (first) to 2 and the status page by nsd, "
                                            "next update by 11:00: GP Records stopped answering."));
}

TEST(NoticeStory, AllThatIsMissingIsNamedAndNothingIsSent) {
    proves("HSSI-30");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story, "gp-records", 1);
    WrittenNotice empty;
    empty.stage = NoticeStage::first;
    Answer answer = story.write(incident, empty);
    EXPECT_EQ(answer.kind, Kind::incomplete);
    EXPECT_THAT(parts(answer), ElementsAre("happened", "impact", "location"));
    // Severity 3 has no interval: the time must be said.
    const IncidentId minor = confirmed(story, "gp-records", 3);
    EXPECT_THAT(parts(story.write(minor, empty)),
                ElementsAre("happened", "impact", "location", "next"));
    EXPECT_THAT(parts(story.write(incident, update("News"))), ElementsAre("stage"));
    EXPECT_THAT(parts(story.write(incident, last(""))),
                ElementsAre("stage", "happened", "impact", "location", "summary"));
    story.write(incident, first());
    story.expect_whatever_was_sent();
    EXPECT_THAT(parts(story.write(incident, update(""))), ElementsAre("happened"));
    EXPECT_THAT(parts(story.write(incident, first())), ElementsAre("stage"));
    EXPECT_EQ(story.incident(incident).notices->told.size(), 1U);
    story.resolve(incident);
    story.expect_whatever_was_sent();
    EXPECT_THAT(parts(story.write(incident, last(""))), ElementsAre("summary"));
    EXPECT_EQ(story.write({99}, first()).kind, Kind::not_found);
}

TEST(NoticeStory, UsersAreToldOnceItIsConfirmed) {
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const Answer answer = story.write(incident, first());
    EXPECT_THAT(parts(answer), ElementsAre("incident"));
    EXPECT_EQ(answer.lacks.front().why, "INC-1 is reported. Users are told once it is confirmed.");
}

TEST(NoticeStory, TheNextUpdateIsStatedOrByDefaultAndLaterOnlyWithAReason) {
    proves("HSSI-29");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story, "gp-records", 2);
    WrittenNotice notice = first();
    notice.next = story.now() - 1min;
    EXPECT_THAT(parts(story.write(incident, notice)), ElementsAre("next"));
    notice.next = story.now() + 3h;
    const Answer late = story.write(incident, notice);
    EXPECT_THAT(parts(late), ElementsAre("reason"));
    EXPECT_EQ(late.lacks.front().why,
              "severity 2 allows 1 hour 30 minutes to the next update: say why it takes longer");
    notice.reason = "parts arrive at noon";
    EXPECT_EQ(story.write(incident, notice).kind, Kind::done);
    EXPECT_EQ(latest(story, incident).next, story.now() + 3h);
    story.expect_whatever_was_sent();
    story.write(incident, update("No change, work goes on"));
    EXPECT_EQ(latest(story, incident).next, story.now() + 90min);
    story.expect_whatever_was_sent();
}

TEST(NoticeStory, AHoldingUpdateSaysThatNothingIsNew) {
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story, "gp-records", 1);
    story.write(incident, first());
    story.expect_whatever_was_sent();
    WrittenNotice holding = update("");
    holding.holding = true;
    EXPECT_EQ(story.write(incident, holding).kind, Kind::done);
    EXPECT_EQ(story.expect_text_to("kim.hazel", "notice.update").message.text,
              "Holding update: GP Records is still down\n"
              "New: Work goes on. Nothing new to report\n"
              "Next update by 11:00\n"
              "INC-1, 10:00");
    story.expect_whatever_was_sent();
}

TEST(NoticeStory, WhatWasOverWhenItWasReportedIsToldOnce) {
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story, "gp-records", 1);
    story.resolve(incident);
    story.expect_whatever_was_sent();
    EXPECT_THAT(parts(story.write(incident, first())), ElementsAre("stage"));
    WrittenNotice only = first();
    only.stage = NoticeStage::last;
    only.summary = "Network link replaced";
    EXPECT_EQ(story.write(incident, only).kind, Kind::done);
    EXPECT_EQ(story.expect_text_to("kim.hazel", "notice.final").message.text,
              "New and resolved: GP Records was down 10:00 to 10:00\n"
              "GP Records stopped answering\n"
              "Users cannot open shared records\n"
              "Where: Northtown and Eastvale\n"
              "Network link replaced. No more messages\n"
              "INC-1, 10:00");
    story.expect_whatever_was_sent();
}

TEST(NoticeStory, TheLocationNamesUpToThreeTrustsElseTheirRegion) {
    proves("HSSI-31");
    const Directory directory = directory_of_stories({});
    const auto tell = [&](const std::vector<std::string>& said) {
        const Location place =
            location_of(directory, &directory.services.at("gp-records"), "GP Records", said);
        std::string all = place.text + place.wrong;
        for (const std::string& warning : place.warnings) all += " | " + warning;
        return all;
    };
    EXPECT_EQ(tell({"Northtown"}), "Northtown");
    EXPECT_EQ(tell({"northtown", "EASTVALE"}), "Northtown and Eastvale");
    EXPECT_EQ(tell({"northtown", "eastvale", "westmere"}), "Northtown, Eastvale and Westmere");
    EXPECT_EQ(tell({"northtown", "northtown", "eastvale", "westmere"}),
              "Northtown, Eastvale and Westmere");
    EXPECT_EQ(tell({"northtown", "eastvale", "westmere", "fenwick"}),
              "Multiple Trusts in North East");
    EXPECT_EQ(tell({"northtown", "eastvale", "westmere", "southmere"}),
              "Multiple Trusts in North East and South West | Southmere is outside the domain of "
              "GP Records.");
    EXPECT_EQ(tell({"North East"}), "Multiple Trusts in North East");
    EXPECT_EQ(tell({"Multiple Trusts in North East"}), "Multiple Trusts in North East");
    EXPECT_EQ(tell({"all users"}), "Multiple GP Records Users");
    EXPECT_EQ(tell({"Multiple GP Records Users"}), "Multiple GP Records Users");
    EXPECT_EQ(tell({"South West"}),
              "Multiple Trusts in South West | South West is outside the domain of GP Records.");
    EXPECT_EQ(tell({"Atlantis"}), "Atlantis | Atlantis is no Trust of the configuration.");
    EXPECT_THAT(tell({"northtown", "eastvale", "westmere", "Atlantis"}),
                HasSubstr("that of Atlantis is not known. Name the region."));
    EXPECT_THAT(tell({"northtown", "eastvale", "westmere", "Atlantis", "North East"}),
                HasSubstr("Multiple Trusts in North East |"));
    for (const char* words : {"Ad-hoc Update", "ad hoc update", "ADHOC-UPDATE 3"}) {
        EXPECT_THAT(tell({words}), HasSubstr("\"Ad-hoc Update\" is not a location.")) << words;
    }
}

TEST(NoticeStory, AListAppliesByWhatTheIncidentIsAndNobodyIsToldTwice) {
    proves("HSSI-36");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId plain = categorised(story, "gp-records", {});
    story.write(plain, first());
    EXPECT_THAT(who(story.expect_whatever_was_sent()),
                ElementsAre("kim.hazel sms", "kim.hazel mail", "rota-team mail"));
    const IncidentId slow =
        categorised(story, "gp-records", {{"category", {"multi-site"}}, {"kind", {"performance"}}});
    story.write(slow, first());
    EXPECT_THAT(who(story.expect_whatever_was_sent()),
                ElementsAre("kim.hazel sms", "kim.hazel mail", "rota-team mail"));
    const IncidentId down =
        categorised(story, "gp-records", {{"category", {"multi-site"}}, {"kind", {"outage"}}});
    story.write(down, first());
    EXPECT_THAT(who(story.expect_whatever_was_sent()),
                ElementsAre("kim.hazel sms", "kim.hazel mail", "rota-team mail",
                            "duty.director sms", "duty.director mail"));
    const auto sent = std::ranges::find_if(
        story.journal().rbegin(), story.journal().rend(),
        [](const Entry& entry) { return std::holds_alternative<NoticeSent>(entry.event); });
    const auto& readers = std::get<NoticeSent>(sent->event).readers;
    EXPECT_THAT(readers.front().lists, ElementsAre("Trusts", "Directors"));
}

TEST(NoticeStory, WhatIsForManagementIsForNobodyElse) {
    proves("HSSI-37");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = story.alarm("gp-records", 2);
    story.expect_whatever_was_sent();
    WrittenNotice notice;
    notice.stage = NoticeStage::first;
    notice.management = true;
    notice.happened = "GP Records has lost resilience";
    EXPECT_EQ(story.write(incident, notice).kind, Kind::done);
    const auto sent = story.expect_whatever_was_sent();
    EXPECT_THAT(who(sent), ElementsAre("max.birch sms", "max.birch mail"));
    EXPECT_EQ(sent.front().message.text,
              "Management only: GP Records\n"
              "GP Records has lost resilience\n"
              "Users are not affected. Not on the status page\n"
              "Next update by 11:30\n"
              "INC-1, 10:00");
    EXPECT_FALSE(latest(story, incident).page);
    // Users have been told nothing: theirs begins with a first message of its own.
    story.confirm(incident);
    EXPECT_EQ(story.write(incident, first()).kind, Kind::done);
    EXPECT_THAT(who(story.expect_whatever_was_sent()), Not(testing::Contains("max.birch sms")));
}

TEST(NoticeStory, AClosedListIsTheOnlyOneUntilTheRolloutIsApproved) {
    proves("HSSI-38");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story, "ward-orders", 1);
    story.write(incident, first());
    EXPECT_THAT(who(story.expect_whatever_was_sent()),
                ElementsAre("lee.rowan sms", "lee.rowan mail"));
    EXPECT_FALSE(latest(story, incident).page);
    const auto approve = [&] {
        return story.step({RolloutApproved{"ward-orders", "kim.hazel", "live everywhere"}, 0})
            .replies.front()
            .answer.kind;
    };
    EXPECT_EQ(approve(), Kind::done);
    EXPECT_EQ(approve(), Kind::wrong_state);
    story.killed_for(1s);
    story.expect_whatever_was_sent();
    story.write(incident, update("Supplier reroutes"));
    EXPECT_THAT(who(story.expect_whatever_was_sent()),
                ElementsAre("kim.hazel sms", "kim.hazel mail", "rota-team mail", "lee.rowan sms",
                            "lee.rowan mail"));
    EXPECT_TRUE(latest(story, incident).page);
}

TEST(NoticeStory, SomeServicesAreNeverTold) {
    proves("HSSI-39");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story, "mail-relay", 1);
    const Answer answer = story.write(incident, first());
    EXPECT_EQ(answer.kind, Kind::refused);
    EXPECT_EQ(answer.detail, "Mail Relay is for training.");
    EXPECT_FALSE(story.incident(incident).notices);
}

TEST(NoticeStory, TheEdmOfTheMomentGetsEveryText) {
    proves("HSSI-68");
    Setting setting = told;
    setting.edm = {{"sat-day", "pat.ash"}, {"sat-night", "jo.oak"}};
    Story story("Sat 2026-11-28 18:30", setting);
    const IncidentId incident = confirmed(story, "gp-records", 1);
    story.write(incident, first());
    EXPECT_THAT(who(story.expect_whatever_was_sent()), testing::Contains("pat.ash sms"));
    story.wait(40min);
    story.write(incident, update("Supplier reroutes"));
    const auto later = who(story.expect_whatever_was_sent());
    EXPECT_THAT(later, testing::Contains("jo.oak sms"));
    EXPECT_THAT(later, Not(testing::Contains("jo.oak mail")));
    EXPECT_THAT(later, Not(testing::Contains("pat.ash sms")));
}

TEST(NoticeStory, ACorrectionNamesWhatItCorrectsAndGoesToWhoeverReadIt) {
    proves("HSSI-40");
    Setting setting = told;
    setting.edm = {{"sat-day", "pat.ash"}, {"sat-night", "jo.oak"}};
    Story story("Sat 2026-11-28 18:30", setting);
    const IncidentId incident = confirmed(story, "gp-records", 1);
    WrittenNotice wrong = first();
    wrong.location = {"North East"};
    story.write(incident, wrong);
    story.expect_whatever_was_sent();
    story.wait(40min);
    WrittenNotice right;
    right.corrects = 7;
    right.happened = "Two Trusts are affected";
    right.location = {"northtown", "eastvale"};
    EXPECT_THAT(parts(story.write(incident, right)), ElementsAre("corrects"));
    right.corrects = 1;
    EXPECT_EQ(story.write(incident, right).kind, Kind::done);
    const auto sent = story.expect_whatever_was_sent();
    // Pat Ash has gone home, and has read the wrong one.
    EXPECT_THAT(who(sent), testing::IsSupersetOf({"jo.oak sms", "pat.ash sms"}));
    EXPECT_EQ(sent.front().message.text,
              "Correction to first message: GP Records\n"
              "Two Trusts are affected\n"
              "Where: Northtown and Eastvale, not Multiple Trusts in North East\n"
              "INC-1, 19:10");
    EXPECT_FALSE(latest(story, incident).next) << "what was due is due as before";
    EXPECT_EQ(latest(story, incident).corrects, 1);
}

TEST(NoticeStory, EveryReaderGetsItOnceAcrossFailuresAndAKill) {
    proves("HSSI-40");
    Setting setting = told;
    setting.in_flight_max = 1;
    Story story("Mon 2026-11-23 10:00", setting);
    const IncidentId incident = confirmed(story, "gp-records", 1);
    story.provider("sms-a", Story::Mood::busy);
    story.write(incident, first());
    std::vector<std::string> got = who(story.expect_whatever_was_sent());
    story.killed_for(1s);
    for (const std::string& one : who(story.expect_whatever_was_sent())) got.push_back(one);
    story.wait(5min);
    for (const std::string& one : who(story.expect_whatever_was_sent())) got.push_back(one);
    EXPECT_THAT(got,
                testing::UnorderedElementsAre("kim.hazel sms", "kim.hazel mail", "rota-team mail"));
}

TEST(NoticeStory, NothingIsSentThatCannotBeSaved) {
    proves("P13");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story, "gp-records", 1);
    story.disk(Committed::full);
    const Effects effects = story.step({NoticeWritten{incident, first(), "nsd"}, 0});
    EXPECT_FALSE(effects.replies.front().durable);
    EXPECT_THAT(who(story.expect_whatever_was_sent()), ElementsAre());
    EXPECT_FALSE(story.incident(incident).notices);
    story.disk(Committed::done);
}

TEST(NoticeStory, ACallLeavesBeforeANoticeThatWaits) {
    proves("HSSI-36");
    Setting setting = told;
    setting.one_text_provider = true;
    setting.in_flight_max = 1;
    Story story("Sat 2026-11-28 03:00", setting);
    const IncidentId incident = confirmed(story, "gp-records", 1);
    story.provider("sms-a", Story::Mood::hangs);
    story.write(incident, first());
    story.alarm("ward-orders", 1);
    story.provider("sms-a", Story::Mood::accepts);
    story.expect_whatever_was_sent();
    story.hung_provider_answers("sms-a", Verdict::accepted);
    const auto sent = story.expect_whatever_was_sent();
    const auto texts = std::ranges::find_if(
        sent, [](const Sent& one) { return one.message.medium == Medium::sms; });
    ASSERT_NE(texts, sent.end());
    EXPECT_TRUE(texts->message.urgent) << texts->text_id;
}

}  // namespace
}  // namespace tocsin

// HSSI-12: every Monday the week's rota goes out; that there is none is told well before.
#include "tests/channels/golden.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

const Setting weekly = {.publication = RotaPublication{.to = {"nsd", "kim.hazel"}}};

// What is told on its own account: the gaps of a week that nobody has uploaded, unclean stops.
void pass_over_others(Story& story) {
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        const bool other = sent.text_id.starts_with("rota.gap") || sent.text_id.starts_with("op.");
        EXPECT_TRUE(other) << sent.text_id << " to " << sent.to;
    }
}

Sent expect_week_mailed(Story& story) {
    story.expect_mail_to("nsd", "mail.rota.week");
    return story.expect_mail_to("kim.hazel", "mail.rota.week");
}

TEST(WeeklyRotaStory, OnMondayMorningTheWeekGoesToItsReadersOnce) {
    proves("HSSI-12");
    Story story("Sun 2026-11-29 20:00", weekly);
    story.wait(11h + 59min);
    story.restart();
    story.wait(1min);
    EXPECT_EQ(story.clock(), "08:00");
    const Sent mail = expect_week_mailed(story);
    EXPECT_EQ(mail.message.subject, "On-call rota 2026-11-30 (week 49, version 2)");
    ASSERT_EQ(mail.message.attachments.size(), 2U);
    EXPECT_EQ(mail.message.attachments[0].name, "on-call-2026-11-30.csv");
    EXPECT_EQ(mail.message.attachments[1].type, "application/yaml");
    EXPECT_FALSE(mail.message.urgent);
    EXPECT_NE(story.timeline().find("08:00 rota on-call, week of 2026-11-30, version 2, went out "
                                    "to nsd, kim.hazel"),
              std::string::npos)
        << story.timeline();
    for (int hours = 0; hours < 70; hours += 10) {
        story.wait(10h);
        story.restart();
        story.killed_for(1s, true);
        pass_over_others(story);
    }
}

TEST(WeeklyRotaStory, ADaemonThatWasDownSendsItLateAndOnce) {
    proves("HSSI-12");
    Story story("Sun 2026-11-29 20:00", weekly);
    story.killed_for(14h);
    expect_week_mailed(story);
    story.expect_whatever_was_sent();  // of the unclean stop
    story.killed_for(1s);
    pass_over_others(story);
    story.wait(24h);
}

TEST(WeeklyRotaStory, AClockThatIsMovedSendsNothingTwice) {
    proves("HSSI-12");
    proves("P9");
    Story story("Sun 2026-11-29 20:00", weekly);
    story.clock_moves(12h + 1min);
    expect_week_mailed(story);
    story.expect_whatever_was_sent();  // of the clock
    story.clock_moves(-2h);
    story.expect_whatever_was_sent();
    story.wait(10h);
}

TEST(WeeklyRotaStory, AFirstStartOwesNothingOfThePast) {
    Story story("Mon 2026-11-30 09:00", weekly);
    story.wait(24h);
}

TEST(WeeklyRotaStory, OnThursdayAMissingWeekIsTold) {
    proves("HSSI-12");
    Story story("Thu 2026-12-03 11:00", weekly);
    story.wait(1h);
    EXPECT_EQ(story.clock(), "12:00");
    const Sent told = story.expect_level_1_told("rota.week", "service-bridge");
    EXPECT_EQ(told.message.text,
              "Tocsin: no rota for the week of Mon 7 December\n"
              "First empty shift: level 3 Mon 08:00. Weekly rota goes out Mon 08:00\n"
              "Upload it: tocsin rota upload");
    const Sent mail = story.expect_mail_to("rota-team", "rota.week");
    EXPECT_EQ(mail.message.subject, "Rota missing 2026-12-07: nothing uploaded");
    EXPECT_NE(mail.message.text.find("Last upload: version 2, reaching to Monday 7 December 2026."),
              std::string::npos)
        << mail.message.text;
    story.restart();
    story.clock_moves(-30min);
    story.expect_whatever_was_sent();
    story.wait(2h);
}

TEST(WeeklyRotaStory, AWeekOfTheRollingRotaIsNotMissing) {
    proves("HSSI-12");
    Story story("Thu 2026-12-03 11:00", weekly);
    RotaUploaded rolling{{story.week("2026-12-07")}, "feed", "kim.hazel", "agreed"};
    rolling.rolling = true;
    story.upload(rolling);
    story.wait(2h);
    story.wait(3 * 24h);
    story.wait_until("08:00");
    EXPECT_EQ(expect_week_mailed(story).message.subject,
              "On-call rota 2026-12-07 (week 50, version 3)");
}

TEST(WeeklyRotaStory, AWeekThatComesLateIsToldAtNoonAndGoesOutAtOnce) {
    proves("HSSI-12");
    Story story("Sun 2026-12-06 20:00", weekly);
    story.expect_whatever_was_sent();
    story.wait(11h + 30min);
    story.wait(30min);
    pass_over_others(story);  // the week has begun, and nobody is on call
    story.wait(4h);
    EXPECT_EQ(story.clock(), "12:00");
    const Sent told = story.expect_level_1_told("rota.week.late", "service-bridge");
    EXPECT_EQ(told.message.text,
              "Tocsin to Service Bridge: the rota of the week of Mon 7 December is not out\n"
              "No week is uploaded. Nobody is on call by it\n"
              "When mended: tocsin rota publish");
    story.wait(1h);
    story.upload(story.week("2026-12-07"));
    expect_week_mailed(story);
    pass_over_others(story);
    story.restart();
    story.wait(10h);
}

TEST(WeeklyRotaStory, MailsThatNobodyTookAreNotOut) {
    proves("HSSI-12");
    Story story("Mon 2026-11-30 07:00", weekly);
    story.provider("mail", Story::Mood::refuses);
    story.wait(1h);
    story.expect_whatever_was_sent();
    story.wait(4h);
    const Sent told = story.expect_text_to("service-bridge", "rota.week.late");
    EXPECT_NE(told.message.text.find("No mail server has taken it. The uploaded rota stands"),
              std::string::npos)
        << told.message.text;
    story.expect_whatever_was_sent();
}

TEST(WeeklyRotaStory, OnDemandItGoesOutAtOnceAndOnMondayAllTheSame) {
    proves("HSSI-12");
    Story story("Sun 2026-11-29 20:00", weekly);
    const auto publish = [&](const char* rota, Day week) {
        return story.step({PublishRota{rota, week, "kim"}, 0}).replies.front().answer;
    };
    const Day monday{std::chrono::year{2026} / 11 / 30};
    const Answer answer = publish("on-call", monday);
    EXPECT_EQ(answer.kind, Answer::Kind::done);
    EXPECT_EQ(answer.detail, "nsd, kim.hazel");
    EXPECT_EQ(answer.version, 2);
    expect_week_mailed(story);
    EXPECT_EQ(publish("security", monday).kind, Answer::Kind::refused);
    EXPECT_EQ(publish("on-call", plus_days(monday, 14)).kind, Answer::Kind::not_found);
    story.wait(12h);
    expect_week_mailed(story);
}

TEST(WeeklyRotaStory, AReaderWithoutMailIsNamed) {
    Setting setting = weekly;
    setting.without_mail = {"kim.hazel"};
    Story story("Sun 2026-11-29 20:00", setting);
    story.wait(12h);
    story.expect_mail_to("nsd", "mail.rota.week");
    EXPECT_NE(story.timeline().find("went out to nsd; no mail address: kim.hazel"),
              std::string::npos)
        << story.timeline();
}

TEST(WeeklyRotaStory, AnExerciseMarksTheMailAndItsFiles) {
    Setting setting = weekly;
    setting.exercise = true;
    Story story("Sun 2026-11-29 20:00", setting);
    story.wait(12h);
    const Message mail = expect_week_mailed(story).message;
    EXPECT_EQ(mail.subject, "EXERCISE On-call rota 2026-11-30 (week 49, version 2) EXERCISE");
    EXPECT_TRUE(mail.text.starts_with("EXERCISE ") && mail.text.ends_with("EXERCISE\n"));
    EXPECT_EQ(mail.attachments[0].name, "EXERCISE-on-call-2026-11-30-EXERCISE.csv");
}

TEST(WeeklyRotaStory, TheMailReadsAsItsGoldenFiles) {
    proves("HSSI-12");
    Story story("Sun 2026-11-29 20:00", weekly);
    WeeklyRota week = story.week("2026-11-30", {{"thu-night", ""}});
    const Person lee{"lee.birch", "Siân <Birch>", {"", "lee.birch@example.org"}};
    week.contacts = {lee};
    week.shifts.push_back({"clinical-safety-officer", week.span, {"lee.birch"}, {}});
    story.upload(week);
    story.swap(
        {"edm", story.span("Tue 2026-12-01 17:30", "Wed 2026-12-02 08:00"), "jo.oak", "max.birch"});
    story.expect_whatever_was_sent();
    story.wait(12h);
    const Message mail = expect_week_mailed(story).message;
    expect_golden("documents/week.txt", mail.text);
    expect_golden("documents/week.html", mail.html);
    expect_golden("documents/week.csv", mail.attachments[0].content);
    expect_golden("documents/week.yaml", mail.attachments[1].content);
}

}  // namespace
}  // namespace tocsin

// HSSI-15, 67: whose shift begins is told and asked to reply; what is not confirmed, level 1 hears.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Standing = ShiftQuestion::Standing;

const ShiftStart edm_confirms{.duties = {"edm"}};

// On Tuesday night Jo Oak is EDM, from 17:30 on.
Setting asking(ShiftStart start = edm_confirms) {
    return {.two_way = both_ways, .shift_start = std::move(start)};
}

bool says(const Sent& sent, const std::string& words) {
    return sent.message.text.find(words) != std::string::npos;
}

#define EXPECT_SAYS(sent, words) EXPECT_TRUE(says(sent, words)) << sent.message.text

// Called for the first time, by a text that can be answered.
void expect_call(Story& story, const std::string& person) {
    story.expect_mail_to(person, "call.open");
    story.expect_text_to(person, "call.1");
}

// The question, by text and by mail.
Sent expect_question(Story& story, const std::string& person) {
    story.expect_mail_to(person, "shift.start.link");
    return story.expect_text_to(person, "shift.start");
}

TEST(ShiftStory, WhoseShiftBeginsIsAskedAndConfirmsByReply) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 17:00", asking());
    story.wait_until("17:30");
    const Sent mail = story.expect_mail_to("jo.oak", "shift.start.link");
    const Sent text = story.expect_text_to("jo.oak", "shift.start");
    const std::string code = story.question_of("jo.oak").asked.code;
    EXPECT_SAYS(text, "NSD: your shift: EDM 17:30 to Wed 08:00");
    EXPECT_SAYS(text, "Reply " + code + " to confirm by 18:00");
    EXPECT_SAYS(text, "Reply " + code + " NO");
    EXPECT_SAYS(text, "Level 3: Sam Elm. NSD 07700 900010");
    EXPECT_SAYS(mail, "Before you: nobody. After you: nobody. Level 3: Sam Elm.");
    EXPECT_SAYS(mail, "Open now: 0 incidents.");
    EXPECT_EQ(mail.message.subject, "Confirm by 18:00: you are EDM 2026-11-24T17:30");
    story.wait(5min);
    EXPECT_EQ(story.replies("jo.oak", code + " ok").detail, "reply.shift");
    EXPECT_SAYS(story.expect_told("jo.oak", "reply.shift"),
                "Confirmed. You are EDM 17:30 to Wed 08:00");
    EXPECT_EQ(story.question_of("jo.oak").standing, Standing::confirmed);
    // Nothing more is owed, and saying it again changes nothing.
    story.wait(3h);
    EXPECT_EQ(story.replies("jo.oak", code).detail, "reply.shift");
    story.expect_told("jo.oak", "reply.shift");
}

TEST(ShiftStory, WithoutAnAnswerThereIsAReminderAndThenLevel1IsTold) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 17:00", asking());
    story.wait_until("17:30");
    expect_question(story, "jo.oak");
    story.wait_until("17:45");
    EXPECT_SAYS(story.expect_told("jo.oak", "shift.remind"), "At 18:00 NSD is told");
    story.wait_until("18:00");
    const Sent told = story.expect_level_1_told("shift.unconfirmed");
    EXPECT_SAYS(told, "Tocsin to NSD: EDM shift 17:30 to Wed 08:00 not confirmed");
    EXPECT_SAYS(told, "Phone Jo Oak 07700 900104 or name cover");
    EXPECT_SAYS(told, "Until then calls go to Jo Oak, then level 3");
    story.wait(2h);
    // Better late: level 1 may still be looking for cover.
    story.replies("jo.oak", story.question_of("jo.oak").asked.code);
    story.expect_told("jo.oak", "reply.shift");
    EXPECT_SAYS(story.expect_level_1_told("shift.late"),
                "Jo Oak has confirmed EDM 17:30 to Wed 08:00");
    story.wait(4h);
}

TEST(ShiftStory, WhoCannotDoItIsCalledUntilCoverIsNamed) {
    proves("HSSI-13");
    proves("HSSI-15");
    Story story("Tue 2026-11-24 17:00", asking());
    story.wait_until("17:30");
    expect_question(story, "jo.oak");
    EXPECT_EQ(story.replies("jo.oak", story.question_of("jo.oak").asked.code + " NO").detail,
              "reply.shift.no");
    EXPECT_SAYS(story.expect_told("jo.oak", "reply.shift.no"), "You are still called first");
    EXPECT_SAYS(story.expect_level_1_told("shift.declined"),
                "Jo Oak cannot do EDM 17:30 to Wed 08:00");
    story.wait(1h);
    story.alarm("gp-records", 1);
    expect_call(story, "jo.oak");
    story.acknowledge_by_api("jo.oak", {1});
    story.expect_level_1_told("told.level1.taken");
    // Cover is named: the question goes to whoever covers, and level 1 needs to hear no more.
    const Span rest{story.now(), story.span("Wed 2026-11-25 08:00", "Wed 2026-11-25 08:00").from};
    story.swap({"edm", rest, "jo.oak", "kim.hazel"});
    story.expect_told("kim.hazel", "rota.swap.you");
    story.expect_told("jo.oak", "rota.swap.given");
    story.expect_level_1_told("rota.swap");
    story.expect_mail_to("rota-team", "rota.swap");
    expect_question(story, "kim.hazel");
    EXPECT_EQ(story.question_of("jo.oak").standing, Standing::stood_down);
    story.replies("kim.hazel", story.question_of("kim.hazel").asked.code);
    story.expect_told("kim.hazel", "reply.shift");
    story.wait(2h);
}

TEST(ShiftStory, WhereTextsCannotBeAnsweredOnePressConfirms) {
    proves("HSSI-15");
    proves("P12");
    Story story("Tue 2026-11-24 17:00", {.shift_start = edm_confirms});
    story.wait_until("17:30");
    story.expect_mail_to("jo.oak", "shift.start.link");
    const Sent text = story.expect_text_to("jo.oak", "shift.start.link");
    EXPECT_SAYS(text, "NSD: confirm your shift by 18:00: {link}");
    story.wait_until("17:45");
    story.expect_text_to("jo.oak", "shift.remind.link");
    EXPECT_EQ(story.says_of_shift("jo.oak", false).kind, Answer::Kind::taken);
    EXPECT_EQ(story.says_of_shift("jo.oak", false).kind, Answer::Kind::already_yours);
    story.wait(2h);
    EXPECT_EQ(story.says_of_shift("jo.oak", true).kind, Answer::Kind::taken);
    story.expect_level_1_told("shift.declined");
    // The link is somebody's own, and ends.
    EXPECT_EQ(story
                  .step({ShiftAnswered{story.question_of("jo.oak").asked.question, "pat.ash", false,
                                       "link", "", "", false},
                         0})
                  .replies.front()
                  .answer.kind,
              Answer::Kind::not_found);
    story.wait(11h);
    EXPECT_EQ(story.says_of_shift("jo.oak", false).kind, Answer::Kind::expired);
}

TEST(ShiftStory, TheLinkOfTheMailAsksForTheCodeAndThreeWrongOnesCloseIt) {
    proves("P12");
    Story story("Tue 2026-11-24 17:00", asking());
    story.wait_until("17:30");
    expect_question(story, "jo.oak");
    EXPECT_EQ(story.types_of_shift("jo.oak", "0000").kind, Answer::Kind::wrong_digits);
    EXPECT_EQ(story.types_of_shift("jo.oak", "").kind, Answer::Kind::wrong_digits);
    EXPECT_EQ(story.types_of_shift("jo.oak", "0001").kind, Answer::Kind::locked);
    const std::string code = story.question_of("jo.oak").asked.code;
    EXPECT_EQ(story.types_of_shift("jo.oak", code).kind, Answer::Kind::locked);
    EXPECT_EQ(story.question_of("jo.oak").standing, Standing::open);
    story.restart();
    EXPECT_EQ(story.types_of_shift("jo.oak", code).kind, Answer::Kind::locked);
    // The other road is open.
    story.replies("jo.oak", code);
    story.expect_told("jo.oak", "reply.shift");
}

TEST(ShiftStory, ADoubtConfirmsNothingAndThreeWrongCodesCloseTheRoad) {
    proves("P12");
    Story story("Tue 2026-11-24 17:00", asking());
    story.wait_until("17:30");
    expect_question(story, "jo.oak");
    const std::string code = story.question_of("jo.oak").asked.code;
    EXPECT_EQ(story.replies("jo.oak", code + " who is this?").detail, "reply.shift.unclear");
    story.expect_told("jo.oak", "reply.shift.unclear");
    EXPECT_EQ(story.replies("jo.oak", "ok").detail, "reply.shift.nocode");
    EXPECT_SAYS(story.expect_told("jo.oak", "reply.shift.nocode"), "reply " + code);
    EXPECT_EQ(story.replies("pat.ash", code).detail, "reply.nothing") << "not their phone";
    story.expect_told("pat.ash", "reply.nothing");
    EXPECT_EQ(story.question_of("jo.oak").standing, Standing::open);
    const std::string wrong = code == "9999" ? "9998" : "9999";
    EXPECT_EQ(story.replies("jo.oak", wrong).detail, "reply.shift.wrongcode");
    story.expect_told("jo.oak", "reply.shift.wrongcode");
    story.replies("jo.oak", wrong);
    story.expect_told("jo.oak", "reply.shift.wrongcode");
    EXPECT_EQ(story.replies("jo.oak", wrong).detail, "reply.shift.locked");
    story.expect_told("jo.oak", "reply.shift.locked");
    EXPECT_EQ(story.replies("jo.oak", code).detail, "reply.shift.locked");
    story.expect_told("jo.oak", "reply.shift.locked");
    EXPECT_EQ(story.question_of("jo.oak").standing, Standing::open);
    // Texts that ask for a reply would ask in vain.
    story.wait_until("17:45");
    story.expect_text_to("jo.oak", "shift.remind.link");
    story.wait_until("18:00");
    story.expect_level_1_told("shift.unconfirmed");
}

TEST(ShiftStory, TheCodeOfACallComesBeforeThatOfAShift) {
    proves("P12");
    Story story("Tue 2026-11-24 17:00", asking());
    story.wait_until("17:30");
    expect_question(story, "jo.oak");
    story.alarm("gp-records", 1);
    expect_call(story, "jo.oak");
    EXPECT_NE(story.code_of("jo.oak"), story.question_of("jo.oak").asked.code);
    EXPECT_EQ(story.replies("jo.oak", "on it").detail, "reply.nocode") << "the call matters more";
    story.expect_told("jo.oak", "reply.nocode");
    story.replies("jo.oak", story.question_of("jo.oak").asked.code);
    story.expect_told("jo.oak", "reply.shift");
    EXPECT_TRUE(story.incident({1}).climb.running) << "a shift is no call";
    story.replies("jo.oak", story.code_of("jo.oak"));
    story.expect_told("jo.oak", "reply.taken");
    story.expect_level_1_told("told.level1.taken");
}

TEST(ShiftStory, ASwapAsksWhoTakesItAndNobodyElse) {
    proves("HSSI-13");
    proves("HSSI-15");
    Story story("Tue 2026-11-24 17:00", asking());
    const Span night = story.span("Tue 2026-11-24 17:30", "Wed 2026-11-25 08:00");
    const auto swap = [&](const Span& span, const std::string& out, const std::string& in) {
        story.swap({"edm", span, out, in});
        const std::string desk = story.clock() < "17:30" ? "service-bridge" : "nsd";
        story.expect_told(in, "rota.swap.you");
        story.expect_told(out, "rota.swap.given");
        story.expect_level_1_told("rota.swap", desk);
        story.expect_mail_to("rota-team", "rota.swap");
    };
    swap(night, "jo.oak", "kim.hazel");
    story.wait_until("17:30");
    expect_question(story, "kim.hazel");
    const std::string code = story.question_of("kim.hazel").asked.code;
    story.wait(5min);
    swap({story.now(), night.to}, "kim.hazel", "max.birch");
    expect_question(story, "max.birch");
    // Whoever gave it away is not reminded, and hears so.
    EXPECT_EQ(story.replies("kim.hazel", code).detail, "reply.shift.gone");
    story.expect_told("kim.hazel", "reply.shift.gone");
    story.restart();
    story.wait(15min);
    story.expect_told("max.birch", "shift.remind");
    story.wait(15min);
    EXPECT_SAYS(story.expect_level_1_told("shift.unconfirmed"), "Max Birch");
    story.wait(3h);
}

TEST(ShiftStory, AnUploadThatChangesTheDutyAsksAnew) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 17:00", asking());
    story.wait_until("17:30");
    expect_question(story, "jo.oak");
    story.upload(story.week("2026-11-23", {{"tue-night", "kim.hazel"}}));
    expect_question(story, "kim.hazel");
    EXPECT_EQ(story.question_of("jo.oak").standing, Standing::stood_down);
    // Back again: a question of its own.
    story.upload(story.week("2026-11-23"));
    expect_question(story, "jo.oak");
    EXPECT_EQ(story.question_of("jo.oak").standing, Standing::open);
    // The same week once more changes nothing for anybody.
    story.upload(story.week("2026-11-23"));
    story.wait(10min);
}

TEST(ShiftStory, AfterARestartAPersonIsAskedOnceAboutAllThatHasBegun) {
    proves("HSSI-15");
    proves("P8");
    Setting setting = asking({.duties = {"edm", "level-3"}});
    setting.level_3 = "pat.ash";
    Story story("Mon 2026-11-30 07:50", setting);
    story.killed_for(10h);
    const Sent text = story.expect_text_to("pat.ash", "shift.start");
    story.expect_mail_to("pat.ash", "shift.start.link");
    EXPECT_SAYS(text, "your shifts: level 3 to Mon 7 December 08:00, EDM to Tue 08:00");
    story.expect_level_1_told("op.restart");
    story.replies("pat.ash", story.question_of("pat.ash").asked.code);
    EXPECT_SAYS(story.expect_told("pat.ash", "reply.shift"),
                "You are level 3 to Mon 7 December 08:00, EDM to Tue 08:00");
    // The shift of a week is asked about once.
    story.wait(12h);
    story.killed_for(1h);
    story.expect_level_1_told("op.restart");
}

TEST(ShiftStory, AnAnswerThatIsDueWhileWeAreAwayIsDueWhenWeAreBack) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 17:00", asking());
    story.wait_until("17:30");
    expect_question(story, "jo.oak");
    story.killed_for(1h);
    story.expect_level_1_told("op.restart");
    story.expect_level_1_told("shift.unconfirmed");
    story.wait(1h);
}

TEST(ShiftStory, NobodyIsAskedAboutAShiftThatIsOver) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 17:00", asking());
    story.killed_for(16h);
    story.expect_level_1_told("op.restart", "service-bridge");
    story.wait(5min);
    EXPECT_TRUE(story.state().shift_questions().empty());
}

TEST(ShiftStory, AMovedClockLeavesTheTimeToAnswer) {
    proves("P9");
    Story story("Tue 2026-11-24 17:00", asking());
    story.wait_until("17:30");
    expect_question(story, "jo.oak");
    story.wait(10min);
    story.clock_moves(1h);
    story.expect_level_1_told("op.clock");
    story.wait(5min);
    story.expect_told("jo.oak", "shift.remind");
    story.wait(15min);
    story.expect_level_1_told("shift.unconfirmed");
}

TEST(ShiftStory, ItIsAskedAsLongAheadAsTheProcedureSays) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 12:00", asking({.duties = {"edm"}, .ahead = 2h}));
    story.wait_until("15:30");
    EXPECT_SAYS(expect_question(story, "jo.oak"), "to confirm by 16:00");
    story.says_of_shift_by_api("jo.oak", false);
    story.wait(6h);
}

TEST(ShiftStory, WhomNothingReachesIsToldOfADayAheadAndAtTheBeginning) {
    proves("HSSI-15");
    proves("HSSI-16");
    proves("P11");
    Setting setting = asking();
    setting.without_phone = {"jo.oak"};
    setting.without_mail = {"jo.oak"};
    Story story("Mon 2026-11-23 12:00", setting);
    story.wait_until("17:30");
    expect_question(story, "pat.ash");
    story.says_of_shift_by_api("pat.ash", false);
    const Sent told = story.expect_level_1_told("shift.unreachable");
    EXPECT_SAYS(told, "nothing reaches Jo Oak, EDM Tue 17:30 to Wed 08:00");
    EXPECT_SAYS(told, "no phone, no mail address");
    story.expect_mail_to("rota-team", "shift.unreachable");
    story.restart();
    story.wait(24h);
    EXPECT_SAYS(story.expect_level_1_told("shift.unconfirmed"), "Phone Jo Oak (no number known)");
}

TEST(ShiftStory, TheIncomingEdmHearsOfALiveEscalation30MinutesAhead) {
    proves("HSSI-67");
    Story story("Tue 2026-11-24 16:30", asking());
    const IncidentId first = story.alarm("gp-records", 2);
    expect_call(story, "lee.rowan");
    story.acknowledge_by_api("lee.rowan", first);
    story.expect_level_1_told("told.level1.taken", "service-bridge");
    story.wait_until("17:00");
    const Sent told = story.expect_told("jo.oak", "shift.live");
    EXPECT_SAYS(told, "open before your EDM shift, 17:30:");
    EXPECT_SAYS(told, "INC-1 Sev 2 GP Records down, Lee Rowan has it");
    story.alarm("ward-orders", 3);
    expect_call(story, "lee.rowan");
    story.acknowledge_by_api("lee.rowan", {2});
    story.expect_level_1_told("told.level1.taken", "service-bridge");
    story.wait_until("17:30");
    expect_question(story, "jo.oak");
}

TEST(ShiftStory, WhatIsReportedInThoseMinutesIsToldTooAndWhatIsOverIsNot) {
    proves("HSSI-67");
    Story story("Tue 2026-11-24 16:30", asking());
    const IncidentId over = story.alarm("gp-records", 2);
    expect_call(story, "lee.rowan");
    story.resolve(over);
    story.expect_told("lee.rowan", "told.standdown");
    story.wait_until("17:12");
    story.alarm("ward-orders", 1);
    expect_call(story, "lee.rowan");
    story.wait_until("17:15");
    EXPECT_SAYS(story.expect_told("jo.oak", "shift.live"), "Ward Orders down, not taken yet");
    story.acknowledge_by_api("lee.rowan", {2});
    story.expect_level_1_told("told.level1.taken", "service-bridge");
    story.wait_until("17:30");
    expect_question(story, "jo.oak");
}

TEST(ShiftStory, AReceiptThatFailsSendsTheQuestionByAnotherProvider) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 17:00", asking());
    story.wait_until("17:30");
    const Sent text = expect_question(story, "jo.oak");
    EXPECT_EQ(story.receipt(text, Receipt::State::failed_for_good, "no such number").kind,
              Answer::Kind::done);
    EXPECT_EQ(story.expect_text_to("jo.oak", "shift.start").message.channel, "sms-b");
    EXPECT_TRUE(story.state().addresses().find({"jo.oak", text.message.to})->failed);
}

}  // namespace
}  // namespace tocsin

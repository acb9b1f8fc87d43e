// P12, HSSI-14, HSSI-17: what replies by text do to a call, told as stories. The table of single
// replies is in reply_table_test.cc.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

using Kind = Answer::Kind;

TEST(ReplyStory, ACodeFromThePhoneThatWasCalledTakesTheCall) {
    proves("P12");
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    const Sent call = story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    const std::string code = story.code_of("pat.ash");
    EXPECT_EQ(call.message.text,
              "NSD: Sev 1. GP Records down\nMultiple Trusts in North East\n"
              "Reply " +
                  code +
                  " to take it by 03:10\n"
                  "You are EDM on call. Or phone 07700 900010\n"
                  "INC-1, try 1 of 2, 03:00");
    story.wait(2min);
    EXPECT_EQ(story.replies("pat.ash", code + " ok").kind, Kind::taken);
    const Sent answer = story.expect_text_to("pat.ash", "reply.taken");
    EXPECT_EQ(answer.message.text,
              "Taken. INC-1 GP Records is yours from 03:02\n"
              "Nobody else will be called\n"
              "NSD 07700 900010");
    EXPECT_EQ(answer.message.channel, "sms-a");
    EXPECT_EQ(answer.at, story.now()) << "it leaves with the commit that takes the call";
    const Sent told = story.expect_level_1_told("told.level1.taken");
    EXPECT_NE(told.message.text.find("by text, 2 min after"), std::string::npos);
    EXPECT_EQ(story.incident(incident).holder->via, "text");
    story.wait(3h);
}

TEST(ReplyStory, TheAnswerLeavesByTheProviderThatReceivedTheReply) {
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    story.replies("pat.ash", "ok", "sms-b");
    EXPECT_EQ(story.expect_text_to("pat.ash", "reply.nocode").message.channel, "sms-b");
    story.replies("pat.ash", "ok", "a provider we have no more");
    EXPECT_EQ(story.expect_text_to("pat.ash", "reply.nocode").message.channel, "sms-a");
}

TEST(ReplyStory, AProviderThatCannotBeAnsweredSendsTheLinkAndTheNextOneTheCode) {
    Story story("Sat 2026-11-28 03:00", {.two_way = {"sms-b"}});
    story.alarm("gp-records", 1);
    const Sent link = story.expect_call_to("pat.ash", "call.open");
    EXPECT_EQ(link.message.channel, "sms-a");
    story.wait(10min);
    const Sent code = story.expect_text_to("pat.ash", "call.2");
    EXPECT_EQ(code.message.channel, "sms-b");
    EXPECT_EQ(code.message.text.find("{link}"), std::string::npos);
    story.expect_mail_to("pat.ash", "call.open.2");
    story.provider("sms-a", Story::Mood::busy);
    story.wait(10min);
    const Sent over = story.expect_text_to("sam.elm", "call.why");
    EXPECT_EQ(over.message.channel, "sms-b") << "composed for the provider that takes over";
    story.expect_mail_to("sam.elm", "call.open.why");
    story.expect_level_1_told("told.level1.up");
    story.provider("sms-a", Story::Mood::accepts);
    story.provider("sms-b", Story::Mood::refuses);
    story.wait(10min);
    const Sent back = story.expect_text_to("sam.elm", "call.open.2");
    EXPECT_EQ(back.message.channel, "sms-a");
    EXPECT_NE(back.message.text.find("{link}"), std::string::npos);
    story.expect_mail_to("sam.elm", "call.open.2");
}

TEST(ReplyStory, TheLastResortIsAskedWithACodeToo) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    story.escalate(incident, "last-resort", "nobody answers");
    for (const char* person : {"duty.director", "sam.elm", "kim.hazel"}) {
        const Sent text = story.expect_text_to(person, "call.last");
        EXPECT_NE(text.message.text.find("NSD: EDM not reached. Sev 1."), std::string::npos);
        story.expect_mail_to(person, "call.open.last");
    }
    story.expect_level_1_told("told.level1.last");
    story.replies("duty.director", story.code_of("duty.director"));
    story.expect_text_to("duty.director", "reply.taken");
    for (const char* person : {"pat.ash", "sam.elm", "kim.hazel"}) {
        story.expect_told(person, "told.taken");
    }
    story.expect_level_1_told("told.level1.taken");
}

TEST(ReplyStory, AnExerciseSaysReplyAsIfReal) {
    Story story("Sat 2026-11-28 03:00", {.exercise = true, .two_way = both_ways});
    story.alarms({firing("a", "gp-records", 1), firing("b", "ward-orders", 2)});
    const std::string text = story.expect_text_to("pat.ash", "call.merged").message.text;
    EXPECT_NE(text.find("Reply " + story.code_of("pat.ash") + " to take all 2 by 03:10"),
              std::string::npos);
    EXPECT_TRUE(text.starts_with("EXERCISE "));
    EXPECT_TRUE(text.ends_with("\nExercise: reply as if real, then stop\nEXERCISE")) << text;
    story.expect_mail_to("pat.ash", "call.open.merged");
    story.replies("pat.ash", "on it");
    EXPECT_TRUE(story.expect_text_to("pat.ash", "reply.nocode")
                    .message.text.starts_with("EXERCISE Not taken yet."));
}

TEST(ReplyStory, WhoIsLateIsToldThatLevel3WasCalledAndTheirCallStands) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.wait(10min);
    story.expect_whatever_was_sent();
    story.wait(10min);
    story.expect_whatever_was_sent();
    story.wait(4min);
    story.replies("pat.ash", story.code_of("pat.ash"));
    EXPECT_EQ(story.expect_text_to("pat.ash", "reply.taken.late").message.text,
              "Taken. INC-1 GP Records is yours from 03:24\n"
              "Level 3 was called at 03:20 and is told you have it\nNSD 07700 900010");
    story.expect_told("sam.elm", "told.taken.late");
    story.expect_level_1_told("told.level1.taken");
    story.replies("sam.elm", story.code_of("sam.elm"));
    story.expect_text_to("sam.elm", "reply.taken");
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.incident(incident).holder->person, "sam.elm");
    story.replies("pat.ash", story.code_of("pat.ash"));
    const Sent already = story.expect_text_to("pat.ash", "reply.already");
    EXPECT_NE(already.message.text.find("Sam Elm (level 3) has INC-1 since 03:24"),
              std::string::npos);
}

TEST(ReplyStory, WhatTheEdmTookLateIsNoChoiceForLevel3) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    for (const char* service : {"gp-records", "ward-orders", "gp-records"}) {
        const IncidentId incident = story.alarm(service, 1);
        story.escalate(incident, "level-3", "possible crisis");
        story.expect_whatever_was_sent();
        story.wait(1min);
    }
    const auto code = [&](const std::string& person, std::uint64_t incident) {
        for (const auto& [id, call] : story.state().calls()) {
            if (call.callee.person == person && call.covers.front().incident.value == incident) {
                return call.code;
            }
        }
        return std::string("none");
    };
    story.replies("pat.ash", code("pat.ash", 2));
    story.expect_whatever_was_sent();
    story.replies("sam.elm", "which?");
    EXPECT_EQ(story.expect_text_to("sam.elm", "reply.which").message.text,
              "Not taken yet. Reply one of:\n" + code("sam.elm", 3) + " = INC-3 GP Records\n" +
                  code("sam.elm", 1) + " = INC-1 GP Records");
    story.replies("pat.ash", code("pat.ash", 1));
    story.expect_whatever_was_sent();
    story.replies("sam.elm", "which?");
    EXPECT_NE(story.expect_text_to("sam.elm", "reply.nocode")
                  .message.text.find("To take INC-3 reply " + code("sam.elm", 3)),
              std::string::npos);
}

TEST(ReplyStory, PassingOnCallsLevel3AtOnceAndOnceMoreChangesNothing) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const std::string code = story.code_of("pat.ash");
    story.replies("pat.ash", code + " PASS");
    EXPECT_EQ(story.expect_text_to("pat.ash", "reply.passed").message.text,
              "Passed on. INC-1 goes to level 3, Sam Elm, now\nNothing more for you to do");
    const Sent why = story.expect_text_to("sam.elm", "call.why");
    EXPECT_NE(why.message.text.find("Pat Ash passed it to you"), std::string::npos);
    story.expect_mail_to("sam.elm", "call.open.why");
    story.wait(5min);
    const Instant due = story.incident(incident).climb.due;
    story.replies("pat.ash", code + " PASS");
    story.expect_text_to("pat.ash", "reply.passed");
    EXPECT_EQ(story.incident(incident).climb.due, due) << "level 3 is not called anew";
}

// One call to Pat about two incidents of these severities, one of which is escalated.
struct Staggered {
    Staggered(int severity_1, int severity_2)
        : story("Sat 2026-11-28 03:00", {.two_way = both_ways}) {
        story.alarms(
            {firing("a", "gp-records", severity_1), firing("b", "ward-orders", severity_2)});
        story.expect_whatever_was_sent();
        code = story.code_of("pat.ash");
    }
    void escalate(IncidentId incident, const std::string& role) {
        story.escalate(incident, role, "press office");
        story.expect_whatever_was_sent();
        story.wait(1min);
    }
    Story story;
    IncidentId first{1};
    IncidentId second{2};
    std::string code;
};

TEST(ReplyStory, WhatStillRingsIsPassedOnThoughTheWorstIsAtLevel3Already) {
    proves("HSSI-17");
    Staggered of(1, 2);
    of.escalate(of.first, "level-3");
    const Instant due = of.story.incident(of.first).climb.due;
    of.story.replies("pat.ash", of.code + " PASS");
    EXPECT_EQ(of.story.expect_text_to("pat.ash", "reply.passed").message.text,
              "Passed on. INC-2 goes to level 3, Sam Elm, now\nNothing more for you to do");
    const Sent why = of.story.expect_text_to("sam.elm", "call.why");
    EXPECT_NE(why.message.text.find("INC-2"), std::string::npos) << why.message.text;
    of.story.expect_mail_to("sam.elm", "call.open.why");
    EXPECT_EQ(of.story.incident(of.second).climb.rung, 1);
    EXPECT_EQ(of.story.incident(of.first).climb.due, due) << "Sam is not called anew for INC-1";
    of.story.replies("pat.ash", of.code + " INC-1 PASS");
    of.story.expect_text_to("pat.ash", "reply.passed");
    EXPECT_EQ(of.story.incident(of.first).climb.due, due) << "nor when it is named";
}

TEST(ReplyStory, WhatIsAtTheLastResortStaysThereWhenTheRestIsPassedOn) {
    proves("P11");
    proves("HSSI-17");
    for (const bool by_text : {true, false}) {
        Staggered of(2, 1);
        of.escalate(of.first, "last-resort");
        const Climb before = of.story.incident(of.first).climb;
        if (by_text) {
            of.story.replies("pat.ash", of.code + " PASS");
            const Sent answer = of.story.expect_text_to("pat.ash", "reply.passed");
            EXPECT_NE(answer.message.text.find("INC-2 goes to level 3"), std::string::npos)
                << answer.message.text;
        } else {
            const Answer answer = of.story.passes_on("pat.ash");
            EXPECT_EQ(answer.kind, Kind::done);
            EXPECT_EQ(answer.incidents, std::vector<IncidentId>{of.second});
        }
        of.story.expect_whatever_was_sent();
        EXPECT_EQ(of.story.incident(of.second).climb.rung, 1);
        EXPECT_EQ(of.story.incident(of.first).climb.rung, before.rung);
        EXPECT_EQ(of.story.incident(of.first).climb.due, before.due);
        of.story.wait(4min);
        const std::vector<Sent> again = of.story.expect_whatever_was_sent();
        const bool director = std::any_of(
            again.begin(), again.end(), [](const Sent& one) { return one.to == "duty.director"; });
        EXPECT_TRUE(director) << "the last resort goes on being called every 5 min";
    }
}

TEST(ReplyStory, WhatACallMadeStaggeredPassesOnIsWhatIsStillWithThePerson) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const std::string code = story.code_of("pat.ash");
    story.wait(20s);
    const IncidentId joined = story.alarm("ward-orders", 1);
    EXPECT_EQ(story.code_of("pat.ash"), code) << "it shares the call";
    story.expect_whatever_was_sent();
    for (const Duration step : {Duration(10min - 20s), Duration(20s), Duration(10min - 20s)}) {
        story.wait(step);
        story.expect_whatever_was_sent();
    }
    EXPECT_EQ(story.incident({1}).climb.rung, 1);
    EXPECT_EQ(story.incident(joined).climb.rung, 0);
    story.replies("pat.ash", code + " PASS");
    EXPECT_NE(story.expect_text_to("pat.ash", "reply.passed").message.text.find("INC-2 goes"),
              std::string::npos);
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.incident(joined).climb.rung, 1);
}

TEST(ReplyStory, OfSeveralTheOthersAreTakenThoughOneIsAlreadyTheirs) {
    proves("P12");
    Staggered of(1, 2);
    of.story.replies("pat.ash", of.code + " INC-2 PASS");
    of.story.expect_whatever_was_sent();
    of.story.replies("pat.ash", of.code + " INC-1");
    of.story.expect_text_to("pat.ash", "reply.taken");
    of.story.expect_level_1_told("told.level1.taken");
    EXPECT_FALSE(of.story.incident(of.second).holder);
    EXPECT_EQ(of.story.replies("pat.ash", of.code).kind, Kind::taken);
    const Sent answer = of.story.expect_text_to("pat.ash", "reply.taken.late");
    EXPECT_NE(answer.message.text.find("INC-2"), std::string::npos) << answer.message.text;
    of.story.expect_whatever_was_sent();
    EXPECT_EQ(of.story.incident(of.second).holder->person, "pat.ash");
}

TEST(ReplyStory, ALockedCallStaysLockedAfterItWasHandedOn) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    const std::string code = story.code_of("pat.ash");
    for (int time = 0; time < 3; ++time) story.replies("pat.ash", code == "9876" ? "9875" : "9876");
    story.passes_on("pat.ash");
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.replies("pat.ash", code).detail, "reply.locked");
    story.expect_text_to("pat.ash", "reply.locked");
    EXPECT_FALSE(story.incident(incident).holder);
}

TEST(ReplyStory, AMachineThatAnswersWithANumberInASentenceClosesNoRoad) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const std::string code = story.code_of("pat.ash");
    const std::string other = code == "6677" ? "6678" : "6677";
    int answers = 0;
    for (int turn = 0; turn < 6; ++turn) {
        story.replies("pat.ash", "contact " + other);
        for (const Sent& sent : story.expect_whatever_was_sent()) {
            EXPECT_EQ(sent.text_id, "reply.nocode");
            ++answers;
        }
    }
    EXPECT_EQ(answers, 2) << "then silence";
    EXPECT_EQ(story.replies("pat.ash", code).kind, Kind::taken);
    story.expect_text_to("pat.ash", "reply.taken");
    story.expect_level_1_told("told.level1.taken");
}

TEST(ReplyStory, ThreeWrongCodesLockTheRoadLevel1IsToldAndTheCallsGoOn) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const std::string code = story.code_of("pat.ash");
    const std::string wrong = code == "9876" ? "9875" : "9876";
    for (int time = 1; time <= 2; ++time) {
        story.replies("pat.ash", wrong);
        const Sent answer = story.expect_text_to("pat.ash", "reply.wrongcode");
        EXPECT_NE(answer.message.text.find("To take INC-1 reply " + code), std::string::npos);
    }
    story.replies("pat.ash", wrong);
    story.expect_text_to("pat.ash", "reply.locked");
    const Sent told = story.expect_level_1_told("op.replies");
    EXPECT_NE(told.message.text.find("from Pat Ash for INC-1"), std::string::npos);
    story.killed_for(1s);
    story.expect_level_1_told("op.restart");
    story.replies("pat.ash", code);
    story.expect_text_to("pat.ash", "reply.locked");
    EXPECT_FALSE(story.incident(incident).holder);
    story.wait(10min - 1s);
    const Sent last_try = story.expect_text_to("pat.ash", "call.open.2");
    EXPECT_EQ(last_try.message.text.find("Reply"), std::string::npos);
    EXPECT_NE(last_try.message.text.find("{link}"), std::string::npos);
    story.expect_mail_to("pat.ash", "call.open.2");
    EXPECT_EQ(story.types("pat.ash", code).kind, Kind::taken) << "the road of the mail is another";
    story.expect_level_1_told("told.level1.taken");
}

TEST(ReplyStory, AMachineThatAnswersEveryTextIsAnsweredTwiceIn10Minutes) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    std::string last = "I am away";
    int answers = 0;
    for (int turn = 0; turn < 20; ++turn) {
        story.replies("pat.ash", last);
        for (const Sent& sent : story.expect_whatever_was_sent()) {
            EXPECT_EQ(sent.text_id, "reply.nocode");
            last = "I am away. You wrote:\n" + sent.message.text;
            ++answers;
        }
    }
    EXPECT_EQ(answers, 2);
    story.wait(10min);
    story.expect_whatever_was_sent();
    story.replies("pat.ash", "back again");
    story.expect_text_to("pat.ash", "reply.nocode");
}

TEST(ReplyStory, NobodyIsObeyedInSilenceHoweverMuchWasSaidBefore) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const std::string code = story.code_of("pat.ash");
    int answers = 0;
    for (int turn = 0; turn < 15; ++turn) {
        story.replies("pat.ash", code + " who is this?");
        for (const Sent& sent : story.expect_whatever_was_sent()) {
            EXPECT_EQ(sent.text_id, "reply.unclear");
            ++answers;
        }
    }
    EXPECT_EQ(answers, 10);
    story.replies("pat.ash", code);
    story.expect_text_to("pat.ash", "reply.taken");
    story.expect_level_1_told("told.level1.taken");
    story.replies("pat.ash", code);
    story.nobody_else_was_called();
    story.replies("pat.ash", code + " PASS");
    story.expect_text_to("pat.ash", "reply.passed");
    story.expect_whatever_was_sent();
    story.replies("pat.ash", code + " PASS");
    story.nobody_else_was_called();
    story.replies("pat.ash", code);
    story.expect_text_to("pat.ash", "reply.taken.late");
    EXPECT_EQ(story.incident(incident).holder->person, "pat.ash");
    story.expect_whatever_was_sent();
}

TEST(ReplyStory, ALockIsSaidHoweverMuchWasSaidBefore) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const std::string code = story.code_of("pat.ash");
    for (int turn = 0; turn < 10; ++turn) story.replies("pat.ash", code + " who is this?");
    story.expect_whatever_was_sent();
    const std::string wrong = code == "9876" ? "9875" : "9876";
    for (int time = 1; time <= 3; ++time) story.replies("pat.ash", wrong);
    story.expect_text_to("pat.ash", "reply.locked");
    story.expect_level_1_told("op.replies");
    story.replies("pat.ash", code);
    story.nobody_else_was_called();
}

TEST(ReplyStory, AnUnknownPhoneIsAnsweredOnceAnHourAndItsPhoneIsForgotten) {
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const std::string stranger = "+447700900555";
    for (int turn = 0; turn < 5; ++turn) story.text_from(stranger, "4715");
    const Sent answer = story.expect_text_to("", "reply.unknown");
    EXPECT_EQ(answer.message.to, stranger);
    EXPECT_EQ(story.state().answered(stranger).size(), 1U);
    story.wait(1h);
    story.text_from(stranger, "4715");
    story.expect_text_to("", "reply.unknown");
    story.wait(2h);
    story.text_from("+447700900556", "hello");
    story.expect_text_to("", "reply.unknown");
    EXPECT_TRUE(story.state().answered(stranger).empty());
}

TEST(ReplyStory, WhatAProviderTellsFiveTimesIsOneReplyAlsoAcrossAKill) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const std::string phone = "+447700900101";
    for (int turn = 0; turn < 3; ++turn) story.text_from(phone, "ok", "sms-a", "msg-1");
    story.expect_text_to("pat.ash", "reply.nocode");
    EXPECT_EQ(story.text_from(phone, "ok", "sms-a", "msg-1").kind, Kind::repeated);
    const std::string code = story.code_of("pat.ash");
    EXPECT_EQ(story.text_from(phone, code, "sms-a", "msg-2").kind, Kind::taken);
    story.expect_text_to("pat.ash", "reply.taken");
    story.expect_level_1_told("told.level1.taken");
    story.killed_for(2s);
    story.expect_level_1_told("op.restart");
    EXPECT_EQ(story.text_from(phone, code, "sms-a", "msg-2").kind, Kind::repeated);
    story.nobody_else_was_called();
    story.text_from(phone, code, "sms-b", "msg-2");
    story.expect_text_to("pat.ash", "reply.yours");
}

TEST(ReplyStory, AReplyAndAPressAreOneAcknowledgement) {
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    EXPECT_EQ(story.acknowledge("pat.ash").kind, Kind::taken);
    story.expect_level_1_told("told.level1.taken");
    story.replies("pat.ash", story.code_of("pat.ash"));
    story.expect_text_to("pat.ash", "reply.yours");
    EXPECT_EQ(story.incident(incident).holder->via, "link");
}

TEST(ReplyStory, TwoPeopleOfOnePhoneHaveACodeEach) {
    proves("P12");
    Story story("Sat 2026-11-28 06:55",
                {.two_way = both_ways, .phones = {{"jo.oak", "+447700900101"}}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.wait_until("07:05");
    story.expect_whatever_was_sent();  // the shift has changed: Jo Oak is called as well
    EXPECT_NE(story.code_of("pat.ash"), story.code_of("jo.oak"));
    story.replies("jo.oak", story.code_of("jo.oak"));
    story.expect_text_to("jo.oak", "reply.taken");
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.incident(incident).holder->person, "jo.oak");
}

TEST(ReplyStory, ALinkThatHasEndedDoesNotEndTheCode) {
    Story story("Sat 2026-11-28 03:00", {.level_3_share = 24h, .two_way = both_ways});
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    for (int step = 0; step < 2; ++step) {
        story.wait(10min);
        story.expect_whatever_was_sent();
    }
    story.wait(13h);
    EXPECT_EQ(story.acknowledge("sam.elm").kind, Kind::expired);
    EXPECT_EQ(story.replies("sam.elm", story.code_of("sam.elm")).kind, Kind::taken);
    story.expect_text_to("sam.elm", "reply.taken");
    story.expect_told("pat.ash", "told.taken");
    // In core hours level 1 is another desk.
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        EXPECT_EQ(sent.text_id, "told.level1.taken");
    }
}

TEST(ReplyStory, WhoeverSaysStopIsTalkedAboutAndWhoeverSaysStartGetsTheCallAgain) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    const Sent first = story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    story.replies("pat.ash", "STOP");
    EXPECT_EQ(story.expect_text_to("nsd", "op.stop").message.text,
              "Tocsin: Pat Ash sent STOP, so our texts are blocked\n"
              "Ask them to text START to 07700 900900. Until then: email only");
    story.expect_mail_to("nsd", "op.stop");
    story.wait(1min);
    story.replies("pat.ash", "start", "sms-b");
    story.expect_text_to("pat.ash", "reply.stop.start");
    const Sent again = story.expect_text_to("pat.ash", "call.1");
    EXPECT_EQ(again.message.channel, "sms-b");
    EXPECT_NE(again.message.reference, first.message.reference);
    EXPECT_NE(again.message.text.find("Reply " + story.code_of("pat.ash")), std::string::npos);
}

TEST(ReplyStory, WhileTheDiskIsFullAReplyHoldsInMemoryAsALinkDoes) {
    proves("P13");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.disk(Committed::full);
    EXPECT_EQ(story.replies("pat.ash", story.code_of("pat.ash")).kind, Kind::taken);
    story.expect_text_to("pat.ash", "reply.taken");
    story.expect_level_1_told("told.level1.taken");
    story.expect_level_1_told("op.disk");
    story.disk(Committed::done);
    story.wait(3s);
    story.replies("pat.ash", "thanks");
    story.expect_text_to("pat.ash", "reply.yours");
    story.killed_for(1s);
    story.expect_level_1_told("op.restart");
    EXPECT_EQ(story.incident(incident).holder->person, "pat.ash") << "written down since";
}

TEST(ReplyStory, TheTimelineTellsOfAReplyWithoutItsWordsOrItsPhone) {
    proves("P18");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.replies("pat.ash", "my patient on 07700 900333 is ill");
    story.expect_text_to("pat.ash", "reply.nocode");
    const std::string timeline = story.timeline();
    EXPECT_NE(timeline.find("03:00 pat.ash replied by text: no number, answered reply.nocode\n"),
              std::string::npos)
        << timeline;
    EXPECT_EQ(timeline.find("patient"), std::string::npos);
    EXPECT_EQ(timeline.find("900333"), std::string::npos);
}

}  // namespace
}  // namespace tocsin

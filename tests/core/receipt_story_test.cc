// P4, P5: what providers say later about a handset. It moves the ladder when nothing else will,
// and it never acknowledges.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Kind = Answer::Kind;
using Said = Receipt::State;

TEST(ReceiptStory, DeliveredIsNotedAndIsNoAnswer) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    story.wait(4s);
    EXPECT_EQ(story.receipt(text, Said::delivered, "delivered").kind, Kind::done);
    story.receipt(text, Said::delivered, "delivered");
    EXPECT_EQ(story.incident(incident).called.at("pat.ash").delivered, story.now());
    const std::string timeline = story.timeline();
    const std::string line = "text to pat.ash by sms-a: delivered, delivered\n";
    ASSERT_NE(timeline.find(line), std::string::npos) << timeline;
    EXPECT_EQ(timeline.find(line), timeline.rfind(line)) << "told twice, noted once";
    EXPECT_FALSE(story.incident(incident).holder);
    story.wait(10min - 4s);
    story.expect_text_to("pat.ash", "call.2");
    story.expect_mail_to("pat.ash", "call.open.2");
}

TEST(ReceiptStory, ABadNumberFailsTheAttemptAtOnceWhenNothingElseIsLeft) {
    proves("P4");
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00",
                {.one_text_provider = true, .without_mail = {"pat.ash"}, .two_way = both_ways});
    story.alarm("gp-records", 1);
    const Sent first = story.expect_text_to("pat.ash", "call.1");
    story.wait(3s);
    story.receipt(first, Said::failed_for_good, "permanent-failure");
    const Sent second = story.expect_text_to("pat.ash", "call.2");
    EXPECT_EQ(story.expect_level_1_told("op.contact").message.text,
              "Tocsin: Pat Ash cannot be texted on 07700 900101: permanent-failure\n"
              "INC-1: nothing else asks them now\n"
              "Mend the number before their next shift");
    story.wait(3s);
    story.receipt(second, Said::failed_for_good, "permanent-failure");
    story.expect_text_to("sam.elm", "call.why");
    story.expect_mail_to("sam.elm", "call.open.why");
    const Sent told = story.expect_level_1_told("told.level1.up");
    EXPECT_NE(told.message.text.find("not delivered"), std::string::npos) << told.message.text;
    EXPECT_NE(story.timeline().find("text to pat.ash by sms-a: not delivered, permanent-failure"),
              std::string::npos);
}

TEST(ReceiptStory, AMailThatStandsKeepsTheAttemptOpen) {
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true, .two_way = both_ways});
    story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.1");
    const Sent mail = story.expect_mail_to("pat.ash", "call.open");
    story.receipt(text, Said::failed_for_good);
    const Sent told = story.expect_level_1_told("op.contact");
    EXPECT_NE(told.message.text.find("INC-1: email still asks them"), std::string::npos);
    story.nobody_else_was_called();
    story.receipt(mail, Said::failed_for_good);
    story.expect_mail_to("pat.ash", "call.open.2");
}

TEST(ReceiptStory, APhoneThatIsDeadIsToldOnceAndTextedByNobodyWhoSaidSo) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    story.wait(3s);
    story.receipt(text, Said::failed_for_good, "permanent-failure");
    const Sent other = story.expect_text_to("pat.ash", "call.1");
    EXPECT_EQ(other.message.channel, "sms-b");
    const Sent told = story.expect_level_1_told("op.contact");
    EXPECT_NE(told.message.text.find("INC-1: another text is on its way"), std::string::npos);
    story.receipt(other, Said::failed_for_good, "permanent-failure");
    story.killed_for(1s);
    story.expect_level_1_told("op.restart");
    story.wait_until("03:10");
    story.expect_mail_to("pat.ash", "call.open.2");
    story.wait_until("03:20");
    story.expect_text_to("sam.elm", "call.why");
    story.expect_mail_to("sam.elm", "call.open.why");
    story.expect_level_1_told("told.level1.up");
}

TEST(ReceiptStory, APhoneThatHasGotATextSinceIsTextedAgain) {
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    story.receipt(text, Said::failed_for_good);
    const Sent other = story.expect_text_to("pat.ash", "call.1");
    story.expect_level_1_told("op.contact");
    story.receipt(other, Said::delivered);
    story.wait(10min);
    const Sent again = story.expect_text_to("pat.ash", "call.2");
    EXPECT_EQ(again.message.channel, "sms-b");
    story.receipt(again, Said::failed);
    EXPECT_EQ(story.expect_text_to("pat.ash", "call.2").message.channel, "sms-a");
    story.expect_whatever_was_sent();
}

TEST(ReceiptStory, AFailedTextGoesByTheNextProviderInItsWords) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.two_way = {"sms-a"}});
    story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    story.wait(5s);
    story.receipt(text, Said::failed, "temporary-failure");
    const Sent next = story.expect_text_to("pat.ash", "call.open");
    EXPECT_EQ(next.message.channel, "sms-b");
    EXPECT_EQ(next.message.reference, text.message.reference);
    story.receipt(next, Said::failed, "temporary-failure");
    const Sent again = story.expect_text_to("pat.ash", "call.open");
    EXPECT_EQ(again.message.channel, "sms-b");
    EXPECT_NE(again.message.reference, text.message.reference) << "it is another message";
    story.receipt(again, Said::failed, "temporary-failure");
    const Sent last = story.expect_text_to("pat.ash", "call.1");
    EXPECT_EQ(last.message.channel, "sms-a");
    story.receipt(last, Said::failed, "temporary-failure");
    story.wait(5min);
}

TEST(ReceiptStory, AFailureThatIsToldLateGivesNothingTwiceToWhoHasItSinceTheFailover) {
    proves("P5");
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.provider("sms-a", Story::Mood::answers_nothing);
    story.alarm("gp-records", 1);
    const Sent first = story.expect_text_to("pat.ash", "call.1");
    const Sent over = story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    EXPECT_EQ(first.message.channel, "sms-a");
    EXPECT_EQ(over.message.channel, "sms-b");
    EXPECT_EQ(over.message.reference, first.message.reference);
    story.provider("sms-a", Story::Mood::accepts);
    story.wait(5s);
    story.receipt(first, Said::failed, "temporary-failure");
    story.nobody_else_was_called();
    EXPECT_EQ(story.requests("sms-a"), 1);
    EXPECT_EQ(story.requests("sms-b"), 1);
}

TEST(ReceiptStory, ReceiptsOutOfOrderChangeNothing) {
    proves("P5");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true, .two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    story.receipt(text, Said::delivered);
    const std::string before = story.timeline();
    story.receipt(text, Said::failed_for_good);
    story.receipt(text, Said::failed);
    story.receipt(text, Said::unknown_state);
    EXPECT_EQ(story.timeline(), before) << "failed after delivered";
    EXPECT_EQ(story.receipt({"sms-a", "nobody-1-1", "", Said::failed, ""}).kind, Kind::not_found);
    EXPECT_EQ(story.receipt({"sms-b", text.message.reference, "", Said::failed, ""}).kind,
              Kind::not_found)
        << "another provider's word about it";
    EXPECT_EQ(story.receipt({"sms-a", "", "", Said::failed, ""}).kind, Kind::not_found);
    EXPECT_EQ(story.timeline(), before);
    story.wait(10min);
    const Sent second = story.expect_text_to("pat.ash", "call.2");
    story.expect_mail_to("pat.ash", "call.open.2");
    story.receipt(text, Said::failed_for_good);
    story.receipt(second, Said::failed_for_good);
    story.expect_level_1_told("op.contact");
    story.receipt(second, Said::delivered);
    story.receipt(second, Said::failed_for_good);
    story.nobody_else_was_called();
    EXPECT_EQ(story.incident(incident).climb.rung, 0) << "the mail still stands";
}

TEST(ReceiptStory, AReceiptThatOvertakesTheAnswerSettlesTheHandOver) {
    proves("P5");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.provider("sms-a", Story::Mood::hangs);
    story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    story.receipt(text, Said::delivered);
    EXPECT_TRUE(story.state().sends().empty());
    story.hung_provider_answers("sms-a", Verdict::deferred);
    story.nobody_else_was_called();
    EXPECT_EQ(story.requests("sms-b"), 0) << "it has arrived: nobody else is asked";
}

TEST(ReceiptStory, WhatIsKeptForReceiptsOutlivesAKillAndEndsWithTheIncident) {
    Story story("Sat 2026-11-28 03:00",
                {.one_text_provider = true, .without_mail = {"pat.ash"}, .two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.1");
    EXPECT_EQ(story.state().landed().size(), 1U);
    story.killed_for(2s);
    story.expect_level_1_told("op.restart");
    story.receipt(text, Said::failed_for_good);
    story.expect_text_to("pat.ash", "call.2");
    story.expect_level_1_told("op.contact");
    story.replies("pat.ash", story.code_of("pat.ash"));
    story.expect_text_to("pat.ash", "reply.taken");
    story.expect_level_1_told("told.level1.taken");
    story.resolve(incident);
    story.expect_told("pat.ash", "told.standdown");
    EXPECT_FALSE(story.state().landed().empty());
    story.close(incident);
    EXPECT_TRUE(story.state().landed().empty());
    EXPECT_EQ(story.receipt(text, Said::failed_for_good).kind, Kind::not_found);
}

TEST(ReceiptStory, ARungsOldAttemptsAreNotKeptForEver) {
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.escalate(incident, "last-resort", "nobody answers");
    story.expect_whatever_was_sent();
    for (int round = 0; round < 40; ++round) {
        story.wait(5min);
        story.expect_whatever_was_sent();
    }
    // Two attempts of three people over two media, the first call, and news of rounds 1, 2, 4 ...
    EXPECT_LE(story.state().landed().size(), 12U + 2U + 14U);
}

TEST(ReceiptStory, AReceiptAboutNewsIsOnlyNoted) {
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.acknowledge("pat.ash");
    const Sent news = story.expect_text_to("nsd", "told.level1.taken");
    story.expect_mail_to("nsd", "told.level1.taken");
    story.receipt(news, Said::failed);
    story.nobody_else_was_called();
    EXPECT_NE(story.timeline().find("text to nsd by sms-a: not delivered"), std::string::npos);
}

}  // namespace
}  // namespace tocsin

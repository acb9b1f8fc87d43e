// A preview says what the house would say, word for word, and decides nothing.
#include "core/gsm7.h"
#include "core/preview.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

Preview of(const Story& story, IncidentId incident) {
    Draft draft(story.state(), story.directory(), story.now(), 1);
    Preview all = preview(draft, story.incident(incident));
    EXPECT_TRUE(draft.decision.events.empty()) << "nothing is decided";
    return all;
}

std::string text_in(const PreviewedCall& call, Medium medium, bool two_way = false) {
    for (const PreviewedMessage& one : call.messages) {
        if (one.message.medium == medium && one.two_way == two_way) return one.message.text;
    }
    return "";
}

TEST(PreviewStory, TheFirstTryIsWhatIsSentAndTheStagesFollowOneAnother) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.open");
    const Sent mail = story.expect_mail_to("pat.ash", "call.open");
    const Preview all = of(story, incident);
    ASSERT_FALSE(all.calls.empty());
    const PreviewedCall& first = all.calls.front();
    EXPECT_EQ(first.stage, PreviewedCall::Stage::first_try);
    EXPECT_EQ(first.reader, "Pat Ash");
    EXPECT_EQ(text_in(first, Medium::sms), text.message.text);
    const auto code_less = [](std::string words) {
        const std::size_t at = words.find("type ");
        return at == std::string::npos ? words : words.erase(at + 5, 4);
    };
    EXPECT_EQ(code_less(text_in(first, Medium::email)), code_less(mail.message.text));
    EXPECT_EQ(all.calls[1].stage, PreviewedCall::Stage::last_try);
    EXPECT_NE(text_in(all.calls[1], Medium::sms).find("last try"), std::string::npos)
        << text_in(all.calls[1], Medium::sms);
    EXPECT_NE(text_in(all.calls[2], Medium::sms).find("EDM not reached"), std::string::npos);
    EXPECT_EQ(all.calls.back().stage, PreviewedCall::Stage::last_resort);
    EXPECT_EQ(all.calls.back().reader, "Duty Director");
    EXPECT_TRUE(all.notices.empty());
}

TEST(PreviewStory, TextsOfBothKindsAreShownWhereBothAreSent) {
    Story story("Sat 2026-11-28 03:00", {.two_way = {"sms-a"}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const Preview all = of(story, incident);
    EXPECT_NE(text_in(all.calls.front(), Medium::sms, true).find("Reply "), std::string::npos);
    EXPECT_NE(text_in(all.calls.front(), Medium::sms, false).find("{link}"), std::string::npos);
}

TEST(PreviewStory, WhatIsToldOfACallIsShownAndRepliesWhereTextsCanBeAnswered) {
    for (const bool replies : {false, true}) {
        Story story("Sat 2026-11-28 03:00",
                    {.two_way = replies ? both_ways : std::set<std::string>{}});
        const IncidentId incident = story.alarm("gp-records", 1);
        story.expect_whatever_was_sent();
        std::set<std::string> ids;
        for (const PreviewedNews& one : of(story, incident).news) {
            ids.insert(one.text_id);
            EXPECT_EQ(one.text.find_first_of("{}"), std::string::npos) << one.text;
            EXPECT_LE(sms_size(gsm7_text(one.text)).segments, 2) << one.text;
            if (one.text_id == "told.taken") {
                EXPECT_EQ(one.text,
                          "NSD: taken. Pat Ash (EDM) has INC-1 GP Records since 03:00\n"
                          "Nothing for you to do");
            }
        }
        EXPECT_TRUE(ids.contains("told.standdown"));
        EXPECT_TRUE(ids.contains("told.level1.up"));
        EXPECT_EQ(ids.contains("reply.taken"), replies);
    }
}

TEST(PreviewStory, ARoleThatNobodyHasIsAGap) {
    proves("HSSI-16");
    Story story("Sat 2026-11-28 03:00", {.edm = {{"sat-night", ""}, {"fri-night", ""}}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const Preview all = of(story, incident);
    EXPECT_TRUE(all.calls.front().reader.empty());
    EXPECT_TRUE(all.calls.front().messages.empty());
}

TEST(PreviewStory, EveryStageOfMessagesHasItsWordsBeforeAnybodyWritesThem) {
    Story story("Mon 2026-11-23 10:00", {.notices = notices_of_stories()});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const Preview all = of(story, incident);
    ASSERT_EQ(all.notices.size(), notice_stages.size());
    for (const PreviewedNotice& one : all.notices) {
        std::string lacks;
        for (const NoticeTrouble& lack : one.plan.lacks)
            lacks += lack.part + ": " + lack.why + "; ";
        EXPECT_EQ(lacks, "") << stage_name(one.stage);
        EXPECT_NE(one.plan.sent.sms.find("GP Records"), std::string::npos);
        EXPECT_FALSE(one.plan.sent.mail.empty());
        EXPECT_EQ(one.plan.sent.sms.find("affected"), std::string::npos)
            << "nothing has changed since: " << one.plan.sent.sms;
    }
    story.confirm(incident);
    story.expect_whatever_was_sent();
    EXPECT_FALSE(story.incident(incident).notices) << "nothing was told";
}

}  // namespace
}  // namespace tocsin

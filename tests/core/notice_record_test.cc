// HSSI-40: what every reader of a notice got, from the journal alone.
#include "core/notice_record.h"

#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

// "kim.hazel sms delivered, mail accepted; ..." of the first notice.
std::string results(const Story& story) {
    std::string all;
    const std::vector<RecordedNotice> notices = recorded_notices(story.journal());
    for (const RecordedReader& one : notices.at(0).readers) {
        all += (all.empty() ? "" : "; ") + one.reader.person;
        if (one.sms) all += " sms " + result_word(one.sms->state);
        if (one.mail) all += " mail " + result_word(one.mail->state);
    }
    return all;
}

// Told on a Monday, with the providers in this mood.
std::vector<Sent> told(Story& story, const std::map<std::string, Story::Mood>& moods) {
    const IncidentId incident = story.alarm("gp-records", 1);
    story.confirm(incident);
    story.acknowledge(story.expect_whatever_was_sent().front().to);
    story.expect_whatever_was_sent();
    for (const auto& [name, mood] : moods) story.provider(name, mood);
    WrittenNotice notice;
    notice.stage = NoticeStage::first;
    notice.happened = "It stopped";
    notice.impact = "Users wait";
    notice.location = {"Northtown"};
    story.write(incident, notice);
    return story.expect_whatever_was_sent();
}

const Setting setting = {.notices = notices_of_stories()};

TEST(NoticeRecord, KeepsWhatEveryReaderGotOnEveryMedium) {
    proves("HSSI-40");
    Story story("Mon 2026-11-23 10:00", setting);
    const auto sent = told(story, {});
    EXPECT_EQ(results(story), "kim.hazel sms accepted mail accepted; rota-team mail accepted");
    for (const Sent& one : sent) {
        if (one.message.medium == Medium::sms) story.receipt(one, Receipt::State::delivered);
    }
    EXPECT_EQ(results(story), "kim.hazel sms delivered mail accepted; rota-team mail accepted");
}

TEST(NoticeRecord, AnotherProviderMakesUpForOneThatFails) {
    proves("HSSI-40");
    Story story("Mon 2026-11-23 10:00", setting);
    told(story, {{"sms-a", Story::Mood::refuses}, {"mail", Story::Mood::refuses}});
    EXPECT_EQ(results(story), "kim.hazel sms accepted mail failed; rota-team mail failed");
}

TEST(NoticeRecord, WhatNoProviderTakesHasFailed) {
    proves("HSSI-40");
    Story story("Mon 2026-11-23 10:00", setting);
    told(story, {{"sms-a", Story::Mood::refuses}, {"sms-b", Story::Mood::refuses}});
    EXPECT_EQ(results(story), "kim.hazel sms failed mail accepted; rota-team mail accepted");
}

TEST(NoticeRecord, WhatIsStoppedByHarmIsSaidToBe) {
    proves("HSSI-34");
    Setting narrow = setting;
    narrow.in_flight_max = 1;
    Story story("Mon 2026-11-23 10:00", narrow);
    told(story, {{"sms-a", Story::Mood::hangs}, {"mail", Story::Mood::hangs}});
    story.flag({1}, "harm");
    EXPECT_EQ(results(story), "kim.hazel sms waiting mail waiting; rota-team mail stopped");
}

}  // namespace
}  // namespace tocsin

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

// So many readers that to look each of them up among all the others would be seen.
TEST(NoticeRecord, OfManyReadersThoseWhoseTurnHasNotComeWait) {
    proves("HSSI-40");
    constexpr int many = 10'000;
    NoticeSent sent;
    sent.incident = {1};
    sent.number = 1;
    sent.in_parts = true;
    for (int n = 0; n < many; ++n)
        sent.readers.push_back({"crowd-" + std::to_string(n), "", {"Trusts"}, true, false});
    std::vector<Entry> entries(1);
    entries[0].event = sent;
    const auto add = [&](Event event) {
        Entry entry;
        entry.event = std::move(event);
        entries.push_back(std::move(entry));
    };
    const int reached = many / 2;
    for (int n = 0; n < reached; ++n) {
        if (n % 100 == 7) continue;  // nobody has that address
        SendOffered offered;
        offered.message.id.value = static_cast<std::uint64_t>(n) + 1;
        offered.person = "crowd-" + std::to_string(n);
        offered.about = {{1}};
        offered.notice = 1;
        add(offered);
        const Verdict verdict = n % 10 == 3 ? Verdict::refused : Verdict::accepted;
        add(SendSettled{offered.message.id, verdict, "sms-a", "", "", {{1}}});
    }
    add(NoticeWentOn{{1}, 1, reached});
    const NoticeProgress progress = progress_of(recorded_notices(entries).at(0));
    EXPECT_EQ(progress.messages, many);
    EXPECT_EQ(progress.waiting, many - reached);
    EXPECT_EQ(progress.not_sent, reached / 100);
    EXPECT_EQ(progress.failed, reached / 10);
    EXPECT_EQ(progress.sent, reached - reached / 100 - reached / 10);
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

// HSSI-36, HSSI-40: a message to thousands is one decision, given to its readers part by part.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

constexpr int readers = 700;

Setting crowded() {
    return {.in_flight_max = 20, .notices = notices_of_stories(), .crowd = readers};
}

std::map<std::pair<std::string, Medium>, int> sent_to_crowd(Story& story) {
    std::map<std::pair<std::string, Medium>, int> sent;
    for (const Sent& one : story.expect_whatever_was_sent()) {
        if (one.to.starts_with("crowd-")) ++sent[{one.to, one.message.medium}];
    }
    return sent;
}

TEST(BroadcastStory, EverybodyGetsItOnceAndNoDecisionHoldsThemAll) {
    proves("HSSI-40");
    Story story("Mon 2026-11-23 10:00", crowded());
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    std::size_t largest = 0;
    EXPECT_EQ(story.write(incident, first_message()).kind, Answer::Kind::done);
    const auto sent = sent_to_crowd(story);
    EXPECT_EQ(sent.size(), 2U * readers);
    for (const auto& [to, times] : sent) EXPECT_EQ(times, 1) << to.first;
    EXPECT_TRUE(story.state().broadcasts().empty()) << "nothing is kept of it";
    std::map<Instant, int> offers;
    for (const Entry& entry : story.journal()) {
        const auto* offered = std::get_if<SendOffered>(&entry.event);
        if (offered == nullptr || !offered->person.starts_with("crowd-")) continue;
        EXPECT_TRUE(offered->message.text.empty()) << "the words stand once, in the notice";
        ++largest;
    }
    EXPECT_EQ(largest, 2U * readers);
}

TEST(BroadcastStory, ItIsCountedWhileItRunsWhatBecameOfItsMessages) {
    proves("HSSI-40");
    Setting setting = crowded();
    setting.two_way = {"sms-a"};
    Story story("Mon 2026-11-23 10:00", setting);
    story.provider("mail", Story::Mood::hangs);
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    story.write(incident, first_message());
    std::vector<Sent> texts;
    for (const Sent& one : story.expect_whatever_was_sent()) {
        if (one.text_id == "notice.first" && one.message.medium == Medium::sms)
            texts.push_back(one);
    }
    ASSERT_EQ(story.state().broadcasts().size(), 1U);
    const auto counts = [&] { return story.state().broadcasts().begin()->second; };
    const int accepted = counts().accepted;
    EXPECT_EQ(accepted, static_cast<int>(texts.size()));
    EXPECT_EQ(counts().failed, 0);
    ASSERT_GE(texts.size(), 2U);
    story.receipt(texts[0], Receipt::State::delivered);
    story.receipt(texts[0], Receipt::State::delivered);
    EXPECT_EQ(counts().delivered, 1) << "a receipt that comes twice counts once";
    story.receipt(texts[1], Receipt::State::failed);
    EXPECT_EQ(counts().failed, 1);
    // One provider refuses, and the other makes up for it; then nobody does.
    story.provider("sms-a", Story::Mood::refuses);
    story.hung_provider_answers("mail", Verdict::accepted);
    story.expect_whatever_was_sent();
    EXPECT_EQ(counts().failed, 1) << "what goes on by another provider has not failed";
    EXPECT_GT(counts().accepted, accepted);
    story.provider("sms-b", Story::Mood::refuses);
    story.hung_provider_answers("mail", Verdict::accepted);
    story.expect_whatever_was_sent();
    EXPECT_GT(counts().failed, 1);
    story.killed_for(1s);
    EXPECT_GT(counts().failed, 1) << "the journal has it";
    story.expect_whatever_was_sent();
}

TEST(BroadcastStory, WhatLeavesHasTheWordsOfTheNotice) {
    Story story("Mon 2026-11-23 10:00", crowded());
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    story.write(incident, first_message());
    int seen = 0;
    for (const Sent& one : story.expect_whatever_was_sent()) {
        if (!one.to.starts_with("crowd-")) continue;
        EXPECT_NE(one.message.text.find("GP Records"), std::string::npos) << one.message.text;
        if (one.message.medium == Medium::email) {
            EXPECT_FALSE(one.message.html.empty());
        }
        ++seen;
    }
    EXPECT_EQ(seen, 2 * readers);
}

TEST(BroadcastStory, AfterAKillItGoesOnAndNobodyIsSentItTwice) {
    proves("P4");
    proves("P5");
    Story story("Mon 2026-11-23 10:00", crowded());
    story.provider("mail", Story::Mood::hangs);
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    story.write(incident, first_message());
    auto sent = sent_to_crowd(story);
    EXPECT_LT(sent.size(), 2U * readers) << "mail stands still";
    EXPECT_EQ(story.state().broadcasts().size(), 1U);
    story.provider("mail", Story::Mood::accepts);
    story.killed_for(2s);
    std::map<std::string, std::set<std::string>> references;
    for (const Sent& one : story.expect_whatever_was_sent()) {
        if (!one.to.starts_with("crowd-")) continue;
        if (!one.again) ++sent[{one.to, one.message.medium}];
    }
    EXPECT_EQ(sent.size(), 2U * readers);
    for (const auto& [to, times] : sent) EXPECT_EQ(times, 1) << to.first;
}

TEST(BroadcastStory, ACallLeavesBeforeTheReadersThatWait) {
    proves("P14");
    Story story("Mon 2026-11-23 10:00", crowded());
    story.provider("sms-a", Story::Mood::hangs);
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    story.write(incident, first_message());
    story.expect_whatever_was_sent();
    EXPECT_LE(story.state().sends().size(), 300U) << "the state holds a window of it";
    const IncidentId worst = story.alarm("ward-orders", 1);
    story.escalate(worst, "level-3", "at once");
    // A quarter of the provider's room is kept for it.
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_whatever_was_sent();
}

TEST(BroadcastStory, HarmStopsWhatHasNotLeft) {
    proves("HSSI-34");
    Story story("Mon 2026-11-23 10:00", crowded());
    story.provider("sms-a", Story::Mood::hangs);
    story.provider("mail", Story::Mood::hangs);
    const IncidentId incident = story.alarm("gp-records", 2);
    story.confirm(incident);
    story.expect_whatever_was_sent();
    story.write(incident, first_message());
    const auto before = sent_to_crowd(story);
    story.flag(incident, "harm");
    story.provider("sms-a", Story::Mood::accepts);
    story.provider("mail", Story::Mood::accepts);
    story.hung_provider_answers("sms-a", Verdict::accepted);
    story.hung_provider_answers("mail", Verdict::accepted);
    story.wait(1min);
    EXPECT_EQ(sent_to_crowd(story).size(), 0U);
    EXPECT_TRUE(story.state().broadcasts().empty());
    EXPECT_LT(before.size(), 2U * readers);
}

}  // namespace
}  // namespace tocsin

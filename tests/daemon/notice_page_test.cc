// What the status page says of messages to users, and of what nobody is told.
#include "daemon/status_view.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Setting told = {.notices = notices_of_stories()};

IncidentId confirmed(Story& story, const std::string& service) {
    const IncidentId incident = story.alarm(service, 1);
    story.confirm(incident);
    story.acknowledge(story.expect_whatever_was_sent().front().to);
    story.expect_whatever_was_sent();
    return incident;
}

StatusView page(Story& story) {
    story.expect_whatever_was_sent();
    return status_view(story.state(), story.directory(), {}, "https://status.example.org",
                       story.now());
}

WrittenNotice notice(NoticeStage stage, const std::string& happened) {
    WrittenNotice written;
    written.stage = stage;
    written.happened = happened;
    written.impact = "Users wait";
    written.location = {"Northtown"};
    written.state = "down";
    return written;
}

TEST(NoticePage, ShowsWhatWasSentInThePlaceOfWhatAConfirmationSays) {
    proves("HSSI-28");
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story, "gp-records");
    EXPECT_EQ(page(story).open.at(0).messages.at(0).text, "GP Records has been down since 10:00.");
    story.write(incident, notice(NoticeStage::first, "It stopped"));
    const StatusIncident open = page(story).open.at(0);
    ASSERT_THAT(open.messages, SizeIs(1));
    EXPECT_EQ(open.messages[0].title, "First message");
    EXPECT_EQ(open.messages[0].headline, "GP Records is down");
    EXPECT_EQ(open.messages[0].text,
              "It stopped. User impact: Users wait. Where: Northtown. Next update by 11:00.");
    EXPECT_EQ(open.place, "Northtown");
    ASSERT_TRUE(open.next_update);
    EXPECT_EQ(open.next_update->words, "11:00 today");

    story.wait(30min);
    WrittenNotice slow = notice(NoticeStage::update, "Half of it works");
    slow.state = "degraded";
    slow.degree = "slow";
    story.write(incident, slow);
    WrittenNotice right = notice(NoticeStage::ad_hoc, "Eastvale as well");
    right.corrects = 1;
    story.write(incident, right);
    const StatusIncident later = page(story).open.at(0);
    ASSERT_THAT(later.messages, SizeIs(3));
    EXPECT_EQ(later.messages[1].title, "Update 1");
    EXPECT_EQ(later.messages[1].state, ServiceState::degraded);
    ASSERT_TRUE(later.messages[2].corrected);
    EXPECT_EQ(later.messages[2].corrected->words, "10:30");

    story.resolve(incident);
    WrittenNotice last = notice(NoticeStage::last, "");
    last.summary = "Link replaced";
    story.write(incident, last);
    const auto shown = page(story).resolved;
    ASSERT_THAT(shown, SizeIs(1));
    ASSERT_THAT(shown[0].messages, SizeIs(4)) << "and none that nobody wrote";
    EXPECT_EQ(shown[0].messages[0].text, "Resolved: Link replaced.");
    EXPECT_EQ(shown[0].messages[0].state, ServiceState::working);

    // It says the same for ever.
    story.close(incident);
    const Kept<PublicKept>* kept = story.state().past().find(incident);
    ASSERT_NE(kept, nullptr);
    ASSERT_THAT(kept->fact.messages, SizeIs(4));
    EXPECT_EQ(kept->fact.messages[2].title, "Correction");
}

TEST(NoticePage, SaysNothingOfWhatIsForManagementHiddenExcludedOrClosed) {
    for (const char* rule : {"HSSI-34", "HSSI-35", "HSSI-37", "HSSI-38", "HSSI-39"}) proves(rule);
    Story story("Mon 2026-11-23 10:00", told);
    confirmed(story, "mail-relay");   // never told
    confirmed(story, "ward-orders");  // a closed list
    EXPECT_THAT(page(story).open, IsEmpty());
    const IncidentId secret = confirmed(story, "gp-records");
    EXPECT_THAT(page(story).open, SizeIs(1));
    story.flag(secret, "security");
    EXPECT_THAT(page(story).open, IsEmpty());
    const Answer held = story.write(secret, notice(NoticeStage::first, "It stopped"));
    EXPECT_THAT(page(story).open, IsEmpty());
    story.decide(held.hold, HoldDecided::How::lift, "sam.elm");
    EXPECT_THAT(page(story).open, SizeIs(1));
    WrittenNotice inside = notice(NoticeStage::ad_hoc, "It has lost resilience");
    inside.management = true;
    story.write(secret, inside);
    EXPECT_THAT(page(story).open.at(0).messages, SizeIs(1));

    const IncidentId harmed = confirmed(story, "gp-records");
    story.flag(harmed, "harm");
    EXPECT_THAT(page(story).open, SizeIs(1));
    story.resolve(harmed);
    EXPECT_THAT(page(story).resolved, IsEmpty());
}

TEST(NoticePage, IsDrawnAnewWhenAMessageWasSent) {
    Story story("Mon 2026-11-23 10:00", told);
    const IncidentId incident = confirmed(story, "gp-records");
    const auto fingerprint = [&] {
        return public_fingerprint(story.state(), story.directory(), story.now());
    };
    story.write(incident, notice(NoticeStage::first, "It stopped"));
    const std::string before = fingerprint();
    story.write(incident, notice(NoticeStage::update, "No change"));
    EXPECT_NE(fingerprint(), before);
    story.expect_whatever_was_sent();
}

}  // namespace
}  // namespace tocsin

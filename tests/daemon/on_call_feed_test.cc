// What a calendar holds, and that any reader of iCalendar understands it.
#include "daemon/on_call_feed.h"

#include "daemon/calendar_text.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <libical/ical.h>

namespace tocsin {
namespace {

FeedState of_person(const PersonId& person) {
    FeedState whose;
    whose.person = person;
    return whose;
}

FeedState of_role(const std::string& role) {
    FeedState whose;
    whose.role = role;
    return whose;
}

Feed feed_of(const Story& story, const FeedState& whose) {
    return on_call_feed(duty_record(story.journal()), story.directory(), whose, story.now());
}

std::vector<std::string> summaries(const Feed& feed) {
    std::vector<std::string> all;
    for (const FeedEvent& event : feed.events) all.push_back(event.summary);
    return all;
}

const FeedEvent& event_at(const Feed& feed, Instant from) {
    const auto found = std::ranges::find_if(
        feed.events, [&](const FeedEvent& event) { return event.span.from == from; });
    static const FeedEvent none;
    return found == feed.events.end() ? none : *found;
}

TEST(OnCallFeed, APersonSeesTheirOwnStretchesAndNoNumberOfAnybody) {
    proves("P18");
    Story story("Wed 2026-11-25 09:00", {.edm = {{"fri-night", "max.birch"}}});
    const Feed feed = feed_of(story, of_person("max.birch"));
    ASSERT_EQ(feed.events.size(), 1U);
    const FeedEvent& night = feed.events.front();
    EXPECT_EQ(night.span, story.span("Fri 2026-11-27 17:30", "Sat 2026-11-28 07:00"));
    EXPECT_EQ(night.summary, "EDM on call (Tocsin)");
    EXPECT_EQ(night.description,
              "EDM, Fri 27 November 17:30 to Sat 28 November 07:00\n"
              "Level 3: Sam Elm\n"
              "NSD: 07700 900010\n");
    EXPECT_EQ(feed.title, "On call: Max Birch");
    const std::string text = calendar_text(feed) + feed_json(feed);
    for (const auto& [id, person] : story.directory().people) {
        const std::string& phone = person.contact.phone;
        EXPECT_EQ(text.find(phone.substr(3)), std::string::npos) << id;
    }
}

TEST(OnCallFeed, AStretchKeepsItsIdentityWhileOthersChange) {
    Story story("Wed 2026-11-25 09:00", {.edm = {{"fri-night", "max.birch"}}});
    const Instant friday = story.span("Fri 2026-11-27 17:30", "Sat 2026-11-28 07:00").from;
    const FeedEvent before = event_at(feed_of(story, of_person("max.birch")), friday);
    story.wait(1h);
    story.upload(story.week("2026-11-23", {{"fri-night", "max.birch"}, {"sat-day", "kim.hazel"}}));
    FeedEvent after = event_at(feed_of(story, of_person("max.birch")), friday);
    EXPECT_EQ(after.uid, before.uid);
    EXPECT_EQ(after.span, before.span);
    EXPECT_EQ(after.sequence, before.sequence + 1);
    EXPECT_GT(after.changed, before.changed);

    // The second half goes to somebody else: the same stretch, and it ends earlier.
    story.wait(1h);
    story.swap({"edm", story.span("Sat 2026-11-28 00:00", "Sat 2026-11-28 07:00"), "max.birch",
                "kim.hazel"});
    static_cast<void>(story.expect_whatever_was_sent());
    after = event_at(feed_of(story, of_person("max.birch")), friday);
    EXPECT_EQ(after.uid, before.uid);
    EXPECT_EQ(after.span, story.span("Fri 2026-11-27 17:30", "Sat 2026-11-28 00:00"));
    EXPECT_EQ(after.sequence, before.sequence + 2);
    // Nobody has two stretches of one name.
    std::set<std::string> uids;
    const Feed all = feed_of(story, of_role("edm"));
    for (const FeedEvent& event : all.events) EXPECT_TRUE(uids.insert(event.uid).second);
}

TEST(OnCallFeed, ARoleSaysWhoAndWhereNobodyIs) {
    proves("HSSI-16");
    Story story("Wed 2026-11-25 09:00", {.edm = {{"fri-night", ""}, {"sat-day", "jo.oak"}}});
    const Feed feed = feed_of(story, of_role("edm"));
    const Span gap = story.span("Fri 2026-11-27 17:30", "Sat 2026-11-28 07:00");
    EXPECT_EQ(event_at(feed, gap.from).summary, "NOBODY: EDM (Tocsin)");
    EXPECT_EQ(event_at(feed, gap.from).span, gap);
    EXPECT_EQ(event_at(feed, gap.to).summary, "EDM: Jo Oak (Tocsin)");
    // Core hours are no gap, and a person's own calendar has none at all.
    EXPECT_EQ(std::ranges::count(summaries(feed), "NOBODY: EDM (Tocsin)"), 1);
    for (const std::string& summary : summaries(feed_of(story, of_person("pat.ash"))))
        EXPECT_EQ(summary, "EDM on call (Tocsin)");
}

TEST(OnCallFeed, HoldsThirtyDaysOfThePastAndNoMore) {
    Story story("Wed 2026-11-25 09:00");
    const DutyRecord record = duty_record(story.journal());
    const auto seen = [&](int days_later) {
        const Feed feed = on_call_feed(record, story.directory(), of_role("level-3"),
                                       story.now() + std::chrono::hours(24 * days_later));
        return feed.events.empty() ? Instant{} : feed.events.front().span.from;
    };
    // The stretch of the second week, and it is shown whole as long as any of it is.
    const Instant week = story.span("Mon 2026-11-30 08:00", "Mon 2026-12-07 08:00").from;
    EXPECT_LT(seen(35), week);
    EXPECT_EQ(seen(36), week);
    EXPECT_EQ(seen(42), week);
    EXPECT_EQ(seen(43), Instant{});
}

TEST(OnCallFeed, AnExerciseIsMarked) {
    Story story("Wed 2026-11-25 09:00", {.exercise = true});
    const Feed feed = feed_of(story, of_role("edm"));
    EXPECT_TRUE(feed.title.starts_with("EXERCISE ")) << feed.title;
    for (const std::string& summary : summaries(feed))
        EXPECT_TRUE(summary.starts_with("EXERCISE ")) << summary;
}

TEST(CalendarText, IsTheSameBytesForTheSameFeed) {
    Story story("Wed 2026-11-25 09:00", {.edm = {{"fri-night", "max.birch"}}});
    const std::string once = calendar_text(feed_of(story, of_person("max.birch")));
    story.wait(10h);
    static_cast<void>(story.expect_whatever_was_sent());
    EXPECT_EQ(calendar_text(feed_of(story, of_person("max.birch"))), once);
    expect_golden("feed/max.birch.ics", once);
    expect_golden("feed/max.birch.json", feed_json(feed_of(story, of_person("max.birch"))));
}

TEST(CalendarText, EveryLineEndsInCrLfAndIsFolded) {
    Feed feed;
    feed.title = "On call: " + std::string(200, 'x');
    FeedEvent event;
    event.uid = "1@alert.example.org";
    event.span = {Instant{}, Instant{} + 1h};
    event.summary = "EDM; with, signs: \\ and \"quotes\"";
    event.description = "Grüße an Renée\nand " + std::string(60, 'y') + " \xE2\x82\xAC\xE2\x82\xAC";
    feed.events = {event};
    const std::string text = calendar_text(feed);
    std::size_t lines = 0;
    for (std::size_t from = 0; from < text.size(); ++lines) {
        const std::size_t end = text.find("\r\n", from);
        ASSERT_NE(end, std::string::npos);
        EXPECT_EQ(text.substr(from, end - from).find('\n'), std::string::npos);
        EXPECT_LE(end - from, 75U) << text.substr(from, end - from);
        from = end + 2;
    }
    EXPECT_GT(lines, 15U);

    // Read again by libical's own parser, nothing is lost.
    icalcomponent* read = icalparser_parse_string(text.c_str());
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(icalcomponent_count_errors(read), 0);
    icalcomponent* only = icalcomponent_get_first_component(read, ICAL_VEVENT_COMPONENT);
    ASSERT_NE(only, nullptr);
    EXPECT_EQ(std::string(icalcomponent_get_summary(only)), event.summary);
    EXPECT_EQ(std::string(icalcomponent_get_description(only)), event.description);
    EXPECT_EQ(std::string(icalcomponent_get_uid(only)), event.uid);
    EXPECT_EQ(icaltime_as_timet(icalcomponent_get_dtend(only)), 3600);
    icalcomponent_free(read);
}

}  // namespace
}  // namespace tocsin

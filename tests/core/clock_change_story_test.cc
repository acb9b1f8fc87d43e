// P9, P10, HSSI-14: the two nights in which the clocks change. Waits are as long as ever, texts say
// what the clock on the wall says, and the shift changes when the wall says so.
#include "rota/clock_words.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

// The EDM is pat.ash until `handover` of that Sunday, local time, and jo.oak from then on.
WeeklyRota handed_over(const Story& story, const std::string& monday, const std::string& sunday,
                       std::chrono::minutes handover) {
    WeeklyRota week = story.week(monday);
    const Instant change =
        story.directory().calendar.zone.instant(parse_day(sunday).value(), handover);
    std::erase_if(week.shifts, [](const Shift& shift) { return shift.role == "edm"; });
    week.shifts.push_back({"edm", {week.span.from, change}, {"pat.ash"}, {}});
    week.shifts.push_back({"edm", {change, week.span.to}, {"jo.oak"}, {}});
    return week;
}

// A millisecond before its time it is quiet.
Sent next_call(Story& story, Duration wait, const std::string& person, const std::string& text_id) {
    story.wait(wait - 1ms);
    story.nobody_else_was_called();
    story.wait(1ms);
    return story.expect_call_to(person, text_id);
}

void expect_says(const Sent& sent, const std::string& words) {
    EXPECT_NE(sent.message.text.find(words), std::string::npos) << sent.message.text;
}

// Sunday 25 October 2026, 02:00 BST is 01:00 GMT: the hour from 01:00 occurs twice.
TEST(ClockChangeStory, InTheNightOfTwentyFiveHoursEveryWaitIsTenMinutes) {
    proves("P9");
    proves("P10");
    proves("HSSI-14");
    Story story("Sun 2026-10-25 00:30");
    story.upload(handed_over(story, "2026-10-19", "2026-10-25", 4h));
    story.nobody_else_was_called();
    story.wait(75min);
    EXPECT_EQ(story.clock(), "01:45 BST");
    story.alarm("gp-records", 1);
    const Sent first = story.expect_call_to("pat.ash", "call.open");
    expect_says(first, "Take it by 01:55 BST");
    expect_says(first, "01:45 BST");
    const Sent second = next_call(story, 10min, "pat.ash", "call.open.2");
    expect_says(second, "Take it by 01:05 GMT");
    expect_says(second, "01:55 BST");
    const Sent third = next_call(story, 10min, "sam.elm", "call.open.why");
    expect_says(third, "01:05 GMT");
    expect_says(third, "Take it by 01:15 GMT");
    story.expect_level_1_told("told.level1.up");
}

TEST(ClockChangeStory, AHandoverAtATimeThatOccursTwiceIsAtTheFirst) {
    proves("P10");
    proves("HSSI-14");
    Story story("Sun 2026-10-25 00:30");
    story.upload(handed_over(story, "2026-10-19", "2026-10-25", 90min));
    story.nobody_else_was_called();
    story.wait(60min - 1ms);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    // The shift has changed since: the incoming person is called too.
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    expect_says(story.expect_call_to("jo.oak", "call.open.2"), "Take it by 01:49 BST");
    story.acknowledge("jo.oak");
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
    // When the wall shows the time again nothing changes hands: jo.oak alone is called.
    story.wait(50min);
    EXPECT_EQ(story.clock(), "01:29 GMT");
    story.alarm("ward-orders", 1);
    story.expect_call_to("jo.oak", "call.open");
}

// Sunday 29 March 2026, 01:00 GMT is 02:00 BST: the hour from 01:00 does not occur.
TEST(ClockChangeStory, InTheNightOfTwentyThreeHoursEveryWaitIsTenMinutes) {
    proves("P9");
    proves("P10");
    proves("HSSI-14");
    Story story("Sun 2026-03-29 00:00");
    story.upload(handed_over(story, "2026-03-23", "2026-03-29", 4h));
    story.nobody_else_was_called();
    story.wait(45min);
    story.alarm("gp-records", 1);
    expect_says(story.expect_call_to("pat.ash", "call.open"), "Take it by 00:55");
    const Sent second = next_call(story, 10min, "pat.ash", "call.open.2");
    expect_says(second, "Take it by 02:05");
    expect_says(next_call(story, 10min, "sam.elm", "call.open.why"), "Take it by 02:15");
    story.expect_level_1_told("told.level1.up");
}

TEST(ClockChangeStory, AHandoverAtATimeThatDoesNotOccurIsAtTheFirstInstantAfterIt) {
    proves("P10");
    Story story("Sun 2026-03-29 00:00");
    story.upload(handed_over(story, "2026-03-23", "2026-03-29", 90min));
    story.nobody_else_was_called();
    story.wait(1h - 1ms);
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(1ms);
    EXPECT_EQ(story.clock(), "02:00");
    story.alarm("ward-orders", 1);
    story.expect_call_to("jo.oak", "call.open");
}

}  // namespace
}  // namespace tocsin

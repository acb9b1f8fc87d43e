// One whole night as its timeline tells it.
#include "core/timeline.h"

#include "tests/channels/golden.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <set>

namespace tocsin {
namespace {

TEST(Timeline, ANightReadsAloud) {
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.types("pat.ash", "0000");
    story.provider("sms-b", Story::Mood::busy);
    story.provider("mail", Story::Mood::refuses);
    story.wait(10min);
    story.expect_text_to("pat.ash", "call.open.2");
    story.provider("mail", Story::Mood::accepts);
    story.wait(10min);
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_level_1_told("told.level1.up");
    story.acknowledge("pat.ash");
    story.expect_told("sam.elm", "told.taken.late");
    story.expect_level_1_told("told.level1.taken");
    story.passes_on("sam.elm", "", "max.birch");
    story.expect_call_to("max.birch", "call.open.why");
    story.wait(5min);
    story.confirm(incident);
    story.escalate(incident, "level-4", "press office");
    story.expect_call_to("kim.hazel", "call.open.why");
    story.acknowledge("kim.hazel");
    for (const char* person : {"pat.ash", "sam.elm", "max.birch"})
        story.expect_told(person, "told.taken");
    story.expect_level_1_told("told.level1.taken");
    story.killed_for(2s);
    story.expect_level_1_told("op.restart");
    story.wait_until("05:05");
    story.resolve(incident);
    for (const char* person : {"pat.ash", "sam.elm", "max.birch", "kim.hazel"}) {
        story.expect_told(person, "told.standdown");
    }
    story.close(incident);
    expect_golden("timeline.txt", story.timeline());
}

TEST(Timeline, NoSentenceShowsAPhoneOrAMailAddress) {
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(story.timeline().find("07700"), std::string::npos);
    EXPECT_EQ(story.timeline().find("+44"), std::string::npos);
    EXPECT_EQ(story.timeline().find('@'), std::string::npos);
}

TEST(Timeline, LogNamesAServiceOnlyWhenTheDirectoryDoes) {
    const auto opening = [](const std::string& service) {
        Story story("Sat 2026-11-28 03:00");
        Reported reported;
        reported.source = "nagios";
        reported.alarms = {firing(service, service, 3)};
        const Effects effects = story.report(reported);
        story.expect_call_to("pat.ash", "call.open");
        for (const Entry& entry : effects.entries) {
            if (!std::holds_alternative<IncidentOpened>(entry.event)) continue;
            return sentence(entry.event, story.directory().calendar.zone, entry.at, false);
        }
        return std::string();
    };
    EXPECT_EQ(opening("gp-records").find("an unlisted service"), std::string::npos);
    EXPECT_EQ(opening("records of a patient"),
              "reported by nagios: an unlisted service, severity 3");
}

TEST(Timeline, EveryKindOfEventHasANameOfItsOwn) {
    std::set<std::string_view> names = {kind(IncidentOpened{}), kind(KeyBound{}), kind(StepBegan{}),
                                        kind(Taken{}), kind(ClockStepped{})};
    EXPECT_EQ(names.size(), 5U);
    EXPECT_EQ(kind(IncidentOpened{}), "incident-opened");
    EXPECT_EQ(kind(ClockStepped{}), "clock-stepped");
}

}  // namespace
}  // namespace tocsin

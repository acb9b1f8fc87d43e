// What the journal says is owed, looked at twice: a state that has forgotten something is found.
#include "core/second_look.h"

#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// All that differs between the journal and `live`, which may have forgotten the entries in `lost`.
std::vector<std::string> differences(const std::vector<Entry>& journal, Instant now,
                                     const std::function<bool(const Entry&)>& lost) {
    State live;
    SecondLook look;
    for (const Entry& entry : journal) {
        look.read(entry);
        if (!lost(entry)) live.apply(entry);
    }
    std::vector<std::string> all;
    const Zone zone = Story("Sat 2026-11-28 03:00").directory().calendar.zone;
    for (const Subject& subject : look.subjects()) {
        if (const auto differs = look.difference(subject, live, now, zone)) all.push_back(*differs);
    }
    return all;
}

template <class Event>
std::function<bool(const Entry&)> without(std::size_t nth = 1) {
    return [nth, seen = std::make_shared<std::size_t>(0)](const Entry& entry) {
        return std::holds_alternative<Event>(entry.event) && ++*seen == nth;
    };
}

bool nothing(const Entry&) {
    return false;
}

TEST(SecondLook, FindsNoDifferenceInASoundState) {
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(10min);
    story.expect_whatever_was_sent();
    EXPECT_THAT(differences(story.journal(), story.now(), nothing), IsEmpty());
}

TEST(SecondLook, FindsAnEscalationThatWasForgotten) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    const auto forgotten = differences(story.journal(), story.now(), without<IncidentOpened>());
    ASSERT_FALSE(forgotten.empty());
    EXPECT_THAT(forgotten.front(), HasSubstr("INC-1 is open, and is forgotten"));
}

TEST(SecondLook, FindsAnEscalationThatStandsStill) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    EXPECT_THAT(differences(story.journal(), story.now() + 10min, nothing), IsEmpty());
    EXPECT_THAT(differences(story.journal(), story.now() + 12min, nothing),
                testing::Contains(HasSubstr("The ladder of INC-1 was due 03:10, and nothing has "
                                            "happened")));
}

TEST(SecondLook, FindsAMessageThatWasForgotten) {
    proves("P4");
    Story story("Sat 2026-11-28 03:00");
    story.every_provider(Story::Mood::hangs);
    story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    const auto call = [](const Entry& entry) {
        const auto* offered = std::get_if<SendOffered>(&entry.event);
        return offered != nullptr && offered->text_id == "call.open";
    };
    EXPECT_THAT(differences(story.journal(), story.now(), call),
                testing::Contains(HasSubstr("A message to pat.ash is not settled, and is "
                                            "forgotten")));
}

TEST(SecondLook, LevelOneHearsOfADifferenceAndNotEveryMinute) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    const AuditFound found{{"The ladder of INC-1 is due 03:10, and nothing will happen"}};
    story.step({found, 0});
    const Sent told = story.expect_level_1_told("op.audit");
    EXPECT_THAT(told.message.text, HasSubstr("The ladder of INC-1 is due 03:10"));
    story.wait(29min);
    story.step({found, 0});
    story.nobody_else_was_called();
    story.wait(1min);
    story.step({found, 0});
    story.expect_level_1_told("op.audit");
}

}  // namespace
}  // namespace tocsin

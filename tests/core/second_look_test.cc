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

// The claims of a look that has read the first `read` entries before what is over left the journal,
// and then the rest of it as it was left.
std::vector<std::string> claims_beside_gaps(const Story& story, IncidentId over, std::size_t read) {
    const auto leaves = [&](const Entry& entry) {
        return about(entry.event) == std::vector<IncidentId>{over};
    };
    SecondLook look;
    for (std::size_t index = 0; index < story.journal().size(); ++index) {
        const Entry& entry = story.journal()[index];
        if (index < read || !leaves(entry)) look.read(entry);
    }
    Archived archived;
    archived.of = {over};
    look.read({story.journal().back().seq + 1, story.now(), 1, archived});
    std::vector<std::string> all;
    for (const Subject& subject : look.subjects()) {
        const auto differs =
            look.difference(subject, story.state(), story.now(), story.directory().calendar.zone);
        if (differs) all.push_back(*differs);
    }
    return all;
}

TEST(SecondLook, OwesNothingOfWhatHasLeftTheJournalHoweverMuchOfItItHasRead) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId over = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    const IncidentId open = story.alarm("ward-orders", 1);
    story.wait(5min);
    story.acknowledge("pat.ash");
    story.confirm(over);
    story.resolve(over);
    story.close(over);
    story.expect_whatever_was_sent();
    ASSERT_EQ(story.state().incidents().find(over), nullptr);
    ASSERT_NE(story.state().incidents().find(open), nullptr);
    for (std::size_t read = 0; read <= story.journal().size(); ++read)
        EXPECT_THAT(claims_beside_gaps(story, over, read), IsEmpty()) << read << " entries read";
}

TEST(SecondLook, StillFindsWhatIsForgottenBesideAGap) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    SecondLook look;
    for (const Entry& entry : story.journal()) look.read(entry);
    Archived archived;
    archived.of = {{7}};
    look.read({story.journal().back().seq + 1, story.now(), 1, archived});
    const auto claim = [&](const Subject& subject) {
        return look.difference(subject, {}, story.now(), story.directory().calendar.zone)
            .has_value();
    };
    EXPECT_FALSE(look.subjects().empty());
    EXPECT_TRUE(std::ranges::all_of(look.subjects(), claim));
}

// With the clock put back, a message was settled before it was offered: its end leaves first.
TEST(SecondLook, AMessageOfTheHouseIsOwedForAsLongAsAStartReadsIt) {
    proves("P9");
    Story story("Sat 2026-11-28 03:00");
    SendOffered offered;
    offered.message.id = {1};
    offered.person = "pat.ash";
    SecondLook look;
    look.read({1, story.now(), 1, offered});
    look.read({2, story.now() + 72h - 1s, 1, Archived{}});
    EXPECT_EQ(look.subjects().size(), 1U);
    look.read({3, story.now() + 72h, 1, Archived{}});
    EXPECT_TRUE(look.subjects().empty());
    look.read({4, story.now() + 71h, 1, Archived{}});
    EXPECT_TRUE(look.subjects().empty()) << "a clock that is put back makes it no younger";
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

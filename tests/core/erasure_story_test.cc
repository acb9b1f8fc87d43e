// Somebody's words leave the journal: what may go, and what is left of it in the state.
#include "core/timeline.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

const HandoverEnd edm{"edm", ""};
const Setting handed_over = {.handovers = {{edm, edm, {}, HandoverRule::Call::when_live, false}}};

EraseAsked asked(std::vector<IncidentId> of, std::vector<std::uint64_t> entries) {
    return {std::move(of), "", std::move(entries), "kim.hazel", "Sam Elm has asked"};
}

// The last event of that kind in the journal, and its seq.
template <class Kind>
std::pair<std::uint64_t, Kind> last(const Story& story) {
    std::pair<std::uint64_t, Kind> found;
    for (const Entry& entry : story.journal()) {
        if (const auto* event = std::get_if<Kind>(&entry.event)) found = {entry.seq, *event};
    }
    return found;
}

IncidentId resolved_by_pat(Story& story) {
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    story.confirm(incident);
    story.resolve(incident);
    story.expect_told("pat.ash", "told.standdown");
    return incident;
}

TEST(ErasureStory, WhatIsOpenKeepsItsWords) {
    proves("P4");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = resolved_by_pat(story);
    const Effects refused = story.step({asked({incident}, {1}), 0});
    EXPECT_EQ(refused.replies[0].answer.kind, Answer::Kind::wrong_state);
    EXPECT_THAT(refused.replies[0].answer.incidents, ElementsAre(incident));
    EXPECT_TRUE(refused.entries.empty());
    story.close(incident);
    const Effects done = story.step({asked({incident}, {1}), 0});
    ASSERT_EQ(done.entries.size(), 1U);
    EXPECT_EQ(about(done.entries[0].event), std::vector<IncidentId>{incident});
    EXPECT_EQ(sentence(done.entries[0].event, story.directory().calendar.zone, story.now()),
              "the words of 1 entry erased by kim.hazel: Sam Elm has asked");
}

TEST(ErasureStory, WhatIsOpenStaysInTheJournal) {
    proves("P8");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = resolved_by_pat(story);
    const ArchiveAsked asked{{incident}, {1}, {"2026-autumn.db", 1, "00"}, "kim.hazel"};
    const Effects refused = story.step({asked, 0});
    EXPECT_EQ(refused.replies[0].answer.kind, Answer::Kind::wrong_state);
    EXPECT_THAT(refused.replies[0].answer.incidents, ElementsAre(incident));
    EXPECT_TRUE(refused.entries.empty());
    story.close(incident);
    const Effects done = story.step({asked, 0});
    ASSERT_EQ(done.entries.size(), 1U);
    EXPECT_THAT(std::get<Archived>(done.entries[0].event).of, ElementsAre(incident));
    EXPECT_THAT(about(done.entries[0].event), testing::IsEmpty()) << "it says so for good";
    EXPECT_EQ(sentence(done.entries[0].event, story.directory().calendar.zone, story.now()),
              "1 entry left the journal for 2026-autumn.db by kim.hazel");
}

TEST(ErasureStory, TheStatusPageAndHandoversSayNoMoreThanReplayWould) {
    Story story("Sat 2026-11-28 03:00", handed_over);
    const IncidentId incident = resolved_by_pat(story);
    story.step({NoteWritten{"risk", "Sam Elm waits at the door", "pat.ash"}, 0});
    story.close(incident);
    const auto [page, past] = last<PublicKept>(story);
    const auto [shift, kept] = last<IncidentKept>(story);
    const auto [note, taken] = last<NoteTaken>(story);
    ASSERT_EQ(story.state().notes().find(note)->text, "Sam Elm waits at the door");
    ASSERT_FALSE(story.state().kept().find(incident)->fact.calls.empty());

    story.step({asked({incident}, {page}), 0});
    EXPECT_EQ(story.state().past().find(incident)->fact.words.impact, erased_text);
    EXPECT_EQ(story.state().kept().find(incident)->fact, kept) << "another entry says it";

    story.step({asked({incident}, {shift, note}), 0});
    const IncidentKept& left = story.state().kept().find(incident)->fact;
    EXPECT_EQ(left.service_name, erased_text);
    EXPECT_EQ(left.resolution, erased_text);
    EXPECT_TRUE(left.calls.empty() && !left.taken && left.management.empty());
    EXPECT_EQ(left.opened, kept.opened) << "when it was is nobody's name";
    EXPECT_EQ(story.state().notes().find(note)->text, erased_text);
}

}  // namespace
}  // namespace tocsin

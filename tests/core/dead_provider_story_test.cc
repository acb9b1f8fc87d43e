// P14: a day with a provider that never answers. What is kept of it does not grow.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

// Everything that a day of incidents could leave behind.
std::size_t kept(const State& state) {
    std::size_t sum = state.incidents().size() + state.calls().size() + state.sends().size() +
                      state.landed().size() + state.providers().size() + state.threads().size() +
                      state.broadcasts().size() + state.agenda().size() +
                      state.obligations().size();
    for (const auto& [name, provider] : state.providers()) sum += provider.detail.size();
    return sum;
}

// One incident: called, taken, resolved and closed, and whatever was sent on the way.
void one_incident(Story& story) {
    const IncidentId incident = story.alarm("gp-records", 2);
    story.expect_whatever_was_sent();
    story.acknowledge_by_api("pat.ash", incident);
    story.expect_whatever_was_sent();
    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.close(incident);
    story.expect_whatever_was_sent();
}

// Ten seconds of silence are an answer: the provider has not got it, or nobody knows.
void silence_for(Story& story, Duration length) {
    for (Duration passed{}; passed < length; passed += 10s) {
        story.hung_provider_answers("sms-a", Verdict::unknown);
        story.expect_whatever_was_sent();
        story.wait(10s);
        story.expect_whatever_was_sent();
    }
}

TEST(DeadProviderStory, ADayOfItLeavesNothingBehind) {
    proves("P14");
    Tells everything{true, true, {}};
    Provider room{"room", Medium::chat, 2};
    room.tells = everything;
    Story story("Sat 2026-11-28 03:00", {.more_providers = {room}});
    story.provider("sms-a", Story::Mood::hangs);
    story.provider("room", Story::Mood::busy, 30s);
    const auto hours = [&](int count) {
        for (int quarter = 0; quarter < 4 * count; ++quarter) {
            one_incident(story);
            silence_for(story, 15min);
        }
    };
    hours(4);
    const std::size_t early = kept(story.state());
    hours(20);
    const std::size_t late = kept(story.state());
    EXPECT_LE(late, early + early / 10) << "after 4 hours " << early << ", after 24 " << late;
    EXPECT_GT(story.requests("sms-a"), 24) << "it was tried out all day";
    EXPECT_GT(story.requests("sms-b"), 90) << "and every call left by the other";
}

}  // namespace
}  // namespace tocsin

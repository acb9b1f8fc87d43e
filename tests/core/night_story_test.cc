// A text alone does not wake everybody: a severity 1 rings by night (wording 2.4).
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

Provider phone() {
    Provider provider;
    provider.name = "phone";
    provider.medium = Medium::voice;
    return provider;
}

// Whether the first try at the EDM rings.
bool rings(const std::string& clock, int severity) {
    Story story(clock, {.more_providers = {phone()}});
    story.alarm("gp-records", severity);
    bool texted = false;
    bool rung = false;
    for (const Sent& one : story.expect_whatever_was_sent()) {
        texted = texted || one.text_id == "call.open";
        rung = rung || one.text_id == "voice.call";
    }
    EXPECT_TRUE(texted) << clock;
    return rung;
}

TEST(NightStory, ASeverityOneRingsFromTenToSeven) {
    proves("P11");
    EXPECT_TRUE(rings("Sat 2026-11-28 03:00", 1));
    EXPECT_TRUE(rings("Sat 2026-11-28 22:00", 1));
    EXPECT_TRUE(rings("Sat 2026-11-28 06:59", 1));
    EXPECT_FALSE(rings("Sat 2026-11-28 07:00", 1));
    EXPECT_FALSE(rings("Sat 2026-11-28 21:59", 1));
}

TEST(NightStory, WhatIsLessSevereDoesNotRing) {
    EXPECT_FALSE(rings("Sat 2026-11-28 03:00", 2));
}

}  // namespace
}  // namespace tocsin

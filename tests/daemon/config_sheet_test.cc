// Where the on-call sheet lies.
#include "tests/daemon/config_samples.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const std::string shipped = "on-call-sheet: { folder: on-call, days: 14 }";

TEST(ConfigSheet, LiesInTheDataUnlessItIsPutElsewhere) {
    const ConfigurationSample sample;
    const Loaded as_shipped = sample.load();
    ASSERT_TRUE(as_shipped.configuration) << short_form(as_shipped.problems);
    const std::filesystem::path data = as_shipped.configuration->data;
    EXPECT_EQ(as_shipped.configuration->on_call_sheet.folder, data / "on-call");
    EXPECT_EQ(as_shipped.configuration->on_call_sheet.days, 14);

    sample.replace(sample.main_file(), shipped, "on-call-sheet: { folder: /srv/on-call/ }");
    const Loaded moved = sample.load();
    ASSERT_TRUE(moved.configuration) << short_form(moved.problems);
    EXPECT_EQ(moved.configuration->on_call_sheet.folder, "/srv/on-call");
    EXPECT_EQ(moved.configuration->on_call_sheet.days, 14);
    // A drill does not write over what a switchboard relies on.
    const Loaded drill = sample.load(true);
    ASSERT_TRUE(drill.configuration) << short_form(drill.problems);
    EXPECT_EQ(drill.configuration->on_call_sheet.folder, "/srv/on-call-exercise");
}

TEST(ConfigSheet, WithoutTheBlockItIsThereAllTheSame) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(), shipped, "");
    const Loaded loaded = sample.load();
    ASSERT_TRUE(loaded.configuration) << short_form(loaded.problems);
    EXPECT_EQ(loaded.configuration->on_call_sheet.folder, loaded.configuration->data / "on-call");
}

TEST(ConfigSheet, MistakesAreRefused) {
    for (const char* wrong : {"on-call-sheet: { days: 0 }", "on-call-sheet: { days: 63 }",
                              "on-call-sheet: { fodler: on-call }", "on-call-sheet: on-call"}) {
        const ConfigurationSample sample;
        sample.replace(sample.main_file(), shipped, wrong);
        EXPECT_FALSE(sample.load().configuration) << wrong;
    }
}

}  // namespace
}  // namespace tocsin

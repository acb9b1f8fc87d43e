// How long words are kept, as the configuration says.
#include "daemon/config_retention.h"

#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const std::string sheet = "on-call-sheet: { folder: on-call, days: 14 }";

Loaded with(const std::string& block) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(), sheet, sheet + "\n" + block);
    return sample.load();
}

TEST(ConfigRetention, WordsAreKeptForEverUnlessItSaysHowLong) {
    EXPECT_EQ(ConfigurationSample().load().configuration.value().words_kept, std::nullopt);
    EXPECT_EQ(with("retention: { particulars: never }").configuration.value().words_kept,
              std::nullopt);
    EXPECT_EQ(with("retention: { particulars: 730 days }").configuration.value().words_kept,
              Duration(std::chrono::days(730)));
}

TEST(ConfigRetention, WhatIsNoTimeIsRefusedWithItsLine) {
    proves("P20");
    for (const char* wrong :
         {"retention: { particulars: 730 }", "retention: { particulars: 29 days }",
          "retention: { particulars: 36501 days }", "retention: { particulars: 2 years }",
          "retention: { particulars: -730 days }", "retention: { particulars: 730 days, files: 1 }",
          "retention: {}", "retention: 730 days"}) {
        const Loaded loaded = with(wrong);
        EXPECT_FALSE(loaded.configuration) << wrong;
        EXPECT_NE(short_form(loaded.problems).find("tocsin.yaml:"), std::string::npos)
            << wrong << "\n"
            << short_form(loaded.problems);
    }
    const std::string said = short_form(with("retention: { particulars: 2 years }").problems);
    EXPECT_NE(said.find("\"2 years\" is no time to keep what people wrote"), std::string::npos)
        << said;
}

}  // namespace
}  // namespace tocsin

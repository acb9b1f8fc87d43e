// Trends as a procedure file gives them (WSIC-06), and what is wrong with them.
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string good =
    "trends:\n"
    "  outbreak:\n"
    "    title: several of a kind\n"
    "    rules: [WSIC-06]\n"
    "    when: { kind: outage }\n"
    "    same: [category, service]\n"
    "    count: 4\n"
    "    within: 6 h\n"
    "    opens: { severity: 2, set: { kind: outage, category: clinical } }\n";

// The shipped procedure with these trends.
Loaded with(const std::string& trends) {
    const ConfigurationSample sample;
    sample.replace(sample.procedure_file(), "\nobligations:\n", "\n" + trends + "\nobligations:\n");
    return sample.load();
}

// What is said of good trends with `before` written as `after`.
std::string wrong(const std::string& before, const std::string& after) {
    std::string text = good;
    const std::size_t at = text.find(before);
    EXPECT_NE(at, std::string::npos) << before;
    text.replace(at, before.size(), after);
    const Loaded loaded = with(text);
    EXPECT_FALSE(loaded.configuration) << after;
    return loaded.words("");
}

TEST(TrendFile, NumberWindowAndWhatIsOfOneKindAreSettings) {
    proves("WSIC-06");
    const Loaded loaded = with(good);
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const Procedure& hssi = loaded.configuration->directory.procedures.at("hssi");
    ASSERT_EQ(hssi.trends.size(), 1u);
    const TrendRule& rule = hssi.trends.front();
    EXPECT_EQ(rule.name, "outbreak");
    EXPECT_EQ(rule.title, "several of a kind");
    EXPECT_THAT(rule.same, ElementsAre("category", "service"));
    EXPECT_EQ(rule.count, 4);
    EXPECT_EQ(rule.within, std::chrono::hours(6));
    EXPECT_EQ(rule.severity, 2);
    EXPECT_EQ(rule.set.at("kind"), std::set<std::string>{"outage"});
    EXPECT_EQ(rule.when.size(), 1u);
}

TEST(TrendFile, EachMistakeIsToldWithWhatToDo) {
    EXPECT_THAT(wrong("[category,", "[categry,"), HasSubstr("write \"category\""));
    EXPECT_THAT(wrong("[category,", "[cause-text,"), HasSubstr("cannot be the same"));
    EXPECT_THAT(wrong("    count: 4\n", ""), HasSubstr("has no \"count\""));
    EXPECT_THAT(wrong("    within: 6 h\n", ""), HasSubstr("has no \"within\""));
    EXPECT_THAT(wrong("count: 4", "count: 1"), HasSubstr("count"));
    EXPECT_THAT(wrong("within: 6 h", "within: 60 days"), HasSubstr("within"));
    EXPECT_THAT(wrong("set: { kind: outage,", "set: { kind: outtage,"),
                HasSubstr("write \"outage\""));
    EXPECT_THAT(wrong("set: { kind:", "set: { knd:"), HasSubstr("knd"));
    EXPECT_THAT(wrong("severity: 2", "severity: 6"), HasSubstr("severity"));
    EXPECT_THAT(wrong("title: several of a kind", "title: several incidents of a kind"),
                HasSubstr("title"));
    EXPECT_THAT(wrong("when: { kind: outage }", "when: { kind: outtage }"),
                HasSubstr("write \"outage\""));
    EXPECT_THAT(
        wrong("    opens: { severity: 2, set: { kind: outage, category: clinical } }\n", ""),
        HasSubstr("opens"));
}

}  // namespace
}  // namespace tocsin

// What people get wrong where a procedure works severity out.
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;

// The shipped procedure with one line of it changed.
std::string told(const std::string& from, const std::string& to) {
    const ConfigurationSample sample;
    sample.replace(sample.procedure_file(), from, to);
    const Loaded loaded = sample.load();
    EXPECT_FALSE(loaded.configuration) << to;
    return loaded.words("");
}

TEST(SeverityFile, MistakesAreToldWithWhatWasMeant) {
    proves("P20");
    EXPECT_THAT(told("ways: [matrix,", "ways: [matrx,"), HasSubstr("write \"matrix\""));
    EXPECT_THAT(told("ways: [matrix,", "ways: [criticality,"),
                HasSubstr("no severity comes of \"criticality\""));
    EXPECT_THAT(told("  ways: [matrix, score, score-2018]\n", ""), HasSubstr("has no \"ways\""));
    EXPECT_THAT(told("rows: impact\n", "rows: impct\n"), HasSubstr("write \"impact\""));
    EXPECT_THAT(told("    urgency:  ", "    way:  "), HasSubstr("cannot be called \"way\""));
    // A question below is not known yet: nothing can go round in a circle.
    EXPECT_THAT(told("rows: criticality\n", "rows: matrix\n"),
                HasSubstr("no question above is called \"matrix\""));
    EXPECT_THAT(told("critical: [1, 1, 1, 1, 1]", "critical: [1, 1, 1, 1]"),
                HasSubstr("the row \"critical\" must have 5 cells"));
    EXPECT_THAT(told("          critical: [1, 1, 1, 1, 1]\n", ""),
                HasSubstr("has no row \"critical\""));
    EXPECT_THAT(told("critical: [1, 1, 1, 1, 1]", "critcal: [1, 1, 1, 1, 1]"),
                HasSubstr("write \"critical\""));
    EXPECT_THAT(told("under-10: 0", "under-10: few"), HasSubstr("begins at no whole number"));
    EXPECT_THAT(told("under-10: 0", "under-10: 10"), HasSubstr("begin at 10"));
    EXPECT_THAT(told("both: 50", "bothe: 50"), HasSubstr("write \"both\""));
    EXPECT_THAT(told("safety:          { none: 0, one: 35,", "safety:          { none: 0,"),
                HasSubstr("the answer \"one\" to \"safety\" has no points"));
    EXPECT_THAT(told("both: 50", "both: lots"), HasSubstr("counts no whole number"));
    EXPECT_THAT(told("tier: { title: Criticality of the function, field: tier }",
                     "tier: { title: Criticality of the function, field: tierr }"),
                HasSubstr("write \"tier\""));
    EXPECT_THAT(told("tier: { title: Criticality of the function, field: tier }",
                     "tier: { title: Criticality of the function, field: category }"),
                HasSubstr("no field with one value is called \"category\""));
    EXPECT_THAT(told("tier: { title: Criticality of the function, field: tier }",
                     "tier: { title: Criticality of the function }"),
                HasSubstr("is answered in no way"));
    EXPECT_THAT(told("tier: { title: Criticality of the function, field: tier }",
                     "tier: { field: tier, answers: [a] }"),
                HasSubstr("is answered in two ways"));
    EXPECT_THAT(told("cases: [{ when: { kind: outage }, answer: critical }]",
                     "cases: [{ when: { kind: outage }, answer: critcal }]"),
                HasSubstr("write \"critical\""));
    EXPECT_THAT(told("cases: [{ when: { kind: outage }, answer: critical }]",
                     "cases: [{ when: { kind: outtage }, answer: critical }]"),
                HasSubstr("write \"outage\""));
    EXPECT_THAT(told("      rows: criticality\n", "      rows: criticalty\n"),
                HasSubstr("write \"criticality\""));
    EXPECT_THAT(told("scaled: yes\n    impact:", "scald: yes\n    impact:"),
                HasSubstr("write \"scaled\""));
}

TEST(SeverityFile, LowestBandHoldsTheFewestPoints) {
    const ConfigurationSample sample;
    sample.replace(sample.procedure_file(),
                   "priority-2018:  { normal: 0, low: 10, medium: 20, high: 30 }",
                   "priority-2018:  { normal: -5, low: 10, medium: 20, high: 30 }");
    EXPECT_THAT(sample.load().words(""),
                HasSubstr("no band of the question \"score-2018\" holds -5"));
}

TEST(SeverityFile, AServiceScalesItsBands) {
    const ConfigurationSample sample;
    EXPECT_EQ(sample.load().configuration->directory.services.at("ward-orders").bands_percent, 10);
    EXPECT_EQ(sample.load().configuration->directory.services.at("gp-records").bands_percent, 100);
    sample.replace(sample.main_file(), "bands-percent: 10\n", "bands-percent: 0\n");
    EXPECT_THAT(sample.load().words(""), HasSubstr("not a whole number from 1 to 1000"));
}

}  // namespace
}  // namespace tocsin

// tocsin check over files in a folder of its own.
#include "daemon/cli_check.h"

#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <sstream>

namespace tocsin {
namespace {

struct Checked {
    int code = -1;
    std::string out;
    std::string err;
};

Checked run(const ConfigurationSample& sample, const std::vector<std::filesystem::path>& files = {},
            const std::string& now = "2026-11-22T10:00") {
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{out, err};
    const Instant at = parse_when(now, load_zone("Europe/London")).value().at;
    const int code = check({sample.main_file(), files}, at, terminal);
    return {code, out.str(), err.str()};
}

// Monday to Thursday night is named outright, the rest is not.
const std::string full =
    "rota: on-call\nweek: 2026-11-23\nshifts:\n"
    "  edm:\n"
    "    mon-night: pat.ash\n    tue-night: pat.ash\n    wed-night: jo.oak\n"
    "    thu-night: jo.oak\n    fri-night: pat.ash\n    sat-day: pat.ash\n"
    "    sat-night: jo.oak\n    sun-day: jo.oak\n    sun-night: pat.ash\n"
    "  level-3: { all-week: sam.elm }\n";

std::string without(const std::string& line) {
    std::string text = full;
    text.erase(text.find(line), line.size());
    return text;
}

TEST(CliCheck, GoodFilesAreCounted) {
    const ConfigurationSample sample;
    const Checked alone = run(sample);
    EXPECT_EQ(alone.code, 0);
    EXPECT_EQ(alone.out, "7 files are good.\n");
    const auto folder_rota = sample.write("rotas/week.yaml", full);
    const Checked with_rota = run(sample, {folder_rota, sample.procedure_file()});
    EXPECT_EQ(with_rota.code, 0);
    EXPECT_EQ(with_rota.out, "8 files are good.\n") << "each file is looked at once";
    EXPECT_EQ(with_rota.err, "");
}

TEST(CliCheck, AGapIsAWarningWithItsHours) {
    proves("HSSI-16");
    proves("HSSI-10");
    const ConfigurationSample sample;
    const auto file = sample.write("next.yaml", without("    thu-night: jo.oak\n"));
    const Checked checked = run(sample, {file});
    EXPECT_EQ(checked.code, 0);
    EXPECT_EQ(checked.out,
              file.string() +
                  ":7:5: warning: edm is empty from Thu 26 November 17:30 to Fri 27 November "
                  "08:00, 14 h 30\n"
                  "    7 |     wed-night: jo.oak\n"
                  "      |     ^~~~~~~~~\n"
                  "    why: calls of that time go on to the next level at once (HSSI-16)\n"
                  "    do:  name somebody for it, or write nobody, if it is meant\n"
                  "\n0 errors, 1 warning. 8 files are good.\n");
    EXPECT_EQ(run(sample, {file}, "2026-11-27T12:00").out, "8 files are good.\n");
}

TEST(CliCheck, AGapWrittenOnPurposeIsToldOnce) {
    const ConfigurationSample sample;
    std::string text = full;
    text.replace(text.find("thu-night: jo.oak"), 17, "thu-night: nobody");
    const Checked checked = run(sample, {sample.write("next.yaml", text)});
    EXPECT_EQ(checked.code, 0);
    EXPECT_NE(checked.out.find("0 errors, 1 warning."), std::string::npos) << checked.out;
}

TEST(CliCheck, ADutyThatNobodyHasAllWeekIsOneWarning) {
    const ConfigurationSample sample;
    const auto file = sample.write("next.yaml", without("  level-3: { all-week: sam.elm }\n"));
    const Checked checked = run(sample, {file});
    EXPECT_NE(checked.out.find(file.string() + ": warning: nobody is level-3 all week\n"),
              std::string::npos)
        << checked.out;
    EXPECT_NE(checked.out.find("0 errors, 1 warning."), std::string::npos);
}

TEST(CliCheck, ARotaThatNoProcedureAsksIsAWarning) {
    const ConfigurationSample sample;
    std::string text = full;
    text.replace(text.find("on-call"), 7, "on-cal");
    const Checked checked = run(sample, {sample.write("next.yaml", text)});
    EXPECT_EQ(checked.code, 0);
    EXPECT_NE(checked.out.find("no procedure asks the rota \"on-cal\""), std::string::npos);
    EXPECT_NE(checked.out.find("do:  write \"rota: on-call\""), std::string::npos);
}

TEST(CliCheck, MistakesOfAllFilesAreToldAtOnceAndNothingWasChanged) {
    proves("P20");
    const ConfigurationSample sample;
    std::string text = full;
    text.replace(text.find("mon-night: pat.ash"), 18, "mon-night: pat.ahs");
    const auto rota = sample.write("rotas/week.yaml", text);
    const auto procedure = sample.write("next.yaml", "procedure: hssi\n");
    const Checked checked = run(sample, {procedure});
    EXPECT_EQ(checked.code, 1);
    EXPECT_NE(checked.out.find(rota.string() + ":5:16: error: nobody is called \"pat.ahs\""),
              std::string::npos)
        << checked.out;
    EXPECT_NE(checked.out.find(procedure.string() + ":"), std::string::npos) << checked.out;
    EXPECT_TRUE(
        checked.out.ends_with("Nothing was changed: the daemon goes on with what it had.\n"));
}

TEST(CliCheck, ARefusedConfigurationSaysWhatWasNotLookedAt) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(), "site: National services", "sit: National services");
    const Checked checked = run(sample, {sample.write("next.yaml", full)});
    EXPECT_EQ(checked.code, 1);
    EXPECT_NE(checked.out.find("tocsin.yaml:"), std::string::npos);
    EXPECT_NE(checked.err.find("were not looked at"), std::string::npos);
}

TEST(CliCheck, AFileThatCannotBeReadIsTwoAndTheOthersAreToldOf) {
    const ConfigurationSample sample;
    const Checked checked = run(sample, {sample.folder() / "absent.yaml"});
    EXPECT_EQ(checked.code, 2);
    EXPECT_EQ(checked.err, "tocsin: " + (sample.folder() / "absent.yaml").string() +
                               " cannot be read\nwhy: it does not exist\n");
    EXPECT_EQ(checked.out, "7 files are good.\n");
    std::filesystem::remove(sample.main_file());
    const Checked nowhere = run(sample);
    EXPECT_EQ(nowhere.code, 2);
    EXPECT_EQ(nowhere.err, "tocsin: " + sample.main_file().string() +
                               " cannot be read\nwhy: it does not exist\n"
                               "do:  name your configuration with --config FILE\n");
}

}  // namespace
}  // namespace tocsin

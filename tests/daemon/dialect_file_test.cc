// What is said of mistakes in a file of a dialect, each with its line and column.
#include "daemon/dialect_file.h"

#include "tests/daemon/config_samples.h"
#include "tests/daemon/shipped_dialects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;

std::string problems_of(const std::string& text) {
    Problems problems;
    const bool read = parse_dialect(text, "a.yaml", problems).has_value();
    EXPECT_EQ(read, problems.empty());
    return short_form(problems);
}

TEST(DialectFile, MistakesAreToldWhereTheyStand) {
    const std::string head = "dialect: lift\nkey: \"{id}\"\n";
    EXPECT_EQ(problems_of(head), "");
    EXPECT_THAT(problems_of("dialect: lift\n"),
                HasSubstr("a.yaml:1:1: the dialect has no \"key\""));
    EXPECT_THAT(problems_of("key: \"{id}\"\n"), HasSubstr("has no \"dialect\""));
    EXPECT_THAT(problems_of("dialect: Lift 1\nkey: \"{id}\"\n"), HasSubstr("a.yaml:1:10:"));
    EXPECT_THAT(problems_of(head + "sumary: \"{a}\"\n"), HasSubstr("a.yaml:3:1:"));
    EXPECT_THAT(problems_of(head + "summary: [\"{a}\", \"{b\"]\n"),
                HasSubstr("a.yaml:3:18: of \"summary\", a brace is not closed"));
    for (const char* path : {"", ".", "a..b", "a.", "*.b", "a[b", "a[=b]", "a[b=c]d", "@"}) {
        EXPECT_THAT(problems_of(head + "place: \"{" + path + "}\"\n"), HasSubstr("is no path"))
            << path;
    }
    EXPECT_THAT(problems_of(head + "alarms: a[\n"), HasSubstr("a.yaml:3:9:"));
    EXPECT_THAT(problems_of(head + "severity: \"{s}\"\nseverities: { high: 6 }\n"),
                HasSubstr("a.yaml:4:21:"));
    EXPECT_THAT(problems_of(head + "severities: { high: 1 }\n"), HasSubstr("are words of nothing"));
    EXPECT_THAT(problems_of(head + "state:\n  - { when: { a: b }, is: resolved }\n"),
                HasSubstr("a.yaml:4:27:"));
    EXPECT_THAT(problems_of(head + "state:\n  - { is: over }\n"), HasSubstr("a.yaml:4:5:"));
    EXPECT_THAT(problems_of(head + "state:\n  - { when: {}, is: over }\n"),
                HasSubstr("a.yaml:4:13: \"when\" of a rule names nothing"));
    EXPECT_THAT(problems_of(head + "state:\n  - { when: { a..b: c }, is: over }\n"),
                HasSubstr("a.yaml:4:15:"));
    EXPECT_THAT(problems_of("- 1\n"), HasSubstr("a.yaml:1:1:"));
}

class DialectFiles : public testing::Test {
protected:
    // The shipped configuration, which lies beside the dialects, with these files and sources.
    Loaded load(const std::string& files, const std::string& sources) {
        sample_.replace(sample_.main_file(), "\nsources:\n",
                        "\ndialect-files: [" + files + "]\nsources:\n" + sources);
        return sample_.load();
    }

    ConfigurationSample sample_;
};

TEST_F(DialectFiles, SourceSpeaksADialectOfAFile) {
    const Loaded loaded = load("dialects/zabbix.yaml, dialects/pingdom.yaml",
                               "  zbx: { dialect: zabbix, service: gp-records, severity: 3,"
                               " severities: { \"5\": 2 } }\n");
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    EXPECT_EQ(loaded.configuration->dialects.size(), 2U);
    ASSERT_EQ(loaded.configuration->sources.size(), 2U);
    const Source& source = loaded.configuration->sources[0];
    EXPECT_EQ(source.dialect, "zabbix");
    EXPECT_EQ(source.service, "gp-records");
    EXPECT_EQ(source.severity, 3);
    EXPECT_EQ(source.severities.at("5"), 2);
    EXPECT_EQ(loaded.configuration->sources[1].dialect, "alertmanager");
}

TEST_F(DialectFiles, EveryShippedFileLoads) {
    std::string files;
    for (const auto& file : std::filesystem::directory_iterator(dialect_folder())) {
        if (!files.empty()) files += ", ";
        files += "dialects/" + file.path().filename().string();
    }
    const Loaded loaded = load(files, "");
    EXPECT_TRUE(loaded.configuration) << loaded.words("");
}

TEST_F(DialectFiles, UnknownDialectIsTold) {
    const Loaded loaded = load("dialects/zabbix.yaml", "  zbx: { dialect: zabix }\n");
    EXPECT_FALSE(loaded.configuration);
    EXPECT_THAT(loaded.words(""), HasSubstr("zabbix"));
}

TEST_F(DialectFiles, LabelOfAlertmanagerMeansNothingToAMapping) {
    const Loaded loaded =
        load("dialects/zabbix.yaml", "  zbx: { dialect: zabbix, service-label: service }\n");
    EXPECT_FALSE(loaded.configuration);
    EXPECT_THAT(loaded.words(""), HasSubstr("service-label"));
}

TEST_F(DialectFiles, TwoOfOneNameAreRefused) {
    const Loaded loaded = load("dialects/zabbix.yaml, dialects/zabbix.yaml", "");
    EXPECT_FALSE(loaded.configuration);
    EXPECT_THAT(loaded.words(""), HasSubstr("a second dialect is called \"zabbix\""));
}

TEST_F(DialectFiles, RefusedFileIsToldOnce) {
    sample_.write("broken.yaml", "dialect: broken\nkey: \"{id\"\n");
    const Loaded loaded = load("broken.yaml, missing.yaml", "  b: { dialect: broken }\n");
    EXPECT_FALSE(loaded.configuration);
    EXPECT_THAT(loaded.words(""), HasSubstr("broken.yaml:2:6"));
    EXPECT_THAT(loaded.words(""), HasSubstr("missing.yaml cannot be read"));
    EXPECT_EQ(loaded.problems.size(), 2U) << loaded.words("");
}

}  // namespace
}  // namespace tocsin

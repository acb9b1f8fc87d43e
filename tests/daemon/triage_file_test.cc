// Fields, flags and conditions in a procedure file, and the fields of services.
#include "core/state.h"
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

using testing::HasSubstr;

const std::string flags = "  security: { title: Security or information governance }";

// The flag "security" with this line in place of its title.
std::string told(const std::string& line) {
    const ConfigurationSample sample;
    sample.replace(sample.procedure_file(), flags, "  security: { " + line + " }");
    const Loaded loaded = sample.load();
    EXPECT_FALSE(loaded.configuration) << line;
    return loaded.words("");
}

// The field "kind" with this in place of its values.
std::string told_of_kind(const std::string& line) {
    const ConfigurationSample sample;
    sample.replace(sample.procedure_file(), "values: [outage, performance, other] }", line + " }");
    const Loaded loaded = sample.load();
    EXPECT_FALSE(loaded.configuration) << line;
    return loaded.words("");
}

std::vector<Matcher> read(const std::string& condition) {
    const ConfigurationSample sample;
    sample.replace(sample.procedure_file(), flags,
                   "  security: { removal-needs: " + condition + " }");
    const Loaded loaded = sample.load();
    if (!loaded.configuration) throw std::runtime_error(loaded.words(""));
    return loaded.configuration->directory.procedures.at("hssi").flags.at(1).removal_needs;
}

TEST(TriageFile, TheShippedFieldsAreRead) {
    proves("HSSI-64");
    const ConfigurationSample sample;
    const Loaded loaded = sample.load();
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const Directory& directory = loaded.configuration->directory;
    const Procedure& hssi = directory.procedures.at("hssi");
    ASSERT_GT(hssi.fields.size(), 5U);
    EXPECT_EQ(hssi.fields[0].name, "category");
    EXPECT_TRUE(hssi.fields[0].several);
    EXPECT_EQ(hssi.fields[0].values.size(), 7U);
    EXPECT_EQ(hssi.fields[1].values, (std::vector<std::string>{"outage", "performance", "other"}));
    EXPECT_FALSE(hssi.fields[1].several);
    EXPECT_EQ(hssi.fields[2].values, (std::vector<std::string>{"yes", "no"}));
    EXPECT_FALSE(hssi.fields[3].quiet);
    EXPECT_TRUE(std::ranges::find(hssi.fields, "tier", &Field::name)->quiet);
    ASSERT_EQ(hssi.flags.size(), 6U);
    EXPECT_EQ(hssi.flags[0].removal_needs, (std::vector<Matcher>{{.done_tasks = {"clinical"}}}));
    EXPECT_EQ(directory.services.at("gp-records").fields,
              (FieldValues{{"category", {"national-operational"}}, {"tier", {"gold"}}}));
}

TEST(TriageFile, TheShippedRecordAsksForWhatMustBeLogged) {
    proves("HSSI-08");
    proves("HSSI-09");
    proves("HSSI-65");
    const ConfigurationSample sample;
    const Loaded loaded = sample.load();
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const Procedure& hssi = loaded.configuration->directory.procedures.at("hssi");
    const auto asked = [&](const std::string& status) {
        Incident incident;
        incident.status = status;
        std::set<std::string> names;
        for (const Field* field : unset_fields(hssi, incident, true)) names.insert(field->name);
        return names;
    };
    const std::set<std::string> logged = asked("reported");
    for (const std::string field : {"supplier-reference", "detected", "diagnosis", "impact",
                                    "next-update", "hssi-manager", "key-contacts", "category"})
        EXPECT_TRUE(logged.contains(field)) << field;
    for (const std::string field : {"fix", "stable", "actions-taken", "root-cause"}) {
        EXPECT_FALSE(logged.contains(field)) << field;
        EXPECT_TRUE(asked("resolved").contains(field)) << field;
    }
    for (const std::string field : {"component", "linked", "workaround", "replicated", "users"})
        EXPECT_FALSE(logged.contains(field)) << field << " is asked for only if known";
}

TEST(TriageFile, ATextIsNoListOfValues) {
    EXPECT_THAT(told_of_kind("text: yes, values: [a, b]"), HasSubstr("a text has no values"));
    EXPECT_THAT(told_of_kind("text: maybe"), HasSubstr("kind"));
}

TEST(TriageFile, AConditionIsOneCaseOrAList) {
    EXPECT_EQ(
        read("{ severity: [1, 2], service: gp-records, hours: out-of-hours, reached: level-3, "
             "unset: kind, flag: [clinical, security], category: [clinical, multi-site] }"),
        (std::vector<Matcher>{{.severities = {1, 2},
                               .services = {"gp-records"},
                               .fields = {{"category", {"clinical", "multi-site"}}},
                               .unset = {"kind"},
                               .flags = {"clinical", "security"},
                               .reached = 2,
                               .when = Applies::out_of_hours}}));
    EXPECT_EQ(read("[ { hours: core-hours }, { reached: last-resort } ]"),
              (std::vector<Matcher>{{.when = Applies::core_hours}, {.reached = 4}}));
}

TEST(TriageFile, MistakesInConditionsAreToldWithWhatWasMeant) {
    proves("P20");
    EXPECT_THAT(told("removal-needs: { categry: clinical }"), HasSubstr("write \"category\""));
    EXPECT_THAT(told("removal-needs: { category: clinicl }"), HasSubstr("write \"clinical\""));
    EXPECT_THAT(told("removal-needs: { category: clinicl }"),
                HasSubstr("the field \"category\" cannot be \"clinicl\""));
    EXPECT_THAT(told("removal-needs: { flag: clincal }"), HasSubstr("write \"clinical\""));
    EXPECT_THAT(told("removal-needs: { unset: kindd }"), HasSubstr("write \"kind\""));
    EXPECT_THAT(told("removal-needs: { severity: 6 }"), HasSubstr("there is no severity \"6\""));
    EXPECT_THAT(told("removal-needs: { service: gp-record }"), HasSubstr("write \"gp-records\""));
    EXPECT_THAT(told("removal-needs: { hours: night }"), HasSubstr("cannot be \"night\""));
    EXPECT_THAT(told("removal-needs: { reached: level-9 }"), HasSubstr("no rung for \"level-9\""));
    EXPECT_THAT(told("removal-needs: []"), HasSubstr("names no case"));
    EXPECT_THAT(told("removal-needs: [{}]"), HasSubstr("names nothing"));
    EXPECT_THAT(told("removal-needs: clinical"), HasSubstr("not a block of keys"));
    EXPECT_THAT(told("titel: x"), HasSubstr("write \"title\""));
}

TEST(TriageFile, MistakesInFieldsAreToldOnceEach) {
    proves("P20");
    const auto kind = [](const std::string& line) {
        const ConfigurationSample sample;
        sample.replace(sample.procedure_file(),
                       "cases: [{ when: { kind: outage }, answer: critical }]", "");
        for (const char* condition :
             {"key-site, kind: outage }", "multi-site, kind: outage }",
              "[data-centre, national-governance], kind: [outage, performance] }",
              "[national-operational, national-governance], kind: [outage, performance] }",
              "[national-operational, national-governance], kind: outage }",
              "multi-site, key-site], kind: outage }"}) {
            const std::string text(condition);
            sample.replace(sample.procedure_file(), text,
                           text.substr(0, text.find(", kind")) + " }");
        }
        sample.replace(sample.procedure_file(),
                       "  kind: { title: Kind, values: [outage, performance, other] }", line);
        const Loaded loaded = sample.load();
        EXPECT_FALSE(loaded.configuration) << line;
        return loaded.words("");
    };
    EXPECT_THAT(kind("  kind: { title: Kind }"), HasSubstr("has no \"values\""));
    EXPECT_THAT(kind("  kind: { values: [outage, outage] }"), HasSubstr("is given twice"));
    EXPECT_THAT(kind("  kind: { values: [Outage now] }"), HasSubstr("Outage now"));
    EXPECT_THAT(kind("  severity: { values: [a] }"), HasSubstr("cannot be called \"severity\""));
    EXPECT_THAT(kind("  kind: { values: [a], several: perhaps }"), HasSubstr("perhaps"));
    EXPECT_THAT(kind("  kind:"), HasSubstr("1 error, "));
    EXPECT_THAT(kind("  kind: { values: [a], asked: }"), HasSubstr("1 error, "));
}

TEST(TriageFile, AServiceSpeaksTheWordsOfItsProcedure) {
    proves("P20");
    const auto fields = [](const std::string& line) {
        const ConfigurationSample sample;
        sample.replace(sample.main_file(), "fields: { category: national-operational, tier: gold }",
                       line);
        const Loaded loaded = sample.load();
        EXPECT_FALSE(loaded.configuration) << line;
        return loaded.words("");
    };
    EXPECT_THAT(fields("fields: { categry: clinical }"), HasSubstr("write \"category\""));
    EXPECT_THAT(fields("fields: { category: national-operation }"),
                HasSubstr("write \"national-operational\""));
    EXPECT_THAT(fields("fields: { kind: [outage, other] }"),
                HasSubstr("the field \"kind\" has one value"));
    EXPECT_THAT(fields("fields: [clinical]"), HasSubstr("not a block of keys"));
}

}  // namespace
}  // namespace tocsin

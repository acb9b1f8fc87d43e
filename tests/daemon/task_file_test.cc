// Tasks and the lines at which a ladder begins, as a procedure file gives them, and what is wrong
// with them.
#include "core/ladder.h"
#include "core/ladder_entry.h"
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace tocsin {
namespace {

using testing::HasSubstr;

Procedure shipped() {
    const ConfigurationSample sample;
    const Loaded loaded = sample.load();
    EXPECT_TRUE(loaded.configuration) << loaded.words("");
    return loaded.configuration->directory.procedures.at("hssi");
}

// What is said of the shipped procedure with `before` written as `after`.
std::string wrong(const std::string& before, const std::string& after) {
    const ConfigurationSample sample;
    sample.replace(sample.procedure_file(), before, after);
    const Loaded loaded = sample.load();
    EXPECT_FALSE(loaded.configuration) << after;
    return loaded.words("");
}

std::string entered(const Procedure& hssi, const FieldValues& fields,
                    const std::vector<std::string>& flags, bool core_hours) {
    Incident incident;
    incident.triage = Triage{fields};
    for (const std::string& flag : flags) incident.triage->flags[flag] = {};
    const LadderEntry* entry = entry_of(hssi, incident, core_hours);
    return entry == nullptr ? "" : hssi.ladder.rungs[static_cast<std::size_t>(entry->rung)].role;
}

TEST(TaskFile, TheShippedLadderBeginsAsTheGuidelinesSay) {
    proves("HSSI-20");
    proves("HSSI-22");
    proves("HSSI-25");
    const Procedure hssi = shipped();
    const auto at_night = [&](const FieldValues& fields) {
        return entered(hssi, fields, {}, false);
    };
    const auto of = [](const std::string& category, const std::string& kind) {
        return FieldValues{{"category", {category}}, {"kind", {kind}}};
    };
    for (const std::string kind : {"outage", "performance"}) {
        EXPECT_EQ(at_night(of("data-centre", kind)), "level-2");
        EXPECT_EQ(at_night(of("national-governance", kind)), "level-2");
    }
    EXPECT_EQ(at_night(of("data-centre", "other")), "level-1");
    EXPECT_EQ(at_night(of("national-governance", "other")), "level-1");
    EXPECT_EQ(at_night(of("multi-site", "outage")), "level-2");
    EXPECT_EQ(at_night(of("multi-site", "performance")), "level-1");
    for (const std::string category :
         {"key-site", "national-operational", "clinical", "ig-security"}) {
        EXPECT_EQ(at_night(of(category, "other")), "level-2") << category;
        EXPECT_EQ(entered(hssi, of(category, "outage"), {}, true), "level-1") << category;
    }
    // Unclear is treated as not business as usual.
    EXPECT_EQ(at_night({}), "level-2");
    EXPECT_EQ(entered(hssi, {}, {}, true), "level-1") << "level 1 considers level 2";
    EXPECT_EQ(at_night({{"category", {"multi-site"}}}), "level-2");
    // Whatever it is, these reach the manager on call, and a crisis whoever decides on it.
    FieldValues pressed = of("multi-site", "other");
    pressed["trigger"] = {"press-office"};
    EXPECT_EQ(at_night(pressed), "level-2");
    EXPECT_EQ(entered(hssi, of("multi-site", "other"), {"clinical"}, false), "level-2");
    EXPECT_EQ(entered(hssi, of("multi-site", "other"), {"security"}, false), "level-2");
    EXPECT_EQ(entered(hssi, of("multi-site", "other"), {"crisis"}, true), "level-3");
}

TEST(TaskFile, TheShippedTasksCallTheirSpecialists) {
    proves("HSSI-42");
    proves("HSSI-43");
    const Procedure hssi = shipped();
    ASSERT_EQ(hssi.tasks.size(), 3U);
    ASSERT_EQ(hssi.of_tasks.size(), 3U);
    EXPECT_EQ(hssi.tasks[1].name, "level-3-told");
    EXPECT_TRUE(hssi.tasks[1].ends_taken && hssi.tasks[1].by_phone_only);
    EXPECT_EQ(hssi.of_tasks[1].ladder.rungs.at(0).role, "level-3") << "at once, beside the EDM";
    const Procedure& clinical = hssi.of_task("clinical");
    EXPECT_EQ(clinical.title, "clinical safety task");
    EXPECT_EQ(clinical.hash, hssi.hash);
    EXPECT_EQ(clinical.ladder.rungs.at(0).role, "clinical-safety");
    EXPECT_EQ(clinical.ladder.rungs.at(1).role, "clinical-fallback");
    EXPECT_EQ(clinical.ladder.last_resort, hssi.ladder.last_resort);
    EXPECT_EQ(clinical.obligations.at(0).name, "made-safe");
    EXPECT_FALSE(hssi.tasks[0].by_phone_only);
    EXPECT_TRUE(hssi.tasks[2].by_phone_only);
    EXPECT_EQ(hssi.of_task("security").ladder.rungs.at(1).role, "level-3");
    EXPECT_EQ(&hssi.of_task("unheard-of"), &hssi);
}

TEST(TaskFile, WhatIsWrongIsSaidWithWhatToDo) {
    EXPECT_THAT(wrong("at: level-3, when: { flag: crisis }", "at: level-9, when: { flag: crisis }"),
                HasSubstr("the ladder has no rung for \"level-9\""));
    EXPECT_THAT(
        wrong("at: level-3, when: { flag: crisis }", "at: last-resort, when: { flag: crisis }"),
        HasSubstr("the ladder has no rung for \"last-resort\""));
    EXPECT_THAT(wrong("at: level-3, when: { flag: crisis }", "at: level-3"),
                HasSubstr("this line never counts"));
    EXPECT_THAT(
        wrong("removal-needs: { done-task: clinical }", "removal-needs: { done-task: clinicl }"),
        HasSubstr("the procedure has no task \"clinicl\""));
    EXPECT_THAT(wrong("title: clinical safety task", "titel: clinical safety task"),
                HasSubstr("the task \"clinical\""));
    EXPECT_THAT(wrong("details: by-phone\n    ladder", "details: by-fax\n    ladder"),
                HasSubstr("by-phone"));
    EXPECT_THAT(wrong("{ role: clinical-safety, within", "{ role: clinical-safty, within"),
                HasSubstr("no role is called \"clinical-safty\""));
    EXPECT_THAT(wrong("    details: by-phone\n    ladder", "    follows: hssi\n    ladder"),
                HasSubstr("the task \"security\""));
}

TEST(TaskFile, ATaskFollowsAProcedureOfTheSameFolder) {
    const ConfigurationSample sample;
    const std::string text = [&] {
        std::ifstream file(sample.procedure_file());
        return std::string(std::istreambuf_iterator<char>(file), {});
    }();
    const std::size_t from = text.find("    ladder:\n", text.find("  security:     "));
    const std::size_t to = text.find("\n# Messages to stakeholders", from);
    ASSERT_NE(to, std::string::npos);
    const std::string ladder = text.substr(from, to - from);
    sample.replace(sample.procedure_file(), ladder, "    follows: hssj\n");
    EXPECT_THAT(sample.load().words(""),
                AllOf(HasSubstr("the task \"security\" follows no procedure there is: \"hssj\""),
                      HasSubstr("write \"hssi\"")));
    sample.replace(sample.procedure_file(), "follows: hssj", "follows: hssi");
    EXPECT_THAT(sample.load().words(""), HasSubstr("follows its own procedure"));
    std::string other = text;
    other.replace(other.find("procedure: hssi"), 15, "procedure: dspt");
    sample.write("procedures/dspt.yaml", other);
    sample.replace(sample.procedure_file(), "follows: hssi", "follows: dspt");
    sample.replace(sample.main_file(), "default-procedure: hssi", "default-procedure: hssi");
    const Loaded loaded = sample.load();
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    EXPECT_EQ(loaded.configuration->directory.procedures.at("hssi").tasks[2].follows, "dspt");
}

}  // namespace
}  // namespace tocsin

// What a rota may say and probably does not mean.
#include "daemon/rota_slips.h"

#include "daemon/rota_text.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// "line: what", of the warnings of a week in YAML.
std::vector<std::string> warned(const std::string& shifts, const std::string& contacts = "") {
    const Directory directory = directory_of_stories({});
    const std::string text = "rota: on-call\nweek: 2026-11-23\n" + contacts + "shifts:\n" + shifts;
    std::vector<std::string> all;
    for (const Problem& one : read_rota_text(text, "week.yaml", "on-call", directory).problems) {
        all.push_back(std::string(one.warning ? "" : "error ") + std::to_string(one.mark.line) +
                      ": " + one.what);
    }
    return all;
}

const std::string good = "  edm: { all-week: pat.ash }\n  level-3: { all-week: sam.elm }\n";

TEST(RotaSlips, AGoodWeekHasNone) {
    EXPECT_THAT(warned(good), IsEmpty());
}

TEST(RotaSlips, AnIdWithSomebodyElsesPhoneIsPointedAt) {
    proves("P18");
    const auto all = warned("  edm: { all-week: pat.ahs }\n  level-3: { all-week: sam.elm }\n",
                            "contacts: { pat.ahs: { name: Pat Ash, phone: 07700 900101 } }\n");
    EXPECT_THAT(all, ElementsAre("5: \"pat.ahs\" has the phone of pat.ash"));
}

TEST(RotaSlips, AnotherPhoneThanInTheConfigurationIsPointedAtAndNotShown) {
    for (const char* rule : {"P10", "P18"}) proves(rule);
    const auto all = warned(good,
                            "contacts: { pat.ash: { name: Pat Ash, phone: 07700 900777, mail: "
                            "pat.ash@example.org } }\n");
    EXPECT_THAT(all,
                ElementsAre("5: \"pat.ash\" has another phone here than in the configuration"));
}

TEST(RotaSlips, ARoleThatNobodyAsksForIsPointedAtOnce) {
    const auto all = warned(good + "  emd:\n    mon-night: jo.oak\n    tue-night: jo.oak\n");
    EXPECT_THAT(all, ElementsAre("7: no procedure asks the rota \"on-call\" for \"emd\""));
}

TEST(RotaSlips, OnePersonInTwoPlacesIsPointedAtOnce) {
    const auto all = warned(
        "  edm: { mon-night: pat.ash, tue-night: pat.ash, wed-night: jo.oak }\n"
        "  level-3: { all-week: pat.ash }\n");
    ASSERT_THAT(all, testing::SizeIs(1));
    EXPECT_THAT(all.front(),
                HasSubstr("\"pat.ash\" is edm and level-3 at once from Mon 23 November 17:30 to "
                          "Tue 24 November 08:00"));
}

// A list of those who fill in names, as a spreadsheet has it.
TEST(RotaSlips, ASpreadsheetMayNamePeopleInTheColumnOfNames) {
    proves("HSSI-13");
    const Directory directory = directory_of_stories({});
    const RotaText read = read_rota_text(
        "role,date,shift,person,name\r\nedm,23/11/2026,week,,Pat Ash\r\n"
        "level-3,23/11/2026,week,sam.elm,\r\nlevel-3,30/11/2026,week,,\r\n",
        "week.csv", "on-call", directory);
    ASSERT_THAT(read.problems, testing::SizeIs(1));
    EXPECT_EQ(read.problems.front().what, "this line has no person");
    EXPECT_EQ(read.problems.front().mark.line, 4);
    ASSERT_FALSE(read.weeks.empty());
    EXPECT_THAT(read.weeks.front().shifts.front().people, ElementsAre("pat.ash"));
}

}  // namespace
}  // namespace tocsin

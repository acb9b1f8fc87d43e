// Every format by one door, and the words in which an upload is answered.
#include "daemon/rota_text.h"

#include "daemon/rota_words.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

RotaText read(const std::string& text) {
    static const Directory directory = directory_of_stories({});
    return read_rota_text(text, "rota", "on-call", directory);
}

TEST(RotaText, EachFormatIsToldByItsText) {
    proves("HSSI-13");
    const RotaText week =
        read("rota: security\nweek: 2026-11-23\nshifts:\n  edm:\n    all-week: pat.ash\n");
    EXPECT_TRUE(week.problems.empty());
    EXPECT_EQ(week.name, "security");
    EXPECT_EQ(week.weeks.size(), 1U);
    EXPECT_FALSE(week.rolling);

    const RotaText rolling = read(
        "rota: on-call\nfrom: 2026-11-30\nuntil: 2026-12-21\nshifts:\n  edm:\n    all-week: "
        "{ in-turn: [pat.ash, jo.oak], starting: 2026-12-07 }\n");
    EXPECT_TRUE(rolling.problems.empty());
    EXPECT_TRUE(rolling.rolling);
    ASSERT_EQ(rolling.weeks.size(), 3U);
    EXPECT_EQ(rolling.weeks[0].name, "on-call") << "also a week with nobody in it";
    EXPECT_TRUE(rolling.weeks[0].shifts.empty());

    const RotaText lines = read(
        "role;date;shift;person\r\nedm;14/07/2026;night;Pat "
        "Ash\r\nedm;21/07/2026;night;jo.oak\r\n");
    EXPECT_TRUE(lines.problems.empty());
    EXPECT_EQ(lines.name, "on-call");
    EXPECT_EQ(lines.weeks.size(), 2U);

    EXPECT_TRUE(refused(read("PK\x03\x04").problems)) << "a workbook";
    EXPECT_TRUE(refused(read("").problems));
}

TEST(RotaText, AFileIsForTheRotaThatItsNameBeginsWith) {
    Directory directory = directory_of_stories({});
    directory.procedures["security"] = directory.procedures.at("hssi");
    directory.procedures["security"].rota = "on-call-security";
    EXPECT_EQ(rota_of_file("july.csv", directory), "on-call");
    EXPECT_EQ(rota_of_file("on-call.csv", directory), "on-call");
    EXPECT_EQ(rota_of_file("on-call-security-july.csv", directory), "on-call-security");
}

TEST(RotaWords, SayWhoInsteadOfWhomAndWhatIsOpen) {
    proves("HSSI-13");
    proves("HSSI-16");
    Story story("Wed 2026-10-21 09:00");
    story.upload({{story.week("2026-10-19"), story.week("2026-10-26")}, "", "", "agreed"});
    // The clocks go back in this night.
    const Answer answer =
        story.upload({{story.week("2026-10-19", {{"sat-night", "kim.hazel"}, {"sun-night", ""}})},
                      "",
                      "",
                      "agreed"});
    const RotaNames names = rota_names(story.directory(), story.state());
    EXPECT_EQ(
        outcome_words(answer, 41, names, story.directory().calendar.zone),
        "2 changes, 1 new gap, against version 41 in force\n\n"
        "EDM   Sat 24 October 19:00 to Sun 25 October 07:00   Pat Ash -> Kim Hazel\n"
        "EDM   Sun 25 October 19:00 to Mon 26 October 08:00   Pat Ash -> NOBODY (GAP)\n"
        "\nNew gap: EDM is empty from Sun 25 October 19:00 to Mon 26 October 08:00, 13 hours\n");
    story.expect_level_1_told("rota.gap", "service-bridge");
    story.expect_mail_to("rota-team", "rota.gap");
}

}  // namespace
}  // namespace tocsin

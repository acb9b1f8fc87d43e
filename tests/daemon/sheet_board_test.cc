// What stands on the on-call sheet, when it is written again, and what a disk that takes nothing
// leads to.
#include "daemon/sheet_board.h"

#include "channels/on_call_sheet.h"
#include "daemon/whole_file.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

class Folder {
public:
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "sheet-XXXXXX").string();
        path = ::mkdtemp(pattern.data());
    }
    ~Folder() { fs::remove_all(path); }
    fs::path path;
};

std::string text_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool comes_true(const std::function<bool()>& claim) {
    for (int tries = 0; tries < 1000; ++tries) {
        if (claim()) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

OnCallSheet sheet_of(const Story& story) {
    return sheet_view(story.state(), story.directory(), story.now(), 14).sheet;
}

TEST(SheetView, SaysWhoIsOnCallAndHowToReachThemByHand) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00", {.edm = {{"sat-day", ""}}});
    const SheetView view = sheet_view(story.state(), story.directory(), story.now(), 14);
    const OnCallSheet& sheet = view.sheet;
    ASSERT_EQ(sheet.now.size(), 6U);
    EXPECT_EQ(sheet.now[1].called, "EDM");
    EXPECT_EQ(sheet.now[1].people.at(0).name, "Pat Ash");
    EXPECT_EQ(sheet.now[1].people.at(0).phone, "07700 900101");
    EXPECT_EQ(sheet.now[1].until, "until 07:00");
    // Made again when somebody else comes on, whatever else happens.
    EXPECT_EQ(view.until, story.span("Sat 2026-11-28 07:00", "Sat 2026-11-28 08:00").from);

    const std::vector<std::string>& steps = sheet.by_hand;
    ASSERT_EQ(steps.size(), 6U);
    EXPECT_EQ(steps[0], "Phone EDM, Pat Ash 07700 900101. Try 2 times within 20 minutes.");
    EXPECT_EQ(steps[1],
              "Nobody answers: phone level 3, Sam Elm 07700 900102. Try 2 times within 20 "
              "minutes.");
    EXPECT_EQ(steps[3],
              "Nobody answers: phone the last resort, Duty Director 07700 900109, again every 5 "
              "minutes until somebody does.");
    EXPECT_EQ(steps[4], "Tell NSD 07700 900010 who has it.");

    // The days ahead: the stretch that runs from its beginning, and the gap behind it.
    ASSERT_GE(sheet.ahead.size(), 3U);
    EXPECT_EQ(sheet.ahead[0].from.words, "Fri 27 November 17:30");
    EXPECT_EQ(sheet.ahead[0].people.at(0).name, "Pat Ash");
    EXPECT_EQ(sheet.ahead[1].from.words, "Sat 28 November 07:00");
    EXPECT_TRUE(sheet.ahead[1].people.empty());
    // The last one ends where it does, not where the sheet ends.
    const OnCallSheet short_one =
        sheet_view(story.state(), story.directory(), story.now(), 2).sheet;
    EXPECT_EQ(short_one.ahead.back().called, "Level 3");
    EXPECT_EQ(short_one.ahead.back().to.words, "Mon 7 December 08:00");
}

TEST(SheetView, TellsOfAnIncidentItsReferenceAndNothingThatWasSaid) {
    proves("P18");
    Story story("Sat 2026-11-28 03:00");
    Reported reported;
    reported.source = "api";
    Alarm alarm = firing("one", "Ward 7, patient Jane", 1);
    alarm.summary = "patient Jane";
    reported.alarms = {alarm};
    story.report(reported);
    static_cast<void>(story.expect_whatever_was_sent());
    const OnCallSheet sheet = sheet_of(story);
    ASSERT_EQ(sheet.open.size(), 1U);
    EXPECT_EQ(sheet.open[0].ref, "INC-1");
    EXPECT_EQ(sheet.open[0].words, "severity 1, NOT TAKEN since 03:00");
    for (const File& file : sheet_files(sheet))
        EXPECT_EQ(file.body.find("Jane"), std::string::npos) << file.path;
    story.acknowledge("pat.ash");
    static_cast<void>(story.expect_whatever_was_sent());
    EXPECT_EQ(sheet_of(story).open[0].words, "severity 1, Pat Ash has it since 03:00");
}

TEST(SheetView, AFloodIsCountedAndTheWorstAreNamed) {
    Story story("Sat 2026-11-28 03:00");
    std::vector<Alarm> alarms;
    for (int count = 0; count < 40; ++count)
        alarms.push_back(firing(std::to_string(count), "gp-records", count == 39 ? 1 : 3));
    story.alarms(alarms);
    static_cast<void>(story.expect_whatever_was_sent());
    const OnCallSheet sheet = sheet_of(story);
    EXPECT_EQ(sheet.open.size(), 30U);
    EXPECT_EQ(sheet.more_open, 10U);
    EXPECT_EQ(sheet.open[0].ref, "INC-40");
}

TEST(SheetView, FingerprintChangesWithWhateverTheSheetSays) {
    Story story("Sat 2026-11-28 03:00");
    std::set<std::uint64_t> seen;
    const auto differs = [&] {
        return seen.insert(sheet_fingerprint(story.state(), story.directory())).second;
    };
    EXPECT_TRUE(differs());
    const IncidentId id = story.alarm("gp-records", 1);
    static_cast<void>(story.expect_whatever_was_sent());
    EXPECT_TRUE(differs());
    story.acknowledge("pat.ash");
    static_cast<void>(story.expect_whatever_was_sent());
    EXPECT_TRUE(differs());
    story.resolve(id);
    static_cast<void>(story.expect_whatever_was_sent());
    EXPECT_FALSE(differs());  // as if it had never been
    story.swap({"edm", story.span("Sat 2026-11-28 19:00", "Sun 2026-11-29 07:00"), "pat.ash",
                "max.birch"});
    static_cast<void>(story.expect_whatever_was_sent());
    EXPECT_TRUE(differs());
}

TEST(SheetBoard, WritesWhenSomethingChangesAndNotAllTheTime) {
    const Folder folder;
    Story story("Sat 2026-11-28 03:00");
    SheetBoard board;
    board.use(folder.path / "on-call", 14);
    board.look(story.engine(), story.now());
    const fs::path text = folder.path / "on-call/on-call.txt";
    const fs::path page = folder.path / "on-call/index.html";
    ASSERT_TRUE(comes_true([&] { return fs::exists(page); }));
    EXPECT_EQ(fs::status(page).permissions(),
              fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
    const std::string before = text_of(text);
    EXPECT_NE(before.find("Pat Ash"), std::string::npos);

    // The engine's clock alone makes nothing new.
    board.look(story.engine(), story.now() + 10s);
    board.stop();
    EXPECT_EQ(text_of(text), before);
    EXPECT_EQ(board.complaint(), "");

    SheetBoard again;
    again.use(folder.path / "on-call", 14);
    again.look(story.engine(), story.now());
    ASSERT_TRUE(comes_true([&] { return again.health().age < 1s; }));
    story.alarm("gp-records", 1);
    static_cast<void>(story.expect_whatever_was_sent());
    const auto says = [&](Duration later, const std::string& words) {
        return comes_true([&] {
            again.look(story.engine(), story.now() + later);
            return text_of(text).find(words) != std::string::npos;
        });
    };
    EXPECT_TRUE(says(0s, "INC-1"));
    // And when a shift changes.
    EXPECT_TRUE(says(4h + 1min, "Written 07:01")) << text_of(text);
}

TEST(SheetBoard, ADiskThatTakesNothingIsToldOfAndTheOldSheetStays) {
    proves("P11");
    const Folder folder;
    Story story("Sat 2026-11-28 03:00");
    std::ofstream(folder.path / "in-the-way") << "x";
    SheetBoard board;
    board.use(folder.path / "in-the-way", 14);
    board.look(story.engine(), story.now());
    ASSERT_TRUE(comes_true([&] { return board.health().failures_total == 1; }));
    EXPECT_NE(board.health().last_error, "");
    EXPECT_EQ(board.complaint(), "");  // not old enough yet
    EXPECT_EQ(text_of(folder.path / "in-the-way"), "x");
}

TEST(WholeFile, IsTheOldOneOrTheNewOne) {
    const Folder folder;
    const fs::path file = folder.path / "sheet.txt";
    const fs::perms readable = fs::perms::owner_read | fs::perms::owner_write;
    EXPECT_EQ(write_whole(file, "one", readable), "");
    EXPECT_EQ(text_of(file), "one");
    // What cannot be put in its place leaves no trace, and the old one stays.
    fs::create_directory(folder.path / "folder");
    EXPECT_NE(write_whole(folder.path / "folder", "two", readable), "");
    EXPECT_NE(write_whole(folder.path / "missing/sheet.txt", "two", readable), "");
    EXPECT_EQ(write_whole(file, "two", readable), "");
    EXPECT_EQ(text_of(file), "two");
    for (const fs::directory_entry& entry : fs::directory_iterator(folder.path))
        EXPECT_FALSE(entry.path().string().ends_with(".part")) << entry.path();
}

}  // namespace
}  // namespace tocsin

// What an admin reads when a rota is wrong: tests/golden/rota/bad holds the files, and beside each
// what is said of it, byte for byte. TOCSIN_UPDATE_GOLDEN=1 writes that anew, and a person reads
// it.
#include "daemon/rota_text.h"
#include "rota/words.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

fs::path folder() {
    return source_dir() / "tests" / "golden" / "rota" / "bad";
}

std::vector<std::string> bad_files() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
        if (entry.path().extension() != ".txt") names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

Problems problems_of(const std::string& text, const std::string& file) {
    static const Directory directory = directory_of_stories({});
    return read_rota_text(text, file, "on-call", directory).problems;
}

class BadRotaFile : public testing::TestWithParam<std::string> {};

TEST_P(BadRotaFile, GetsTheMessageThatSaysWhatToDo) {
    proves("P20");
    proves("HSSI-13");
    std::ifstream in(folder() / GetParam(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const Problems problems = problems_of(text, GetParam());
    ASSERT_FALSE(problems.empty());
    for (const Problem& problem : problems) {
        EXPECT_EQ(problem.file, GetParam());
        EXPECT_NE(problem.what, "");
        EXPECT_NE(problem.fix, "") << problem.what;
        // What is wrong with the whole file has no line; everything else has both.
        EXPECT_TRUE(problem.mark.column == 0 || problem.mark.line > 0) << problem.what;
    }
    const bool sorted = std::ranges::is_sorted(
        problems, {}, [](const Problem& one) { return std::pair(one.mark.line, one.mark.column); });
    EXPECT_TRUE(sorted) << "problems are told in the order of the file";
    expect_golden("rota/bad/" + GetParam() + ".txt",
                  format_problems(problems, text,
                                  refused(problems) ? "Nothing was changed." : "It is accepted."));
}

INSTANTIATE_TEST_SUITE_P(Of, BadRotaFile, testing::ValuesIn(bad_files()), [](const auto& file) {
    std::string name = file.param;
    std::ranges::replace_if(
        name, [](char c) { return c == '-' || c == '.'; }, '_');
    return name;
});

TEST(BadRotaFiles, AreFortyAtLeast) {
    EXPECT_GE(bad_files().size(), 40u);
}

// Too large to lie in the folder.
TEST(BadRotaFiles, OneThatIsTooLargeIsSaidToBeSo) {
    const std::string lines(1024 * 1024 + 1, '\n');
    const std::string csv = "role,date,shift,person\n" + lines;
    EXPECT_EQ(format_problems(problems_of(csv, "year.csv"), "", "Nothing was changed."),
              "year.csv: error: this file is larger than 1 MiB\n"
              "    why: a year of shifts is not\n"
              "    do:  delete what is no rota\n"
              "\n1 error, 0 warnings. Nothing was changed.\n");
    std::string rows = "role,date,shift,person\n";
    for (int row = 0; row < 20001; ++row) rows += "edm,23/11/2026,night,nobody\n";
    EXPECT_NE(format_problems(problems_of(rows, "year.csv"), "", "").find("more than 20,000 lines"),
              std::string::npos);
    const std::string yaml = "rota: on-call\n" + lines + lines;
    EXPECT_NE(format_problems(problems_of(yaml, "week.yaml"), "", "").find("larger than 2 MiB"),
              std::string::npos)
        << format_problems(problems_of(yaml, "week.yaml"), "", "");
}

}  // namespace
}  // namespace tocsin

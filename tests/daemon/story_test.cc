// The stories shipped beside the procedures, each compared with what it told when a person last
// read it. TOCSIN_UPDATE_GOLDEN=1 writes it anew. A story proves the rules that it says it proves:
// `tests/rules --mutate` holds it to that.
#include "daemon/cli_simulate.h"
#include "daemon/json.h"
#include "daemon/yaml.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

const fs::path& folder() {
    static const fs::path path = source_dir() / "systemd" / "stories";
    return path;
}

std::string text_of_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> stories() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
        const fs::path& path = entry.path();
        if (path.extension() == ".yaml" && path.stem() != "tocsin") names.push_back(path.stem());
    }
    std::sort(names.begin(), names.end());
    return names;
}

struct Said {
    std::string out;
    std::string err;
    int exit = exit_done;
};

Said play(SimulateOptions options) {
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{out, err};
    const Instant now = parse_when("2026-07-01T12:00", load_zone("Europe/London")).value().at;
    const auto nobody = []() -> Client { throw std::logic_error("no daemon is asked"); };
    const int exit = simulate(nobody, options, now, terminal);
    return {out.str(), err.str(), exit};
}

Said play(const fs::path& story, bool json = false) {
    SimulateOptions options;
    options.story = story;
    options.json = json;
    return play(options);
}

class ShippedStory : public testing::TestWithParam<std::string> {};

TEST_P(ShippedStory, TellsWhatItTold) {
    const fs::path path = folder() / (GetParam() + ".yaml");
    const Said said = play(path);
    EXPECT_EQ(said.err, "");
    EXPECT_EQ(said.exit, exit_done) << said.out;
    expect_golden("stories/" + GetParam() + ".txt", said.out);
    // The same again: nothing in it is chance, or the machine's clock.
    EXPECT_EQ(play(path).out, said.out);

    const auto tree = parse_yaml(text_of_file(path), path.string()).tree.value();
    const Node* rules = tree.find("proves");
    ASSERT_TRUE(rules != nullptr && !rules->items.empty()) << "proves nothing";
    for (const Node& rule : rules->items) proves(rule.text);
}

INSTANTIATE_TEST_SUITE_P(Every, ShippedStory, testing::ValuesIn(stories()), [](const auto& one) {
    std::string name = one.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(Stories, EveryProcedureHasThree) {
    std::map<std::string, int> of;
    for (const std::string& name : stories()) {
        const std::string text = text_of_file(folder() / (name + ".yaml"));
        ++of[parse_yaml(text, name).tree.value().find("procedure")->text];
    }
    for (const char* procedure : {"hssi", "dspt", "dps", "ig-siri", "wsic"})
        EXPECT_GE(of[procedure], 3) << procedure;
}

class StoryFile : public testing::Test {
protected:
    void SetUp() override {
        path_ = fs::path(testing::TempDir()) / "tocsin-story.yaml";
        options_.story = path_;
        options_.config = folder() / "tocsin.yaml";
    }
    void TearDown() override { fs::remove(path_); }

    void write(const std::string& text) { std::ofstream(path_, std::ios::binary) << text; }

    // What is said of a file that is refused, without its path.
    std::string refusal(const std::string& text) {
        write(text);
        std::ostringstream out;
        std::ostringstream err;
        Terminal terminal{out, err};
        try {
            simulate({}, options_, Instant{}, terminal);
        } catch (const CommandFailed& failure) {
            EXPECT_EQ(failure.exit_code, exit_asked_wrongly);
            EXPECT_EQ(out.str(), "");
            std::string said = err.str();
            for (std::size_t at; (at = said.find(path_.string())) != std::string::npos;)
                said.replace(at, path_.string().size(), "story.yaml");
            return said;
        }
        return "nothing was refused";
    }

    fs::path path_;
    SimulateOptions options_;
};

TEST_F(StoryFile, EveryMistakeIsToldAtOnceWithItsLine) {
    expect_golden("stories/mistakes.txt", refusal(R"(story: Everything is wrong
procedure: hsi
proves: [HSSI-14]
at: 2026-11-24 25:00
until: soon
textes: yes
happens:
  - { at: +0m, report: gp-records, severity: 9 }
  - { at: +1m, pres: pat.ash }
  - nothing
)") + "\n" + refusal(R"(story: The names are wrong
procedure: hssi
at: 2026-11-24T02:00
until: +1h
happens:
  - { at: +0m, report: gp-records, severity: 9, colour: red }
  - { at: +5m, press: pat.ahs }
  - { at: +4m, met: conference-cal }
  - { at: +9m, fails: text }
  - { at: +9m, safe: All is well, of: clinica }
  - { at: +9m, flag: clinical }
  - { at: +2h, resolve: Mended }
)"));
}

TEST_F(StoryFile, AStepThatIsRefusedUnawaresIsToldAndNeedsYou) {
    write(R"(story: Nobody has been called
procedure: hssi
at: 2026-11-24T02:00
until: +10m
happens:
  - { at: +0m, report: ward-orders, severity: 3, summary: A case }
  - { at: +5m, press: kim.hazel }
  - { at: +6m, close: kim.hazel, refused: yes }
)");
    const Said said = play(options_);
    EXPECT_EQ(said.exit, exit_needs_you);
    EXPECT_NE(said.out.find("NOT AS TOLD: Line 7: press kim.hazel was refused: has no call"),
              std::string::npos)
        << said.out;
    EXPECT_EQ(said.out.find("Line 8"), std::string::npos) << said.out;
}

TEST_F(StoryFile, AStepThatWasToBeRefusedAndWasNotNeedsYou) {
    write(R"(story: It is not refused
procedure: hssi
at: 2026-11-24T02:00
until: +10m
happens:
  - { at: +0m, report: ward-orders, severity: 3, summary: A case, refused: yes }
)");
    EXPECT_EQ(play(options_).exit, exit_needs_you);
}

TEST_F(StoryFile, AStoryThatGoesOnAndOnComesToAnEnd) {
    write(R"(story: Nobody ever answers
procedure: hssi
at: 2026-11-24T02:00
until: 2027-10-01T00:00
happens:
  - { at: +0m, report: ward-orders, severity: 1, summary: A case }
)");
    const Said said = play(options_);
    EXPECT_EQ(said.exit, exit_needs_you);
    EXPECT_NE(said.out.find("NOT AS TOLD: It goes on and on"), std::string::npos);
}

TEST_F(StoryFile, WithoutAConfigurationItIsAskedFor) {
    write("story: Of no house\n");
    options_.config.clear();
    EXPECT_THROW(play(options_), CommandFailed);
}

TEST(Stories, AProgramReadsThem) {
    const Said said = play(folder() / "hssi-night-ladder.yaml", true);
    const auto read = parse_json(said.out);
    ASSERT_TRUE(read.tree) << said.out;
    EXPECT_EQ(read.tree->find("nothing_is_sent")->text, "true");
    EXPECT_EQ(read.tree->find("as_told")->text, "true");
    EXPECT_EQ(read.tree->find("at")->text, "2026-11-24T02:00:00Z");
    EXPECT_EQ(read.tree->find("calls")->items.size(), 3U);
    EXPECT_EQ(read.tree->find("owed")->items.front().find("name")->text, "confirmation");
}

}  // namespace
}  // namespace tocsin

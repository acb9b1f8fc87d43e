// The simulator itself under test: all promises hold over many seeds, a seed is a seed, every fault
// happens, every planted bug is caught, and a failing run gets small. TOCSIN_CAMPAIGN=1 runs fifty
// times as much.
#include "tests/simulator/campaign.h"
#include "tests/simulator/plants.h"
#include "tests/simulator/shrink.h"
#include "tests/simulator/store_journal.h"
#include "tests/support/proves.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

namespace tocsin {
namespace {

// Under a sanitizer, which slows it down tenfold, a campaign is a tenth.
std::uint64_t campaign() {
#ifdef __SANITIZE_ADDRESS__
    constexpr std::uint64_t many = 5;
#else
    constexpr std::uint64_t many = 50;
#endif
    return std::getenv("TOCSIN_CAMPAIGN") == nullptr ? 1 : many;
}

std::unique_ptr<SimulatedJournal> in_store() {
    return std::make_unique<StoreJournal>();
}

Outline run(std::uint64_t seed, Choices* written = nullptr) {
    return Simulation({seed, nullptr, written}, in_memory, nullptr).run();
}

// A planted bug must show within so many seeds; the sound engine keeps every promise in far more.
constexpr std::uint64_t seeds_for_a_mutant = 900;

// The first seed in which the planted bug shows, and its choices.
std::optional<std::pair<Outline, KeptRun>> first_broken(const char* mutant) {
    planted = find_plant(mutant)->mutant;
    for (std::uint64_t seed = 1; seed <= seeds_for_a_mutant; ++seed) {
        Choices choices;
        const Outline outline = run(seed, &choices);
        if (!outline.broken.empty())
            return std::pair(outline, KeptRun{mutant, outline.broken, choices});
    }
    return std::nullopt;
}

// Seeds that break a promise and are not yet explained, with the promise. Each is a bug, of the
// daemon or of a watcher: the list may only get shorter.
std::map<std::uint64_t, std::string> open_findings() {
    std::ifstream in(source_dir() / "tests" / "simulator" / "open.findings");
    std::map<std::uint64_t, std::string> open;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::uint64_t seed = 0;
        if (std::string promise; words >> seed >> promise) open[seed] = promise;
    }
    return open;
}

class Simulator : public ::testing::Test {
protected:
    void TearDown() override { planted = Mutant::none; }
};

class Planted : public ::testing::TestWithParam<Plant> {
protected:
    void TearDown() override { planted = Mutant::none; }
};

TEST_F(Simulator, EveryPromiseHoldsWhateverHappens) {
    for (const char* rule :
         {"HSSI-10", "HSSI-12", "HSSI-14", "HSSI-15", "HSSI-16", "HSSI-17", "HSSI-19",
          "HSSI-23", "HSSI-29", "HSSI-50", "HSSI-67", "HSSI-04", "HSSI-45", "HSSI-64",
          "WSIC-11", "HSSI-28", "HSSI-30", "HSSI-34", "HSSI-37", "HSSI-38", "HSSI-39",
          "HSSI-47", "DSPT-10", "P1",      "P3",      "P4",      "P5",      "P7",
          "P8",      "P9",      "P11",     "P12",     "P14"}) {
        proves(rule);
    }
    const Tally tally = run_campaign(1, 0, 10'000'000 * campaign(), false);
    list_faults(std::cout, tally.faults);
    std::cout << tally << "\n";
    std::map<std::uint64_t, std::string> open = open_findings();
    for (const Outline& outline : tally.broken) {
        const auto known = open.extract(outline.seed);
        if (known && known.mapped() == outline.broken) continue;
        ADD_FAILURE() << "seed " << outline.seed << " breaks " << outline.broken << ": "
                      << outline.how;
    }
    for (const auto& [seed, promise] : open) {
        if (seed <= tally.seeds)
            ADD_FAILURE() << "seed " << seed << " breaks " << promise
                          << " no more: take it out of tests/simulator/open.findings";
    }
    for (std::size_t fault = 0; fault < fault_count; ++fault) {
        EXPECT_GT(tally.faults[fault], 0U)
            << "it never happened: " << kind_of(static_cast<Fault>(fault)).name;
    }
}

// Every twentieth seed again, on the real store and through the codec: the same decisions, and the
// same state after every crash.
TEST_F(Simulator, OneSeedInTwentyRunsOnTheRealStore) {
    std::uint64_t transitions = 0;
    std::uint64_t seeds = 0;
    for (std::uint64_t seed = 20; seed <= 500 * campaign(); seed += 20, ++seeds) {
        const Outline stored = Simulation({seed}, in_store, nullptr).run();
        ASSERT_EQ(stored.broken, "") << "seed " << seed << ": " << stored.how;
        EXPECT_EQ(stored.hash, run(seed).hash) << "seed " << seed;
        transitions += stored.transitions;
    }
    std::cout << transitions << " transitions on the real store, " << seeds << " seeds\n";
}

// The house at work for four weeks, with a new rota every week and the night in which the clocks
// change: what holds for hours holds for weeks, and nothing that it remembers grows.
TEST_F(Simulator, FourWeeksAreKeptAndLeaveNothingBehind) {
    for (const char* rule : {"HSSI-12", "HSSI-13", "HSSI-15", "HSSI-19", "P3", "P7", "P9"})
        proves(rule);
    const Tally tally = run_campaign(1, 3 * campaign(), 0, false, 4);
    std::cout << tally << "\n";
    for (const Outline& outline : tally.broken)
        ADD_FAILURE() << "seed " << outline.seed << " of four weeks breaks " << outline.broken
                      << ": " << outline.how;
    EXPECT_GE(tally.virtual_time, std::chrono::hours(24 * 28) * tally.seeds);
    EXPECT_GT(tally.processes, 2 * tally.seeds);
}

TEST_F(Simulator, ASeedIsTheSameEveryTime) {
    for (std::uint64_t seed = 1; seed <= 3000 * campaign(); seed += 100) {
        const Outline once = run(seed);
        const Outline again = run(seed);
        EXPECT_EQ(once.hash, again.hash) << "seed " << seed;
        EXPECT_EQ(once.transitions, again.transitions) << "seed " << seed;
    }
}

// By its choices alone, through the file in which it is kept.
TEST_F(Simulator, AKeptRunIsMadeAgainExactly) {
    for (std::uint64_t seed = 7; seed <= 1000; seed += 97) {
        KeptRun kept{"", "nothing", {}};
        const Outline once = run(seed, &kept.choices);
        std::stringstream file;
        write_run(file, kept);
        const KeptRun found = read_run(file);
        EXPECT_EQ(found.choices.places, kept.choices.places) << "seed " << seed;
        const Outline again = replay(found, nullptr);
        EXPECT_EQ(once.hash, again.hash) << "seed " << seed;
        EXPECT_EQ(once.transitions, again.transitions) << "seed " << seed;
    }
}

TEST_F(Simulator, AKeptFileThatCannotBeReadSaysWhere) {
    for (const char* file :
         {"breaks: P4\nseed: 1\nalarm 1 0=1\n", "breaks: P4\nseed: 1\nalarm 1: 0=x\n",
          "breaks: P4\nseed: 1\nalarm 1: 0=0\n"}) {
        std::istringstream in(file);
        try {
            read_run(in);
            FAIL() << file;
        } catch (const std::runtime_error& error) {
            EXPECT_NE(std::string(error.what()).find("line 3"), std::string::npos) << error.what();
        }
    }
}

// What is left breaks the same promise with a small part of the inputs.
TEST_F(Simulator, ARunThatFailsGetsSmall) {
    for (const char* mutant : {"silent_gap", "forget_handed"}) {
        const auto found = first_broken(mutant);
        ASSERT_TRUE(found) << mutant;
        const auto& [whole, kept] = *found;
        const Shrunk small = shrink(kept, whole, std::chrono::seconds(20));
        std::cout << mutant << ": " << size_of(whole, kept.choices) << "\n  after " << small.tries
                  << " tries: " << size_of(small.outline, small.run.choices) << "\n";
        EXPECT_EQ(small.outline.broken, whole.broken);
        EXPECT_LT(small.run.choices.count() * 10, kept.choices.count()) << mutant;
        // Fewer choices are a quieter house, which may take longer until it breaks.
        EXPECT_LE(small.outline.inputs, 80U) << mutant;
        std::ostringstream story;
        EXPECT_EQ(replay(small.run, &story).broken, whole.broken);
        const std::string told = story.str();
        for (const std::string words : {"came in", "decided", "BROKEN"})
            EXPECT_NE(told.find(words), std::string::npos) << words << "\n" << told;
        EXPECT_NE(told.find("expected: " + promised(whole.broken)), std::string::npos) << told;
    }
}

// Runs that once failed, kept small: none breaks a promise now; and where a bug was planted, it
// still breaks that one.
TEST_F(Simulator, WhatOnceFailedIsStillSeen) {
    int files = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(source_dir() / "tests" / "simulator" / "kept")) {
        if (file.path().extension() != ".run") continue;
        ++files;
        std::ifstream in(file.path());
        KeptRun kept = read_run(in);
        if (!kept.mutant.empty()) {
            EXPECT_EQ(replay(kept, nullptr).broken, kept.breaks)
                << file.path() << " does not show " << kept.mutant
                << " any more; make another: simulate --mutant " << kept.mutant
                << " --count 600 --shrink";
        }
        kept.mutant.clear();
        const Outline sound = replay(kept, nullptr);
        EXPECT_EQ(sound.broken, "") << file.path() << ": " << sound.how;
    }
    EXPECT_GE(files, 5);
}

TEST_P(Planted, IsCaught) {
    planted = GetParam().mutant;
    const std::clock_t began = std::clock();
    std::uint64_t transitions = 0;
    for (std::uint64_t seed = 1; seed <= seeds_for_a_mutant; ++seed) {
        const Outline outline =
            Simulation({seed, nullptr, nullptr, GetParam().weeks}, in_memory, nullptr).run();
        transitions += outline.transitions;
        if (outline.broken.empty()) continue;
        const double took = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
        std::cout << GetParam().name << ": caught by " << outline.broken << " after " << transitions
                  << " transitions, at seed " << seed << ", in " << took << " s ("
                  << outline.how.substr(0, 120) << ")\n";
        EXPECT_LE(took, 60.0);
        return;
    }
    FAIL() << "no promise noticed it in " << seeds_for_a_mutant << " seeds";
}

INSTANTIATE_TEST_SUITE_P(Bugs, Planted, ::testing::ValuesIn(plants()),
                         [](const auto& plant) { return std::string(plant.param.name); });

}  // namespace
}  // namespace tocsin

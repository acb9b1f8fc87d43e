// Seeds by hand: to read one as a story, to make a failing one small, and to make a kept one again.
#include "tests/simulator/campaign.h"
#include "tests/simulator/plants.h"
#include "tests/simulator/shrink.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string_view>

namespace {

using namespace tocsin;

struct Wish {
    std::uint64_t seed = 1;
    std::uint64_t count = 1;
    bool trace = false;
    bool shrink = false;
    bool faults = false;
    std::string mutant;
    std::string replay;  // a file
    int weeks = 0;
    std::chrono::seconds limit{60};
};

int usage() {
    std::cerr << "simulate --seed N [--count N] [--mutant NAME]   which promises break\n"
                 "simulate --seed N [--mutant NAME] --trace       one seed, as a story to read\n"
                 "simulate --seed N [--count N] --faults          how often each fault happened\n"
                 "simulate --seed N [--count N] [--mutant NAME] --shrink [--limit SECONDS]\n"
                 "     the first that breaks, made small and written to seed-N.run\n"
                 "simulate --seed N --weeks 4 ...                 the house at work for so long\n"
                 "simulate --replay FILE [--trace]                such a file again\n";
    return 2;
}

bool read_wish(int argc, char** argv, Wish& wish) {
    for (int index = 1; index < argc; ++index) {
        const std::string_view argument = argv[index];
        const bool more = index + 1 < argc;
        const auto number = [&] { return std::strtoull(argv[++index], nullptr, 10); };
        if (argument == "--trace") {
            wish.trace = true;
        } else if (argument == "--shrink") {
            wish.shrink = true;
        } else if (argument == "--faults") {
            wish.faults = true;
        } else if (argument == "--seed" && more) {
            wish.seed = number();
        } else if (argument == "--count" && more) {
            wish.count = number();
        } else if (argument == "--weeks" && more) {
            wish.weeks = static_cast<int>(number());
        } else if (argument == "--limit" && more) {
            wish.limit = std::chrono::seconds(number());
        } else if (argument == "--mutant" && more) {
            wish.mutant = argv[++index];
        } else if (argument == "--replay" && more) {
            wish.replay = argv[++index];
        } else {
            return false;
        }
    }
    return true;
}

int replay_file(const Wish& wish) {
    std::ifstream in(wish.replay);
    if (!in) {
        std::cerr << "simulate: cannot read " << wish.replay << "\n";
        return 2;
    }
    const KeptRun run = read_run(in);
    const Outline outline = replay(run, wish.trace ? &std::cout : nullptr);
    if (outline.broken.empty()) {
        std::cout << wish.replay << ": every promise is kept\n";
        return 0;
    }
    std::cout << wish.replay << " breaks " << outline.broken << ": " << outline.how << "\n";
    return 1;
}

int shrink_first_broken(const Wish& wish, const Tally& tally) {
    if (tally.broken.empty()) {
        std::cout << "nothing breaks, and nothing is to be made small\n";
        return 0;
    }
    const std::uint64_t seed = tally.broken.front().seed;
    KeptRun run{wish.mutant, tally.broken.front().broken, {}};
    const Plant* plant = find_plant(wish.mutant);
    planted = plant == nullptr ? Mutant::none : plant->mutant;
    const Outline whole =
        Simulation({seed, nullptr, &run.choices, wish.weeks}, in_memory, nullptr).run();
    std::cout << "seed " << seed << " breaks " << whole.broken << ": "
              << size_of(whole, run.choices) << std::endl;
    const Shrunk small = shrink(run, whole, wish.limit);
    const std::string size = size_of(small.outline, small.run.choices);
    std::cout << "after " << small.tries << " tries: " << size << "\n";
    const std::string file = "seed-" + std::to_string(seed) + ".run";
    std::ofstream out(file);
    out << "# Seed " << seed << ", made small: " << size << ".\n# To read it: simulate --replay "
        << file << " --trace\n";
    write_run(out, small.run);
    if (!out.flush()) {
        std::cerr << "simulate: cannot write " << file << "\n";
        return 2;
    }
    replay(small.run, &std::cout);
    std::cout << "\nwritten to " << file << "\n";
    return 1;
}

int run_seeds(const Wish& wish) {
    if (!wish.mutant.empty()) {
        const Plant* plant = find_plant(wish.mutant);
        if (plant == nullptr) {
            std::cerr << "simulate: there is no mutant " << wish.mutant << "; they are:";
            for (const Plant& one : plants()) std::cerr << " " << one.name;
            std::cerr << "\n";
            return 2;
        }
        planted = plant->mutant;
    }
    if (wish.trace) {
        const Outline outline =
            Simulation({wish.seed, nullptr, nullptr, wish.weeks}, in_memory, &std::cout).run();
        std::cout << "\n" << outline.transitions << " transitions\n";
        return outline.broken.empty() ? 0 : 1;
    }
    const Tally tally = run_campaign(wish.seed, wish.count, 0, wish.shrink, wish.weeks);
    if (wish.faults) list_faults(std::cout, tally.faults);
    for (const Outline& outline : tally.broken)
        std::cout << "seed " << outline.seed << " breaks " << outline.broken << ": " << outline.how
                  << "\n";
    std::cout << tally << "\n";
    if (wish.shrink) return shrink_first_broken(wish, tally);
    return tally.broken.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Wish wish;
    if (!read_wish(argc, argv, wish)) return usage();
    try {
        return wish.replay.empty() ? run_seeds(wish) : replay_file(wish);
    } catch (const std::exception& error) {
        std::cerr << "simulate: " << error.what() << "\n";
        return 2;
    }
}

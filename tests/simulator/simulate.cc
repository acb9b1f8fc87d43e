// simulate --seed N --trace: one seed again, as a story to read.
#include "tests/simulator/simulation.h"

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace {

int usage() {
    std::cerr << "simulate --seed N [--count N] [--trace]\n";
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t seed = 1;
    std::uint64_t count = 1;
    bool trace = false;
    for (int index = 1; index < argc; ++index) {
        const std::string_view argument = argv[index];
        if (argument == "--trace") {
            trace = true;
        } else if (argument == "--seed" && index + 1 < argc) {
            seed = std::strtoull(argv[++index], nullptr, 10);
        } else if (argument == "--count" && index + 1 < argc) {
            count = std::strtoull(argv[++index], nullptr, 10);
        } else {
            return usage();
        }
    }
    int broken = 0;
    std::uint64_t transitions = 0;
    for (std::uint64_t last = seed + count; seed < last; ++seed) {
        tocsin::Simulation simulation(seed, tocsin::in_memory, trace ? &std::cout : nullptr);
        const tocsin::Outline outline = simulation.run();
        transitions += outline.transitions;
        if (outline.broken.empty()) continue;
        ++broken;
        std::cout << "seed " << outline.seed << ": " << outline.broken << ": " << outline.how
                  << "\n";
    }
    std::cout << count << " seeds, " << transitions << " transitions, " << broken << " broken\n";
    return broken == 0 ? 0 : 1;
}

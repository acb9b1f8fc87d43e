// powercut --seed N --cut K: one cut again, as a failing test names it.
#include "core/sabotage.h"
#include "tests/powercut/cuts.h"

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace {

int usage() {
    std::cerr << "powercut [--seed N] [--batches N] [--images N] [--cut K]"
                 " [--normal | --off | --lies]\n";
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    tocsin::CutSettings settings;
    for (int index = 1; index < argc; ++index) {
        const std::string_view argument = argv[index];
        if (argument == "--normal") {
            tocsin::planted = tocsin::Mutant::synchronous_normal;
        } else if (argument == "--off") {
            tocsin::planted = tocsin::Mutant::synchronous_off;
        } else if (argument == "--lies") {
            settings.ignores_sync = true;
        } else if (index + 1 == argc) {
            return usage();
        } else if (argument == "--seed") {
            settings.seed = std::strtoull(argv[++index], nullptr, 10);
        } else if (argument == "--batches") {
            settings.batches = std::atoi(argv[++index]);
        } else if (argument == "--images") {
            settings.images = std::atoi(argv[++index]);
        } else if (argument == "--cut") {
            settings.only = std::strtoull(argv[++index], nullptr, 10);
        } else {
            return usage();
        }
    }
    const tocsin::CutPlace place;
    const tocsin::Cuts cuts = cut_everywhere(place, settings);
    std::cout << cuts.cuts << " cuts within " << cuts.operations << " operations: " << cuts.lost
              << " lost, " << cuts.half << " half, " << cuts.damaged << " damaged\n"
              << cuts.example << "\n";
    return cuts.example.empty() ? 0 : 1;
}

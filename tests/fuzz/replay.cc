// Goes through the kept corpus without a fuzzer: fuzz_replay FOLDER, where FOLDER/<target>/* are
// the inputs. Every target has a folder and every folder a target, so that neither is forgotten.
#include "tests/fuzz/fuzz.h"

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace tocsin;
namespace fs = std::filesystem;

namespace {

int replayed = 0;

// A claim that does not hold, or a sanitizer, ends the program: the name must be out before.
void replay(const fs::path& file, fuzz::Run run) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);
    run(bytes);
    ++replayed;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 2) {
        std::fprintf(stderr, "fuzz_replay FOLDER\n");
        return 2;
    }
    const fs::path folder = argv[1];
    const auto start = std::chrono::steady_clock::now();
    std::set<std::string> folders;
    for (const auto& each : fs::directory_iterator(folder)) folders.insert(each.path().filename());

    for (const auto& [name, run] : fuzz::targets()) {
        if (folders.erase(name) == 0) {
            std::fprintf(stderr, "The target %s has no corpus.\n", name.c_str());
            return 1;
        }
        for (const auto& file : fs::directory_iterator(folder / name)) replay(file.path(), run);
    }
    if (!folders.empty()) {
        std::fprintf(stderr, "The corpus %s has no target.\n", folders.begin()->c_str());
        return 1;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("%d inputs of %zu targets in %.1f s\n", replayed, fuzz::targets().size(),
                took.count());
    return 0;
} catch (const std::exception& reason) {
    std::fprintf(stderr, "Escaped: %s\n", reason.what());
    return 1;
}

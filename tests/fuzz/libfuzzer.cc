// libFuzzer's way in. It starts the program again by itself, with options of its own, so the target
// is named by the environment. Without libFuzzer nobody calls what is here.
#include "tests/fuzz/fuzz.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

tocsin::fuzz::Run chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* name = std::getenv("TOCSIN_FUZZ");
    const auto& targets = tocsin::fuzz::targets();
    const auto found = targets.find(name == nullptr ? "" : name);
    if (found == targets.end()) {
        std::fprintf(stderr, "TOCSIN_FUZZ must be one of:\n");
        for (const auto& [each, run] : targets) std::fprintf(stderr, "%s\n", each.c_str());
        std::exit(2);
    }
    chosen = found->second;
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    chosen({reinterpret_cast<const char*>(data), size});
    return 0;
}

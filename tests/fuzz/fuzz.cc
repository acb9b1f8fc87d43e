#include "tests/fuzz/fuzz.h"

#include <cstdio>
#include <cstdlib>

namespace tocsin::fuzz {
namespace {

std::map<std::string, Run>& known() {
    static std::map<std::string, Run> targets;
    return targets;
}

}  // namespace

Target::Target(const char* name, Run run) {
    known().emplace(name, run);
}

const std::map<std::string, Run>& targets() {
    return known();
}

void must(bool holds, const char* claim) {
    if (holds) return;
    std::fprintf(stderr, "Does not hold: %s\n", claim);
    std::abort();
}

std::string_view next_part(std::string_view& bytes) {
    const std::size_t end = bytes.find('\0');
    const std::string_view part = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    return part;
}

unsigned next_byte(std::string_view& bytes) {
    if (bytes.empty()) return 0;
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    return byte;
}

}  // namespace tocsin::fuzz

#include "tests/sabotaged/planting.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace tocsin {
namespace {

// A name that does not exist ends the program: a test whose bug was not planted proves nothing.
void no_such(const char* variable) {
    std::fprintf(stderr, "%s: there is no %s to plant\n", variable, std::getenv(variable));
    std::_Exit(2);
}

Standstill place = Standstill::none;

void stand(int) {
    standing = place;
}

void plant() {
    const char* const name = std::getenv("TOCSIN_MUTANT");
    if (name == nullptr) return;
    if (const auto mutant = mutant_named(name)) {
        planted = *mutant;
    } else if (const auto bug = bug_named(name)) {
        planted_here = *bug;
    } else {
        no_such("TOCSIN_MUTANT");
    }
}

void prepare_standstill() {
    const char* const name = std::getenv("TOCSIN_STANDSTILL");
    if (name == nullptr) return;
    if (const auto named = standstill_named(name)) {
        place = *named;
    } else {
        no_such("TOCSIN_STANDSTILL");
    }
    struct sigaction action {};
    action.sa_handler = &stand;
    action.sa_flags = SA_RESTART;
    sigaction(SIGUSR1, &action, nullptr);
}

// Before main(): whatever the program does first may be what is sabotaged.
const bool prepared = [] {
    plant();
    prepare_standstill();
    return true;
}();

}  // namespace
}  // namespace tocsin

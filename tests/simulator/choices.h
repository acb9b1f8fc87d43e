// The choices that made a run, by place and number, and no others: a run that failed, made small
// and kept as a file that people can read and `simulate --replay` makes again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>

namespace tocsin {

struct Choices {
    using Made = std::map<unsigned, std::uint64_t>;  // by number; never 0, which is the calmest
    std::uint64_t seed = 0;                          // of entropy: codes and hashes
    int weeks = 0;                                   // of a run of weeks; 0: one of hours
    std::map<std::string, Made> places;

    std::size_t count() const;
};

// A run that was kept: what breaks it, or what broke it when a bug was found.
struct KeptRun {
    std::string mutant;  // the planted bug, as core/sabotage.h calls it; empty: none
    std::string breaks;  // the promise
    Choices choices;
};

// One line a place: "alarm 3: 0=1 4=250". Lines with # are for people.
void write_run(std::ostream& out, const KeptRun& run);

// Throws std::runtime_error, which names the line, for what write_run() would not write.
KeptRun read_run(std::istream& in);

}  // namespace tocsin

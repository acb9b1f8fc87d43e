// A run that breaks a promise, made small: whatever can be left out and the promise still breaks is
// left out, and what is left is made as calm as it can be. It works on the choices of the run
// (choices.h) and not on its seed, so that what is left can be kept as a file.
#pragma once

#include "tests/simulator/simulation.h"

namespace tocsin {

// A run made again from what was kept of it, with its bug planted. Throws std::runtime_error when
// there is no such bug. `written`: the choices that it really made.
Outline replay(const KeptRun& run, std::ostream* trace, Choices* written = nullptr);

struct Shrunk {
    KeptRun run;
    Outline outline;
    std::size_t tries = 0;
};

// `outline` is what `run` came to. Gives up after so long, with what it has.
Shrunk shrink(KeptRun run, Outline outline, std::chrono::seconds at_most);

// "2 inputs, 1 person called, 1 fault, 41 entries, 12 choices, 0:25:10 of virtual time".
std::string size_of(const Outline& outline, const Choices& choices);

}  // namespace tocsin

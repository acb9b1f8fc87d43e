// A fuzz target is a pure function of bytes that ends the program when something it claims does not
// hold. All targets live in one program: with libFuzzer's main it searches for such bytes (preset
// fuzz), with the one of replay.cc it goes through the kept ones (every other preset).
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tocsin::fuzz {

using Run = void (*)(std::string_view bytes);

// One object of static duration in the target's file makes the target known.
struct Target {
    Target(const char* name, Run run);
};

const std::map<std::string, Run>& targets();

// Says what was claimed and ends the program unless it `holds`.
void must(bool holds, const char* claim);

// Takes an input apart where a target needs more than one text: the part up to the next zero byte,
// which is consumed. Empty when nothing is left.
std::string_view next_part(std::string_view& bytes);

// The first byte, which is consumed; 0 when there is none.
unsigned next_byte(std::string_view& bytes);

}  // namespace tocsin::fuzz

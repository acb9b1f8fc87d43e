// The daemon itself, as the command line starts it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace tocsin {

struct ServeOptions {
    std::filesystem::path config;
    bool exercise = false;             // nothing reaches real people; time may run faster
    int speed = 1;                     // 1 to 60; more than 1 in an exercise only
    std::optional<std::string> begin;  // of an exercise: local time, as a person types it
};

// Runs until it is told to stop. The answer is the exit code of the process.
int serve(const ServeOptions& options);

}  // namespace tocsin

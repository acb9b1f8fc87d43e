// The daemon itself, as the command line starts it.
#pragma once

#include "daemon/router.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct ServeOptions {
    std::filesystem::path config;
    bool exercise = false;             // nothing reaches real people; time may run faster
    int speed = 1;                     // 1 to 60; more than 1 in an exercise only
    std::optional<std::string> begin;  // of an exercise: local time, as a person types it
};

// Runs until it is told to stop. The answer is the exit code of the process.
int serve(const ServeOptions& options);

// The routes of a daemon of this configuration, which is put together and not run: for the test
// that holds daemon/openapi.yaml against them. Throws std::runtime_error when it cannot be.
std::vector<Route> served_routes(const ServeOptions& options);

}  // namespace tocsin

// tocsin silence, suppressed, heartbeat: maintenance windows, what they keep from people, and signs
// of life of jobs.
#pragma once

#include "daemon/cli_commands.h"

#include <string>
#include <vector>

namespace tocsin {

struct SilenceOptions {
    std::vector<std::string> when;  // "service=gp-*"
    std::string from;
    std::string until;
    std::string length;
    std::string reason;
    std::string by;
    bool severity_1 = false;
    std::string number;
};

class NoiseCommands {
public:
    explicit NoiseCommands(Commands& commands);
    NoiseCommands(const NoiseCommands&) = delete;
    NoiseCommands& operator=(const NoiseCommands&) = delete;

private:
    void add_silences(Commands& commands);
    void add_heartbeats(Commands& commands);

    SilenceOptions silence_;
    std::string heartbeat_;
    std::string failed_;  // why; empty: it did not
};

}  // namespace tocsin

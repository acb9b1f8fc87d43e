// tocsin silence, suppressed, heartbeat, route: maintenance windows, what they keep from people,
// signs of life of jobs, and what an alarm would become.
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
    void add_routes(Commands& commands);

    SilenceOptions silence_;
    std::string heartbeat_;
    std::string payload_;  // a file, or "-"
    std::string source_;
    bool fails_ = false;
    std::string failed_;  // why
};

}  // namespace tocsin

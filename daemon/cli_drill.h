// `tocsin drill`: starts, lists and ends drills, and prints their evidence (DSPT-10).
#pragma once

#include "daemon/cli_commands.h"

#include <string>

namespace tocsin {

struct DrillOptions {
    std::string incident;
    std::string service;
    std::string severity;  // a number; empty: the default of a report
    std::string procedure;
    std::string place;
    std::string summary;
    std::string reason;
    std::string by;
    bool json = false;
};

class DrillCommands {
public:
    explicit DrillCommands(Commands& commands);
    DrillCommands(const DrillCommands&) = delete;
    DrillCommands& operator=(const DrillCommands&) = delete;

private:
    DrillOptions drill_;
};

}  // namespace tocsin

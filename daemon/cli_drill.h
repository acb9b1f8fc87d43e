// `tocsin drill`: starts, lists and ends drills, and prints their evidence (DSPT-10).
#pragma once

#include "daemon/client.h"
#include "daemon/terminal.h"

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

// Each returns an exit code, and throws CommandFailed.
int start_drill(const Client& client, const DrillOptions& options, Terminal& terminal);
int list_drills(const Client& client, const DrillOptions& options, Terminal& terminal);
int end_drill(const Client& client, const DrillOptions& options, Terminal& terminal);
int print_drill_report(const Client& client, const DrillOptions& options, Terminal& terminal);

}  // namespace tocsin

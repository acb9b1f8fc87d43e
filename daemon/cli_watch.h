// tocsin watch: what happens, as it happens, until Ctrl-C. A daemon that goes is waited for, and
// asked for what was missed meanwhile.
#pragma once

#include "daemon/cli_commands.h"

#include <string>

namespace tocsin {

class WatchCommand {
public:
    explicit WatchCommand(Commands& commands);
    WatchCommand(const WatchCommand&) = delete;
    WatchCommand& operator=(const WatchCommand&) = delete;

private:
    int watch() const;

    Commands& commands_;
    std::string incident_;  // empty: all
    std::string after_;     // the number of the entry before the first; empty: from here on
};

}  // namespace tocsin

// tocsin show: one incident at a glance: what it is, who has it, what is owed, what happened last.
#pragma once

#include "daemon/cli_commands.h"

#include <string>

namespace tocsin {

class ShowCommand {
public:
    explicit ShowCommand(Commands& commands);
    ShowCommand(const ShowCommand&) = delete;
    ShowCommand& operator=(const ShowCommand&) = delete;

private:
    int show() const;
    int show_from_file() const;

    Commands& commands_;
    std::string incident_;
    std::string file_;  // a backup or an archive; empty: the daemon's
    int last_ = 8;      // entries of the timeline
};

}  // namespace tocsin

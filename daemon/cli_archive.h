// tocsin archive: what is old leaves the journal, for a file that has it.
#pragma once

#include "daemon/cli_commands.h"

#include <string>

namespace tocsin {

class ArchiveCommand {
public:
    explicit ArchiveCommand(Commands& commands);
    ArchiveCommand(const ArchiveCommand&) = delete;
    ArchiveCommand& operator=(const ArchiveCommand&) = delete;

private:
    int archive() const;
    int try_out() const;
    DaemonAnswer trial() const;
    std::string body(const std::string& file) const;

    Commands& commands_;
    std::string before_;
    std::string to_;
    std::string by_;
    bool yes_ = false;
};

}  // namespace tocsin

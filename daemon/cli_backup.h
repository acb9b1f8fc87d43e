// tocsin backup and tocsin restore: the journal in one file, and back.
#pragma once

#include "daemon/cli_commands.h"

#include <chrono>
#include <filesystem>
#include <string>

namespace tocsin {

// Has the daemon make a backup at `where` (a folder, or a file that is not there yet; empty: where
// its configuration says), and waits until it is made. Throws CommandFailed.
int make_backup(const Client& client, const std::string& where, bool json, Terminal& terminal);

struct RestoreOptions {
    std::filesystem::path backup;
    std::filesystem::path data;  // the daemon's
    bool trial = false;          // nothing is changed
};

// Restores while no daemon runs (daemon/restore.h). Throws CommandFailed.
int restore_backup(const RestoreOptions& options, std::chrono::system_clock::time_point now,
                   Terminal& terminal);

class BackupCommands {
public:
    explicit BackupCommands(Commands& commands);
    BackupCommands(const BackupCommands&) = delete;
    BackupCommands& operator=(const BackupCommands&) = delete;

private:
    void add_backup();
    void add_restore();

    Commands& commands_;
    std::string where_;
    std::string data_;
    RestoreOptions restoring_;
};

}  // namespace tocsin

// tocsin backup and tocsin restore: the journal in one file, and back.
#pragma once

#include "daemon/cli_commands.h"

#include <chrono>
#include <filesystem>
#include <string>

namespace tocsin {

struct MadeBackup {
    std::string file;
    std::string head;     // hexadecimal
    std::string entries;  // to the head
    std::string bytes;
    std::string answer;  // of the daemon, as JSON
};

// Has the daemon make a backup at `where` (a folder, or a file that is not there yet; empty: where
// its configuration says), and waits until it is made and verified. Throws CommandFailed.
MadeBackup make_backup(const Client& client, const std::string& where);

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
    int back_up() const;
    void add_restore();

    Commands& commands_;
    std::string where_;
    std::string data_;
    RestoreOptions restoring_;
};

}  // namespace tocsin

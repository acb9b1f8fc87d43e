// tocsin audit verify and tocsin explain: what the journal proves, and why things happened.
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/client.h"
#include "daemon/terminal.h"

#include <filesystem>
#include <string>

namespace tocsin {

// Has the daemon verify the chain of its journal; the exit code is 1 when it does not hold. Both
// throw CommandFailed.
int verify_audit(const Client& client, bool json, Terminal& terminal);

// Verifies a backup, or a copy of a journal, without any daemon; likewise.
int verify_file(const std::filesystem::path& file, bool json, Terminal& terminal);

struct ExplainOptions {
    std::string incident;  // "INC-2039" or "2039"
    std::string person;    // why this one was called or not; empty: the whole story
    bool json = false;
};

// Why an incident went as it did, in the daemon's words.
int explain(const Client& client, const ExplainOptions& options, Terminal& terminal);

class AuditCommands {
public:
    explicit AuditCommands(Commands& commands);
    AuditCommands(const AuditCommands&) = delete;
    AuditCommands& operator=(const AuditCommands&) = delete;

private:
    void add_audit();
    void add_explain();

    Commands& commands_;
    std::string file_;
    ExplainOptions explaining_;
};

}  // namespace tocsin

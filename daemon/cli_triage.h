// tocsin set, flag, unflag, severity, safe, reopen: what an incident is, how severe,
// and that its tasks are made safe (HSSI-01..04, 42..46, 64).
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/client.h"
#include "daemon/terminal.h"

#include <string>
#include <vector>

namespace tocsin {

struct TriageOptions {
    std::string incident;
    std::vector<std::string> words;  // "category=data-centre,multi-site", "urgency=2"; "3"
    std::string flag;
    std::string reason;
    std::string by;
    std::string way;
    std::string task;
    bool dry_run = false;
    bool json = false;
};

// All throw CommandFailed.
int set_fields(const Client& client, const TriageOptions& options, Terminal& terminal);
int raise_flag(const Client& client, const TriageOptions& options, Terminal& terminal);
int remove_flag(const Client& client, const TriageOptions& options, Terminal& terminal);

int reopen(const Client& client, const TriageOptions& options, Terminal& terminal);
int make_safe(const Client& client, const TriageOptions& options, Terminal& terminal);

// Shows what severity comes to; with answers it is kept as a proposal, with a severity it is set.
int judge_severity(const Client& client, const TriageOptions& options, Terminal& terminal);

class TriageCommands {
public:
    explicit TriageCommands(Commands& commands);
    TriageCommands(const TriageCommands&) = delete;
    TriageCommands& operator=(const TriageCommands&) = delete;

private:
    void add_triage();

    Commands& commands_;
    TriageOptions triage_;
};

}  // namespace tocsin

// tocsin open, confirm, ack, pass-on, escalate, resolve, close: an incident from its report to
// its end, by whoever works on it.
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/client.h"
#include "daemon/terminal.h"

#include <map>
#include <string>

namespace tocsin {

// What the body of a request says, by field; empty ones are left out.
struct IncidentAct {
    std::string incident;  // "INC-42"
    std::map<std::string, std::string> fields;
    int severity = 0;  // of a report; 0: as the daemon has it
    bool down = false;
    bool degraded = false;
};

class IncidentCommands {
public:
    explicit IncidentCommands(Commands& commands);
    IncidentCommands(const IncidentCommands&) = delete;
    IncidentCommands& operator=(const IncidentCommands&) = delete;

private:
    CLI::Option* add_field(CLI::App* sub, const std::string& option, const std::string& field,
                           const std::string& words);
    void add_state(CLI::App* sub);
    std::string in_utc(const std::string& field);
    CLI::App* incident_command(const std::string& name, const std::string& verb,
                               const std::string& sentence, const std::string& examples,
                               const std::string& done);
    void add_open();
    void add_work();

    Commands& commands_;
    IncidentAct act_;  // of the command that was written
};

}  // namespace tocsin

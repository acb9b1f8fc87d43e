// tocsin report, confirm, take, pass-on, escalate, resolve, close: an incident from its report to
// its end, by whoever works on it.
#pragma once

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

// Opens an incident and says its name. Throws CommandFailed.
int report_incident(const Client& client, const IncidentAct& act, Terminal& terminal);

// POSTs the act to `verb` of the incident ("confirm") and says what it is now: `done`. Throws
// CommandFailed.
int act_on_incident(const Client& client, const std::string& verb, const IncidentAct& act,
                    const std::string& done, Terminal& terminal);

}  // namespace tocsin

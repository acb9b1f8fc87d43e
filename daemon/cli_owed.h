// "tocsin owed", "met", "ask", "waive", "put-off", "pause", "resume": what incidents owe.
#pragma once

#include "daemon/client.h"
#include "daemon/terminal.h"

#include <string>

namespace tocsin {

// What is owed, the next first; of one incident when it is named. The exit code says whether
// something is late; with `strict`, whether anything is owed at all.
int show_owed(const Client& client, const std::string& incident, bool strict, bool json,
              Terminal& terminal);

struct OwedAct {
    std::string incident;
    std::string name;
    std::string act;   // "meet", "waive" ...
    std::string text;  // the proof, or the reason
    std::string due;   // of "put-off"
    std::string by;
};

int act_on_owed(const Client& client, const OwedAct& act, Terminal& terminal);

}  // namespace tocsin

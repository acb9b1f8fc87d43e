// "tocsin owed", "met", "ask", "waive", "put-off", "pause", "resume": what incidents owe.
#pragma once

#include "daemon/cli_commands.h"
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

class OwedCommands {
public:
    explicit OwedCommands(Commands& commands);
    OwedCommands(const OwedCommands&) = delete;
    OwedCommands& operator=(const OwedCommands&) = delete;

private:
    CLI::App* add_owed_act(const std::string& name, const std::string& act, const std::string& text,
                           bool needed, const std::string& about, const std::string& examples);
    void add_owed();

    Commands& commands_;
    OwedAct owed_;
    bool strict_ = false;
};

}  // namespace tocsin

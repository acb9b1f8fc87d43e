// tocsin handover: what was handed over, and the call that proves it (HSSI-19).
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/client.h"
#include "daemon/terminal.h"

#include <string>

namespace tocsin {

// Both throw CommandFailed. `now`: what would be handed over at this moment, and nothing is sent.
int show_handover(const Client& client, bool now, bool json, Terminal& terminal);

// `id` may be empty: the one that waits for its call.
int record_handover_call(const Client& client, const std::string& id, const std::string& by,
                         const std::string& note, Terminal& terminal);

class HandoverCommands {
public:
    explicit HandoverCommands(Commands& commands);
    HandoverCommands(const HandoverCommands&) = delete;
    HandoverCommands& operator=(const HandoverCommands&) = delete;

private:
    void add_handover();

    Commands& commands_;
    std::string id_;
    std::string by_;
    std::string note_;
    bool now_ = false;
};

}  // namespace tocsin

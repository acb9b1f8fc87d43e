// tocsin who: who is on call, and until when.
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/client.h"
#include "daemon/terminal.h"
#include "rota/zone.h"

#include <string>

namespace tocsin {

struct WhoOptions {
    std::string role;  // as a person says it: "edm", "level-3"; empty: all
    std::string at;    // as a person types it; empty: now, by the daemon's clock
    bool json = false;
};

// Phones in full: this is what somebody dials when all else fails. The exit code is 1 when a role
// it tells of is empty. Throws CommandFailed.
int who(const Client& client, const WhoOptions& options, const Zone& zone, Terminal& terminal);

class WhoCommand {
public:
    explicit WhoCommand(Commands& commands);
    WhoCommand(const WhoCommand&) = delete;
    WhoCommand& operator=(const WhoCommand&) = delete;

private:
    void add_who();

    Commands& commands_;
    WhoOptions who_;
};

}  // namespace tocsin

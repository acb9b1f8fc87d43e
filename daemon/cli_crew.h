// tocsin rota check --ready, tocsin contacts, tocsin shift: who on the rota can be reached.
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/client.h"
#include "daemon/terminal.h"

#include <string>

namespace tocsin {

// All of them throw CommandFailed.

// Every shift of the next days. exit_needs_you when one is not ready.
int check_readiness(const Client& client, int days, bool json, Terminal& terminal);

// exit_needs_you when an address is dead, or nobody has proved it.
int list_contacts(const Client& client, bool json, Terminal& terminal);

int verify_contact(const Client& client, const std::string& person, bool mail, Terminal& terminal);
int confirm_contact(const Client& client, const std::string& person, const std::string& code,
                    Terminal& terminal);
int confirm_shift(const Client& client, const std::string& person, bool cannot, Terminal& terminal);

class CrewCommands {
public:
    explicit CrewCommands(Commands& commands);
    CrewCommands(const CrewCommands&) = delete;
    CrewCommands& operator=(const CrewCommands&) = delete;

private:
    void add_contacts();
    void add_shift();

    Commands& commands_;
    std::string id_;
    std::string code_;
    bool mail_ = false;
    bool phone_ = false;
    bool cannot_ = false;
};

}  // namespace tocsin

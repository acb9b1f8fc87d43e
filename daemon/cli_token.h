// tocsin token: the tokens that let programs and people use the API.
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/client.h"
#include "daemon/terminal.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct TokenRequest {
    std::string name;                 // whose it is
    std::vector<std::string> scopes;  // names of daemon/auth.h's scopes
    std::optional<int> days;          // empty: the daemon decides how long it lives
    bool json = false;
};

// Prints the token alone on `terminal.out`, so that it can be piped to where it belongs; it is
// never shown again. All three throw CommandFailed.
int add_token(const Client& client, const TokenRequest& token, Terminal& terminal);
int list_tokens(const Client& client, bool json, Terminal& terminal);
int revoke_token(const Client& client, const std::string& id, Terminal& terminal);

class TokenCommands {
public:
    explicit TokenCommands(Commands& commands);
    TokenCommands(const TokenCommands&) = delete;
    TokenCommands& operator=(const TokenCommands&) = delete;

private:
    void add_token();

    Commands& commands_;
    TokenRequest token_;
    std::string id_;
    int days_ = 0;
};

}  // namespace tocsin

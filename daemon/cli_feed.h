// tocsin feed: calendars of who is on call, read by secret links.
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/client.h"
#include "daemon/terminal.h"

#include <string>

namespace tocsin {

struct FeedRequest {
    std::string person;  // id; or
    std::string role;    // of the rotas
    bool json = false;
};

// Prints the link alone on `terminal.out`, so that it can be piped to where it belongs; it is never
// shown again. All three throw CommandFailed.
int add_feed(const Client& client, const FeedRequest& feed, Terminal& terminal);
int list_feeds(const Client& client, bool json, Terminal& terminal);
int revoke_feed(const Client& client, const std::string& id, Terminal& terminal);

class FeedCommands {
public:
    explicit FeedCommands(Commands& commands);
    FeedCommands(const FeedCommands&) = delete;
    FeedCommands& operator=(const FeedCommands&) = delete;

private:
    void add_feed();

    Commands& commands_;
    FeedRequest feed_;
    std::string id_;
};

}  // namespace tocsin

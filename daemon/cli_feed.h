// tocsin feed: calendars of who is on call, read by secret links.
#pragma once

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

}  // namespace tocsin

// tocsin channels, channel test: how the providers fare, and what one says to a test message.
#pragma once

#include "daemon/cli_commands.h"

#include <string>

namespace tocsin {

struct ChannelOptions {
    std::string channel;
    std::string to;  // empty: of a place
    bool json = false;
};

class ChannelCommands {
public:
    explicit ChannelCommands(Commands& commands);
    ChannelCommands(const ChannelCommands&) = delete;
    ChannelCommands& operator=(const ChannelCommands&) = delete;

private:
    ChannelOptions channel_;
};

}  // namespace tocsin

// tocsin erase: what people wrote of an incident, or whatever names a person, leaves the journal.
#pragma once

#include "daemon/cli_commands.h"

#include <string>
#include <vector>

namespace tocsin {

class EraseCommand {
public:
    explicit EraseCommand(Commands& commands);
    EraseCommand(const EraseCommand&) = delete;
    EraseCommand& operator=(const EraseCommand&) = delete;

private:
    int erase() const;
    std::string body() const;

    Commands& commands_;
    std::string incident_;
    std::string person_;
    std::vector<std::string> also_;
    std::string reason_;
    std::string by_;
    bool yes_ = false;
};

}  // namespace tocsin

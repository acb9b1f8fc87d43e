// tocsin page test: one person is called as in the night, and the answer is waited for.
#pragma once

#include "daemon/cli_commands.h"

#include <string>

namespace tocsin {

struct PageTest {
    std::string person;
    int minutes = 10;  // until an answer counts as none
};

class PageCommands {
public:
    explicit PageCommands(Commands& commands);
    PageCommands(const PageCommands&) = delete;
    PageCommands& operator=(const PageCommands&) = delete;

private:
    PageTest test_;
};

}  // namespace tocsin

// tocsin preview: what an incident would say at this moment, on every medium.
#pragma once

#include "daemon/cli_commands.h"

#include <string>

namespace tocsin {

class PreviewCommand {
public:
    explicit PreviewCommand(Commands& commands);
    PreviewCommand(const PreviewCommand&) = delete;
    PreviewCommand& operator=(const PreviewCommand&) = delete;

private:
    std::string incident_;
};

}  // namespace tocsin

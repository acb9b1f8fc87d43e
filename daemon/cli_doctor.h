// tocsin doctor: whether this house would call somebody tonight, and what to do.
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/finding.h"

#include <filesystem>

namespace tocsin {

// What can be seen of a house whose daemon does not answer.
Findings look_without_daemon(const std::filesystem::path& config);

class DoctorCommand {
public:
    explicit DoctorCommand(Commands& commands);
    DoctorCommand(const DoctorCommand&) = delete;
    DoctorCommand& operator=(const DoctorCommand&) = delete;

private:
    int run();
    int tell(Findings findings, bool down) const;

    Commands& commands_;
    bool strict_ = false;
};

}  // namespace tocsin

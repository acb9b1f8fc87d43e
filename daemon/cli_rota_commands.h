// tocsin rota: which commands it has. What they do: cli_rota.h, cli_duty.h, cli_check.h,
// cli_crew.h.
#pragma once

#include "daemon/cli_check.h"
#include "daemon/cli_commands.h"
#include "daemon/cli_duty.h"
#include "daemon/cli_rota.h"

#include <string>

namespace tocsin {

class RotaCommands {
public:
    explicit RotaCommands(Commands& commands);
    RotaCommands(const RotaCommands&) = delete;
    RotaCommands& operator=(const RotaCommands&) = delete;

private:
    void add_rota();
    void add_rota_files(CLI::App& rotas);
    int check_rota();
    void add_duty(CLI::App& rotas);
    void add_publish(CLI::App& rotas);
    CLI::App* add_swap(CLI::App& rotas);

    Commands& commands_;
    CheckOptions checking_;
    RotaUploadOptions uploading_;
    RotaSwapOptions swapping_;
    DutyOptions duty_;
    std::string id_;
    int version_ = 0;
    int days_ = 0;
    bool ready_ = false;
    bool csv_ = false;
    bool yaml_ = false;
    bool ics_ = false;
};

}  // namespace tocsin

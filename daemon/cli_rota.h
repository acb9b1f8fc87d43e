// tocsin rota: uploads, differences, versions, swaps.
#pragma once

#include "daemon/client.h"
#include "daemon/terminal.h"

#include <filesystem>
#include <string>

namespace tocsin {

struct RotaUploadOptions {
    std::filesystem::path file;
    std::string rota;  // empty: as the file says
    bool dry_run = false;
    bool accept_gaps = false;
    std::string reason;  // why gaps are accepted
    std::string by;      // empty: whoever runs the command
    std::string at;      // when it comes into force; empty: now
    bool json = false;
};

struct RotaSwapOptions {
    std::string rota;
    std::string role;
    std::string out;
    std::string in;
    std::string from;
    std::string to;
    std::string reason;
    std::string by;
    bool force = false;
    bool json = false;
};

// All of them throw CommandFailed. An upload or a swap that leaves gaps ends with exit_needs_you.
int upload_rota(const Client& client, const RotaUploadOptions& options, Terminal& terminal);

// What an upload would change. exit_needs_you when it would.
int diff_rota(const Client& client, RotaUploadOptions options, Terminal& terminal);

int list_rotas(const Client& client, bool json, Terminal& terminal);
int restore_rota(const Client& client, const std::string& rota, int version,
                 const std::string& reason, bool json, Terminal& terminal);
int withdraw_rota(const Client& client, const std::string& rota, const std::string& plan, bool json,
                  Terminal& terminal);
int swap_rota(const Client& client, const RotaSwapOptions& options, Terminal& terminal);

// Mails the rota of the week of a Monday, or of a number, to its readers.
int publish_rota(const Client& client, const std::string& rota, const std::string& week, bool json,
                 Terminal& terminal);

// A CSV to fill in, for the week of a Monday, 2026-11-23, or of a number, 2026-W48.
int print_rota_template(const Client& client, const std::string& week, Terminal& terminal);

}  // namespace tocsin

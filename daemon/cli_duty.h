// tocsin rota show, history, hours, export: reading the rotas, and what they were.
#pragma once

#include "daemon/client.h"
#include "daemon/terminal.h"
#include "rota/rota.h"

#include <string>

namespace tocsin {

struct DutyOptions {
    std::string rota = "on-call";
    std::string week;  // its Monday or its number; empty: this one
    std::string from;  // days, both included
    std::string to;
    std::string format;  // csv, yaml, ics; empty: for people
    int limit = 20;
    bool each = false;  // shift by shift
    bool json = false;
};

// All of them throw CommandFailed. A week with a gap ends with exit_needs_you.
int show_rota(const Client& client, const DutyOptions& options, const Zone& zone, Instant now,
              Terminal& terminal);
int rota_history(const Client& client, const DutyOptions& options, const Zone& zone,
                 Terminal& terminal);
int rota_hours(const Client& client, const DutyOptions& options, const Zone& zone,
               Terminal& terminal);
int export_rota(const Client& client, const DutyOptions& options, Terminal& terminal);

}  // namespace tocsin

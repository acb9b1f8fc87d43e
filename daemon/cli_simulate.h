// tocsin simulate: who would be called when, on which channel, with which words. Nothing is sent.
#pragma once

#include "daemon/cli_commands.h"
#include "daemon/client.h"
#include "daemon/terminal.h"
#include "rota/time.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tocsin {

struct SimulateOptions {
    std::string service;  // id or name
    bool down = false;
    bool degraded = false;
    int severity = 1;
    std::string at;  // as a person types it; empty: now
    std::string procedure;
    std::string place;
    int taken_at = -1;                 // minutes after which whoever was called last takes it
    std::vector<std::string> answers;  // "pat.ash@+12m"
    std::vector<std::string> fails;    // channels
    bool texts = false;
    bool json = false;
    // Read instead of asking the daemon; empty: the daemon is asked, with the rotas in force.
    std::filesystem::path config;
    std::vector<std::filesystem::path> rotas;  // beside those of the configuration's folder
    std::filesystem::path story;               // a story file; of the rest, only these three count
};

// `client` is asked for only without `config`; `now` counts only with it. Answers with 0, and with
// exit_needs_you when nobody would be reached or a rota has a gap. Throws CommandFailed, with
// exit_asked_wrongly for whatever names nothing that is there.
int simulate(const std::function<Client()>& client, const SimulateOptions& options, Instant now,
             Terminal& terminal);

class SimulateCommand {
public:
    explicit SimulateCommand(Commands& commands);
    SimulateCommand(const SimulateCommand&) = delete;
    SimulateCommand& operator=(const SimulateCommand&) = delete;

private:
    void add_simulate();

    Commands& commands_;
    SimulateOptions simulating_;
};

}  // namespace tocsin

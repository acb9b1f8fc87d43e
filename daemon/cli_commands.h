// What all commands share: how one is declared, which options they have in common, and which daemon
// they ask. Groups of commands declare themselves with it, in files of their own; they and it live
// as long as the command line.
#pragma once

#include "daemon/client.h"
#include "daemon/terminal.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <string>

namespace tocsin {

inline constexpr const char* default_config = "/etc/tocsin/tocsin.yaml";

class Commands {
public:
    using Command = std::function<int()>;

    explicit Commands(Terminal& terminal) : terminal_(terminal) {}
    Commands(const Commands&) = delete;
    Commands& operator=(const Commands&) = delete;

    CLI::App& app() { return app_; }
    Terminal& terminal() { return terminal_; }
    // Whether the answer is to be printed for programs: of a command with add_json().
    bool json() const { return json_; }
    // What --config names, else the usual file.
    std::filesystem::path config() const { return config_.empty() ? default_config : config_; }

    // `sentence` is one; `examples` are two lines. `run` is called when the command was written,
    // after all of its options were read; it answers with the exit code.
    CLI::App* command(CLI::App& parent, const std::string& name, const std::string& sentence,
                      const std::string& examples, Command run);
    // A command that has others: "rota".
    CLI::App* group(const std::string& name, const std::string& sentence);
    // Which daemon is asked.
    void add_daemon_options(CLI::App* sub);
    void add_config(CLI::App* sub, const std::string& words);
    void add_json(CLI::App* sub);

    // The daemon that --socket, --url, $TOCSIN_SOCKET, $TOCSIN_URL or --config names, in this
    // order, else the usual one. The token of a URL comes from --token-file, $TOCSIN_TOKEN_FILE or
    // $TOCSIN_TOKEN; it is written on no command line, which others can read.
    // Throws CommandFailed for a configuration that says nothing of it, a token that cannot be
    // read, and one that would go over the net in the clear.
    Client client() const;

    // Whether client() is a daemon by its URL, which may be on another machine.
    bool asks_by_url() const;

    // Runs the command that was written.
    int run_written() const { return command_(); }

private:
    DaemonAddress by_url(const std::string& url) const;

    Terminal& terminal_;
    CLI::App app_{"Calls who is on duty, and goes on until somebody answers.", "tocsin"};
    Command command_;  // that was written
    std::string socket_;
    std::string config_;
    std::string url_;
    std::string token_file_;
    std::string ca_;
    bool json_ = false;
};

}  // namespace tocsin

#include "daemon/cli_commands.h"

#include "daemon/cli_socket.h"

#include <cstdlib>

namespace tocsin {
namespace {

constexpr const char* default_socket = "/run/tocsin/tocsin.sock";

}  // namespace

CLI::App* Commands::command(CLI::App& parent, const std::string& name, const std::string& sentence,
                            const std::string& examples, Command run) {
    CLI::App* sub = parent.add_subcommand(name, sentence);
    sub->footer("Examples:\n" + examples);
    // Of a command and a command of its own, such as "handover call", the inner one speaks
    // first.
    sub->callback([this, run] {
        if (!command_) command_ = run;
    });
    return sub;
}

CLI::App* Commands::group(const std::string& name, const std::string& sentence) {
    CLI::App* sub = app_.add_subcommand(name, sentence);
    sub->require_subcommand(1);
    return sub;
}

void Commands::add_socket_options(CLI::App* sub) {
    sub->add_option("--socket", socket_, "the daemon's Unix socket; else $TOCSIN_SOCKET");
    sub->add_option("--config", config_, "the configuration that names the socket");
}

void Commands::add_json(CLI::App* sub) {
    sub->add_flag("--json", json_, "print what the daemon answers, for programs");
}

Client Commands::client() const {
    if (!socket_.empty()) return Client(socket_);
    const char* named = std::getenv("TOCSIN_SOCKET");
    if (named != nullptr && *named != '\0') return Client(named);
    if (!config_.empty()) return Client(socket_of(config_));
    // Of a file that nobody named, a mistake is no reason to look nowhere.
    try {
        return Client(socket_of(default_config));
    } catch (const CommandFailed&) {
        return Client(default_socket);
    }
}

}  // namespace tocsin

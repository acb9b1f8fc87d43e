#include "daemon/cli_commands.h"

#include "daemon/cli_socket.h"
#include "daemon/config_parts.h"
#include "daemon/file_text.h"

#include <cstdlib>

namespace tocsin {
namespace {

constexpr const char* default_socket = "/run/tocsin/tocsin.sock";

// Empty when it is not set.
std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// The one line of the file.
std::string token_in(const std::filesystem::path& path) {
    const FileText file = read_file(path);
    if (!file.text)
        throw CommandFailed(exit_asked_wrongly, path.string() + " cannot be read", file.why);
    std::string token(*file.text);
    token.erase(token.find_last_not_of(" \t\r\n") + 1);
    if (token.empty() || token.find_first_of(" \t\r\n") != std::string::npos) {
        throw CommandFailed(exit_asked_wrongly, path.string() + " holds no token",
                            "a token is one word: toc_...", "tocsin token add NAME --scope ...");
    }
    return token;
}

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

void Commands::add_daemon_options(CLI::App* sub) {
    const std::string which = "Which daemon";
    CLI::Option* socket =
        sub->add_option("--socket", socket_, "its Unix socket; else $TOCSIN_SOCKET")->group(which);
    CLI::Option* url =
        sub->add_option("--url", url_, "https://...; else $TOCSIN_URL")->group(which);
    url->excludes(socket);
    sub->add_option("--token-file", token_file_,
                    "the token for a URL; else $TOCSIN_TOKEN_FILE or $TOCSIN_TOKEN")
        ->group(which);
    sub->add_option("--ca", ca_, "who vouches for its certificate; else whom the machine trusts")
        ->group(which);
    if (sub->get_option_no_throw("--config") == nullptr)
        sub->add_option("--config", config_, "the configuration that names the socket")
            ->group(which);
}

void Commands::add_config(CLI::App* sub, const std::string& words) {
    sub->add_option("--config", config_, words);
}

void Commands::add_json(CLI::App* sub) {
    sub->add_flag("--json", json_, "print what the daemon answers, for programs");
}

DaemonAddress Commands::by_url(const std::string& text) const {
    std::string url = text;
    while (url.ends_with('/')) url.pop_back();
    const std::optional<UrlParts> parts = split_url(url);
    const bool plain = url.starts_with("http://");
    if (!parts || parts->credentials || (!plain && !url.starts_with("https://"))) {
        throw CommandFailed(exit_asked_wrongly, "\"" + text + "\" is no URL of a daemon", "",
                            "write https://tocsin.example.org, or with its port");
    }
    DaemonAddress address{{}, url, "", ca_};
    const std::string file = token_file_.empty() ? environment("TOCSIN_TOKEN_FILE") : token_file_;
    address.token = file.empty() ? environment("TOCSIN_TOKEN") : token_in(file);
    if (plain && !parts->loopback() && !address.token.empty()) {
        throw CommandFailed(exit_asked_wrongly, "the token is not sent to " + url,
                            "everybody on the way could read it", "use https://");
    }
    return address;
}

bool Commands::asks_by_url() const {
    const bool by_socket = !socket_.empty() || !environment("TOCSIN_SOCKET").empty();
    return !url_.empty() || (!by_socket && !environment("TOCSIN_URL").empty());
}

Client Commands::client() const {
    if (!socket_.empty()) return Client(socket_);
    if (!url_.empty()) return Client(by_url(url_));
    if (const std::string named = environment("TOCSIN_SOCKET"); !named.empty())
        return Client(std::filesystem::path(named));
    if (const std::string named = environment("TOCSIN_URL"); !named.empty())
        return Client(by_url(named));
    if (!config_.empty()) return Client(socket_of(config_));
    // Of a file that nobody named, a mistake is no reason to look nowhere.
    try {
        return Client(socket_of(default_config));
    } catch (const CommandFailed&) {
        return Client(std::filesystem::path(default_socket));
    }
}

}  // namespace tocsin

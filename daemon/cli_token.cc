#include "daemon/cli_token.h"

#include "daemon/ascii.h"
#include "daemon/auth.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"
#include "rota/counted.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

void check_scopes(const std::vector<std::string>& scopes) {
    std::vector<std::string> known;
    std::string list;
    for (const Scope scope : all_scopes) {
        known.emplace_back(to_string(scope));
        list += (list.empty() ? "" : ", ") + known.back();
    }
    for (const std::string& scope : scopes) {
        if (scope_named(scope)) continue;
        const std::string meant = near(scope, known);
        throw CommandFailed(exit_asked_wrongly,
                            "no scope \"" + scope + "\"" +
                                (meant.empty() ? "" : ". Did you mean \"" + meant + "\"?"),
                            "", "write some of " + list + ", with commas between");
    }
}

// "2026-11-22" of "2026-11-22T02:45:00Z".
std::string day_of(const std::string& instant) {
    return instant.substr(0, 10);
}

bool is_revoked(const Node& token) {
    const std::string revoked = text_of(token, "revoked");
    return !revoked.empty() && revoked != "false";
}

}  // namespace

int add_token(const Client& client, const TokenRequest& token, Terminal& terminal) {
    check_scopes(token.scopes);
    JsonList scopes;
    for (const std::string& scope : token.scopes) scopes.text(scope);
    JsonObject body;
    body.text("name", token.name).raw("scopes", scopes.str());
    if (token.days) body.number("days", *token.days);
    const DaemonAnswer answer = ask(client, "POST", "/v1/tokens", body.str());
    const Node made = json_of(answer);
    const std::string secret = text_of(made, "token");
    if (secret.empty()) throw CommandFailed(exit_silent, "the daemon's answer holds no token");
    if (token.json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    const std::string id = text_of(made, "id");
    terminal.err << "Token " << id << " for " << fit_for_terminal(token.name)
                 << ". It is shown this once: keep it where only its user can read it.\n";
    terminal.out << secret << "\n" << std::flush;
    terminal.err << "Take it back: tocsin token revoke " << id << "\n";
    return exit_done;
}

int list_tokens(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/tokens");
    const Node list = json_of(answer);
    if (json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    const std::vector<Node>& tokens = items_of(list, "tokens");
    if (tokens.empty()) {
        terminal.out << "No tokens. Make one: tocsin token add NAME --scope intake\n";
        return exit_done;
    }
    const auto revoked = static_cast<std::size_t>(std::ranges::count_if(tokens, is_revoked));
    terminal.out << counted(tokens.size(), "token");
    if (revoked > 0) terminal.out << ", " << revoked << " of them revoked";
    std::vector<Cells> rows;
    for (const Node& token : tokens) {
        const std::string expires = day_of(text_of(token, "expires"));
        rows.push_back({text_of(token, "id"), text_of(token, "name"),
                        joined(items_of(token, "scopes"), ","),
                        "since " + day_of(text_of(token, "created")),
                        is_revoked(token) ? "REVOKED"
                        : expires.empty() ? "no end"
                                          : "until " + expires});
    }
    terminal.out << "\n\n" << columns(rows);
    return exit_done;
}

int revoke_token(const Client& client, const std::string& id, Terminal& terminal) {
    // It becomes a part of a path, and every id is made of these.
    const bool plain = !id.empty() && std::ranges::all_of(id, [](char c) {
        return ascii_alnum(c) || c == '-' || c == '_';
    });
    if (!plain) {
        throw CommandFailed(exit_asked_wrongly, "\"" + id + "\" is no id of a token", "",
                            "tocsin token list");
    }
    ask(client, "DELETE", "/v1/tokens/" + id);
    terminal.out << "Revoked: token " << id
                 << ". Whoever holds it is refused from the next request on.\n";
    return exit_done;
}

TokenCommands::TokenCommands(Commands& commands) : commands_(commands) {
    add_token();
}

void TokenCommands::add_token() {
    CLI::App* tokens = commands_.group("token", "Makes, lists and takes back tokens of the API.");
    CLI::App* add = commands_.command(*tokens, "add", "Makes a token and prints it, once.",
                                      "  tocsin token add alertmanager --scope intake\n"
                                      "  tocsin token add bridge --scope read,operate --days 90",
                                      [this] {
                                          token_.json = commands_.json();
                                          if (days_ > 0) token_.days = days_;
                                          return tocsin::add_token(commands_.client(), token_,
                                                                   commands_.terminal());
                                      });
    add->add_option("NAME", token_.name, "whose it is")->required();
    add->add_option("--scope", token_.scopes, "intake, operate, rota, read, admin")
        ->delimiter(',')
        ->required();
    add->add_option("--days", days_, "how long it lives")->check(CLI::Range(1, 36500));
    CLI::App* list = commands_.command(
        *tokens, "list", "Lists the tokens, never what they are.",
        "  tocsin token list\n  tocsin token list --json",
        [this] { return list_tokens(commands_.client(), commands_.json(), commands_.terminal()); });
    CLI::App* revoke = commands_.command(
        *tokens, "revoke", "Takes a token back at once.",
        "  tocsin token revoke 7\n  tocsin token list",
        [this] { return revoke_token(commands_.client(), id_, commands_.terminal()); });
    revoke->add_option("ID", id_, "as tocsin token list says it")->required();
    commands_.add_json(add);
    commands_.add_json(list);
    for (CLI::App* sub : {add, list, revoke}) commands_.add_daemon_options(sub);
}

}  // namespace tocsin

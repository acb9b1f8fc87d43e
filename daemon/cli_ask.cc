#include "daemon/cli_ask.h"

#include "daemon/ascii.h"
#include "daemon/json.h"

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

int exit_code_of(long status) {
    switch (status) {
        case 401:
        case 403:
            return exit_not_allowed;
        case 404:
            return exit_not_found;
        case 409:
        case 412:
            return exit_overtaken;
        case 429:
            return exit_not_now;
        default:
            return status >= 500 ? exit_not_now : exit_needs_you;
    }
}

// Refusals name addresses of the API; whoever types commands reads the command that asks them. A
// longer address comes before its beginning.
constexpr std::pair<std::string_view, std::string_view> commands_of_addresses[] = {
    {"GET /v1/incidents?open=true", "tocsin list"},
    {"GET /v1/channels", "tocsin channels"},
    {"GET /v1/feeds", "tocsin feed list"},
    {"GET /v1/heartbeats", "tocsin heartbeat list"},
    {"GET /v1/holds", "tocsin holds"},
    {"GET /v1/on-call", "tocsin who"},
    {"GET /v1/readiness", "tocsin rota check --ready"},
    {"GET /v1/rotas", "tocsin rota list"},
    {"GET /v1/silences", "tocsin silence list"}};

std::string in_commands(std::string text) {
    for (const auto& [address, command] : commands_of_addresses) {
        std::size_t at = text.find(address);
        while (at != std::string::npos) {
            const std::size_t end = at + address.size();
            // "GET /v1/rotas/on-call" is another.
            const bool longer = end < text.size() && text[end] == '/';
            if (!longer) text.replace(at, address.size(), command);
            at = text.find(address, longer ? end : at + command.size());
        }
    }
    return text;
}

CommandFailed refusal(const DaemonAnswer& answer) {
    const int code = exit_code_of(answer.status);
    const JsonResult json = parse_json(answer.body);
    const std::string title = json.tree ? text_of(*json.tree, "title") : "";
    if (title.empty()) {
        return {code, "the daemon answers with status " + std::to_string(answer.status)};
    }
    std::string why = text_of(*json.tree, "detail");
    for (const Node& error : items_of(*json.tree, "errors")) {
        const std::string detail = text_of(error, "detail");
        if (why.find(detail) != std::string::npos) continue;  // it is said already
        why += (why.empty() ? "" : "\n") + text_of(error, "pointer") + ": " + detail;
    }
    return {code, title, in_commands(std::move(why))};
}

}  // namespace

CommandFailed silence(const NoAnswer& failure) {
    if (failure.not_permitted) {
        return {exit_not_allowed, "not allowed to speak with the daemon", failure.what(),
                "run it as the daemon's user: sudo -u tocsin tocsin ..."};
    }
    return {exit_silent, "the daemon does not answer", failure.what(),
            "systemctl status tocsin, then systemctl start tocsin\n"
            "Until then phone people from the on-call sheet: tocsin sheet"};
}

DaemonAnswer ask(const Client& client, const std::string& method, const std::string& path,
                 const std::string& body, const std::string& accept) {
    DaemonAnswer answer;
    try {
        answer = client.request(method, path, body, accept);
    } catch (const NoAnswer& failure) {
        throw silence(failure);
    }
    refuse_unless_done(answer);
    return answer;
}

void refuse_unless_done(const DaemonAnswer& answer) {
    if (answer.status < 200 || answer.status > 299) throw refusal(answer);
}

Node json_of(const DaemonAnswer& answer) {
    JsonResult json = parse_json(answer.body);
    if (json.tree && json.tree->kind == Node::Kind::map) return std::move(*json.tree);
    throw CommandFailed(exit_silent, "what answers is not this daemon, or another version of it",
                        json.why.empty() ? "its answer is no JSON object" : json.why,
                        "look at what listens there: tocsin --version, systemctl status tocsin");
}

std::string text_of(const Node& map, std::string_view key) {
    const Node* node = map.find(key);
    return node && node->kind == Node::Kind::scalar ? fit_for_terminal(node->text) : "";
}

const std::vector<Node>& items_of(const Node& map, std::string_view key) {
    static const std::vector<Node> none;
    const Node* node = map.find(key);
    return node ? node->items : none;
}

std::string joined(const std::vector<Node>& items, std::string_view between) {
    std::string text;
    for (const Node& item : items) {
        if (&item != items.data()) text += between;
        text += fit_for_terminal(item.text);
    }
    return text;
}

std::string fit_for_terminal(std::string_view text) {
    std::string fit;
    for (std::size_t i = 0; i < text.size(); ++i) {
        // U+0080 to U+009F, in UTF-8 C2 80 to C2 9F, are control characters as well.
        const bool control_of_two = text[i] == '\xC2' && i + 1 < text.size() &&
                                    static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (control_of_two) ++i;
        const bool control = control_of_two || (ascii_control(text[i]) && text[i] != '\n');
        fit += control ? '?' : text[i];
    }
    return fit;
}

std::string alarming(const Terminal& terminal, const std::string& word) {
    return terminal.colour ? "\033[1;31m" + word + "\033[0m" : word;
}

std::string with_red_gaps(std::string text, const Terminal& terminal) {
    if (!terminal.colour) return text;
    const std::string red = alarming(terminal, std::string(gap_word));
    for (std::size_t at = text.find(gap_word); at != std::string::npos;
         at = text.find(gap_word, at + red.size())) {
        text.replace(at, gap_word.size(), red);
    }
    return text;
}

}  // namespace tocsin
